"""What two other libraries say of the same times: workclock of open time, whenever of civil time.

They agree with us in every generated case but for these, which we differ in on purpose:

* A wall-clock time that the clocks skip is, for whenever as for RFC 5545, as much later as the gap is long (02:30
  becomes 03:30); for us it is the first minute after the gap (03:00): as early as it may be, and never before.
* No time at all of open time, and hours that begin inside a gap, are where workclock has no opinion of its own;
  its cases stay away from both.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whenever import Date, PlainDateTime
from workclock import Holidays, Schedule, WorkDay

from followthrough.domain.due import parse_due, slot
from followthrough.domain.opening import Calendar, Span, civil

ZONES = sorted(available_timezones() - {"Factory", "localtime"})
MINUTE = dt.timedelta(minutes=1)
thousands = settings(max_examples=1_500, deadline=None)

zones = st.sampled_from(ZONES)
walls = st.datetimes(dt.datetime(2024, 1, 1), dt.datetime(2029, 1, 1)).map(  # noqa: DTZ001 - a wall clock
    lambda wall: wall.replace(second=0, microsecond=0)
)


@thousands
@given(zone=zones, wall=walls)
def test_whenever_finds_the_same_instant_for_a_wall_clock_time(zone: str, wall: dt.datetime) -> None:
    ours = civil(wall.date(), wall.time(), zone=ZoneInfo(zone))
    theirs = _theirs(wall, zone)

    if _is_skipped(wall, zone):
        assert ours <= theirs
    else:
        assert theirs == ours


@pytest.mark.parametrize("zone", ["Europe/Dublin", "America/Santiago", "Africa/Cairo", "Australia/Lord_Howe"])
def test_whenever_agrees_on_every_minute_of_two_years_of_changes_and_differs_only_in_the_gaps(zone: str) -> None:
    skipped = 0
    for wall in _minutes_around_changes(zone):
        ours = civil(wall.date(), wall.time(), zone=ZoneInfo(zone))
        if not _is_skipped(wall, zone):
            assert _theirs(wall, zone) == ours
            continue
        skipped += 1
        just_before = wall
        while _is_skipped(just_before, zone):
            just_before -= MINUTE
        assert _theirs(just_before, zone) + MINUTE == ours
    assert skipped >= 60


@thousands
@given(day=st.dates(dt.date(2024, 1, 1), dt.date(2029, 1, 1)), months=st.integers(1, 60))
def test_whenever_counts_months_as_we_do(day: dt.date, months: int) -> None:
    every_day = Calendar(zone=ZoneInfo("UTC"), weekly=((Span(opens=dt.time(0), closes=dt.time(0)),),) * 7)
    noon = dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)

    found = slot(parse_due(f"{months} months later"), anchor=noon, calendar=every_day, windows=())

    theirs = Date(day.year, day.month, day.day).add(months=months)
    assert (theirs.year, theirs.month, theirs.day) == found.opens_at.timetuple()[:3]


@st.composite
def shops(draw: st.DrawFn) -> Calendar:
    """A shop that opens after four in the morning, with a closed day here and there."""
    weekly = []
    for _ in range(7):
        hours = sorted(draw(st.sets(st.integers(5 * 60, 23 * 60), min_size=4, max_size=4)))
        count = draw(st.integers(0, 2))
        clocks = [dt.time(minute // 60, minute % 60) for minute in hours]
        pairs = ((clocks[0], clocks[1]), (clocks[2], clocks[3]))
        weekly.append(tuple(Span(opens=opens, closes=closes) for opens, closes in pairs[:count]))
    weekly[draw(st.integers(0, 6))] = (Span(opens=dt.time(9), closes=dt.time(17)),)
    closed = draw(st.sets(st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31)), max_size=20))
    zone = ZoneInfo(draw(st.sampled_from(["Europe/Dublin", "America/New_York", "Australia/Sydney", "Asia/Kolkata"])))
    return Calendar(zone=zone, weekly=tuple(weekly), dated=dict.fromkeys(closed, ()))


@thousands
@given(
    shop=shops(),
    moment=st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2027, 12, 31), timezones=st.just(dt.UTC)),  # noqa: DTZ001
    minutes=st.integers(1, 6_000),
)
def test_workclock_counts_open_time_and_finds_the_next_opening_as_we_do(
    shop: Calendar, moment: dt.datetime, minutes: int
) -> None:
    work = [WorkDay(span.opens, span.closes, days=[day]) for day, hours in enumerate(shop.weekly) for span in hours]
    engine = Schedule([*work, Holidays(shop.dated)], time_zone=shop.zone)
    now, open_time = moment.replace(second=0, microsecond=0), dt.timedelta(minutes=minutes)

    assert engine.add(now, open_time) == shop.add(now, open_time)
    assert engine.sub(now, open_time) == shop.subtract(now, open_time)
    assert engine.between(now, now + open_time) == shop.open_time_between(now, now + open_time)
    assert engine.add(now, MINUTE) - MINUTE == shop.next_opening(now)


def _theirs(wall: dt.datetime, zone: str) -> dt.datetime:
    plain = PlainDateTime(wall.year, wall.month, wall.day, wall.hour, wall.minute)
    return plain.assume_tz(zone, disambiguation="compatible").to_stdlib().astimezone(dt.UTC)


def _is_skipped(wall: dt.datetime, zone: str) -> bool:
    there = wall.replace(tzinfo=ZoneInfo(zone))
    return there.astimezone(dt.UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != wall


def _minutes_around_changes(zone: str) -> Iterator[dt.datetime]:
    """Every minute of the wall clock of the days on which its offset is another one than the day before."""
    where, day = ZoneInfo(zone), dt.datetime(2026, 1, 1)  # noqa: DTZ001 - a wall clock
    while day < dt.datetime(2028, 1, 1):  # noqa: DTZ001
        next_day = day + dt.timedelta(days=1)
        if day.replace(tzinfo=where).utcoffset() != next_day.replace(tzinfo=where).utcoffset():
            yield from (day + minute * MINUTE for minute in range(-60, 25 * 60))
        day = next_day
