"""What a source has told us about one order, repair or complaint, whatever order the deliveries came in."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from followthrough.domain.copying import replace
from followthrough.domain.event import (
    CONSENT_CHANGED,
    REOPENING_KINDS,
    TERMINAL_KINDS,
    Asked,
    Event,
    Money,
    SubjectRef,
)
from followthrough.domain.seen import Seen, newest_word
from followthrough.domain.timeline import Reached

REMEMBERED_DELIVERIES = 32

REMEMBERED_WORDS = 32
"""How many events a subject remembers with all that was told of them; of older ones that they were."""

QUOTED = "repair.quoted"
"""The event whose total is the price she was told."""


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
    """The newest of the source's own times that a field or the status was told at."""
    fields_at: tuple[tuple[str, dt.datetime], ...] = ()
    """The source's own time of each detail: an older delivery fills gaps and replaces nothing."""
    whole: Money | None = None
    """What its source last said that it comes to, apart from any event."""
    whole_at: dt.datetime | None = None
    status_at: dt.datetime | None = None
    parent_at: dt.datetime | None = None
    seen: tuple[Seen, ...] = ()
    """In the order in which they happened, whenever we heard of them."""
    line: tuple[Reached, ...] = ()
    """The states that its source has told, by the source's own time."""
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
    version: int = 0

    @property
    def asked(self) -> Asked:
        """Whether we may be in touch about it: the last answer counts, whenever we heard it; of two at once, the no."""
        words = [seen for seen in self.seen if seen.kind != CONSENT_CHANGED and seen.asked is not Asked.UNKNOWN]
        last = max(words, key=lambda seen: (seen.at, seen.asked is Asked.NO), default=None)
        return last.asked if last else Asked.UNKNOWN

    def has_had(self, delivery: str) -> bool:
        return delivery in self.deliveries

    def took(self, event: Event) -> Subject:
        """The subject after one more event, the same whatever order events arrive in."""
        new = Seen.of(event)
        same = next((seen for seen in self.seen if seen.name == new.name), new)
        others = (seen for seen in self.seen if seen.name != new.name)
        seen = sorted((*others, newest_word(same, new)), key=lambda each: each.place)
        longer = replace(self, seen=(*(each.in_short for each in seen[:-REMEMBERED_WORDS]), *seen[-REMEMBERED_WORDS:]))
        known = longer.belonging(event.parent, at=event.occurred_at).begun(event.began_at)
        return known.told(event.details, at=event.told_at or event.occurred_at).counted()

    def told(self, details: Iterable[tuple[str, str]], *, at: dt.datetime) -> Subject:
        """What was said of it at this time: of each field the newest word stands, whenever we heard it."""
        known, times = dict(self.details), dict(self.fields_at)
        new = {name: value for name, value in details if _is_newer(value, known.get(name), at=at, than=times.get(name))}
        if not new:
            return self
        return replace(
            self,
            details=tuple(sorted((known | new).items())),
            fields_at=tuple(sorted((times | dict.fromkeys(new, at)).items())),
            as_of=max(at, self.as_of or at),
        )

    def worth(self, total: Money | None, *, at: dt.datetime) -> Subject:
        """What it comes to as a whole, as said at this time, though nothing has happened."""
        if total is None or not _is_newer(total, self.whole, at=at, than=self.whole_at):
            return self
        return replace(self, whole=total, whole_at=at, as_of=max(at, self.as_of or at)).counted()

    def counted(self) -> Subject:
        """The subject with the amounts that its events and its source's last word of the whole make."""
        words = [(*seen.word, seen.total) for seen in self.seen if seen.total is not None]
        if self.whole is not None and self.whole_at is not None:
            words.append((self.whole_at, repr(self.whole), self.whole))
        newest = max(words, key=lambda word: word[:2], default=None)
        quotes = [seen.total for seen in self.seen if seen.kind == QUOTED and seen.total is not None]
        if newest is None:
            return replace(self, quoted=quotes[-1] if quotes else self.quoted)
        return replace(
            self,
            total=newest[2],
            quoted=quotes[-1] if quotes else self.quoted,
            as_of=max(newest[0], self.as_of or newest[0]),
        )

    def belonging(self, parent: SubjectRef | None, *, at: dt.datetime) -> Subject:
        """What it belongs to is what was told of that first."""
        if parent is None:
            return self
        if self.parent and (self.parent_at is None or (at, str(parent)) >= (self.parent_at, str(self.parent))):
            return self
        return replace(self, parent=parent, parent_at=at)

    def without(self, gone: Iterable[Seen]) -> Subject:
        """The subject, of which we have learned that these events did not happen so."""
        names = {seen.name for seen in gone}
        if not names:
            return self
        left = tuple(seen for seen in self.seen if seen.name not in names)
        return replace(self, seen=left, total=self.whole, quoted=None).counted()

    def is_the_newest(self, event: Event) -> bool:
        """Whether all that we know to have happened to it came before this."""
        place = Seen.of(event).place
        return all(seen.place < place for seen in self.seen)

    def total_at(self, event: Event) -> Money | None:
        """What it came to when this happened: the last amount that an event until then told, this one included."""
        place = Seen.of(event).place
        told = [seen.total for seen in self.seen if seen.total is not None and seen.place <= place]
        return told[-1] if told else None

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
        if status is None or (as_of and self.status_at and as_of < self.status_at):
            return self
        newest = max((at for at in (as_of, self.as_of) if at is not None), default=None)
        return replace(self, status=status, status_at=as_of or self.status_at, as_of=newest)

    def with_line(self, line: tuple[Reached, ...] | None) -> Subject:
        """The states that its source has told so far, if this delivery has told one."""
        return self if line is None else replace(self, line=line)

    def owing(self, *commitments: str) -> Subject:
        """What is owed about it, and no two times."""
        return replace(self, commitments=tuple(dict.fromkeys((*self.commitments, *commitments))))

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


def _is_newer(told: object, known: object, *, at: dt.datetime, than: dt.datetime | None) -> bool:
    """Whether this word stands instead of what is known: of two of one time the greater does, by its text."""
    if known is None or than is None:
        return True
    return (at, repr(told)) > (than, repr(known))


def _digest(line: str) -> str:
    return hashlib.blake2b(" ".join(line.casefold().split()).encode(), digest_size=6).hexdigest()
