"""Our own events as JSON: what the canonical source posts and what AWS-native senders put on the bus.

Refusals name the key, never what stood there.
"""

from __future__ import annotations

import re
from typing import Any

from pydantic import ValidationError

from followthrough.adapters.webhooks.canonical_shape import EventShape
from followthrough.domain.errors import Malformed
from followthrough.domain.event import Event

SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "urn:followthrough:canonical-event:1",
    "title": "An event for Followthrough, version 1",
}
"""How the schema introduces itself: a name, not an address."""

PLAIN_KEY = re.compile(r"[a-z_][a-z0-9_]{0,31}|\[key\]")
"""What keys of ours look like, and pydantic's word for a key itself."""


def parse(told: Any, *, country: str | None = None) -> Event:
    """A canonical event from parsed JSON; `country` is the shop's, where a number without a country is at home.

    Raises Malformed with a sentence that names the keys and never their contents.
    """
    return checked(told).event(country=country)


def checked(told: Any) -> EventShape:
    """The same, as it was told. Raises Malformed."""
    try:
        return EventShape.model_validate(told)
    except ValidationError as wrong:
        raise Malformed(_sentence(wrong)) from None


def _sentence(wrong: ValidationError) -> str:
    errors = wrong.errors(include_url=False)
    told = (f"{'.'.join(map(_place, error['loc'])) or 'event'}: {error['msg']}" for error in errors[:5])
    return "; ".join(text.replace("Value error, ", "") for text in told)


def _place(part: int | str) -> str:
    """A key as it was written, if it looks like one of ours: anything else may be what stood there."""
    return str(part) if isinstance(part, int) or PLAIN_KEY.fullmatch(part) else "…"


def json_schema() -> dict[str, Any]:
    """The form of an event as JSON Schema (draft 2020-12), for those who write one and for their editors."""
    return EventShape.model_json_schema() | SCHEMA
