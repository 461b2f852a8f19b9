"""What is owed, as the page shows it: to whom, by whom, until when, and what the next alarm will do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from console.why.coming import coming
from console.why.happened import Told, happened
from console.why.silence import Silence
from followthrough.domain.business import Business
from followthrough.domain.words import Channel, State, Step
from workbench.page.times import Moment, ShopTime
from workbench.page.wording import CHANNELS, GROUPS, STATES, Group

Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Person:
    """To whom something is owed, as far as we know her."""

    key: str
    """Her address; without one her number; without either what it is about."""
    name: str
    email: str | None
    phone: str | None

    @property
    def points(self) -> frozenset[str]:
        """By what else she may be known to another source."""
        return frozenset(point for point in ((self.email or "").lower(), self.phone) if point)

    @property
    def link(self) -> str:
        """Where her thread is. Quoted twice: a slash in her number must not become one of the path's."""
        return f"/customer/{quote(quote(self.key, safe='@+'), safe='@+')}"


@dataclass(frozen=True, kw_only=True)
class Ahead:
    """The next alarm of a promise."""

    fires: Moment
    does: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a history."""

    at: Moment
    code: str
    """What the ledger calls it."""
    words: str
    mail: str
    """The number of the mail that went out with it; empty if none did."""


@dataclass(frozen=True, kw_only=True)
class Promise:
    """One commitment."""

    id: str
    state: State
    words: str
    """What she was told; empty where a letter says it all."""
    follow_up: str
    message_class: str
    channel: str
    subject: str
    to: Person
    owner: str
    due: Moment
    promised_by: Moment | None
    is_overdue: bool
    is_held: bool
    is_unsure: bool
    ahead: Ahead | None
    history: tuple[Line, ...]
    silence: Silence | None = None
    """Why nobody hears from us about it, if something keeps us."""

    @property
    def why(self) -> str:
        """Where the whole account of it is."""
        return f"/why/{self.id}"

    @property
    def state_words(self) -> str:
        return STATES[self.state]

    @property
    def next_at(self) -> dt.datetime:
        """When something happens to it next."""
        return self.ahead.fires.at if self.ahead else self.due.at

    @property
    def moved_at(self) -> dt.datetime:
        """When something last happened to it."""
        return max((line.at.at for line in self.history), default=self.due.at)


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """A group and what lies in it."""

    group: Group
    promises: tuple[Promise, ...]


def promises_of(
    commitments: Iterable[Json], *, alarms: Iterable[Json], mails: Sequence[Json], business: Business, time: ShopTime
) -> list[Promise]:
    """Every commitment with its next alarm and its mails, in the order given; all as the workbench tells them in JSON."""
    alarm_of = {alarm["commitment"]: alarm for alarm in reversed(list(alarms))}
    mail_of = _mails_of(mails)
    return [
        _promise(each, alarm_of.get(each["id"]), mails=mail_of.get(each["id"], {}), business=business, time=time)
        for each in commitments
    ]


def shelves(promises: Sequence[Promise]) -> list[Shelf]:
    """The promises by what became of them: the open ones by what happens next, the others newest first."""
    sorted_out = (Shelf(group=group, promises=_in_order(group, promises)) for group in GROUPS)
    return [shelf for shelf in sorted_out if shelf.promises]


def owner_words(role: str, *, business: Business) -> str:
    """`Donal, service adviser`; a role nobody holds any more says itself."""
    if role not in business.roles:
        return role
    holder = business.roles[role]
    return f"{holder.person}, {holder.title}"


def _promise(
    owed: Json, alarm: Json | None, *, mails: dict[dt.datetime, str], business: Business, time: ShopTime
) -> Promise:
    state, channel = State(owed["state"]), Channel(owed["channel"])
    told = Told(business=business, channel=channel)
    until = time.moment(owed["promised_by"] or owed["due_at"])
    return Promise(
        id=owed["id"],
        state=state,
        words=owed["words"],
        follow_up=owed["follow_up"],
        message_class=owed["class"],
        channel=CHANNELS[channel],
        subject=_subject(owed),
        to=_person(owed),
        owner=owner_words(owed["owner"], business=business),
        due=time.moment(owed["due_at"]),
        promised_by=until if owed["promised_by"] else None,
        is_overdue=state is State.OPEN and until.at < time.now,
        is_held=owed["held"],
        is_unsure=owed["unsure"],
        ahead=_ahead(alarm, told=told, owner=told.name(owed["owner"]), time=time) if alarm else None,
        history=tuple(_line(entry, told=told, mails=mails, time=time) for entry in owed["history"]),
    )


def _ahead(alarm: Json, *, told: Told, owner: str, time: ShopTime) -> Ahead:
    return Ahead(fires=time.moment(alarm["fires_at"]), does=coming(alarm["step"], channel=told.channel, owner=owner))


def _line(entry: Json, *, told: Told, mails: dict[dt.datetime, str], time: ShopTime) -> Line:
    """A line of a step that sent a mail leads to that mail."""
    at, code = time.moment(entry["at"]), entry["what"]
    mail = mails.get(at.at, "") if code.partition(" ")[0] in set(Step) else ""
    return Line(at=at, code=code, words=happened(code, entry["because"], told=told), mail=mail)


def _person(owed: Json) -> Person:
    told = owed["customer"]
    email, phone = told["email"] or None, told["phone"] or None
    key = (email or "").lower() or phone or _subject(owed)
    return Person(key=key, name=told["name"] or email or phone or "nobody we know by name", email=email, phone=phone)


def _subject(owed: Json) -> str:
    return f"{owed['subject']['type']} {owed['subject']['id']}"


def _mails_of(mails: Iterable[Json]) -> dict[str, dict[dt.datetime, str]]:
    """For each commitment its mails by their time; one that is about it alone goes before a sheet that lists it."""
    found: dict[str, dict[dt.datetime, str]] = {}
    for mail in sorted(mails, key=lambda each: -len(each["commitments"])):
        for commitment in mail["commitments"]:
            found.setdefault(commitment, {})[dt.datetime.fromisoformat(mail["sent_at"])] = mail["id"]
    return found


def _in_order(group: Group, promises: Iterable[Promise]) -> tuple[Promise, ...]:
    mine = [promise for promise in promises if promise.state in group.states]
    if State.OPEN in group.states:
        return tuple(sorted(mine, key=lambda each: each.next_at))
    return tuple(sorted(mine, key=lambda each: each.moved_at, reverse=True))
