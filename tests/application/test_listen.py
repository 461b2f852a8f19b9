from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from followthrough.application.listen import Listening
from followthrough.domain.errors import Conflict, InvalidBusiness, Unreachable
from followthrough.domain.heard import NOTED_AT_MOST_EVERY, Heard
from support.shop import Shop, at

NINE = at("2026-03-02 09:00")
A_MOMENT = dt.timedelta(minutes=1)


def listening(shop: Shop) -> Listening:
    return Listening(ledger=shop.ledger, rulebook=shop.rulebook)


def test_a_source_is_known_from_its_first_delivery_on() -> None:
    shop = Shop()
    listening(shop).hear("shopify", at=NINE)

    assert (Heard(source="shopify", last_at=NINE, version=1),) == shop.ledger.heard()


def test_a_burst_costs_one_write_and_asks_the_ledger_once() -> None:
    shop, calls = Shop(), []
    ears = listening(shop)
    shop.ledger.before_call = lambda: calls.append("call")
    for minute in range(10):
        ears.hear("shopify", at=NINE + minute * A_MOMENT)

    assert 1 == len(shop.ledger.written)
    assert ["call", "call"] == calls


def test_every_source_is_heard_for_itself() -> None:
    shop = Shop()
    ears = listening(shop)
    ears.hear("shopify", at=NINE)
    ears.hear("zendesk", at=NINE)

    assert ["shopify", "zendesk"] == [heard.source for heard in shop.ledger.heard()]


def test_a_process_that_was_just_born_does_not_write_what_another_has_noted() -> None:
    shop = Shop()
    listening(shop).hear("shopify", at=NINE)
    listening(shop).hear("shopify", at=NINE + A_MOMENT)

    assert 1 == len(shop.ledger.written)


def test_ten_minutes_later_it_is_noted_again_with_the_gap() -> None:
    shop = Shop()
    ears = listening(shop)
    ears.hear("shopify", at=NINE)
    ears.hear("shopify", at=NINE + NOTED_AT_MOST_EVERY)

    [heard] = shop.ledger.heard()
    assert (NINE + NOTED_AT_MOST_EVERY, NOTED_AT_MOST_EVERY, 1) == (heard.last_at, heard.usual_gap, heard.gaps)


def test_a_parked_delivery_that_is_replayed_later_is_no_sign_of_life() -> None:
    shop = Shop()
    listening(shop).hear("shopify", at=NINE)
    listening(shop).hear("shopify", at=NINE - dt.timedelta(days=3))

    assert NINE == shop.ledger.heard()[0].last_at


def test_two_processes_at_once_lose_neither_word_nor_delivery() -> None:
    shop = Shop()
    ears = listening(shop)
    ears.hear("shopify", at=NINE)

    def another_hears() -> None:
        shop.ledger.before_call = lambda: None
        [known] = shop.ledger.heard()
        shop.ledger.commit(replace(known, told_at=NINE))

    shop.before_call(2, another_hears)
    ears.hear("shopify", at=NINE + 2 * NOTED_AT_MOST_EVERY)

    [heard] = shop.ledger.heard()
    assert (NINE + 2 * NOTED_AT_MOST_EVERY, None) == (heard.last_at, heard.told_at)


@pytest.mark.parametrize("trouble", [Conflict, Unreachable, InvalidBusiness])
def test_no_trouble_with_it_stops_a_delivery_and_the_next_one_is_noted(trouble: type[Exception]) -> None:
    shop = Shop()
    ears = listening(shop)

    def fail() -> None:
        raise trouble

    shop.ledger.before_call = fail
    ears.hear("shopify", at=NINE)
    shop.ledger.before_call = lambda: None
    ears.hear("shopify", at=NINE + A_MOMENT)

    assert [NINE + A_MOMENT] == [heard.last_at for heard in shop.ledger.heard()]
