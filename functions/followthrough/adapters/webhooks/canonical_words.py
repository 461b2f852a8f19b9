"""The words of our own event in JSON: what an id, an instant, a kind and a short text look like."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, JsonValue

from followthrough.adapters.webhooks import values
from followthrough.adapters.webhooks.kinds import KINDS, unknown
from followthrough.domain.event import Asked as AskedWord


def _known_kind(kind: str) -> str:
    if kind not in KINDS:
        raise ValueError(unknown(kind))
    return kind


def _instant(told: object) -> dt.datetime:
    at = values.moment(told)
    if at is None:
        raise ValueError("an ISO 8601 time with its offset, please, such as 2026-03-03T16:20:00Z")
    return at


def _asked(word: object) -> AskedWord:
    if not isinstance(word, str) or word not in set(AskedWord):
        raise ValueError("yes, no or unknown, please")
    return AskedWord(word)


Id = Annotated[str, Field(pattern=r"^[!-~]{1,128}$")]
"""Printable ASCII without spaces. An id is a text even if it looks like a number: 64 bits survive."""
SourceName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,31}$")]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
Short = Annotated[str, Field(max_length=values.SHORT)]
Kind = Annotated[str, AfterValidator(_known_kind), Field(json_schema_extra={"enum": [*sorted(KINDS)]})]
Asked = Annotated[AskedWord, BeforeValidator(_asked)]

WITH_OFFSET = r"[T ].*(Z|[+-][0-9]{2}(:?[0-9]{2}){0,2})$"
"""How a time ends that is somebody's: many readers of a schema take `date-time` for a remark."""

Instant = Annotated[AwareDatetime, BeforeValidator(_instant), Field(json_schema_extra={"pattern": WITH_OFFSET})]


def said(key: str) -> dict[str, JsonValue]:
    """In the words of JSON Schema: this key is there, and is not null."""
    return {"required": [key], "properties": {key: {"not": {"type": "null"}}}}
