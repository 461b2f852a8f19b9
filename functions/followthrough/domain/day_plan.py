"""Who is phoned by one role on one day: every promise, and as much care as there is room for, the worthiest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True, kw_only=True)
class DayPlan:
    """The places of one role's day, as ids only, and whether its morning sheet is out."""

    role: str
    day: dt.date
    """The civil day of the firm."""
    seats: tuple[str, ...] = ()
    planned_at: dt.datetime | None = None
    """When the day's calls were chosen; what comes later takes a place that is free."""
    sheet_sent_at: dt.datetime | None = None
    """When the morning sheet went out: a run that is tried again sends it to nobody twice."""
    version: int = 0

    def seating(self, *calls: str) -> DayPlan:
        """The same day with a place for these, beside those who have one."""
        return replace(self, seats=tuple(dict.fromkeys((*self.seats, *calls))))

    def vacating(self, *calls: str) -> DayPlan:
        """The same day without these: they are not made, and their places are free again."""
        return replace(self, seats=tuple(seat for seat in self.seats if seat not in calls))

    def has_room(self, room: int | None) -> bool:
        """Whether somebody with time for this many calls can make one more; no number is no limit."""
        return room is None or len(self.seats) < room


@dataclass(frozen=True, kw_only=True)
class Wish:
    """A call that falls due today, and what decides about its place."""

    id: str
    is_care: bool
    worth: int
    at: dt.datetime
    points: frozenset[str]
    """Her contact points: two reasons to phone one person need one place."""


def chosen(wishes: Iterable[Wish], *, room: int | None, seats: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Who gets a place beside those that are taken: promises always, then care by its worth, then the earliest.

    A second call to the same person takes no place: it is made with the first one.
    """
    taken, phoned = list(seats), set[str]()
    for wish in sorted(wishes, key=_rank):
        if wish.id in taken:
            phoned |= wish.points
    for wish in sorted(wishes, key=_rank):
        fits = not wish.is_care or room is None or len(taken) < room
        if wish.id in taken or wish.points & phoned or not fits:
            continue
        taken.append(wish.id)
        phoned |= wish.points
    return tuple(taken[len(seats) :])


def _rank(wish: Wish) -> tuple[bool, int, dt.datetime, str]:
    return wish.is_care, -wish.worth, wish.at, wish.id
