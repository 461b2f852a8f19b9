from __future__ import annotations

import datetime as dt

import pytest

from followthrough.domain.commitment import Wake
from followthrough.domain.facts import Away, Facts
from followthrough.domain.handing_over import hand_over_wakes, handed_over, shift_end, taker
from followthrough.domain.today import as_it_is
from followthrough.domain.words import Step
from support.cards import a_commitment
from support.shop import at, shipped_rules

FIRM = shipped_rules().business
COUNTER, ADVISER = FIRM.role("counter"), FIRM.role("adviser")
BY, SOON = at("2026-03-26 17:00"), at("2026-03-26 12:15")
MORNING = at("2026-03-26 09:00")


def the_promise(**changes):
    """Promised for 17:00; the counter was asked at 11:40."""
    owed = a_commitment(
        owner="counter", promised_by=BY, due_at=at("2026-03-26 15:00"), slot=(at("2026-03-26 11:40"), BY), **changes
    )
    return owed.did(Step.REMIND, at=at("2026-03-26 11:40"))


def test_the_shift_ends_for_her_before_the_promised_time_and_for_him_after_it():
    assert at("2026-03-26 12:30") == shift_end(COUNTER, BY)
    assert shift_end(ADVISER, BY) is None


def test_lunch_is_no_end_of_a_shift():
    assert () == hand_over_wakes(ADVISER, BY, not_before=MORNING)


def test_it_is_handed_over_a_quarter_of_an_hour_before_the_end():
    assert (Wake(step=Step.HAND_OVER, at=SOON),) == hand_over_wakes(COUNTER, BY, not_before=MORNING)


@pytest.mark.parametrize(("asked", "hands_over"), [("12:20", ["12:20"]), ("12:30", []), ("13:00", [])])
def test_what_comes_in_late_is_handed_over_at_once_and_after_the_end_not_at_all(asked, hands_over):
    wakes = hand_over_wakes(COUNTER, BY, not_before=at(f"2026-03-26 {asked}"))

    assert [at(f"2026-03-26 {clock}") for clock in hands_over] == [wake.at for wake in wakes]


def test_whoever_covers_and_is_in_later_takes_it():
    assert "adviser" == taker(the_promise(), business=FIRM, now=SOON).id


def test_with_the_adviser_ill_the_owner_takes_it():
    day = dt.date(2026, 3, 26)
    business = as_it_is(FIRM, Facts(away=(Away(role="adviser", first=day, last=day),)))

    assert "owner" == taker(the_promise(), business=business, now=SOON).id


@pytest.mark.parametrize("now", ["12:14", "12:30", "15:00"])
def test_nobody_takes_it_before_or_after_its_moment(now):
    assert taker(the_promise(), business=FIRM, now=at(f"2026-03-26 {now}")) is None


def test_what_nobody_was_asked_for_yet_is_handed_to_nobody():
    owed = a_commitment(owner="counter", promised_by=BY)

    assert taker(owed, business=FIRM, now=SOON) is None


def test_with_nobody_there_later_it_stays_where_it_is():
    day = dt.date(2026, 3, 26)
    gone = Facts(away=tuple(Away(role=name, first=day, last=day) for name in ("adviser", "owner")))

    assert taker(the_promise(), business=as_it_is(FIRM, gone), now=SOON) is None


def test_the_taker_has_it_with_every_later_step_and_her_time_stands():
    nudge = Wake(step=Step.NUDGE, at=at("2026-03-26 15:00"))
    owed = the_promise(agenda=(Wake(step=Step.HAND_OVER, at=SOON), nudge))

    given = handed_over(owed, to=ADVISER, at=SOON)

    assert ("adviser", BY, (nudge,)) == (given.owner, given.promised_by, given.agenda)
    assert owed.generation + 1 == given.generation
    assert ("passed on", "counter > adviser") == (given.history[-1].what, given.history[-1].because)
