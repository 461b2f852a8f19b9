from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from followthrough.domain.business import Business
from followthrough.domain.closure import kind_for_longer
from followthrough.domain.commitment import Commitment, Wake
from followthrough.domain.facts import Facts, OtherHours
from followthrough.domain.today import as_it_is
from followthrough.domain.words import MessageClass, Step
from support.cards import BUSINESS, a_commitment, at

MONDAY, BACK = at("2026-03-09 13:30"), at("2026-03-23 08:00")
CARE = a_commitment(
    message_class=MessageClass.CARE,
    promised_by=None,
    agenda=(Wake(step=Step.REMIND, at=MONDAY), Wake(step=Step.LAPSE, at=at("2026-03-16 17:30"))),
)


def closed_for(days: int) -> Business:
    days_closed = (OtherHours(day=dt.date(2026, 3, 9) + dt.timedelta(days=day)) for day in range(days))
    return as_it_is(BUSINESS, Facts(other_hours=tuple(days_closed)))


def end_of(care: Commitment) -> dt.datetime:
    return care.agenda[-1].at


def test_after_a_closure_care_has_the_working_days_it_had_before():
    longer = kind_for_longer(CARE, until=BACK, business=closed_for(14), now=MONDAY)

    # Five working days were left, until Monday the 16th; counted from the 23rd on they end on Friday the 27th.
    assert at("2026-03-27 17:30") == end_of(longer)
    assert CARE.agenda[0] == longer.agenda[0]


@pytest.mark.parametrize(
    ("until", "business"),
    [(at("2026-03-09 15:00"), closed_for(14)), (at("2026-03-16 08:00"), BUSINESS)],
    ids=["it goes on the same day", "nothing is closed"],
)
def test_where_no_working_day_is_lost_the_end_stands(until, business):
    assert CARE == kind_for_longer(CARE, until=until, business=business, now=MONDAY)


def test_an_end_that_is_over_is_not_put_off():
    late = at("2026-03-17 09:00")

    assert CARE == kind_for_longer(CARE, until=BACK, business=closed_for(14), now=late)


def test_a_promise_has_no_end_that_a_closure_could_move():
    promise = a_commitment(agenda=(Wake(step=Step.REMIND, at=MONDAY), Wake(step=Step.ESCALATE, at=BACK)))

    assert promise == kind_for_longer(promise, until=BACK, business=closed_for(14), now=MONDAY)


def test_an_end_that_is_later_anyway_is_never_brought_forward():
    far = replace(CARE, agenda=(CARE.agenda[0], Wake(step=Step.LAPSE, at=at("2026-03-10 23:00"))))

    assert far == kind_for_longer(far, until=at("2026-03-10 08:00"), business=closed_for(1), now=MONDAY)
