"""One event as its subject remembers it: enough to tell the story again in the order in which it happened."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from followthrough.domain.event import Asked, Event, Money, SubjectRef

_STORY = (
    ("placed", "received", "opened", "made", "made_to_colleague"),
    ("offered", "paid", "updated", "quoted", "approved", "declined", "delayed", "completed", "ready_for_collection"),
    ("shipped", "delivered", "collected", "return_asked", "remedy_agreed", "remedied", "reopened"),
    ("rated", "cancellation_asked", "settled", "resolved", "withdrawn", "cancelled", "refunded", "returned"),
)
"""How a story usually goes: of two events with one time, this says which came first."""

_PLACES = {what: place for place, what in enumerate(chain.from_iterable(_STORY))}


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One event that a subject has had; nothing about the person.

    What it is, is its kind and when it happened; all the rest is what its source told of it, and when.
    """

    kind: str
    at: dt.datetime
    told_at: dt.datetime | None = None
    details: tuple[tuple[str, str], ...] = ()
    total: Money | None = None
    asked: Asked = Asked.UNKNOWN
    agreed_by: dt.datetime | None = None
    owner: str | None = None

    @classmethod
    def of(cls, event: Event) -> Seen:
        """What is remembered of this event."""
        return cls(
            kind=event.kind,
            at=event.occurred_at,
            told_at=event.told_at,
            details=event.details,
            total=event.total,
            asked=event.asked,
            agreed_by=event.agreed_by,
            owner=event.owner,
        )

    def event(self, subject: SubjectRef) -> Event:
        """The event once more, as far as it is remembered."""
        return Event(
            kind=self.kind,
            occurred_at=self.at,
            subject=subject,
            told_at=self.told_at,
            details=self.details,
            total=self.total,
            asked=self.asked,
            agreed_by=self.agreed_by,
            owner=self.owner,
        )

    @property
    def name(self) -> tuple[str, dt.datetime]:
        """What tells it from any other event of its subject."""
        return self.kind, self.at

    @property
    def place(self) -> tuple[dt.datetime, int, str]:
        """Where it stands in the story, whenever we heard of it."""
        return self.at, _PLACES.get(self.kind.partition(".")[2], len(_PLACES)), self.kind

    @cached_property
    def word(self) -> tuple[dt.datetime, str]:
        """Of two tellings of one event the greater counts: the later one, or by their text if they are of one time."""
        return self.told_at or self.at, repr(self)

    @property
    def in_short(self) -> Seen:
        """That it happened, and no more."""
        return Seen(kind=self.kind, at=self.at)


def newest_word(one: Seen, other: Seen) -> Seen:
    """Which of two tellings of one event counts."""
    return one if one is other else max(one, other, key=lambda seen: seen.word)
