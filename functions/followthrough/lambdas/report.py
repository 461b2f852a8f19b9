"""Mornings and Mondays: the sheets of the day, the sources that fell silent, the letter of the week."""

from __future__ import annotations

from typing import Any

from followthrough.application.report import report_day, report_week
from followthrough.application.silence import tell_silences
from followthrough.bootstrap import engine
from followthrough.bootstrap.engine import Engine, app_from
from followthrough.lambdas.log import logger

__all__ = ["app_from", "handler"]


def _day(app: Engine) -> int:
    """The sheets; and, whatever becomes of them, what the owner must hear about the sources."""
    try:
        sheets = report_day(tools=app.reporting)
    finally:
        told = tell_silences(tools=app.watching)
    return sheets + told


def _week(app: Engine) -> int:
    return report_week(tools=app.reporting)


REPORTS = {"day": _day, "week": _week}


def handler(event: dict[str, Any], context: object, app: Engine | None = None) -> dict[str, int]:  # noqa: ARG001
    """Send one kind of report: `{"report": "day"}` or `{"report": "week"}`."""
    app = app or engine.app()
    which = event["report"]
    sent = REPORTS[which](app)
    logger().info("reported", extra={"report": which, "sent": sent})
    return {"sent": sent}
