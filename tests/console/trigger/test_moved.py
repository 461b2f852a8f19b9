from __future__ import annotations

import datetime as dt

import pytest

from console.trigger.moved import moved

AT = dt.datetime(2026, 3, 2, 11, 5, tzinfo=dt.UTC)
NOW = dt.datetime(2026, 11, 22, 14, 6, 7, 123456, tzinfo=dt.UTC)


def now(told: object) -> object:
    return moved(told, at=AT, now=NOW)


@pytest.mark.parametrize(
    ("told", "then"),
    [
        ("2026-03-02T11:05:00+00:00", "2026-11-22T14:06:07+00:00"),
        ("2026-03-02T11:05:00.204817365Z", "2026-11-22T14:06:07.204817365Z"),
        ("2026-03-02T06:05:00-0500", "2026-11-22T09:06:07-0500"),
        ("2026-03-02T11:05:00", "2026-11-22T14:06:07"),
        ("2026-03-02 11:05", "2026-11-22 14:06"),
        ("2026-03-03T11:05:00Z", "2026-11-23T14:06:07Z"),
        ("2026-03-04", "2026-11-24"),
    ],
)
def test_a_time_moves_with_the_sample_and_stays_written_as_it_was(told, then):
    assert then == now(told)


@pytest.mark.parametrize(
    "told",
    [
        "#1007",
        "+353 20 915 0114",
        "149.00",
        "2026-13-02",
        "2026-03-02T25:00:00Z",
        "2026-03-02T11:05:00 or so",
        "",
        "20",
    ],
)
def test_what_is_no_time_stays(told):
    assert told == now(told)


def test_seconds_and_milliseconds_move_and_other_numbers_do_not():
    seconds = int(AT.timestamp())
    moved_to = int(NOW.timestamp())

    assert [moved_to, (moved_to + 60) * 1000] == now([seconds, (seconds + 60) * 1000])
    assert [7, 14900, 9007199254740993, 7300452210003, -1] == now([7, 14900, 9007199254740993, 7300452210003, -1])


def test_everything_else_stays_as_it_is_however_deep():
    told = {"a": [{"at": "2026-03-02T11:05:00Z", "test": True, "n": None, "f": 1.5}]}

    assert {"a": [{"at": "2026-11-22T14:06:07Z", "test": True, "n": None, "f": 1.5}]} == now(told)


def test_a_time_that_would_leave_the_calendar_stays():
    assert "9999-12-31T23:00:00Z" == now("9999-12-31T23:00:00Z")
