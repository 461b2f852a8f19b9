"""The owner's folder as the product understands it: TOML in, checked at the border, frozen values inside."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, Self, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from followthrough.application.ports import Rules
from followthrough.domain.business import Budget, Business, Role
from followthrough.domain.due import parse_due, parse_open_time, parse_working_days
from followthrough.domain.errors import InvalidBusiness
from followthrough.domain.event import Money
from followthrough.domain.opening import Calendar, Span
from followthrough.domain.playbook import Condition, FirstOrder, FollowUp, Playbook, TotalAtLeast, Tries
from followthrough.domain.words import Channel, MessageClass

DEFAULT = Path(__file__).parents[2] / "business"
"""The business that ships in the artifact."""

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TOTAL = re.compile(r"total at least (\d+) ([A-Z]{3})")


class Shape(BaseModel):
    """A table of the owner's file: unknown keys are mistakes, not wishes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


S = TypeVar("S", bound=Shape)


class Often(Shape):
    """How often, in how many days."""

    at_most: int = Field(ge=0)
    in_days: int = Field(ge=1)


class BudgetShape(Shape):
    """The contact budget."""

    cheerful: Often
    care_calls: Often
    the_same_letter: Often

    def budget(self) -> Budget:
        return Budget(
            cheerful=self.cheerful.at_most,
            cheerful_days=self.cheerful.in_days,
            care_calls=self.care_calls.at_most,
            care_call_days=self.care_calls.in_days,
            care_letters=self.the_same_letter.at_most,
            care_letter_days=self.the_same_letter.in_days,
        )


class HoursShape(Shape):
    """The same hours on several days."""

    hours: tuple[str, ...]
    days: tuple[Day, ...]


class RoleShape(Shape):
    """A job in the firm; without hours of her own its holder keeps the firm's."""

    id: str
    title: str
    person: str
    email: str
    days: tuple[Day, ...]
    hours: tuple[str, ...] | None = None
    cover: tuple[str, ...] = ()


