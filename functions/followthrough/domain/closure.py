"""We were closed when nobody expected it: care has as many working days left when we open again as it had before."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from followthrough.domain.business import Business
from followthrough.domain.commitment import Commitment
from followthrough.domain.due import working_days_after
from followthrough.domain.opening import Calendar, whole_minute
from followthrough.domain.words import Step

_A_DAY = dt.timedelta(days=1)


def kind_for_longer(commitment: Commitment, *, until: dt.datetime, business: Business, now: dt.datetime) -> Commitment:
    """The same, with a later end if days that were to be worked are closed between `now` and `until`, when it goes on.

    `not_after` is written in working days, and on a closed day nobody works: else a fortnight's closure that is said
    after the calls were planned would drop every one of them in the minute in which we open.
    A promise has no such end, and stays as it is.
    """
    end = next((wake for wake in commitment.agenda if wake.step is Step.LAPSE), None)
    if end is None or not _closes_unasked(business.calendar, now=now, until=until):
        return commitment
    later = replace(end, at=max(end.at, _counted_anew(business.calendar, end.at, now=now)))
    return replace(commitment, agenda=tuple(later if wake is end else wake for wake in commitment.agenda))


def _closes_unasked(calendar: Calendar, *, now: dt.datetime, until: dt.datetime) -> bool:
    """Whether a day that is open in other weeks is closed before this goes on."""
    days = _days(calendar.day_of(now), calendar.day_of(until) - _A_DAY)
    return any(calendar.weekly[day.weekday()] and not calendar.is_open_day(day) for day in days)


def _counted_anew(calendar: Calendar, end: dt.datetime, *, now: dt.datetime) -> dt.datetime:
    """The close of the day that comes after as many open days as an ordinary week would have had until then."""
    left = sum(
        bool(calendar.weekly[day.weekday()]) for day in _days(calendar.day_of(now) + _A_DAY, calendar.day_of(end))
    )
    return whole_minute(working_days_after(now, count=left, calendar=calendar)) if left else end


def _days(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]
