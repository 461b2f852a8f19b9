"""What is true today and stands in no file: who is away, when we are closed, what is paused.

People say it in two taps or by a command; it is read anew for every decision, and it makes the firm's calendars
what they are today.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum

from followthrough.domain.opening import Span

Day = dt.date


@dataclass(frozen=True, kw_only=True)
class Away:
    """Whoever holds this role is not there, on these civil days of the firm, both included."""

    role: str
    first: Day
    last: Day


@dataclass(frozen=True, kw_only=True)
class OtherHours:
    """On this day the firm opens at other hours than written; none means that it is closed."""

    day: Day
    hours: tuple[Span, ...] = ()
    because: str = ""


class Scope(StrEnum):
    """What a pause is about."""

    ALL = "all"
    LETTERS = "letters"
    FOLLOW_UP = "follow_up"
    CUSTOMER = "customer"


@dataclass(frozen=True, kw_only=True)
class Pause:
    """Nothing of this leaves the house until somebody says go on."""

    scope: Scope
    name: str = ""
    """The follow-up or the customer it is about."""
    since: dt.datetime


class Braked(StrEnum):
    """What the owner has said about an unusual burst of letters."""

    ASKED = "asked"
    LET_GO = "let_go"
    DROPPED = "dropped"


@dataclass(frozen=True, kw_only=True)
class Brake:
    """More letters than on any ordinary day: what falls due in this time, and is too much, waits for the owner's word."""

    since: dt.datetime
    until: dt.datetime
    word: Braked = Braked.ASKED
    said_at: dt.datetime | None = None
    tried_at: dt.datetime | None = None
    """When somebody last set about asking the owner."""
    asked_at: dt.datetime | None = None
    """When the owner was surely asked."""
    about: str = ""
    """The follow-up of the first letter that waited."""


@dataclass(frozen=True, kw_only=True)
class WeekRead:
    """The Monday letter of the week that began at this time was read by somebody."""

    week: dt.datetime
    at: dt.datetime
    by: str


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Everything that people have told us about today, and the switches they have set."""

    away: tuple[Away, ...] = ()
    other_hours: tuple[OtherHours, ...] = ()
    pauses: tuple[Pause, ...] = ()
    live_from: dt.datetime | None = None
    """The start line: orders and repairs that began before it make nothing."""
    hand_over: bool = False
    """Whether open promises are handed over before a shift ends."""
    brake: Brake | None = None
    week_sent: dt.datetime | None = None
    """The beginning of the last week that management was written to about."""
    week_read: WeekRead | None = None
    version: int = 0

    def paused(self, scope: Scope, name: str = "") -> Pause | None:
        """The pause of exactly this, if there is one."""
        return next((pause for pause in self.pauses if (pause.scope, pause.name) == (scope, name)), None)

    def pausing(self, pause: Pause) -> Facts:
        if self.paused(pause.scope, pause.name):
            return self
        return replace(self, pauses=(*self.pauses, pause))

    def resuming(self, scope: Scope, name: str = "") -> Facts:
        left = tuple(pause for pause in self.pauses if (pause.scope, pause.name) != (scope, name))
        return replace(self, pauses=left)
