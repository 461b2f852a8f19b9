"""Every zone of the world whose clocks change about now, minute by minute on both sides of each change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import pytest

from followthrough.domain.opening import Calendar, Span, civil

FIRST, LAST = dt.datetime(2024, 11, 1, tzinfo=dt.UTC), dt.datetime(2028, 11, 1, tzinfo=dt.UTC)
"""Two years before the day on which this was written, and two years after it."""

DAY, MINUTE, AROUND = dt.timedelta(days=1), dt.timedelta(minutes=1), dt.timedelta(hours=3)
CIVIL = Span(opens=dt.time(8), closes=dt.time(20))

Change = tuple[dt.datetime, dt.timedelta, dt.timedelta]
"""The first minute after the clocks have changed, and the offsets from UTC before and after."""


def offset(zone: ZoneInfo, at: dt.datetime) -> dt.timedelta:
    found = at.astimezone(zone).utcoffset()
    assert found is not None
    return found


def changes(zone: ZoneInfo) -> Iterator[Change]:
    at = FIRST
    while at < LAST:
        before, after = offset(zone, at), offset(zone, at + DAY)
        if before != after:
            yield _first_minute_of(after, zone=zone, since=at), before, after
        at += DAY


def _first_minute_of(wanted: dt.timedelta, *, zone: ZoneInfo, since: dt.datetime) -> dt.datetime:
    low, high = 0, DAY // MINUTE
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if offset(zone, since + middle * MINUTE) == wanted else (middle, high)
    return since + high * MINUTE


@cache
def worlds() -> dict[tuple[Change, ...], ZoneInfo]:
    """One zone for each way in which clocks change: Europe/Dublin stands for the dozens that change with it."""
    found: dict[tuple[Change, ...], ZoneInfo] = {}
    for name in sorted(available_timezones()):
        zone = ZoneInfo(name)
        if turns := tuple(changes(zone)):
            found.setdefault(turns, zone)
    return found


def around(change: Change) -> Iterator[dt.datetime]:
    """Every minute from three hours before to three hours after."""
    return (change[0] + minute * MINUTE for minute in range(-(AROUND // MINUTE), AROUND // MINUTE + 1))


def wall(at: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    return at.astimezone(zone).replace(tzinfo=None)


def test_the_world_still_changes_its_clocks():
    names = {zone.key for zone in worlds().values()}

    assert len(worlds()) > 20
    assert {"Australia/LHI", "Australia/Lord_Howe"} & names
    assert {"America/Santiago", "Chile/Continental"} & names


def test_every_wall_clock_time_around_every_change_is_found_or_is_the_first_minute_after_the_gap():
    checked = 0
    for turns, zone in worlds().items():
        for change in turns:
            for at in around(change):
                asked = wall(at, zone)
                found = civil(asked.date(), asked.time(), zone=zone)
                assert asked == wall(found, zone)
                assert found <= at
                checked += 1
    assert checked > 50_000


def test_a_time_that_the_clocks_skip_is_the_first_minute_after_the_gap_and_never_earlier():
    gaps = 0
    for turns, zone in worlds().items():
        for turn, before, after in turns:
            for skipped in range((after - before) // MINUTE):
                asked = wall(turn, zone) - (after - before) + skipped * MINUTE
                found = civil(asked.date(), asked.time(), zone=zone)
                assert turn == found
                assert wall(found, zone) > asked
                gaps += 1
    assert gaps > 1_000


def test_a_time_that_the_clocks_show_twice_is_the_first_of_the_two():
    twice = 0
    for turns, zone in worlds().items():
        for turn, before, after in turns:
            for repeated in range((before - after) // MINUTE):
                asked = wall(turn, zone) + repeated * MINUTE
                assert turn - (before - after) + repeated * MINUTE == civil(asked.date(), asked.time(), zone=zone)
                twice += 1
    assert twice > 1_000


def test_nothing_opens_in_the_night_and_nothing_waits_longer_than_the_night():
    for turns, zone in worlds().items():
        hours = Calendar(zone=zone, weekly=(((CIVIL),),) * 7)
        for change in turns:
            for at in around(change):
                opens = hours.next_opening(at)
                assert at <= opens <= at + dt.timedelta(hours=13, minutes=1) + abs(change[2] - change[1])
                assert CIVIL.opens <= wall(opens, zone).time() < CIVIL.closes


@pytest.mark.parametrize("minutes", [0, 1, 59, 600])
def test_open_time_counted_forth_and_back_is_the_same_over_every_change(minutes):
    open_time = minutes * MINUTE
    for turns, zone in worlds().items():
        hours = Calendar(zone=zone, weekly=((Span(opens=dt.time(0), closes=dt.time(0)),),) * 7)
        for change in turns:
            at = change[0] - dt.timedelta(hours=5)
            assert at + open_time == hours.add(at, open_time)
            assert at == hours.subtract(at + open_time, open_time)
