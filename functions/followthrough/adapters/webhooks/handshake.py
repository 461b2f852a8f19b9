"""How a sender introduces itself before it sends anything: pings, challenges and the question of CloudEvents.

A handshake promises nothing and stores nothing, so it needs no secret. Standard library only: this runs at the door.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from followthrough.adapters.webhooks.tables import Table

SMALL = 2048
"""Bytes: no handshake is longer, and a stranger's body of more is not looked at."""

HARMLESS = re.compile(r"[A-Za-z0-9._~=+/-]{1,256}")
"""What may be said back to a stranger."""

ALLOWED_RATE = "1000"
"""Deliveries a minute that we promise to take, well within what the gateway lets through (50 a second)."""


@dataclass(frozen=True, kw_only=True)
class Handshake:
    """How this source introduces itself; most do not.

    `ping`: what the whole body of its unsigned trial looks like. `challenge_header`, `challenge_key`: where it puts a
    word that it wants to hear again, a header or a key at the top of a JSON object. `cloudevents`: it asks for leave
    by OPTIONS (CloudEvents, "HTTP 1.1 Web Hooks for Event Delivery", section 4).
    """

    ping: re.Pattern[bytes] | None = None
    challenge_header: str | None = None
    challenge_key: str | None = None
    cloudevents: bool = False


@dataclass(frozen=True, kw_only=True)
class Greeting:
    """What such a sender wants to hear, always with status 200."""

    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


def read_handshake(table: Table) -> Handshake:
    """The `[handshake]` table. Raises InvalidBusiness, which names file and key."""
    table.allow("ping challenge_header challenge_key cloudevents")
    header = table.maybe("challenge_header")
    return Handshake(
        ping=_pattern(table) if "ping" in table else None,
        challenge_header=header.lower() if header else None,
        challenge_key=table.maybe("challenge_key"),
        cloudevents=table.flag("cloudevents"),
    )


def greeting(handshake: Handshake, *, method: str, headers: Mapping[str, str], body: bytes) -> Greeting | None:
    """The answer to a request that introduces a sender; nothing if it does not."""
    known = {name.lower(): value for name, value in headers.items()}
    if method == "OPTIONS":
        return _leave(known.get("webhook-request-origin", "")) if handshake.cloudevents else None
    if len(body) > SMALL:
        return None
    if handshake.challenge_header and (challenge := _harmless(known.get(handshake.challenge_header))):
        return Greeting(body=challenge, headers={"content-type": "text/plain"})
    if handshake.challenge_key and (challenge := _harmless(_told(body, handshake.challenge_key))):
        return _json({handshake.challenge_key: challenge})
    return _json({"received": True}) if handshake.ping and handshake.ping.fullmatch(body) else None


def _leave(origin: str) -> Greeting | None:
    if not _harmless(origin):
        return None
    return Greeting(headers={"webhook-allowed-origin": origin, "webhook-allowed-rate": ALLOWED_RATE})


def _told(body: bytes, key: str) -> object:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return document.get(key) if isinstance(document, dict) else None


def _harmless(value: object) -> str:
    return value if isinstance(value, str) and HARMLESS.fullmatch(value) else ""


def _json(content: dict[str, object]) -> Greeting:
    return Greeting(body=json.dumps(content), headers={"content-type": "application/json"})


def _pattern(table: Table) -> re.Pattern[bytes]:
    text = table.text("ping")
    try:
        pattern = re.compile(text.encode())
    except re.error as wrong:
        raise table.wrong("ping", f"this is not a regular expression: {wrong}") from wrong
    if pattern.fullmatch(b""):
        raise table.wrong("ping", "an empty body would be one; say more exactly what the trial looks like")
    return pattern
