from __future__ import annotations

import pytest

from followthrough.domain.causes import CauseCount, causes_of
from followthrough.domain.commitment import Commitment, Entry
from followthrough.domain.words import Cause, State
from support.cards import a_commitment, at


def caused(cause: Cause, **more: object) -> Commitment:
    return a_commitment(cause=str(cause), **more)


def a_mended_one(cause: Cause) -> Commitment:
    mended = Entry(at=at("2026-03-11 17:08"), what="mended", because="in 8 minutes")
    broken = caused(cause, state=State.BROKEN, history=(mended,))
    return broken.answered("done", at=at("2026-03-11 17:08"), by="owner")


def test_rising_causes_come_first_then_the_most_frequent():
    week = [caused(Cause.PRICE), caused(Cause.PART_LATE), caused(Cause.PART_LATE)]
    before = [caused(Cause.PRICE)] * 5 + [caused(Cause.DAMAGED)] + [caused(Cause.PART_LATE)] * 4

    assert [Cause.PART_LATE, Cause.PRICE, Cause.DAMAGED] == [count.cause for count in causes_of(week, before)]


@pytest.mark.parametrize(("this_week", "before", "rising"), [(1, 0, True), (1, 3, True), (1, 4, False), (0, 2, False)])
def test_a_cause_is_rising_if_it_comes_more_often_than_in_an_average_week_before(this_week, before, rising):
    [count] = causes_of([caused(Cause.PRICE)] * this_week, [caused(Cause.PRICE)] * before)

    assert (this_week, before, rising) == (count.this_week, count.before, count.is_rising)


def test_what_has_no_cause_is_not_counted():
    assert () == causes_of([a_commitment(state=State.BROKEN)], [a_commitment()])


def test_a_cause_is_mended_when_every_promise_it_broke_is():
    mended = a_mended_one(Cause.HAND_OVER)
    unmended = caused(Cause.HAND_OVER, state=State.BROKEN)

    assert [True] == [count.mended for count in causes_of([], [mended])]
    assert [False] == [count.mended for count in causes_of([unmended], [mended])]
    assert (CauseCount(cause="price", this_week=1, before=0, mended=False),) == causes_of([caused(Cause.PRICE)], [])
