from __future__ import annotations

import datetime as dt

import pytest

from followthrough.application.tend import GRACE, tend
from followthrough.domain.commitment import Claim
from followthrough.domain.words import State, Step
from support.fakes import MemoryDueQueue
from support.shop import Shop, an_event, at

MINUTE = dt.timedelta(minutes=1)


def a_shop_that_sleeps() -> tuple[Shop, MemoryDueQueue]:
    """A thank-you letter is due on Monday at 11:00, and its wake is lost."""
    shop = Shop()
    shop.hears(an_event("order.placed", at("2026-03-02 11:00")))
    return shop, MemoryDueQueue()


def tends(shop: Shop, due: MemoryDueQueue) -> int:
    return tend(ledger=shop.ledger, due=due, clock=shop.clock)


def test_a_wake_that_may_still_come_is_left_alone():
    shop, due = a_shop_that_sleeps()
    shop.clock.at = at("2026-03-02 11:00") + GRACE - dt.timedelta(seconds=1)

    assert (tends(shop, due), due.wakes) == (0, [])


def test_a_wake_that_is_a_minute_late_is_delivered_as_it_was_planned():
    shop, due = a_shop_that_sleeps()
    planned = shop.wake_of(shop.owed("first-thanks"))
    shop.clock.at = at("2026-03-02 11:01")

    woken = tends(shop, due)

    assert (woken, due.wakes) == (1, [(planned, dt.timedelta())])


@pytest.mark.parametrize("offset", range(5))
def test_a_lost_wake_is_delivered_within_five_minutes_whichever_minute_it_was_for(offset):
    shop, due = a_shop_that_sleeps()
    planned = at("2026-03-02 11:00")
    shop.clock.at = planned + offset * MINUTE

    while not due.wakes:
        tends(shop, due)
        shop.clock.at += 5 * MINUTE if not due.wakes else dt.timedelta()

    assert MINUTE <= shop.clock.at - planned <= 5 * MINUTE


def test_a_wake_that_comes_twice_sends_one_letter():
    shop, due = a_shop_that_sleeps()
    shop.clock.at = at("2026-03-02 11:05")
    tends(shop, due)
    tends(shop, due)

    outcomes = [shop.rings(wake) for wake, _ in due.wakes]

    assert (outcomes, len(shop.letters())) == (["sent", "done before"], 1)


def test_a_claim_that_was_never_recorded_is_looked_at_again():
    shop, due = a_shop_that_sleeps()
    letter = shop.owed("first-thanks")
    claim = Claim(step=Step.REMIND, generation=1, token="t", at=at("2026-03-02 11:00"), message="m")
    shop.ledger.commit(letter.claimed(claim))
    shop.clock.at = at("2026-03-02 11:05")

    tends(shop, due)
    outcomes = [shop.rings(wake) for wake, _ in due.wakes]

    assert (outcomes, shop.owed("first-thanks").unsure) == (["unsure"], True)


def test_what_is_over_is_not_woken():
    shop, due = a_shop_that_sleeps()
    shop.hears(an_event("order.refunded", at("2026-03-02 11:01")))
    shop.clock.at = at("2026-03-02 12:00")

    assert (tends(shop, due), shop.owed("first-thanks").state) == (0, State.RELEASED)


def test_overdue_wakes_come_in_the_order_of_their_times():
    shop, due = a_shop_that_sleeps()
    shop.hears(an_event("repair.received", at("2026-03-02 11:02")))
    shop.clock.at = at("2026-03-02 11:05")

    tends(shop, due)

    assert [wake.at for wake, _ in due.wakes] == [at("2026-03-02 11:00"), at("2026-03-02 11:02")]


def test_what_stays_overdue_is_woken_less_and_less_often():
    shop, due = a_shop_that_sleeps()
    minutes = range(1, 24 * 60, 4)

    for minute in minutes:
        shop.clock.at = at("2026-03-02 11:00") + minute * MINUTE
        tends(shop, due)

    assert 10 == len(due.wakes)
