"""Every four minutes: deliver the wakes that did not come."""

from __future__ import annotations

from typing import Any

from followthrough.application.tend import tend
from followthrough.bootstrap import engine
from followthrough.bootstrap.engine import Engine, app_from
from followthrough.lambdas.log import logger

__all__ = ["app_from", "handler"]


def handler(event: dict[str, Any], context: object, app: Engine | None = None) -> dict[str, int]:  # noqa: ARG001
    """Look once over everything that is overdue."""
    app = app or engine.app()
    woken = tend(ledger=app.ledger, due=app.due_messages, clock=app.clock)
    logger().info("tended", extra={"woken": woken})
    return {"woken": woken}
