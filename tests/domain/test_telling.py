from __future__ import annotations

import datetime as dt

import pytest

from followthrough.domain.telling import Telling, lasting
from support.cards import at

MONDAY = Telling(now=at("2026-03-02 08:40"), zone="Europe/Dublin")


def test_the_same_day_needs_no_name() -> None:
    assert "by 17:00" == MONDAY.by(at("2026-03-02 17:00"))
    assert "before 17:00" == MONDAY.before(at("2026-03-02 17:00"))


def test_another_day_is_named() -> None:
    assert "on Tuesday 10 March by 11:00" == MONDAY.by(at("2026-03-10 11:00"))
    assert "before 11:00 on Tuesday 10 March" == MONDAY.before(at("2026-03-10 11:00"))


def test_another_year_is_said() -> None:
    assert "Saturday 2 January 2027" == MONDAY.day(at("2027-01-02 10:00"))


def test_a_window_is_said_with_its_day_unless_that_is_now() -> None:
    slot = (at("2026-03-10 10:00"), at("2026-03-10 12:30"))
    tuesday = Telling(now=at("2026-03-10 09:00"), zone="Europe/Dublin")

    assert "10:00 and 12:30" == MONDAY.window(slot)
    assert "on Tuesday 10 March between 10:00 and 12:30" == MONDAY.between(slot)
    assert "between 10:00 and 12:30" == tuesday.between(slot)


def test_ten_is_still_ten_after_the_clocks_have_changed() -> None:
    assert "Monday 30 March, 10:00" == MONDAY.moment(at("2026-03-30 10:00"))


def test_somebody_abroad_hears_her_own_time_and_its_place() -> None:
    abroad = Telling(now=at("2026-03-02 23:30"), zone="America/New_York", abroad=True)

    assert "by 20:00 (New York time)" == abroad.by(at("2026-03-03 01:00"))


def test_german_times_are_german() -> None:
    german = Telling(now=at("2026-03-02 08:40"), zone="Europe/Dublin", speaking="de")

    assert "bis 17:00 Uhr" == german.by(at("2026-03-02 17:00"))
    assert "am Dienstag, 10. März bis 11:00 Uhr" == german.by(at("2026-03-10 11:00"))


@pytest.mark.parametrize(
    ("clock", "expected"), [("11:59", "Good morning"), ("12:00", "Good afternoon"), ("18:00", "Good evening")]
)
def test_a_call_begins_with_the_time_of_day(clock: str, expected: str) -> None:
    assert expected == Telling(now=at(f"2026-03-10 {clock}"), zone="Europe/Dublin").good_day()


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [(0, "0 min"), (59, "59 min"), (60, "1 h"), (150, "2 h 30 min"), (47 * 60, "47 h"), (3 * 1440, "3 days")],
)
def test_a_length_of_time_is_said_in_whole_minutes(minutes: int, expected: str) -> None:
    said = lasting(dt.timedelta(minutes=minutes, seconds=30)).replace("\N{NO-BREAK SPACE}", " ")

    assert expected == said
