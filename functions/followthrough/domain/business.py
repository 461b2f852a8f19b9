"""The firm: its hours, its people and its manners."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from followthrough.domain.errors import InvalidBusiness
from followthrough.domain.opening import Calendar


@dataclass(frozen=True, kw_only=True)
class Role:
    """A job in the firm, who holds it, and who steps in."""

    id: str
    title: str
    person: str
    email: str
    calendar: Calendar
    cover: tuple[str, ...] = ()


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
    prompted_within: dt.timedelta = dt.timedelta(minutes=15)

    def role(self, name: str) -> Role:
        try:
            return self.roles[name]
        except KeyError:
            raise InvalidBusiness(
                f'There is no role "{name}"; the roles are {", ".join(sorted(self.roles))}.'
            ) from None

    @property
    def boss(self) -> Role:
        return self.role(self.owner)
