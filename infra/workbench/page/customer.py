"""One customer's thread: everything owed to her, what happened and what went out, and what comes next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from workbench.page.inbox import Envelope
from workbench.page.promises import Line, Person, Promise

MADE = "made"
"""The first line of every history."""


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One thing on the line of time: a line of a history, a mail, or an alarm to come."""

    at: dt.datetime
    promise: Promise | None = None
    line: Line | None = None
    envelope: Envelope | None = None

    @property
    def order(self) -> tuple[dt.datetime, int]:
        """By time; within one moment a promise is made, then a mail goes out, then that has its effect."""
        if self.envelope:
            return self.at, 1
        return self.at, 0 if self.line and self.line.what == MADE else 2


@dataclass(frozen=True, kw_only=True)
class Thread:
    """Everything about one customer."""

    person: Person
    promises: tuple[Promise, ...]
    past: tuple[Mark, ...]
    ahead: tuple[Promise, ...]
    """What still has an alarm, the next first."""


def thread_of(key: str, *, promises: Sequence[Promise], mails: Iterable[Envelope]) -> Thread:
    """Her thread, oldest first. Raises KeyError if nothing was ever owed to her."""
    hers = tuple(each for each in promises if each.to.key == key)
    if not hers:
        raise KeyError(key)
    past = [*_histories(hers), *(Mark(at=each.sent.at, envelope=each) for each in mails if _is_about(each, hers))]
    return Thread(
        person=hers[-1].to,
        promises=hers,
        past=tuple(sorted(past, key=lambda mark: mark.order)),
        ahead=tuple(sorted((each for each in hers if each.ahead), key=lambda each: each.next_at)),
    )


def _histories(promises: Iterable[Promise]) -> Iterator[Mark]:
    """Their lines, without those that only say that a mail went out: the mail stands on the line of time itself."""
    for promise in promises:
        for line in promise.history:
            if line.mail:
                continue
            yield Mark(at=line.at.at, promise=promise, line=line)


def _is_about(mail: Envelope, promises: Sequence[Promise]) -> bool:
    """Written to her, or about nothing but her: a morning sheet that names everybody is not."""
    if promises[-1].to.key in {address.lower() for address in mail.addresses}:
        return True
    return bool(mail.commitments) and mail.commitments <= {each.id for each in promises}
