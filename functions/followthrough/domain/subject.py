"""What a source has told us about one order, repair or complaint, whatever order the deliveries came in."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from followthrough.domain.event import REOPENING_KINDS, TERMINAL_KINDS, Asked, Event, Money, SubjectRef

REMEMBERED_DELIVERIES = 32

QUOTED = "repair.quoted"
"""The event whose total is the price she was told."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One event that this subject has had."""

    kind: str
    at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A snapshot of mapped fields, the events seen, and the commitments made from them."""

    ref: SubjectRef
    customer: str
    parent: SubjectRef | None = None
    """What it belongs to: the order or the repair that a complaint is about."""
    details: tuple[tuple[str, str], ...] = ()
    total: Money | None = None
    status: str | None = None
    as_of: dt.datetime | None = None
    """The source's own time of the snapshot: an older delivery adds its event but not its fields."""
    seen: tuple[Seen, ...] = ()
    deliveries: tuple[str, ...] = ()
    """The last delivery keys: an optimisation; derived ids are what makes a duplicate harmless."""
    commitments: tuple[str, ...] = ()
    quoted: Money | None = None
    """The price that a quote told her."""
    stars: tuple[dt.datetime, ...] = ()
    """When goodwill was given, a gold star each; the words lie in the customer's notes."""
    given: tuple[str, ...] = ()
    """What a source has told us was given, by a digest of it: a ticket tells it again with every change."""
    began_at: dt.datetime | None = None
    """When the order or repair itself began, as far as its source has told."""
    asked: Asked = Asked.UNKNOWN
    """Whether she was asked if we may be in touch about it, and what she said last."""
    asked_at: dt.datetime | None = None
    version: int = 0

    def has_had(self, delivery: str) -> bool:
        return delivery in self.deliveries

    def took(self, event: Event) -> Subject:
        """The subject after one more event, the same whatever order events arrive in."""
        seen = Seen(kind=event.kind, at=event.occurred_at)
        timeline = self.seen if seen in self.seen else (*self.seen, seen)
        quoted = event.total if event.kind == QUOTED else None
        began_at = _earlier(self.began_at, event.began_at)
        parent = self.parent or event.parent
        if not event.details and event.total is None:
            # It tells no field, so it is no newer snapshot: a state that the source sent before is not stale by it.
            return replace(self, seen=timeline, began_at=began_at, parent=parent)
        if self.as_of and event.occurred_at < self.as_of:
            merged = dict(event.details) | dict(self.details)
            return replace(
                self,
                seen=timeline,
                details=tuple(sorted(merged.items())),
                total=self.total or event.total,
                quoted=self.quoted or quoted,
                began_at=began_at,
                parent=parent,
            )
        merged = dict(self.details) | dict(event.details)
        return replace(
            self,
            seen=timeline,
            details=tuple(sorted(merged.items())),
            total=event.total or self.total,
            quoted=quoted or self.quoted,
            began_at=began_at,
            parent=parent,
            as_of=event.occurred_at,
        )

    def asked_about(self, event: Event) -> Subject:
        """The subject, for which the last answer counts, in whatever order answers are told; of two at once, the no."""
        is_older = self.asked_at is not None and event.occurred_at < self.asked_at
        stands = event.occurred_at == self.asked_at and self.asked is Asked.NO
        if event.asked is Asked.UNKNOWN or is_older or stands:
            return self
        return replace(self, asked=event.asked, asked_at=event.occurred_at)

    def begun(self, at: dt.datetime | None) -> Subject:
        """The subject, whose source has told when it began."""
        return replace(self, began_at=_earlier(self.began_at, at))

    def began_before(self, line: dt.datetime | None) -> bool:
        """Whether this was under way before we were: by its source's word, else by the first we know to have happened."""
        began = _earlier(self.began_at, *(() if self.began_at else (seen.at for seen in self.seen)))
        return line is not None and began is not None and began < line

    def starred(self, count: int, *, at: dt.datetime) -> Subject:
        """So many gold stars more."""
        return replace(self, stars=(*self.stars, *(at,) * count))

    def unstarred(self, *, at: dt.datetime) -> Subject:
        """The stars of an answer that was taken back are taken back with it."""
        return replace(self, stars=tuple(star for star in self.stars if star != at))

    def news_of(self, goodwill: Iterable[str]) -> tuple[str, ...]:
        """What of this no source has told us yet."""
        return tuple(dict.fromkeys(line for line in goodwill if _digest(line) not in self.given))

    def was_given(self, goodwill: Iterable[str], *, at: dt.datetime) -> Subject:
        """A source tells what was given without charge: a gold star for each."""
        lines = tuple(goodwill)
        marked = replace(self, given=(*self.given, *(_digest(line) for line in lines))[-REMEMBERED_DELIVERIES:])
        return marked.starred(len(lines), at=at)

    def now_in(self, status: str | None, *, as_of: dt.datetime | None) -> Subject:
        """The state that the source gives it now, unless that is older than what we know."""
        if status is None or (as_of and self.as_of and as_of < self.as_of):
            return self
        return replace(self, status=status, as_of=as_of or self.as_of)

    def had_delivery(self, delivery: str) -> Subject:
        return replace(self, deliveries=(*self.deliveries, delivery)[-REMEMBERED_DELIVERIES:])

    def occurrence_of(self, event: Event) -> str:
        """Which telling of the story this event belongs to: a reopened repair can be collected a second time."""
        reopened = {seen.at for seen in self.seen if seen.kind in REOPENING_KINDS and seen.at <= event.occurred_at}
        return str(1 + len(reopened))

    def overruled_by(self, event: Event, kinds: tuple[str, ...]) -> str | None:
        """The event that makes a follow-up of this one pointless, in whatever order they came."""
        for seen in self.seen:
            if seen.kind not in kinds:
                continue
            if seen.at >= event.occurred_at or seen.kind in TERMINAL_KINDS:
                return seen.kind
        return None


def _earlier(*times: dt.datetime | None) -> dt.datetime | None:
    return min((at for at in times if at is not None), default=None)


def _digest(line: str) -> str:
    return hashlib.blake2b(" ".join(line.casefold().split()).encode(), digest_size=6).hexdigest()
