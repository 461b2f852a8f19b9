"""POST /webhooks/{source}[/{secret}]: verify, park, 2xx. Imports nothing heavy, because some senders wait one second."""

from __future__ import annotations

import base64
import json
from typing import Any

from followthrough.adapters.webhooks.door import Door, Request
from followthrough.bootstrap import door
from followthrough.bootstrap.door import app_from
from followthrough.domain.errors import BadSignature, Refused, TooLarge, UnknownSource, Unreachable
from followthrough.lambdas import figures
from followthrough.lambdas.log import logger

__all__ = ["app_from", "handler"]

STATUS = {BadSignature: 401, UnknownSource: 404, TooLarge: 413, Unreachable: 503}


def handler(event: dict[str, Any], context: object, app: Door | None = None) -> dict[str, Any]:  # noqa: ARG001
    """Answer one delivery. 2xx only once it is stored; 503 only if it could not be."""
    request = _request(event)
    try:
        delivery = (app or door.app()).receive(request)
    except (Refused, Unreachable) as refused:
        reason = refused.reason if isinstance(refused, BadSignature) else type(refused).__name__
        source = None if isinstance(refused, UnknownSource) else request.source
        logger().info("refused", extra={"source": source, "reason": reason})
        figures.refused(source, reason)
        return _answer(STATUS[type(refused)], {"error": str(refused)})
    logger().info("received", extra={"source": delivery.source, "delivery": delivery.key})
    figures.received(delivery.source)
    return _answer(200, {"received": True})


def _request(event: dict[str, Any]) -> Request:
    """The request out of an HTTP API event (payload format 2.0), byte for byte."""
    path = event.get("pathParameters") or {}
    http = event["requestContext"]["http"]
    body = event.get("body") or ""
    raw = base64.b64decode(body) if event.get("isBase64Encoded") else body.encode("utf-8", "surrogatepass")
    return Request(
        source=path.get("source", ""),
        headers=event.get("headers") or {},
        body=raw,
        url_secret=path.get("secret"),
        method=http["method"],
    )


def _answer(status: int, body: dict[str, Any]) -> dict[str, Any]:
    headers = {"content-type": "application/json", "cache-control": "no-store"}
    return {"statusCode": status, "headers": headers, "body": json.dumps(body)}
