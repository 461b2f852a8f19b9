"""What every reading of a delivery has in common: strict JSON, a time in our time, and what makes her hard to reach."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from followthrough.adapters.webhooks.delivery import Delivery
from followthrough.application.ports import Reading, Told
from followthrough.domain.errors import Malformed
from followthrough.domain.event import Contact, PhoneQuality


@dataclass(frozen=True, kw_only=True)
class Normalised(Told):
    """What a delivery told us, and how well: no events is a normal answer, which `why` then explains.

    `as_of` is the sender's own time of `status`; both are None when this delivery does not change the state.
    `quality` are codes of what was missing or doubtful, for figures and logs.
    """

    as_of: dt.datetime | None = None
    quality: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Parts:
    """Everything that one delivery told; mostly one thing. What could not be read stops nothing that could."""

    readings: tuple[Reading, ...]
    unreadable: tuple[Malformed, ...] = ()


class Normaliser(Protocol):
    """Reads the deliveries of one source."""

    def read_all(self, delivery: Delivery) -> Parts:
        """Raises Malformed if it cannot be read at all."""


def parts_of(items: Sequence[object], *, read: Callable[[object, int], Reading]) -> Parts:
    """Each of several things for itself, with its place among them."""
    readings: list[Reading] = []
    unreadable: list[Malformed] = []
    for place, item in enumerate(items):
        try:
            readings.append(read(item, place))
        except Malformed as wrong:
            unreadable.append(wrong)
    return Parts(readings=tuple(readings), unreadable=tuple(unreadable))


def in_our_time(told: dt.datetime | None, *, received_at: dt.datetime) -> dt.datetime:
    """When it happened: the sender's own time, but nothing happens after we heard of it.

    A sender whose clock runs ahead would otherwise have the last word on its subject for ever.
    """
    return min(told or received_at, received_at)


def flaws(contact: Contact) -> tuple[str, ...]:
    """What will make it harder to reach her, as codes for figures."""
    phone = contact.phone
    notes = {
        "no contact": not contact.is_known,
        "recipient only": contact.is_recipient,
        "phone doubtful": phone is not None and phone.quality is PhoneQuality.DOUBTFUL,
    }
    return tuple(note for note, holds in notes.items() if holds)


def document(body: bytes) -> object:
    """The body as JSON with exact numbers. Raises Malformed for everything else, duplicate keys and NaN included."""
    try:
        told: object = json.loads(
            body.decode("utf-8-sig"),
            parse_float=Decimal,
            parse_constant=_refuse_constant,
            object_pairs_hook=_without_duplicates,
        )
    except (ValueError, RecursionError, ArithmeticError) as wrong:
        raise Malformed("The body is not JSON that we can read.") from wrong
    return told


def an_object(told: object) -> dict[str, object]:
    """This part of a body, if it is an object. Raises Malformed."""
    if not isinstance(told, dict):
        raise Malformed("The body is not a JSON object.")
    return told


def _refuse_constant(word: str) -> object:
    raise ValueError(word)


def _without_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found
