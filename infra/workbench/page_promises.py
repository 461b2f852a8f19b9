"""What is owed, as the page shows it: to whom, by whom, until when, and what the next alarm will do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from followthrough.domain.business import Business
from followthrough.domain.words import Channel, State
from workbench.page_time import Moment, ShopTime
from workbench.page_words import CHANNELS, GROUPS, STATES, Group, coming, happened

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
    what: str
    because: str


@dataclass(frozen=True, kw_only=True)
class Promise:
    """One commitment."""

    id: str
    state: State
    words: str
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

    @property
    def state_words(self) -> str:
        return STATES[self.state]

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
    commitments: Iterable[Json], alarms: Iterable[Json], *, business: Business, time: ShopTime
) -> list[Promise]:
    """Every commitment with its next alarm, in the order given. Both as the workbench tells them in JSON."""
    alarm_of: dict[str, Json] = {}
    for alarm in alarms:
        alarm_of.setdefault(alarm["commitment"], alarm)
    return [_promise(each, alarm_of.get(each["id"]), business=business, time=time) for each in commitments]


def shelves(promises: Sequence[Promise]) -> list[Shelf]:
    """The promises by what became of them: the open ones by what happens next, the others newest first."""
    return [
        Shelf(group=group, promises=tuple(_in_order(group, promises)))
        for group in GROUPS
        if any(promise.state in group.states for promise in promises)
    ]


def owner_words(role: str, *, business: Business) -> str:
    """`Donal, service adviser`; a role nobody holds any more says itself."""
    if role not in business.roles:
        return role
    holder = business.roles[role]
    return f"{holder.person}, {holder.title}"


def _promise(owed: Json, alarm: Json | None, *, business: Business, time: ShopTime) -> Promise:
    state, channel = State(owed["state"]), Channel(owed["channel"])
    until = owed["promised_by"] or owed["due_at"]
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
        promised_by=time.moment(owed["promised_by"]) if owed["promised_by"] else None,
        is_overdue=state is State.OPEN and time.moment(until).at < time.now,
        is_held=owed["held"],
        is_unsure=owed["unsure"],
        ahead=_ahead(owed, alarm, channel=channel, business=business, time=time) if alarm else None,
        history=tuple(_line(entry, time=time) for entry in owed["history"]),
    )


def _ahead(owed: Json, alarm: Json, *, channel: Channel, business: Business, time: ShopTime) -> Ahead:
    role = business.roles.get(owed["owner"])
    does = coming(alarm["step"], channel=channel, owner=role.person if role else owed["owner"])
    return Ahead(fires=time.moment(alarm["fires_at"]), does=does)


def _line(entry: Json, *, time: ShopTime) -> Line:
    return Line(at=time.moment(entry["at"]), what=happened(entry["what"]), because=entry["because"])


def _person(owed: Json) -> Person:
    told = owed["customer"]
    email, phone = told["email"] or None, told["phone"] or None
    key = (email or "").lower() or phone or _subject(owed)
    return Person(key=key, name=told["name"] or email or phone or "nobody we know by name", email=email, phone=phone)


def _subject(owed: Json) -> str:
    return f"{owed['subject']['type']} {owed['subject']['id']}"


def _in_order(group: Group, promises: Iterable[Promise]) -> Iterator[Promise]:
    mine = [promise for promise in promises if promise.state in group.states]
    if State.OPEN in group.states:
        yield from sorted(mine, key=lambda each: each.ahead.fires.at if each.ahead else each.due.at)
    else:
        yield from sorted(mine, key=lambda each: each.moved_at, reverse=True)
