"""When the shop is open: stretches of civil days, and the open time between two moments."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import islice, pairwise
from typing import Self
from zoneinfo import ZoneInfo

from followthrough.domain.errors import InvalidBusiness

LONGEST_CLOSURE_DAYS = 400
"""A calendar that stays closed for longer is a mistake in the owner's file, not a shop."""

Stretch = tuple[dt.datetime, dt.datetime]
"""One open stretch as two instants, aware and in UTC: open at the first, closed at the second."""

_MIDNIGHT = dt.time(0, 0)
_MINUTE = dt.timedelta(minutes=1)
_DAY = dt.timedelta(days=1)
_DAYS_OF_A_WEEK = 7


@dataclass(frozen=True, kw_only=True)
class Span:
    """One open stretch of a civil day; closing at 00:00 means the midnight at its end.

    Raises InvalidBusiness if it does not close after it opens.
    """

    opens: dt.time
    closes: dt.time

    def __post_init__(self) -> None:
        if _as_closing(self.closes) <= (False, self.opens):
            raise InvalidBusiness(
                f'"{self}" closes before it opens; write hours over midnight as two, "22:00-24:00" and "00:00-02:00".'
            )

    def __str__(self) -> str:
        closes = "24:00" if self.closes == _MIDNIGHT else f"{self.closes:%H:%M}"
        return f"{self.opens:%H:%M}-{closes}"

    @property
    def length(self) -> dt.timedelta:
        """How long it lasts on a day on which no clock changes."""
        closes = _DAY if self.closes == _MIDNIGHT else _since_midnight(self.closes)
        return closes - _since_midnight(self.opens)

    @classmethod
    def parse(cls, text: str) -> Span:
        """The span an owner writes as `10:00-12:30`; `24:00` is the end of the day. Raises InvalidBusiness."""
        opens, dash, closes = text.replace("\u2013", "-").partition("-")
        if not dash:
            raise InvalidBusiness(f'"{text}" says no hours from and to; write them as "10:00-12:30".')
        until_midnight = closes.strip() == "24:00"
        return cls(opens=parse_clock(opens), closes=_MIDNIGHT if until_midnight else parse_clock(closes))


def parse_clock(text: str) -> dt.time:
    """The time of day an owner writes as `17:00`. Raises InvalidBusiness."""
    written = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", text.strip(), re.ASCII)
    if written is None:
        raise InvalidBusiness(f'"{text.strip()}" is not a time of day; write it as "09:30" or "17:00".')
    return dt.time(int(written[1]), int(written[2]))


def in_utc(at: dt.datetime) -> dt.datetime:
    """The same instant in UTC; ValueError for a naive one, which nobody can place."""
    if at.tzinfo is dt.UTC:
        return at
    if at.utcoffset() is None:
        raise ValueError(f"{at.isoformat()} is naive: it does not say when it is")
    return at.astimezone(dt.UTC)


