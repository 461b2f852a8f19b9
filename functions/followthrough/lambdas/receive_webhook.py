"""POST /webhooks/{source}[/{secret}]: verify, park, 2xx. Imports nothing heavy, because some senders wait one second.

OPTIONS on the same addresses is for senders of CloudEvents, which ask for leave first.
"""

from __future__ import annotations

import base64
import json
from typing import Any

from followthrough.adapters.webhooks.door import Door, Request
from followthrough.adapters.webhooks.handshake import Greeting
from followthrough.bootstrap import door
from followthrough.bootstrap.door import app_from
from followthrough.domain.errors import BadSignature, Refused, TooLarge, UnknownSource, Unreachable
from followthrough.lambdas import figures
from followthrough.lambdas.log import logger

__all__ = ["app_from", "handler"]

STATUS = {BadSignature: 401, UnknownSource: 404, TooLarge: 413, Unreachable: 503}


def handler(event: dict[str, Any], context: object, app: Door | None = None) -> dict[str, Any]:  # noqa: ARG001
    """Answer one request. 2xx only once it is stored, or if it only greets; 503 only if it could not be stored."""
    app = app or door.app()
    try:
        return _answered(app, _request(event))
    except (Refused, Unreachable) as refused:
        reason = refused.reason if isinstance(refused, BadSignature) else type(refused).__name__
        source = app.known(_path(event).get("source"))
        logger().info("refused", extra={"source": source, "reason": reason})
        figures.refused(source, reason)
        return _answer(STATUS[type(refused)], {"error": str(refused)})


def _answered(app: Door, request: Request) -> dict[str, Any]:
    """A delivery is stored before anything is said, even if it carries a challenge as well: some sign theirs."""
    greeting = app.greeting(request)
    if greeting and not app.is_signed(request):
        logger().info("greeted", extra={"source": request.source})
        return _greeted(greeting)
    delivery = app.receive(request)
    logger().info("received", extra={"source": delivery.source, "delivery": delivery.key})
    figures.received(delivery.source)
    return _greeted(greeting) if greeting else _answer(200, {"received": True})


def _request(event: dict[str, Any]) -> Request:
    """The request out of an HTTP API event (payload format 2.0), byte for byte. Raises BadSignature."""
    context, query = event.get("requestContext") or {}, event.get("rawQueryString")
    return Request(
        source=_path(event).get("source", ""),
        headers=event.get("headers") or {},
        body=_body(event),
        url_secret=_path(event).get("secret"),
        method=(context.get("http") or {}).get("method", ""),
        host=context.get("domainName", ""),
        path=event.get("rawPath", "") + (f"?{query}" if query else ""),
    )


def _path(event: dict[str, Any]) -> dict[str, str]:
    return event.get("pathParameters") or {}


def _body(event: dict[str, Any]) -> bytes:
    body = event.get("body") or ""
    if not event.get("isBase64Encoded"):
        return body.encode("utf-8", "surrogatepass")
    try:
        return base64.b64decode(body, validate=True)
    except ValueError:
        raise BadSignature("malformed") from None


def _greeted(greeting: Greeting) -> dict[str, Any]:
    headers = {**greeting.headers, "cache-control": "no-store", "x-content-type-options": "nosniff"}
    return {"statusCode": 200, "headers": headers, "body": greeting.body}


def _answer(status: int, body: dict[str, Any]) -> dict[str, Any]:
    headers = {"content-type": "application/json", "cache-control": "no-store"}
    return {"statusCode": status, "headers": headers, "body": json.dumps(body)}
