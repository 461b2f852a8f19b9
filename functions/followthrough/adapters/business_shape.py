"""business.toml: what an owner writes about the firm, its hours, its people and its manners."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from followthrough.adapters.owners_words import (
    BusinessId,
    Country,
    Currency,
    Day,
    DayHours,
    Days,
    Language,
    RoleName,
    Shape,
    Zone,
)
from followthrough.domain.asked_first import AskedFirst, Leave
from followthrough.domain.business import Budget, Business, Role
from followthrough.domain.errors import InvalidBusiness
from followthrough.domain.opening import Calendar, Span, within

FILE = "business.toml"

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEK: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

ONE_DAY = dt.timedelta(days=1)


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


class AskedFirstShape(Shape):
    """What a customer's silence means, country by country; without `confirmed` it is nowhere a yes."""

    confirmed: Day | None = None
    calls: dict[Country, Leave] = Field(default_factory=dict)
    letters: dict[Country, Leave] = Field(default_factory=dict)

    def asked_first(self) -> AskedFirst:
        return AskedFirst(confirmed=self.confirmed, calls=self.calls, letters=self.letters)


class HoursShape(Shape):
    """The same hours on several days."""

    hours: DayHours
    days: tuple[Weekday, ...]


class RoleShape(Shape):
    """A job in the firm; without hours of her own its holder keeps the firm's."""

    id: RoleName
    title: str
    person: str
    email: str
    days: tuple[Weekday, ...]
    hours: DayHours | None = None
    cover: tuple[RoleName, ...] = ()
    calls_a_day: int | None = Field(default=None, ge=0)

    def role(self, firm: Calendar) -> Role:
        """The role with its calendar: her days and hours, as far as the firm is open. Raises InvalidBusiness."""
        with _named(f'role "{self.id}": days'):
            return Role(
                id=self.id,
                title=self.title,
                person=self.person,
                email=self.email,
                calendar=self._calendar(firm, hours=self.hours),
                cover=self.cover,
                calls_a_day=self.calls_a_day,
                desk=self._calendar(firm, hours=None) if self.cover else None,
            )

    def _calendar(self, firm: Calendar, *, hours: DayHours | None) -> Calendar:
        """These hours on her days, as far as the firm is open; no hours mean all of the firm's."""
        weekly = tuple(self._hers(spans, on=name, hours=hours) for spans, name in zip(firm.weekly, WEEK, strict=True))
        dated = {day: self._hers(spans, on=WEEK[day.weekday()], hours=hours) for day, spans in firm.dated.items()}
        return Calendar(zone=firm.zone, weekly=weekly, dated=dated)

    def _hers(self, spans: tuple[Span, ...], *, on: Weekday, hours: DayHours | None) -> tuple[Span, ...]:
        if on not in self.days:
            return ()
        return spans if hours is None else within(hours, spans)


class BusinessShape(Shape):
    """The whole file."""

    id: BusinessId
    name: str
    motto: str
    zone: Zone
    country: Country
    language: Language
    currency: Currency
    phone: str
    mail: str
    imprint: str
    privacy: str
    owner: RoleName
    hours: dict[Weekday, DayHours]
    closed: dict[Days, str] = Field(default_factory=dict)
    other_hours: dict[Day, DayHours] = Field(default_factory=dict)
    letters: HoursShape
    budget: BudgetShape
    asked_first: AskedFirstShape = AskedFirstShape()
    letters_an_hour: int | None = Field(default=None, ge=1)
    figures_of_people: Literal["own", "none"] = "none"
    role: tuple[RoleShape, ...] = Field(min_length=1)

    def business(self) -> Business:
        """The firm as the product knows it. Raises InvalidBusiness."""
        calendar = self._calendar()
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
            letter_hours=self._letter_hours(calendar),
            roles={role.id: role.role(calendar) for role in self.role},
            owner=self.owner,
            budget=self.budget.budget(),
            asked_first=self.asked_first.asked_first(),
            letters_an_hour=self.letters_an_hour,
            own_figures=self.figures_of_people == "own",
        )

    def _calendar(self) -> Calendar:
        weekly = tuple(self.hours.get(name, ()) for name in WEEK)
        closed: Mapping[dt.date, tuple[Span, ...]] = {day: () for days in self.closed for day in _each(*days)}
        with _named("hours"):
            return Calendar(zone=ZoneInfo(self.zone), weekly=weekly, dated={**closed, **self.other_hours})

    def _letter_hours(self, firm: Calendar) -> Calendar:
        """Letters keep off the holidays; a day with other opening hours is an ordinary day for them."""
        weekly = tuple(self.letters.hours if name in self.letters.days else () for name in WEEK)
        closed = {day: spans for day, spans in firm.dated.items() if not spans}
        with _named("letters"):
            return Calendar(zone=firm.zone, weekly=weekly, dated=closed)


def _each(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    day = first
    while day <= last:
        yield day
        day += ONE_DAY


@contextmanager
def _named(key: str) -> Iterator[None]:
    """What several keys make together is told under the first of them."""
    try:
        yield
    except InvalidBusiness as wrong:
        raise InvalidBusiness(f"{FILE}: {key}: {wrong}") from wrong
