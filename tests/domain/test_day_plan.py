from __future__ import annotations

import datetime as dt

from followthrough.domain.day_plan import DayPlan


def test_a_day_that_nobody_has_planned_has_every_place_left():
    plan = DayPlan(role="adviser", day=dt.date(2026, 3, 18))

    assert ((), None) == (plan.seats, plan.sheet_sent_at)
