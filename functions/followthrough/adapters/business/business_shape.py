"""business.toml: what an owner writes about the firm, its hours, its people and its manners."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from followthrough.adapters.business.owners_words import (
    Age,
    BusinessId,
    Country,
    Currency,
    Day,
    DayHours,
    Days,
    Language,
    MailAddress,
    NewRole,
    RoleName,
    Said,
    Shape,
    WorkingDays,
    Zone,
)
from followthrough.adapters.business.playbook_shape import TriesShape
from followthrough.adapters.business.zone_table import zones_by_country
from followthrough.domain.asked_first import AskedFirst, Leave
from followthrough.domain.business import Budget, Business, Role
from followthrough.domain.customer import REMEMBERED_CONTACTS
from followthrough.domain.errors import InvalidBusiness
from followthrough.domain.opening import LONGEST_CLOSURE_DAYS, Calendar, Span, within
from followthrough.domain.playbook import Defaults

FILE = "business.toml"

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEK: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

ONE_DAY = dt.timedelta(days=1)


class Often(Shape):
    """How often, in how many days."""

    at_most: int = Field(ge=0, le=REMEMBERED_CONTACTS, examples=[2])
    """How often; 0 is never, and an address remembers no more."""
    in_days: int = Field(ge=1, le=3650, examples=[14])
    """In how many days."""


class BudgetShape(Shape):
    """The contact budget."""

    cheerful: Often = Field(examples=[{"at_most": 2, "in_days": 14}])
    """Everything that is care or marketing."""
    care_calls: Often = Field(examples=[{"at_most": 1, "in_days": 30}])
    """Calls that she was not told of."""
    the_same_letter: Often = Field(examples=[{"at_most": 1, "in_days": 90}])
    """The letter of one rule."""

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

    confirmed: Day | None = Field(default=None, examples=["2026-03-01"])
    """When the owner went through the page on who may be contacted."""
    calls: dict[Country, Leave] = Field(default_factory=dict, examples=[{"IE": "may", "DE": "only_if_asked"}])
    """For phoning somebody only to be kind."""
    letters: dict[Country, Leave] = Field(default_factory=dict, examples=[{"IE": "may", "DE": "only_if_asked"}])
    """For writing to somebody only to be kind."""

    def asked_first(self) -> AskedFirst:
        return AskedFirst(confirmed=self.confirmed, calls=self.calls, letters=self.letters)


class HoursShape(Shape):
    """The same hours on several days."""

    hours: DayHours = Field(examples=[["08:00-20:00"]])
    """From when until when."""
    days: tuple[Weekday, ...] = Field(examples=[["mon", "tue", "wed", "thu", "fri"]])
    """On which days."""


class RoleShape(Shape):
    """A job in the firm; without hours of her own its holder keeps the firm's."""

    id: NewRole = Field(examples=["adviser"])
    """What the rules call it."""
    title: Said = Field(examples=["service adviser"])
    """What it is called in a mail."""
    person: Said = Field(examples=["Donal"])
    """Who holds it."""
    email: MailAddress = Field(examples=["donal@corncrake.example"])
    """Where the tasks go."""
    days: tuple[Weekday, ...] = Field(examples=[["mon", "tue", "wed", "thu", "fri"]])
    """The days on which this person is in."""
    hours: DayHours | None = Field(None, examples=[["08:00-12:30"]])
    """From when until when, if not as long as the firm."""
    cover: tuple[RoleName, ...] = Field((), examples=[["counter", "owner"]])
    """Who steps in, in this order."""
    calls_a_day: int | None = Field(default=None, ge=0, examples=[8])
    """How many calls leave room for the rest of the work; promised ones are made all the same."""

    def role(self, firm: Calendar) -> Role:
        """The role with its calendar: her days and hours, as far as the firm is open. Raises InvalidBusiness."""
        if not any(self._hers(spans, on=name, hours=self.hours) for spans, name in zip(firm.weekly, WEEK, strict=True)):
            raise InvalidBusiness(
                f'{FILE}: role "{self.id}": days: {self.person} is never in while the firm is open; '
                "write days and hours that it keeps."
            )
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


class DefaultsShape(Shape):
    """What a rule means that does not say."""

    not_after: WorkingDays | None = Field(None, examples=["5 working days"])
    """So many working days after its time, what she was not told of has become too late to be kind."""
    max_age: Age | None = Field(None, examples=["30 days"])
    """What happened longer ago makes nothing that she was not told of."""
    tries: TriesShape | None = Field(None, examples=[{"count": 3, "over_days": 2}])
    """How often we try to reach her by phone."""

    def defaults(self) -> Defaults:
        tries = self.tries.tries() if self.tries else None
        return Defaults(drop_after_days=self.not_after, max_age=self.max_age, tries=tries)


