"""Why something is due then and not another time: the rule's own words, our hours, and the days on which we are closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import assert_never

from followthrough.domain.business import Business
from followthrough.domain.commitment import Commitment, Entry
from followthrough.domain.due import (
    AsAgreed,
    AtOnce,
    Due,
    Elapsed,
    Later,
    NextOpenDayBy,
    SameDayBy,
    WithinOpenTime,
    WorkingDaysLater,
    WorkingDaysLaterBy,
    slot,
)
from followthrough.domain.manners import listed
from followthrough.domain.opening import Calendar
from followthrough.domain.playbook import FollowUp
from followthrough.domain.telling import Telling, lasting

_MOVES = frozenset({"next try", "new time", "moved", "held", "waits", "letter instead", "moved along"})

_UNTOLD = frozenset({"held", "next try"})
"""Moves that give it a later time and of which no letter tells."""

_TOLD = frozenset({"new time", "moved"})
"""Moves after which its time is one that was agreed, or that we are told anew."""


def in_words(due: Due) -> str:
    """When a rule says that something is due, as an owner would write it."""
    match due:
        case AtOnce():
            return "at once"
        case Elapsed(time=time):
            return f"{_plain(time)} later"
        case Later(days=days, months=months):
            return f"{_counted(months, 'month') if months else _days(days)} later"
        case WorkingDaysLater(days=days):
            return f"{_counted(days, 'working day')} later"
        case WorkingDaysLaterBy(days=days, by=by):
            return f"{_counted(days, 'working day')} later by {by:%H:%M}"
        case WithinOpenTime(open_time=time):
            return f"within {_plain(time)} of open time"
        case NextOpenDayBy(by=by):
            return f"next open day by {by:%H:%M}"
        case SameDayBy(by=by, before=before, otherwise=otherwise):
            return f"same day by {by:%H:%M} if before {before:%H:%M}, else {in_words(otherwise)}"
        case AsAgreed(otherwise=otherwise):
            return f"as agreed, else {in_words(otherwise)}"
        case _:
            assert_never(due)


def why_then(commitment: Commitment, *, rule: FollowUp | None, business: Business, telling: Telling) -> Iterator[str]:
    """The sentences that lead from the cause to the time, as far as they apply."""
    if commitment.follows:
        yield "Its time is the new one that the customer was given when the first could not be kept."
    elif rule is None:
        yield f"The rule “{commitment.follow_up}” is not in the playbook any more: its time stays as it was."
    else:
        yield from _by_the_rule(commitment, rule, business=business, telling=telling)
    yield from _as_it_stands(commitment, telling=telling)


def _by_the_rule(commitment: Commitment, rule: FollowUp, *, business: Business, telling: Telling) -> Iterator[str]:
    said = telling.moment(commitment.caused_at)
    yield f"The rule says “{in_words(rule.due)}”, counted from {said}."
    if rule.windows:
        hours = listed([f"between {span.opens:%H:%M} and {span.closes:%H:%M}" for span in rule.windows], last="or")
        yield f"We phone for this {hours}, and on no other hours."
    moved = _closed_day(commitment, rule, business=business)
    if moved:
        wanted, found = moved
        closed = "Nobody is there for it at these hours" if business.calendar.is_open_day(wanted) else "We are closed"
        yield f"{closed} on {_day(wanted)}, so it is done on {_day(found)}."


def _as_it_stands(commitment: Commitment, *, telling: Telling) -> Iterator[str]:
    moved = [entry for entry in commitment.history if entry.what in _MOVES]
    if moved:
        yield f"It has moved since then, the last time on {telling.moment(moved[-1].at)}."
    promised = commitment.promised_by
    if promised is None:
        yield "The customer was told no time: if it is not done, it is dropped and not called broken."
        return
    if _is_untold(moved):
        verb = "is" if commitment.takes_an_answer else "was"
        yield f"It {verb} owed by {telling.moment(promised)}, which is later than the customer was told."
    else:
        yield f"It was promised for {telling.moment(promised)} at the latest."
    if commitment.due_at < promised:
        ahead = lasting(promised - commitment.due_at)
        yield f"We aim at {telling.moment(commitment.due_at)}, {ahead} before that, so that a bad day breaks nothing."


def _is_untold(moves: Sequence[Entry]) -> bool:
    """Whether it has moved by something that tells the customer nothing, after the last time that was agreed."""
    last = next((each.what for each in reversed(moves) if each.what in {*_UNTOLD, *_TOLD}), "")
    return last in _UNTOLD


def _closed_day(commitment: Commitment, rule: FollowUp, *, business: Business) -> tuple[dt.date, dt.date] | None:
    """The day that the words alone would mean, and the day that our closed days make of it, if that is another one."""
    if not isinstance(rule.due, Later):
        return None
    calendar = business.role(rule.role).served
    found = slot(rule.due, anchor=commitment.caused_at, calendar=calendar, windows=rule.windows)
    wanted = slot(rule.due, anchor=commitment.caused_at, calendar=_never_closed(calendar), windows=rule.windows)
    days = calendar.day_of(wanted.opens_at), calendar.day_of(found.opens_at)
    return days if days[0] != days[1] else None


def _never_closed(calendar: Calendar) -> Calendar:
    some_day = next(spans for spans in calendar.weekly if spans)
    return replace(calendar, weekly=tuple(spans or some_day for spans in calendar.weekly), dated={})


def _day(day: dt.date) -> str:
    return f"{day:%A} {day.day} {day:%B}"


def _days(days: int) -> str:
    weeks, rest = divmod(days, 7)
    return _counted(days, "day") if rest or not weeks else _counted(weeks, "week")


def _plain(time: dt.timedelta) -> str:
    minutes = int(time.total_seconds()) // 60
    hours, rest = divmod(minutes, 60)
    return _counted(minutes, "minute") if rest or not hours else _counted(hours, "hour")


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