class BusinessShape(Shape):
    """business.toml."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]{1,15}$")
    name: str
    motto: str
    zone: str
    country: str = Field(pattern=r"^[A-Z]{2}$")
    language: str = Field(pattern=r"^[a-z]{2}$")
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    phone: str
    mail: str
    imprint: str
    privacy: str
    owner: str
    hours: dict[Day, tuple[str, ...]]
    closed: dict[str, str] = {}
    other_hours: dict[str, tuple[str, ...]] = {}
    letters: HoursShape
    budget: BudgetShape
    role: tuple[RoleShape, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _names_real_roles(self) -> Self:
        roles = {role.id for role in self.role}
        named = {self.owner, *(cover for role in self.role for cover in role.cover)}
        unknown = sorted(named - roles)
        if unknown:
            raise ValueError(f"there is no role {unknown[0]!r}")
        return self

    def business(self) -> Business:
        zone = _zone(self.zone)
        weekly = tuple(_spans(self.hours.get(_day(index), ())) for index in range(7))
        calendar = Calendar(zone=zone, weekly=weekly, dated=self._dated())
        return Business(
            id=self.id,
            name=self.name,
            motto=self.motto,
            zone=self.zone,
            country=self.country,
            language=self.language,
            currency=self.currency,
            phone=self.phone,
            mail=self.mail,
            imprint=self.imprint,
            privacy_url=self.privacy,
            calendar=calendar,
            letter_hours=self._letter_hours(zone),
            roles={role.id: self._role(role, weekly, zone) for role in self.role},
            owner=self.owner,
            budget=self.budget.budget(),
        )

    def _dated(self) -> dict[dt.date, tuple[Span, ...]]:
        closed: dict[dt.date, tuple[Span, ...]] = {day: () for days in self.closed for day in _dates(days)}
        return closed | {dt.date.fromisoformat(day): _spans(spans) for day, spans in self.other_hours.items()}

    def _letter_hours(self, zone: ZoneInfo) -> Calendar:
        """Letters keep off the holidays; a day with other opening hours is an ordinary day for them."""
        weekly = tuple(_spans(self.letters.hours) if _day(index) in self.letters.days else () for index in range(7))
        closed = {day: spans for day, spans in self._dated().items() if not spans}
        return Calendar(zone=zone, weekly=weekly, dated=closed)

    def _role(self, role: RoleShape, firm: tuple[tuple[Span, ...], ...], zone: ZoneInfo) -> Role:
        own = _spans(role.hours) if role.hours is not None else None
        weekly = tuple(
            (firm[index] if own is None else _shorter(own, firm[index])) if _day(index) in role.days else ()
            for index in range(7)
        )
        calendar = Calendar(zone=zone, weekly=weekly, dated=self._dated())
        return Role(
            id=role.id, title=role.title, person=role.person, email=role.email, calendar=calendar, cover=role.cover
        )


class TriesShape(Shape):
    """How often we try."""

    count: int = Field(ge=1, le=10)
    over_days: int = Field(ge=1, le=30)
    then: str


class FollowUpShape(Shape):
    """One `[[follow_up]]` of playbook.toml."""

    id: str
    when: str
    call: str | None = None
    letter: str | None = None
    task: str | None = None
    signed: str | None = None
    due: str
    window: tuple[str, ...] = ()
    inside: str = "90 open minutes"
    ahead: str = "1 open hour"
    warn: str = "45 open minutes"
    message_class: MessageClass = Field(alias="class")
    reason: str
    words: str = ""
    script: str | None = None
    receipt: str | None = None
    announced_by: str | None = None
    care_if_untold: bool = False
    unless_asked_no: bool = False
    kept_by: tuple[str, ...] = ()
    cancel_on: tuple[str, ...] = ()
    hold_while: tuple[Literal["complaint open"], ...] = ("complaint open",)
    not_after: str | None = None
    only_if: tuple[str, ...] = ()
    call_if_any: tuple[str, ...] = ()
    else_letter: str | None = None
    tries: TriesShape | None = None

    @model_validator(mode="after")
    def _does_one_thing(self) -> Self:
        if sum(who is not None for who in (self.call, self.letter, self.task)) != 1:
            raise ValueError("say exactly one of call, letter or task")
        if self.letter is not None and self.signed is None:
            raise ValueError("a letter is signed by a person: say signed = the role")
        return self

    def follow_up(self) -> FollowUp:
        channel = Channel.CALL if self.call else Channel.EMAIL if self.letter else Channel.TASK
        return FollowUp(
            id=self.id,
            when=self.when,
            channel=channel,
            role=self.call or self.task or self.signed or "",
            due=parse_due(self.due),
            message_class=self.message_class,
            reason=self.reason,
            words=self.words,
            windows=tuple(Span.parse(window) for window in self.window),
            inside=parse_open_time(self.inside),
            lead=parse_open_time(self.ahead),
            warn_lead=parse_open_time(self.warn),
            letter=self.letter,
            script=self.script,
            receipt=self.receipt,
            announced_by=self.announced_by,
            care_if_untold=self.care_if_untold,
            kept_by=self.kept_by,
            cancel_on=self.cancel_on,
            held_by_complaint="complaint open" in self.hold_while,
            drop_after_days=parse_working_days(self.not_after) if self.not_after else None,
            only_if=tuple(_condition(text) for text in self.only_if),
            call_if_any=tuple(_condition(text) for text in self.call_if_any),
            else_letter=self.else_letter,
            unless_asked_no=self.unless_asked_no,
            tries=_tries(self.tries),
        )


class PlaybookShape(Shape):
    """playbook.toml."""

    follow_up: tuple[FollowUpShape, ...]


class BusinessFolder:
    """A business as it lies in a folder. Read once: the folder in the artifact does not change while it runs."""

    def __init__(self, folder: Path = DEFAULT) -> None:
        self._folder = folder

    def current(self) -> Rules:
        """The rules in the folder. Raises InvalidBusiness with file, rule and key."""
        return self._rules

    @cached_property
    def _rules(self) -> Rules:
        firm = _checked(BusinessShape, _read(self._folder / "business.toml"), file="business.toml")
        book = _checked(PlaybookShape, _read(self._folder / "playbook.toml"), file="playbook.toml")
        business = firm.business()
        announcing = {shape.announced_by for shape in book.follow_up}
        follow_ups = tuple(replace(shape.follow_up(), announces=shape.id in announcing) for shape in book.follow_up)
        for follow_up in follow_ups:
            business.role(follow_up.role)
        return Rules(business=business, playbook=Playbook(follow_ups=follow_ups))


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InvalidBusiness(f"{path.name}: the file cannot be read.") from error
    except tomllib.TOMLDecodeError as error:
        raise InvalidBusiness(f"{path.name}: {error}.") from error


def _checked(shape: type[S], told: Mapping[str, Any], *, file: str) -> S:
    try:
        return shape.model_validate(told)
    except ValidationError as error:
        sentences = "\n".join(_sentence(wrong["loc"], wrong["msg"], told, file=file) for wrong in error.errors())
        raise InvalidBusiness(sentences) from error


def _sentence(where: tuple[int | str, ...], what: str, told: Mapping[str, Any], *, file: str) -> str:
    """One mistake as `file: rule "name": key: what is wrong`."""
    rule = ""
    if len(where) > 1 and isinstance(where[1], int):
        rule = f' rule "{told[str(where[0])][where[1]].get("id", where[1])}":'
        where = where[2:]
    key = ".".join(str(part) for part in where)
    return f"{file}:{rule} {key}: {what}." if key else f"{file}:{rule} {what}."


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise InvalidBusiness(f'business.toml: zone: there is no time zone "{name}".') from error


def _day(index: int) -> Day:
    return DAYS[index]


def _spans(texts: tuple[str, ...]) -> tuple[Span, ...]:
    return tuple(Span.parse(text) for text in texts)


def _shorter(own: tuple[Span, ...], firm: tuple[Span, ...]) -> tuple[Span, ...]:
    """Her own hours, as far as the firm is open."""
    both = ((max(mine.opens, theirs.opens), min(mine.closes, theirs.closes)) for mine in own for theirs in firm)
    return tuple(Span(opens=opens, closes=closes) for opens, closes in both if opens < closes)


def _dates(text: str) -> Iterator[dt.date]:
    """One date, or every date from the first to the last of `first..last`."""
    first, _, last = text.partition("..")
    day, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last or first)
    while day <= end:
        yield day
        day += dt.timedelta(days=1)


def _condition(text: str) -> Condition:
    if text == "first order":
        return FirstOrder()
    total = TOTAL.fullmatch(text)
    if total:
        return TotalAtLeast(money=Money(minor=int(total[1]) * 100, currency=total[2]))
    raise InvalidBusiness(f'playbook.toml: "{text}" is no condition; say "first order" or "total at least 100 EUR".')


def _tries(shape: TriesShape | None) -> Tries | None:
    if shape is None:
        return None
    return Tries(count=shape.count, over_days=shape.over_days, then_letter=shape.then)
