from __future__ import annotations

import datetime as dt

import pytest

from followthrough.domain.facts import Away, Facts, Pause, Scope

NOW = dt.datetime(2026, 3, 10, 8, tzinfo=dt.UTC)
ILL = Away(role="adviser", first=dt.date(2026, 3, 10), last=dt.date(2026, 3, 11))


@pytest.mark.parametrize(("day", "expected"), [(9, False), (10, True), (11, True), (12, False)])
def test_somebody_is_away_from_the_first_day_to_the_last(day, expected):
    facts = Facts(away=(ILL,))

    assert expected is facts.is_away("adviser", on=dt.date(2026, 3, day))


def test_nobody_else_is_away_with_him():
    facts = Facts(away=(ILL,))

    assert not facts.is_away("counter", on=dt.date(2026, 3, 10))


def test_a_pause_that_is_on_already_keeps_its_beginning():
    earlier = Pause(scope=Scope.LETTERS, since=NOW)

    facts = Facts().pausing(earlier).pausing(Pause(scope=Scope.LETTERS, since=NOW + dt.timedelta(hours=1)))

    assert (earlier,) == facts.pauses


def test_going_on_ends_one_pause_and_no_other():
    rule = Pause(scope=Scope.FOLLOW_UP, name="week-after", since=NOW)
    facts = Facts().pausing(rule).pausing(Pause(scope=Scope.LETTERS, since=NOW))

    assert (rule,) == facts.resuming(Scope.LETTERS).pauses