@lru_cache(maxsize=4096)
def civil(day: dt.date, clock: dt.time, *, zone: ZoneInfo) -> dt.datetime:
    """The instant, in UTC, at which a wall clock in this zone shows this time, in whole minutes rounded up.

    A time that the clocks skip is the first minute after the gap, a time they show twice is the first of the two.
    """
    local = dt.datetime.combine(day, clock.replace(fold=0), tzinfo=zone)
    instant = local.astimezone(dt.UTC)
    if instant.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        return _end_of_gap(local, zone=zone)
    return whole_minute(instant)


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """The open hours of a shop or of a person, in the civil time of one zone.

    `weekly` holds the spans of Monday to Sunday; `dated` overrides a date entirely, and no spans mean closed.
    Instants go in aware and come out in UTC; a naive one is a ValueError. Durations are real elapsed time,
    so a night in which the clocks change is an hour longer or shorter than its clock times say.
    Raises InvalidBusiness if no day of the week is open, or if two spans of a day overlap.
    """

    zone: ZoneInfo
    weekly: tuple[tuple[Span, ...], ...]
    dated: Mapping[dt.date, tuple[Span, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.weekly) != _DAYS_OF_A_WEEK:
            raise InvalidBusiness(f"A week has seven days, Monday first; these hours list {len(self.weekly)}.")
        if not any(self.weekly):
            raise InvalidBusiness("These hours are closed on all seven days of the week; please open one.")
        for spans in (*self.weekly, *self.dated.values()):
            _refuse_overlap(spans)

    def day_of(self, at: dt.datetime) -> dt.date:
        """The civil date of this instant where the shop is."""
        return in_utc(at).astimezone(self.zone).date()

    def spans_on(self, day: dt.date) -> tuple[Stretch, ...]:
        """The open stretches of a civil day, in order, without those that a change of the clocks swallows."""
        known = self._known_days.get(day)
        if known is None:
            spans = self.dated.get(day, self.weekly[day.weekday()])
            stretches = (self._stretch(day, span) for span in spans)
            known = self._known_days[day] = tuple(sorted(each for each in stretches if each[0] < each[1]))
        return known

    def is_open_day(self, day: dt.date) -> bool:
        """Whether the shop opens at all on this civil day."""
        return bool(self.spans_on(day))

    def is_open(self, at: dt.datetime) -> bool:
        """Whether somebody is there: from the minute of opening until just before closing."""
        return any(opens <= in_utc(at) < closes for opens, closes in self.spans_on(self.day_of(at)))

    def next_opening(self, at: dt.datetime) -> dt.datetime:
        """The first moment from now on at which the shop is open: now, if it is."""
        now = in_utc(at)
        opens, _ = self._stretch_from(now)
        return max(now, opens)

    def next_open_day(self, day: dt.date) -> dt.date:
        """The first open civil day from this one on: this one, if it is."""
        return next(self._open_days(day))

    def open_day_after(self, day: dt.date, *, count: int) -> dt.date:
        """The open civil day that is the count-th after this one; ValueError below the first."""
        if count < 1:
            raise ValueError(f"the first open day after is number 1, not {count}")
        return next(islice(self._open_days(day + _DAY), count - 1, None))

    def add(self, at: dt.datetime, open_time: dt.timedelta) -> dt.datetime:
        """The moment by which the shop has been open for this long, a closing rather than the opening after it.

        No time at all leads to the next opening.
        """
        now, left = in_utc(at), _not_negative(open_time)
        while True:
            opens, closes = self._stretch_from(now)
            start = max(now, opens)
            if left <= closes - start:
                return start + left
            left -= closes - start
            now = closes

    def subtract(self, at: dt.datetime, open_time: dt.timedelta) -> dt.datetime:
        """The moment from which the shop is open this long until `at`, an opening rather than the closing before it.

        No time at all leads to `at` while the shop is open, else to its last closing.
        """
        now, left = in_utc(at), _not_negative(open_time)
        if not left and self.is_open(now):
            return now
        while True:
            opens, closes = self._stretch_before(now)
            end = min(now, closes)
            if left <= end - opens:
                return end - left
            left -= end - opens
            now = opens

    def open_time_between(self, start: dt.datetime, end: dt.datetime) -> dt.timedelta:
        """For how long the shop is open between two moments; none if the second is not the later one."""
        total, day, last = dt.timedelta(), self.day_of(start), self.day_of(end)
        while day <= last:
            for opens, closes in self.spans_on(day):
                total += max(min(closes, in_utc(end)) - max(opens, in_utc(start)), dt.timedelta())
            day += _DAY
        return total

    def with_spans(self, windows: tuple[Span, ...]) -> Self:
        """The same open days, but with these windows instead of the hours; no windows leave the hours as they are.

        A dated day keeps its own limits: on 24 December, open until 12:30, nobody is phoned in the afternoon.
        """
        if not windows:
            return self
        known = self._known_windows.get(windows)
        if known is None:
            weekly = tuple(windows if spans else () for spans in self.weekly)
            dated = {day: within(windows, spans) for day, spans in self.dated.items()}
            known = self._known_windows[windows] = replace(self, weekly=weekly, dated=dated)
        return known

    @cached_property
    def _known_days(self) -> dict[dt.date, tuple[Stretch, ...]]:
        """The days that were asked about already: a calendar never changes, and looks at the same days again and again."""
        return {}

    @cached_property
    def _known_windows(self) -> dict[tuple[Span, ...], Self]:
        """This calendar inside each of the windows that were asked about, with what they know of their days."""
        return {}

    def _stretch(self, day: dt.date, span: Span) -> Stretch:
        last = day + _DAY if span.closes == _MIDNIGHT else day
        return civil(day, span.opens, zone=self.zone), civil(last, span.closes, zone=self.zone)

    def _open_days(self, day: dt.date, *, step: dt.timedelta = _DAY) -> Iterator[dt.date]:
        """Open days from this one on, for ever. Raises InvalidBusiness when the shop stays closed."""
        closed = 0
        while closed <= LONGEST_CLOSURE_DAYS:
            closed += 1
            if self.is_open_day(day):
                closed = 0
                yield day
            day += step
        raise InvalidBusiness(f"These hours stay closed for more than {LONGEST_CLOSURE_DAYS} days around {day}.")

    def _stretch_from(self, at: dt.datetime) -> Stretch:
        """The open stretch of this moment, or the first one after it."""
        today = self.day_of(at)
        for stretch in self.spans_on(today):
            if at < stretch[1]:
                return stretch
        return next(stretch for day in self._open_days(today + _DAY) for stretch in self.spans_on(day))

    def _stretch_before(self, at: dt.datetime) -> Stretch:
        """The last open stretch that began before this moment."""
        days = self._open_days(self.day_of(at), step=-_DAY)
        return next(stretch for day in days for stretch in reversed(self.spans_on(day)) if stretch[0] < at)


def _not_negative(open_time: dt.timedelta) -> dt.timedelta:
    if open_time < dt.timedelta():
        raise ValueError(f"{open_time} of open time is less than none")
    return open_time


def _since_midnight(clock: dt.time) -> dt.timedelta:
    return dt.timedelta(hours=clock.hour, minutes=clock.minute)


def _as_closing(clock: dt.time) -> tuple[bool, dt.time]:
    """A closing time in the order of the day, where midnight comes last; an opening compares as (False, opening)."""
    return clock == _MIDNIGHT, clock


def _refuse_overlap(spans: Iterable[Span]) -> None:
    for earlier, later in pairwise(sorted(spans, key=lambda span: span.opens)):
        if _as_closing(earlier.closes) > (False, later.opens):
            raise InvalidBusiness(f'"{earlier}" and "{later}" are on the same day and overlap; please join them.')


def within(windows: tuple[Span, ...], hours: tuple[Span, ...]) -> tuple[Span, ...]:
    """What is left of the windows inside these hours."""
    meetings = (
        (max(window.opens, span.opens), min(window.closes, span.closes, key=_as_closing))
        for window in windows
        for span in hours
    )
    return tuple(Span(opens=opens, closes=closes) for opens, closes in meetings if _as_closing(closes) > (False, opens))


def whole_minute(instant: dt.datetime) -> dt.datetime:
    """Up to the next whole minute: EventBridge Scheduler fires within a minute, and never early for us."""
    floor = instant.replace(second=0, microsecond=0)
    return floor if floor == instant else floor + _MINUTE


def _end_of_gap(skipped: dt.datetime, *, zone: ZoneInfo) -> dt.datetime:
    """The first whole minute that the wall clock shows after the gap in which this local time lies.

    Read with the offset after the change (fold 1) the time lies before it, and with the one before it after it
    (PEP 495); the change itself is searched for between the two.
    """
    before = skipped.replace(fold=1).astimezone(dt.UTC).replace(second=0, microsecond=0)
    after = whole_minute(skipped.replace(fold=0).astimezone(dt.UTC))
    offset = after.astimezone(zone).utcoffset()
    minutes = range((after - before) // _MINUTE)
    passed = bisect_left(
        minutes, 1, key=lambda minute: (before + minute * _MINUTE).astimezone(zone).utcoffset() == offset
    )
    return before + passed * _MINUTE
