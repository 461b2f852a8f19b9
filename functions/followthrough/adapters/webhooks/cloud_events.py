"""The envelopes in which others hand us an event of ours, and what is written on them.

CloudEvents 1.0 in its structured form (an object with `specversion`), its binary form (`ce-` headers, the body is what
lies in it) and, one by one, its batches; and the payload that Standard Webhooks recommends (`type`, `timestamp`, `data`).
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from urllib.parse import unquote

from followthrough.adapters.webhooks.delivery import key_part
from followthrough.adapters.webhooks.kinds import KINDS
from followthrough.adapters.webhooks.reading import document
from followthrough.domain.errors import Malformed

EVENT = "followthrough.event"
"""The type of an envelope whose content says itself what happened; a kind of ours as the type says it for it."""

VERSION = "1.0"
PAYLOAD = frozenset({"type", "timestamp", "data"})
ATTRIBUTES = ("specversion", "type", "source", "id")
"""What the specification asks of every CloudEvent (section 3, "Required attributes")."""


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """What is written on the outside. `key` tells it from all others; what lies in it is read only if it is for us."""

    type: str
    content: Callable[[], object]
    key: str | None = None
    time: object = None

    @property
    def is_ours(self) -> bool:
        """Whether an event of ours lies in it."""
        return self.type == EVENT or self.type in KINDS

    def event(self) -> dict[str, object]:
        """The event in it, with what the envelope says for it. Raises Malformed."""
        content = self.content()
        if not isinstance(content, dict):
            raise Malformed("There is no JSON object in the envelope.")
        said = {"occurred_at": self.time} if self.time is not None else {}
        kind = {} if self.type == EVENT else {"kind": self.type}
        told = {**said, **kind, **content}
        if kind and told["kind"] != self.type:
            raise Malformed("The envelope and the event in it say different kinds.")
        return told


def whole(headers: Mapping[str, str], body: bytes) -> object:
    """What came: the envelope that the headers are, else the body as JSON. Raises Malformed."""
    told = {name.removeprefix("ce-"): unquote(value) for name, value in headers.items() if name.startswith("ce-")}
    return _addressed(told, content=partial(document, body)) if "specversion" in told else document(body)


def enclosed(told: object) -> Envelope | None:
    """The envelope that this is, if it is one. Raises Malformed if it is wrongly addressed."""
    if isinstance(told, Envelope):
        return told
    if not isinstance(told, dict):
        return None
    if "specversion" in told:
        return _addressed(told, content=partial(_content, told))
    if told.keys() >= PAYLOAD:
        return Envelope(type=_text(told, "type"), content=partial(told.get, "data"), time=told["timestamp"])
    return None


def _addressed(told: Mapping[str, object], *, content: Callable[[], object]) -> Envelope:
    version, type_, source, number = (_text(told, name) for name in ATTRIBUTES)
    if version != VERSION:
        raise Malformed("This is not a CloudEvent of version 1.0.")
    # A space stands in neither, so no two pairs are alike; and it makes the key a digest, fit for a log.
    return Envelope(type=type_, content=content, key=f"ce:{key_part(f'{source} {number}')}", time=told.get("time"))


def _content(told: Mapping[str, object]) -> object:
    if "data_base64" not in told:
        return told.get("data")
    try:
        return document(base64.b64decode(_text(told, "data_base64"), validate=True))
    except ValueError as wrong:
        raise Malformed("data_base64 is not base64.") from wrong


def _text(told: Mapping[str, object], name: str) -> str:
    value = told.get(name)
    if not isinstance(value, str) or not value:
        raise Malformed(f"The envelope does not say its {name}.")
    return value
