from __future__ import annotations

import datetime as dt

import pytest

from workbench.durations import NotATime, duration, instant


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("P7D", dt.timedelta(days=7)),
        ("PT2H", dt.timedelta(hours=2)),
        ("P1W", dt.timedelta(weeks=1)),
        ("P1DT2H30M15S", dt.timedelta(days=1, hours=2, minutes=30, seconds=15)),
        ("PT0S", dt.timedelta()),
    ],
)
def test_a_duration_is_understood(text: str, expected: dt.timedelta) -> None:
    assert expected == duration(text)


@pytest.mark.parametrize("text", ["P1M", "P1Y", "P", "PT", "7D", "P-1D", "P1.5D", "p7d", "PT1M2H", "P99999999999D", ""])
def test_what_is_no_duration_of_a_known_length_is_refused(text: str) -> None:
    with pytest.raises(NotATime):
        duration(text)


def test_an_instant_is_told_in_utc() -> None:
    assert instant("2026-03-30T10:00:00+01:00") == dt.datetime(2026, 3, 30, 9, tzinfo=dt.UTC)
    assert instant("2026-03-09T09:00:00Z").isoformat() == "2026-03-09T09:00:00+00:00"


@pytest.mark.parametrize(
    "text", ["2026-03-09T09:00:00", "tomorrow", "2026-13-09T09:00:00Z", "", "1999-12-31T23:00:00Z"]
)
def test_a_time_without_an_offset_or_meaning_is_refused(text: str) -> None:
    with pytest.raises(NotATime):
        instant(text)
