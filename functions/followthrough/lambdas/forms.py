"""The fields of a form that came back, whoever sent it. What cannot be read has no fields, and so no choice."""

from __future__ import annotations

import base64
import datetime as dt
from email import message_from_bytes
from typing import Any
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from followthrough.domain.errors import ChoiceNeeded
from followthrough.domain.opening import civil

MOST_FIELDS = 20
"""More than any form of ours has."""

MULTIPART = "multipart/form-data"


def fields(event: dict[str, Any]) -> dict[str, str]:
    """What was filled in, by name: an HTTP API hands forms over in base64."""
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    kind = headers.get("content-type", "")
    try:
        body = _body(event)
        return _multipart(body, kind) if kind.lower().startswith(MULTIPART) else _urlencoded(body)
    except ValueError:
        return {}


def moment(text: str, *, zone: str) -> dt.datetime | None:
    """A time as a browser's field writes it, in the shop's own zone; nothing if none was given. Raises ChoiceNeeded."""
    if not text:
        return None
    try:
        local = dt.datetime.fromisoformat(text)
        return civil(local.date(), local.time().replace(tzinfo=None), zone=ZoneInfo(zone))
    except (ValueError, OverflowError) as error:
        raise ChoiceNeeded("Please give the time as day and hour.") from error


def _body(event: dict[str, Any]) -> bytes:
    body = event.get("body") or ""
    return base64.b64decode(body) if event.get("isBase64Encoded") else body.encode()


def _urlencoded(body: bytes) -> dict[str, str]:
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS))


def _multipart(body: bytes, kind: str) -> dict[str, str]:
    """RFC 7578: how mail programs should send their one click (RFC 8058, 3.2)."""
    message = message_from_bytes(b"Content-Type: " + kind.encode("ascii") + b"\r\n\r\n" + body)
    told: dict[str, str] = {}
    for part in list(message.walk())[1 : MOST_FIELDS + 1]:
        name, value = part.get_param("name", header="content-disposition"), part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(value, bytes):
            told[name] = value.decode("utf-8", "replace")
    return told
