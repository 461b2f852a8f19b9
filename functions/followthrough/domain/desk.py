"""The front desk: the seven things that people say there, and which visit of a car each of them is about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from followthrough.domain.errors import ChoiceNeeded
from followthrough.domain.event import Asked, Contact, Event, Money, SubjectRef
from followthrough.domain.moving import FURTHEST
from followthrough.domain.subject import Subject

SOURCE = "desk"

LOOKS_BACK_DAYS = 90
"""A car that came in longer ago than this is looked for in vain, and entered anew."""

VISITS_A_DAY = 2
"""How often one car is told apart on one day: it is fetched, and comes back with the same rattle."""


class Thing(StrEnum):
    """What has just happened, as the desk says it."""

    CAME_IN = "came_in"
    PRICE_TOLD = "price_told"
    READY = "ready"
    FETCHED = "fetched"
    ASKED = "asked"
    COMPLAINED = "complained"
    PROMISED = "promised"


KINDS: Mapping[Thing, str] = {
    Thing.CAME_IN: "repair.received",
    Thing.PRICE_TOLD: "repair.quoted",
    Thing.READY: "repair.completed",
    Thing.FETCHED: "repair.collected",
    Thing.ASKED: "inquiry.received",
    Thing.COMPLAINED: "complaint.opened",
    Thing.PROMISED: "promise.made",
}
TO_COLLEAGUE = "promise.made_to_colleague"

_BEGINS = KINDS[Thing.CAME_IN]
_BEGINNINGS = frozenset({_BEGINS, "repair.reopened"})
_ENDS = frozenset({KINDS[Thing.FETCHED], "repair.cancelled"})


@dataclass(frozen=True, kw_only=True)
class Slip:
    """What was filled in at the desk, by the role that its link was made for; everything clean and typed."""

    thing: Thing
    by: str
    key: str
    """The same for the same form sent twice: what makes pressing twice happen once."""
    contact: Contact = field(default_factory=Contact)
    number: str | None = None
    """A number plate or an order number, as people say it."""
    work: str | None = None
    words: str | None = None
    amount: Money | None = None
    agreed_by: dt.datetime | None = None
    owner: str | None = None
    """Who keeps the promise, if it is somebody else than who typed it."""
    by_phone: bool = False
    colleague: str | None = None
    """The role that a promise in the house is made to."""
    asked: Asked = Asked.UNKNOWN

    @property
    def kind(self) -> str:
        return TO_COLLEAGUE if self.thing is Thing.PROMISED and self.colleague else KINDS[self.thing]

    @property
    def is_about_a_car(self) -> bool:
        return self.kind.startswith("repair.")

    def checked(self, *, now: dt.datetime) -> Slip:
        """This slip, if somebody can act on it. Raises ChoiceNeeded with what is missing; a phone number never is."""
        if not self.colleague and not (self.contact.is_known or self.number):
            raise ChoiceNeeded("Please write a name, a number plate or a phone number.")
        if self.thing is Thing.PRICE_TOLD and self.amount is None:
            raise ChoiceNeeded("Please write the price that was told.")
        if self.thing in (Thing.ASKED, Thing.COMPLAINED, Thing.PROMISED) and not self.words:
            raise ChoiceNeeded("Please write a few words about it.")
        if self.thing is Thing.PROMISED and (self.agreed_by is None or not now < self.agreed_by <= now + FURTHEST):
            raise ChoiceNeeded("Please write by when it was promised: a time to come, within a year.")
        return self

    def event(self, *, subject: str, now: dt.datetime) -> Event:
        """The slip in the words that every source speaks."""
        kind = self.kind
        is_promise = self.thing is Thing.PROMISED
        return Event(
            kind=kind,
            occurred_at=now,
            subject=SubjectRef(source=SOURCE, type=kind.partition(".")[0], id=subject),
            contact=Contact() if self.colleague else self.contact,
            details=self._details(),
            total=self.amount,
            asked=self.asked,
            note=self.words,
            agreed_by=self.agreed_by if is_promise else None,
        )

    def _details(self) -> tuple[tuple[str, str], ...]:
        told = {"number": self.number, "work": self.work if self.is_about_a_car else None}
        if self.thing is Thing.PROMISED:
            told |= {"owner": self.owner or self.by, "to": self.colleague, "how": "phone" if self.by_phone else None}
        return tuple(sorted((name, word) for name, word in told.items() if word))


def plate(number: str) -> str:
    """A number plate as everybody writes it the same: without spaces, dashes and small letters."""
    return "".join(sign for sign in number.upper() if sign.isalnum())


def visit_ids(mark: str, *, today: dt.date) -> tuple[str, ...]:
    """Under which ids visits of the car with this mark may stand in the ledger, the newest first.

    A car comes again next year, so its plate alone names no repair: the day it came in belongs to it.
    """
    days = (today - dt.timedelta(days=back) for back in range(LOOKS_BACK_DAYS))
    return tuple(_visit_id(mark, day, number) for day in days for number in range(VISITS_A_DAY, 0, -1))


def visit(found: Iterable[Subject], kind: str, *, mark: str, today: dt.date, since: dt.datetime, otherwise: str) -> str:
    """The visit that this is about: the open one, or the one that ended today; else a new one.

    `found` are the visits in the ledger, the newest first; `since` is when today began. A car that comes in begins a
    new visit, unless somebody has said so today already. `otherwise` is the id when all of today's are taken.
    """
    visits = list(found)
    begins = kind == _BEGINS
    for one in visits:
        if _ended_at(one) is None and (not begins or _began_at(one) >= since):
            return one.ref.id
    for one in visits:
        ended_at = _ended_at(one)
        if not begins and ended_at is not None and ended_at >= since:
            return one.ref.id
    taken = {one.ref.id for one in visits}
    free = (_visit_id(mark, today, number) for number in range(1, VISITS_A_DAY + 1))
    return next((one for one in free if one not in taken), otherwise)


def _visit_id(mark: str, day: dt.date, number: int) -> str:
    return f"{mark}-{day:%y%m%d}" if number == 1 else f"{mark}-{day:%y%m%d}-{number}"


def _began_at(one: Subject) -> dt.datetime:
    """When the car came in, or came back to be worked on again."""
    begun = [seen.at for seen in one.seen if seen.kind in _BEGINNINGS]
    return max(begun, default=min(seen.at for seen in one.seen))


def _ended_at(one: Subject) -> dt.datetime | None:
    """When the car left, if it is not here any more."""
    ended = max((seen.at for seen in one.seen if seen.kind in _ENDS), default=None)
    return ended if ended is not None and ended >= _began_at(one) else None
