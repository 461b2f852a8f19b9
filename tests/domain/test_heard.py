from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followthrough.domain.heard import ENOUGH, NOTED_AT_MOST_EVERY, PATIENCE, Heard, whole_day
from followthrough.domain.opening import Calendar, Span
from support.shop import at, shipped_rules

HOUR = dt.timedelta(hours=1)
OPEN = shipped_rules().business.calendar
A_DAY = 8.5 * HOUR
MONDAY = at("2026-03-02 09:00")


def heard(*moments: dt.datetime, calendar: Calendar = OPEN) -> Heard:
    first, *others = moments
    found = Heard(source="shopify", last_at=first)
    for moment in others:
        found = found.again(moment, calendar=calendar)
    return found


def well_known(*, gap: dt.timedelta = 2 * HOUR, last: dt.datetime = MONDAY) -> Heard:
    return Heard(source="shopify", last_at=last, usual_gap=gap, gaps=100)


def test_the_usual_gap_is_learned_in_open_time_so_that_a_night_is_none() -> None:
    moments = [OPEN.add(MONDAY, count * 2 * HOUR) for count in range(16)]

    assert at("2026-03-05 13:30") < moments[-1]
    assert (2 * HOUR, 15) == (heard(*moments).usual_gap, heard(*moments).gaps)


def test_the_first_gaps_weigh_alike_and_later_ones_push_the_older_out() -> None:
    few = heard(MONDAY, MONDAY + HOUR, MONDAY + 3 * HOUR)
    many = well_known(gap=HOUR).again(MONDAY + 3 * HOUR, calendar=OPEN)

    assert dt.timedelta(minutes=90) == few.usual_gap
    assert HOUR + dt.timedelta(minutes=6) == many.usual_gap


def test_whoever_was_heard_a_moment_ago_is_no_news() -> None:
    assert not well_known().is_news(MONDAY + NOTED_AT_MOST_EVERY - dt.timedelta(seconds=1))
    assert well_known().is_news(MONDAY + NOTED_AT_MOST_EVERY)


def test_what_comes_late_out_of_the_queue_does_not_turn_the_clock_back() -> None:
    assert not well_known().is_news(MONDAY - HOUR)


def test_nothing_is_usual_before_enough_gaps_are_known() -> None:
    known = well_known()

    assert not replace(known, gaps=ENOUGH - 1).is_silent(at("2026-04-01 07:45"), calendar=OPEN)
    assert replace(known, gaps=ENOUGH).is_silent(at("2026-04-01 07:45"), calendar=OPEN)


@pytest.mark.parametrize(
    ("last", "now", "silent"),
    [
        ("2026-03-02 17:20", "2026-03-03 07:45", False),  # a night
        ("2026-03-06 15:00", "2026-03-09 07:45", False),  # a weekend, with the counter open on Saturday
        ("2026-03-02 09:00", "2026-03-03 07:45", False),  # not quite a day
        ("2026-03-02 07:50", "2026-03-03 07:45", True),  # one whole day
        ("2026-03-16 16:00", "2026-03-18 07:45", False),  # a holiday between
        ("2026-03-02 15:00", "2026-03-04 07:45", True),
    ],
)
def test_a_silence_lasts_a_whole_open_day(last: str, now: str, *, silent: bool) -> None:
    assert silent == well_known(gap=HOUR, last=at(last)).is_silent(at(now), calendar=OPEN)


def test_a_slow_source_is_left_alone_for_five_usual_gaps() -> None:
    slow = well_known(gap=A_DAY, last=at("2026-03-02 08:00"))

    assert PATIENCE == 5
    assert not slow.is_silent(at("2026-03-07 07:45"), calendar=OPEN)
    assert slow.is_silent(at("2026-03-09 07:45"), calendar=OPEN)


def test_being_heard_again_ends_the_silence_that_was_told() -> None:
    told = replace(well_known(), told_at=at("2026-03-04 07:45"))

    assert told.again(at("2026-03-04 10:00"), calendar=OPEN).told_at is None


def test_an_outage_of_weeks_teaches_no_more_than_what_we_would_have_borne() -> None:
    back = well_known(gap=HOUR).again(at("2026-03-30 09:00"), calendar=OPEN)

    assert HOUR + (A_DAY - HOUR) / 20 == back.usual_gap
    assert replace(back, told_at=None).is_silent(at("2026-04-01 07:45"), calendar=OPEN)


def test_of_a_shop_that_has_become_quieter_for_good_the_owner_is_not_told_for_ever() -> None:
    known, told = well_known(gap=HOUR), 0
    day = known.last_at
    for _ in range(30):
        day += dt.timedelta(days=7)
        told += known.is_silent(day, calendar=OPEN)
        known = known.again(day, calendar=OPEN)

    assert 0 < told < 15
    assert not known.is_silent(day + dt.timedelta(days=7), calendar=OPEN)


def test_a_whole_day_is_the_longest_of_an_ordinary_week() -> None:
    round_the_clock = (Span.parse("00:00-24:00"),)

    assert A_DAY == whole_day(OPEN)
    assert 24 * HOUR == whole_day(Calendar(zone=OPEN.zone, weekly=(round_the_clock, *((),) * 6)))


@given(st.lists(st.integers(10, 60 * 24 * 40), min_size=1, max_size=40))
def test_what_is_usual_lies_between_the_shortest_and_the_longest_gap(minutes: list[int]) -> None:
    moments = [MONDAY]
    for count in minutes:
        moments.append(moments[-1] + dt.timedelta(minutes=count))
    gaps = [OPEN.open_time_between(*pair) for pair in pairwise(moments)]
    tolerance = dt.timedelta(milliseconds=1)

    assert min(*gaps, A_DAY) - tolerance <= heard(*moments).usual_gap <= max(gaps) + tolerance
