"""The firm: its hours, its people and its manners."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from followthrough.domain.asked_first import AskedFirst
from followthrough.domain.errors import InvalidBusiness
from followthrough.domain.opening import Calendar
from followthrough.domain.playbook import Defaults


@dataclass(frozen=True, kw_only=True)
class Role:
    """A job in the firm, who holds it, and who steps in."""

    id: str
    title: str
    person: str
    email: str
    calendar: Calendar
    """When whoever holds it is there."""
    cover: tuple[str, ...] = ()
    calls_a_day: int | None = None
    """How many calls a day leave room for the rest of the work; promises are made all the same."""
    desk: Calendar | None = None
    """When somebody is there for this job: on its days the firm's hours, because others cover; none means `calendar`."""

    @property
    def served(self) -> Calendar:
        """The hours in which what this role owes can be done, by itself or by who covers for it."""
        return self.desk or self.calendar


@dataclass(frozen=True, kw_only=True)
class Budget:
    """How often one address may hear from us, over all playbooks."""

    cheerful: int = 2
    cheerful_days: int = 14
    care_calls: int = 1
    care_call_days: int = 30
    care_letters: int = 1
    care_letter_days: int = 90


@dataclass(frozen=True, kw_only=True)
class Business:
    """The firm as its customers and its people know it."""

    id: str
    name: str
    motto: str
    zone: str
    country: str
    language: str
    currency: str
    phone: str
    mail: str
    imprint: str
    privacy_url: str
    calendar: Calendar
    letter_hours: Calendar
    roles: Mapping[str, Role]
    owner: str
    """The role of last resort."""
    budget: Budget = Budget()
    asked_first: AskedFirst = field(default_factory=AskedFirst)
    """Whom we may phone or write to out of kindness who was not asked before."""
    prompted_within: dt.timedelta = dt.timedelta(minutes=15)
    letters_an_hour: int | None = None
    """More letters than this in one hour are no ordinary day: the rest waits, and the owner is asked once."""
    own_figures: bool = False
    """Whether everybody sees what became of the promises in his own hands; nobody else ever does."""
    heirs: Mapping[str, str] = field(default_factory=dict)
    """Who answers for what was in the hands of a role that is gone."""
    defaults: Defaults = field(default_factory=Defaults)
    """What a rule means that does not say."""
    zones_by_country: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    """By which clocks somebody in a country may live; of a country that is not listed we know nothing."""

    @cached_property
    def known_chains(self) -> dict[str, tuple[Role, ...]]:
        """Who covers for whom, as far as it was asked: one firm never changes, a changed one is another value."""
        return {}

    def role(self, name: str) -> Role:
        try:
            return self.roles[self.heirs.get(name, name)]
        except KeyError:
            raise InvalidBusiness(
                f'There is no role "{name}"; the roles are {", ".join(sorted(self.roles))}.'
            ) from None

    @property
    def boss(self) -> Role:
        return self.role(self.owner)
