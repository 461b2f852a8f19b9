from __future__ import annotations

import datetime as dt

from followthrough.domain.facts import Facts, Pause, Scope

NOW = dt.datetime(2026, 3, 10, 8, tzinfo=dt.UTC)


def test_a_pause_that_is_on_already_keeps_its_beginning():
    earlier = Pause(scope=Scope.LETTERS, since=NOW)

    facts = Facts().pausing(earlier).pausing(Pause(scope=Scope.LETTERS, since=NOW + dt.timedelta(hours=1)))

    assert (earlier,) == facts.pauses


def test_going_on_ends_one_pause_and_no_other():
    rule = Pause(scope=Scope.FOLLOW_UP, name="week-after", since=NOW)
    facts = Facts().pausing(rule).pausing(Pause(scope=Scope.LETTERS, since=NOW))

    assert (rule,) == facts.resuming(Scope.LETTERS).pauses
