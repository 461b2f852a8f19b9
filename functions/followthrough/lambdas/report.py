"""Mornings and Mondays: the sheets of the day, the letter of the week."""

from __future__ import annotations

from typing import Any

from followthrough.application.report import report_day, report_week
from followthrough.bootstrap import engine
from followthrough.bootstrap.engine import Engine, app_from
from followthrough.lambdas.log import logger

__all__ = ["app_from", "handler"]

REPORTS = {"day": report_day, "week": report_week}


def handler(event: dict[str, Any], context: object, app: Engine | None = None) -> dict[str, int]:  # noqa: ARG001
    """Send one kind of report: `{"report": "day"}` or `{"report": "week"}`."""
    app = app or engine.app()
    which = event["report"]
    sent = REPORTS[which](tools=app.reporting)
    logger().info("reported", extra={"report": which, "sent": sent})
    return {"sent": sent}
