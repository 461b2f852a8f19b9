from __future__ import annotations

import datetime as dt

import pytest

from workbench.page.times import ShopTime, time_left

NOW = dt.datetime(2026, 3, 3, 6, tzinfo=dt.UTC)
DUBLIN = ShopTime(now=NOW, zone="Europe/Dublin")


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (dt.timedelta(days=6, hours=4, minutes=59), "in 6 d 4 h"),
        (dt.timedelta(days=7), "in 7 d"),
        (dt.timedelta(days=1, minutes=5), "in 1 d"),
        (dt.timedelta(hours=4, minutes=30), "in 4 h 30 min"),
        (dt.timedelta(hours=4), "in 4 h"),
        (dt.timedelta(minutes=45, seconds=59), "in 45 min"),
        (dt.timedelta(seconds=59), "now"),
        (dt.timedelta(), "now"),
        (dt.timedelta(seconds=-59), "now"),
        (dt.timedelta(minutes=-12), "12 min ago"),
        (dt.timedelta(days=-2, hours=-3), "2 d 3 h ago"),
    ],
)
def test_time_left_is_told_in_its_two_largest_units(span, words):
    assert words == time_left(span).replace("\N{NO-BREAK SPACE}", " ")


def test_time_left_is_never_broken_over_two_lines():
    assert " " not in time_left(dt.timedelta(days=6, hours=4))


def test_a_moment_is_told_as_the_clock_in_the_shop_shows_it():
    before, after = DUBLIN.moment("2026-03-27T10:00:00+00:00"), DUBLIN.moment("2026-03-30T10:00:00+00:00")

    assert ("Fri 27 Mar, 10:00", "Mon 30 Mar, 11:00") == (before.short, after.short)


def test_a_day_begins_at_midnight_in_the_shop():
    assert "Wednesday 1 July 2026" == DUBLIN.moment("2026-06-30T23:30:00+00:00").day


def test_a_moment_in_another_year_names_the_year():
    assert "Fri 1 Jan 2027, 09:00" == DUBLIN.moment("2027-01-01T09:00:00+00:00").short


def test_machines_read_the_instant_with_its_offset():
    assert "2026-03-03T06:00:00+00:00" == DUBLIN.present.iso