class BusinessShape(Shape):
    """The whole file."""

    id: BusinessId = Field(examples=["corncrake"])
    """Begins every key, and never changes."""
    name: Said = Field(examples=["Corncrake Garage"])
    """The firm, as letters show it."""
    motto: Said = Field(examples=["we call back"])
    """What it stands for: the end of every letter."""
    zone: Zone = Field(examples=["Europe/Dublin"])
    """The time zone of all its hours (IANA)."""
    country: Country = Field(examples=["IE"])
    """Where a number without a country is at home (ISO 3166-1)."""
    language: Language = Field(examples=["en"])
    """The language of letters to those whose own we do not write."""
    currency: Currency = Field(examples=["EUR"])
    """What it takes (ISO 4217)."""
    phone: Said = Field(examples=["+353 20 915 0142"])
    """The number that a person answers."""
    mail: MailAddress = Field(examples=["hello@corncrake.example"])
    """The address that letters come from and answers go to."""
    imprint: Said = Field(examples=["Corncrake Garage, Harbour Road, Inishcorra, Ireland"])
    """Name and postal address, at the foot of every letter."""
    privacy: Said = Field(examples=["https://corncrake.example/privacy"])
    """Where a customer reads what is known about her, and why."""
    owner: RoleName = Field(examples=["owner"])
    """The role of last resort."""
    hours: dict[Weekday, DayHours] = Field(examples=[{"mon": ["08:00-12:30", "13:30-17:30"]}])
    """When somebody is here."""
    closed: dict[Days, str] = Field(default_factory=dict, examples=[{"2026-12-25": "Christmas Day"}])
    """Days, or first..last, on which nobody is here, and why."""
    other_hours: dict[Day, DayHours] = Field(default_factory=dict, examples=[{"2026-12-24": ["08:00-12:30"]}])
    """Days on which the doors open at other hours."""
    letters: HoursShape = Field(examples=[{"hours": ["08:00-20:00"], "days": ["mon", "tue", "wed", "thu", "fri"]}])
    """When a letter may reach a customer."""
    budget: BudgetShape
    """How often one address may hear from us, over all rules."""
    asked_first: AskedFirstShape = Field(AskedFirstShape(), examples=[{"confirmed": "2026-03-01"}])
    """What silence means where only kindness is due: by channel and country, once you confirmed it."""
    letters_an_hour: int | None = Field(default=None, ge=1, examples=[100])
    """More letters than this are no ordinary hour: the rest waits for the owner's word."""
    figures_of_people: Literal["own", "none"] = Field("none", examples=["own"])
    """Whether on Mondays everybody sees what became of his own promises."""
    defaults: DefaultsShape | None = Field(None, examples=[{"not_after": "5 working days", "max_age": "30 days"}])
    """What all rules mean that do not say it themselves."""
    role: tuple[RoleShape, ...] = Field(min_length=1)
    """The jobs, each under a line [[role]]."""

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
            zones_by_country=zones_by_country(),
            defaults=self.defaults.defaults() if self.defaults else Defaults(),
        )

    def _calendar(self) -> Calendar:
        weekly = tuple(self.hours.get(name, ()) for name in WEEK)
        closed: Mapping[dt.date, tuple[Span, ...]] = {day: () for days in self.closed for day in _each(*days)}
        with _named("hours"):
            calendar = Calendar(zone=ZoneInfo(self.zone), weekly=weekly, dated={**closed, **self.other_hours})
        with _named("closed"):
            _opens_again(calendar)
        return calendar

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


def _opens_again(calendar: Calendar) -> None:
    """Every closure ends, one stretch after another too. Raises InvalidBusiness for one that lasts too long."""
    for day in calendar.dated:
        if not calendar.is_open_day(day) and calendar.is_open_day(day - ONE_DAY):
            try:
                calendar.next_open_day(day)
            except InvalidBusiness as endless:
                what = f"nobody is here for more than {LONGEST_CLOSURE_DAYS} days from {day} on"
                raise InvalidBusiness(f"{what}; write a day in between on which somebody is") from endless


@contextmanager
def _named(key: str) -> Iterator[None]:
    """What several keys make together is told under the first of them."""
    try:
        yield
    except InvalidBusiness as wrong:
        raise InvalidBusiness(f"{FILE}: {key}: {wrong}") from wrong
