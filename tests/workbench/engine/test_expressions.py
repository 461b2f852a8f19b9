from __future__ import annotations

import datetime as dt
from itertools import islice

import pytest

from workbench.engine.expressions import BadExpression, Timetable, timetable

UTC = dt.UTC
SINCE = dt.datetime(2026, 3, 2, 9, tzinfo=UTC)


def firings(table: Timetable, *, after: dt.datetime, count: int) -> list[str]:
    def one_by_one() -> list[dt.datetime]:
        found: list[dt.datetime] = []
        instant: dt.datetime | None = after
        while instant and len(found) < count:
            instant = table.after(instant)
            found += [instant] if instant else []
        return found

    return [f"{instant:%a %d %H:%M}" for instant in islice(one_by_one(), count)]


def table(expression: str, zone: str = "UTC") -> Timetable:
    return timetable(expression, zone=zone, since=SINCE)


def test_an_at_expression_is_meant_in_its_zone_and_fires_once() -> None:
    once = table("at(2026-03-30T10:00:00)", "Europe/Dublin")

    assert once.after(SINCE) == dt.datetime(2026, 3, 30, 9, tzinfo=UTC)
    assert once.after(dt.datetime(2026, 3, 30, 9, tzinfo=UTC)) is None


def test_a_rate_is_counted_from_when_it_was_made() -> None:
    every = table("rate(5 minutes)")

    assert every.after(SINCE) == SINCE + dt.timedelta(minutes=5)
    assert every.after(SINCE + dt.timedelta(minutes=5)) == SINCE + dt.timedelta(minutes=10)
    assert every.after(SINCE - dt.timedelta(days=1)) == SINCE + dt.timedelta(minutes=5)


def test_a_rate_of_days_counts_hours_over_a_clock_change() -> None:
    daily = timetable("rate(1 day)", zone="Europe/Dublin", since=dt.datetime(2026, 3, 28, 10, tzinfo=UTC))

    assert firings(daily, after=dt.datetime(2026, 3, 28, 10, tzinfo=UTC), count=2) == ["Sun 29 10:00", "Mon 30 10:00"]


def test_a_morning_stays_the_same_morning_when_the_clocks_go_forward() -> None:
    morning = table("cron(45 7 ? * MON-SAT *)", "Europe/Dublin")

    expected = ["Fri 27 07:45", "Sat 28 07:45", "Mon 30 06:45", "Tue 31 06:45"]
    assert firings(morning, after=dt.datetime(2026, 3, 27, tzinfo=UTC), count=4) == expected


def test_a_time_that_the_clocks_jump_over_is_skipped() -> None:
    in_the_gap = table("cron(30 1 * * ? *)", "Europe/Dublin")

    assert firings(in_the_gap, after=dt.datetime(2026, 3, 28, tzinfo=UTC), count=2) == ["Sat 28 01:30", "Mon 30 00:30"]


def test_a_time_that_comes_twice_fires_once_the_first_time() -> None:
    twice = table("cron(30 1 * * ? *)", "Europe/Dublin")

    assert firings(twice, after=dt.datetime(2026, 10, 25, tzinfo=UTC), count=2) == ["Sun 25 00:30", "Mon 26 01:30"]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("cron(0 10 ? * 2 *)", ["Mon 02 10:00", "Mon 09 10:00"]),
        ("cron(0/30 10 3 * ? *)", ["Tue 03 10:00", "Tue 03 10:30"]),
        ("cron(0 10 L * ? *)", ["Tue 31 10:00", "Thu 30 10:00"]),
        ("cron(0 10,12 ? MAR SUN 2026)", ["Sun 08 10:00", "Sun 08 12:00"]),
        ("cron(0 10 29 FEB ? *)", ["Tue 29 10:00", "Sun 29 10:00"]),
    ],
)
def test_cron_fields_mean_what_aws_says(expression: str, expected: list[str]) -> None:
    assert expected == firings(table(expression), after=SINCE, count=2)


def test_a_year_that_is_over_never_fires_again() -> None:
    assert table("cron(0 10 * * ? 2025)").after(SINCE) is None


@pytest.mark.parametrize(
    "expression",
    [
        "at(2026-03-30 10:00)",
        "at(2026-02-30T10:00:00)",
        "rate(15 minuts)",
        "rate(1 minutes)",
        "rate(5 minute)",
        "rate(0 minutes)",
        "cron(0 10 * * *)",
        "cron(0 10 * * * *)",
        "cron(0 10 ? * ? *)",
        "cron(60 10 * * ? *)",
        "cron(0 10 ? * MOON *)",
        "cron(0 10 15W * ? *)",
        "every morning",
    ],
)
def test_what_aws_would_refuse_is_refused(expression: str) -> None:
    with pytest.raises(BadExpression):
        table(expression)


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(BadExpression, match="Mars/Olympus"):
        table("rate(5 minutes)", "Mars/Olympus")
