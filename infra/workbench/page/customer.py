"""One customer's thread: everything owed to her from every source, what was said and sent, and what comes next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from followthrough.application.cards import CUSTOMER
from followthrough.domain.customer import Note
from workbench.page.inbox import Envelope
from workbench.page.promises import Line, Person, Promise

MADE = "made"
"""The first line of every history."""


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One thing on the line of time: a line of a history, a mail, or a note."""

    at: dt.datetime
    promise: Promise | None = None
    line: Line | None = None
    note: Note | None = None
    envelope: Envelope | None = None

    @property
    def is_hers(self) -> bool:
        """Whether it is what the customer wrote herself."""
        return self.note is not None and self.note.by == CUSTOMER

    @property
    def order(self) -> tuple[dt.datetime, int]:
        """By time; within one moment a promise is made, with her words, then a mail goes out, has its effect, and is noted on."""
        if self.note:
            return self.at, 1 if self.is_hers else 4
        if self.envelope:
            return self.at, 2
        return self.at, 0 if self.line and self.line.code == MADE else 3


@dataclass(frozen=True, kw_only=True)
class Thread:
    """Everything about one customer."""

    person: Person
    promises: tuple[Promise, ...]
    past: tuple[Mark, ...]
    ahead: tuple[Promise, ...]
    """What still has an alarm, the next first."""


def thread_of(
    key: str, *, promises: Sequence[Promise], mails: Iterable[Envelope], notes: Iterable[Note] = ()
) -> Thread:
    """Her thread, oldest first, whatever source it came from. Raises KeyError if nothing was ever owed to her."""
    hers = _hers(key, promises)
    of_hers = {each.id: each for each in hers}
    past = [
        *_histories(hers),
        *(Mark(at=each.sent.at, envelope=each) for each in mails if _is_about(each, hers)),
        *(
            Mark(at=note.at, promise=of_hers[note.commitment], note=note)
            for note in notes
            if note.commitment in of_hers
        ),
    ]
    return Thread(
        person=hers[-1].to,
        promises=hers,
        past=tuple(sorted(past, key=lambda mark: mark.order)),
        ahead=tuple(sorted((each for each in hers if each.ahead), key=lambda each: each.next_at)),
    )


def _hers(key: str, promises: Sequence[Promise]) -> tuple[Promise, ...]:
    """What is owed to this address, and by the numbers and addresses told with it what other sources know of her."""
    named = [each for each in promises if each.to.key == key]
    if not named:
        raise KeyError(key)
    points = {point for each in named for point in each.to.points}
    return tuple(each for each in promises if each.to.key == key or points & each.to.points)


def _histories(promises: Iterable[Promise]) -> Iterator[Mark]:
    """Their lines, without those that only say that a mail went out: the mail stands on the line of time itself."""
    for promise in promises:
        for line in promise.history:
            if line.mail:
                continue
            yield Mark(at=line.at.at, promise=promise, line=line)


def _is_about(mail: Envelope, promises: Sequence[Promise]) -> bool:
    """Written to her, or about nothing but her: a morning sheet that names everybody is not."""
    hers = {point for each in promises for point in each.to.points}
    if hers & {address.lower() for address in mail.addresses}:
        return True
    return bool(mail.commitments) and mail.commitments <= {each.id for each in promises}
