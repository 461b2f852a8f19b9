"""One HTTP request from a source, as it travels from the door to where it is read.

Standard library only: this runs at the door.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from followthrough.adapters.webhooks.sources import SourceSpec
from followthrough.domain.errors import Malformed, TooLarge

MAX_BYTES = 1024 * 1024
"""One mebibyte: what we accept as a body, and what an SQS message may weigh (AWS limit)."""

PLAIN_ID = re.compile(r"[A-Za-z0-9_./-]{1,80}")


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """What one verified request said: raw bytes, and only those headers that its source file names.

    `key` begins with source and topic, because senders give one id to several topics.
    Received times are aware and in UTC.
    """

    source: str
    topic: str
    received_at: dt.datetime
    headers: Mapping[str, str]
    body: bytes
    key: str

    def to_message(self) -> str:
        """One ASCII line for the inbox. Raises TooLarge if it would not fit into an SQS message."""
        message = json.dumps(
            {
                "source": self.source,
                "topic": self.topic,
                "received_at": self.received_at.isoformat(),
                "headers": dict(self.headers),
                "body": base64.b64encode(zlib.compress(self.body)).decode("ascii"),
                "key": self.key,
            }
        )
        if len(message) >= MAX_BYTES:
            raise TooLarge
        return message

    @classmethod
    def from_message(cls, message: str) -> Delivery:
        """What `to_message` wrote. Raises Malformed for anything else."""
        try:
            parts = json.loads(message)
            return cls(
                source=_text(parts["source"]),
                topic=_text(parts["topic"]),
                received_at=dt.datetime.fromisoformat(parts["received_at"]),
                headers={_text(name): _text(value) for name, value in parts["headers"].items()},
                body=_inflated(base64.b64decode(parts["body"], validate=True)),
                key=_text(parts["key"]),
            )
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError, zlib.error) as wrong:
            raise Malformed("This message is not a delivery that we parked.") from wrong


def taken(spec: SourceSpec, *, headers: Mapping[str, str], body: bytes, received_at: dt.datetime) -> Delivery:
    """A verified request as a delivery: what authenticates it is left at the door. Raises TooLarge."""
    if len(body) > MAX_BYTES:
        raise TooLarge
    known = {name.lower(): value for name, value in headers.items()}
    topic = _first(known, spec.delivery.topic)
    return Delivery(
        source=spec.id,
        topic=topic,
        received_at=received_at.astimezone(dt.UTC),
        headers={name: known[name] for name in spec.delivery.keep if name in known},
        body=body,
        key=":".join((spec.id, key_part(topic), key_part(_first(known, spec.delivery.id)) or _digest(body))),
    )


def key_part(text: str) -> str:
    """A part of a delivery's key: an id as it is if it is short and harmless, else its digest, for keys are logged."""
    return text if not text or PLAIN_ID.fullmatch(text) else _digest(text.encode("utf-8", "surrogatepass"))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]


def _first(headers: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((headers[name] for name in names if headers.get(name)), "")


def _inflated(packed: bytes) -> bytes:
    """The body again, and never more than a body may weigh."""
    inflater = zlib.decompressobj()
    body = inflater.decompress(packed, MAX_BYTES + 1)
    if len(body) > MAX_BYTES or not inflater.eof:
        raise ValueError
    return body


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
