"""Every zone of the world whose clocks change about now, minute by minute on both sides of each change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import pytest

from followthrough.domain.business import Business
from followthrough.domain.civil_hours import call_hours, letter_opening
from followthrough.domain.event import Contact
from followthrough.domain.opening import Calendar, Span, civil
from support.cards import BUSINESS

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


def a_shop(where: str = "Europe/Dublin") -> Business:
    letters = Calendar(zone=ZoneInfo(where), weekly=((CIVIL,),) * 7)
    return replace(BUSINESS, zone=where, letter_hours=letters)


def letter_to(zone: ZoneInfo, at: dt.datetime, *, shop: Business) -> dt.datetime:
    found = letter_opening(shop.letter_hours, Contact(zone=zone.key), business=shop, at=at)
    assert found is not None
    return found


def test_a_letter_to_a_customer_abroad_is_never_early_and_never_in_her_night_around_every_change():
    shop = a_shop()
    for turns, zone in worlds().items():
        for change in turns:
            for at in around(change):
                found = letter_to(zone, at, shop=shop)
                assert at <= found <= at + dt.timedelta(hours=13, minutes=1) + abs(change[2] - change[1])
                assert CIVIL.opens <= wall(found, zone).time() < CIVIL.closes
                is_civil_now = CIVIL.opens <= wall(at, zone).time() < CIVIL.closes
                assert (found == at) is is_civil_now


def are_both_civil(at: dt.datetime, one: ZoneInfo, other: ZoneInfo) -> bool:
    return all(CIVIL.opens <= wall(at, zone).time() < CIVIL.closes for zone in (one, other))


def test_a_call_abroad_is_planned_inside_our_hours_and_hers_around_every_change():
    """For four weeks a year New Zealand sleeps while Dublin is awake: then ours have to do, and nobody waits for weeks."""
    shop, dublin = a_shop(), ZoneInfo("Europe/Dublin")
    ours = Calendar(zone=dublin, weekly=((CIVIL,),) * 7)
    for turns, zone in worlds().items():
        for turn, *_ in turns:
            for hour in range(-3, 4):
                at = turn + dt.timedelta(hours=hour)
                hours, windows = call_hours(ours, (), Contact(zone=zone.key), business=shop, at=at)
                found = hours.next_opening(at)
                assert (at <= found, ()) == (True, windows)
                assert CIVIL.opens <= wall(found, dublin).time() < CIVIL.closes
                week = (found + quarter * dt.timedelta(minutes=15) for quarter in range(7 * 96))
                assert are_both_civil(found, zone, dublin) or not any(are_both_civil(m, zone, dublin) for m in week)
                assert found - at < 9 * DAY


@pytest.mark.parametrize(
    ("zone", "asked", "shown"),
    [
        ("America/Santiago", "2026-09-06 00:00", "2026-09-06 01:00"),
        ("America/Santiago", "2026-09-06 00:59", "2026-09-06 01:00"),
        ("Africa/Cairo", "2026-04-24 00:00", "2026-04-24 01:00"),
        ("Africa/Cairo", "2026-04-24 00:30", "2026-04-24 01:00"),
        ("Australia/Lord_Howe", "2026-10-04 02:00", "2026-10-04 02:30"),
        ("Australia/Lord_Howe", "2026-10-04 02:29", "2026-10-04 02:30"),
        ("Africa/Casablanca", "2026-03-22 02:30", "2026-03-22 03:00"),
        ("Pacific/Apia", "2011-12-30 10:00", "2011-12-31 00:00"),
    ],
)
def test_what_the_clocks_skip_is_the_first_minute_after_it(zone, asked, shown):
    """Midnights that never are in Santiago and Cairo, half an hour on Lord Howe, Ramadan's end, a whole day in Apia."""
    where, wanted = ZoneInfo(zone), dt.datetime.fromisoformat(asked)

    assert dt.datetime.fromisoformat(shown) == wall(civil(wanted.date(), wanted.time(), zone=where), where)


@pytest.mark.parametrize(
    ("zone", "asked"),
    [
        ("America/Santiago", "2026-04-04 23:30"),
        ("Africa/Cairo", "2026-10-29 23:30"),
        ("Australia/Lord_Howe", "2026-04-05 01:45"),
        ("Africa/Casablanca", "2026-02-15 02:30"),
    ],
)
def test_what_the_clocks_show_twice_is_the_first_of_the_two(zone, asked):
    where, wanted = ZoneInfo(zone), dt.datetime.fromisoformat(asked)
    found = civil(wanted.date(), wanted.time(), zone=where)
    later = [found + minute * MINUTE for minute in range(1, 91)]

    assert wanted == wall(found, where)
    assert wanted in [wall(at, where) for at in later]


@pytest.mark.parametrize("minutes", [0, 1, 59, 600])
def test_open_time_counted_forth_and_back_is_the_same_over_every_change(minutes):
    open_time = minutes * MINUTE
    for turns, zone in worlds().items():
        hours = Calendar(zone=zone, weekly=((Span(opens=dt.time(0), closes=dt.time(0)),),) * 7)
        for change in turns:
            at = change[0] - dt.timedelta(hours=5)
            assert at + open_time == hours.add(at, open_time)
            assert at == hours.subtract(at + open_time, open_time)
