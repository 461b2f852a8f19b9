"""The pages behind our links: GET and HEAD only look; POST answers, takes back, tells, or says stop."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from followthrough.bootstrap import engine
from followthrough.bootstrap.engine import Engine, app_from
from followthrough.domain.errors import BadSignature, Conflict, InvalidBusiness, Missing, Unreachable
from followthrough.lambdas.log import logger
from followthrough.lambdas.visits import answers, brake, day, desk, stop, week
from followthrough.lambdas.visits.visit import Served, Visit, visit_of

__all__ = ["app_from", "handler"]

HEADERS = {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex, nofollow",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
}
"""Nothing is cached, followed, framed or run; the address of the page is told to nobody."""

BEHIND: Mapping[str, Callable[[Visit], Served]] = {
    "a": answers.serve,
    "brake": brake.serve,
    "day": day.serve,
    "stop": stop.serve,
    "week": week.serve,
    "desk": desk.serve,
}
"""What is behind a link, by the first word of its path."""


def handler(event: dict[str, Any], context: object, app: Engine | None = None) -> dict[str, Any]:  # noqa: ARG001
    """Serve one page."""
    app = app or engine.app()
    try:
        page, outcome = _served(event, app=app)
    except (BadSignature, Missing, InvalidBusiness) as gone:
        page, outcome = app.pages.gone_page(app.published.current().business), type(gone).__name__
    except (Unreachable, Conflict) as busy:
        page, outcome = app.pages.busy_page(app.published.current().business), type(busy).__name__
    logger().info("page", extra={"outcome": outcome, "status": page.status})
    return {"statusCode": page.status, "headers": HEADERS, "body": page.html}


def _served(event: dict[str, Any], *, app: Engine) -> Served:
    kind = event.get("rawPath", "").strip("/").partition("/")[0]
    serve = BEHIND.get(kind)
    if serve is None:
        raise Missing
    return serve(visit_of(event, app=app))
