from __future__ import annotations

from dataclasses import replace

import pytest

from followthrough.application.read_week import look_at_week, read_week
from followthrough.application.week import Weeks
from followthrough.domain.errors import ChoiceNeeded
from followthrough.domain.facts import WeekRead
from support.shop import Shop, at

TOLD = at("2026-03-09 00:00")


def a_shop_that_was_written_to() -> tuple[Shop, Weeks]:
    """Monday 16 March, 07:49: the letter about the week from the 9th came at 07:30."""
    shop = Shop()
    shop.ledger.commit(replace(shop.ledger.facts(), week_sent=TOLD))
    shop.clock.at = at("2026-03-16 07:49")
    return shop, Weeks(ledger=shop.ledger, rulebook=shop.rulebook, cards=shop.tools.cards, clock=shop.clock)


def test_looking_writes_nothing_and_shows_the_week_of_the_letter():
    shop, tools = a_shop_that_was_written_to()
    before = len(shop.ledger.written)
    shop.clock.at = at("2026-03-24 08:00")

    week, read = look_at_week(tools=tools)

    assert (TOLD, None, before) == (week.since, read, len(shop.ledger.written))


def test_before_the_first_letter_last_week_is_shown():
    shop, tools = a_shop_that_was_written_to()
    shop.ledger.commit(replace(shop.ledger.facts(), week_sent=None))

    assert TOLD == look_at_week(tools=tools)[0].since


def test_who_has_read_it_is_written_down_with_the_time():
    shop, tools = a_shop_that_was_written_to()

    read_week("read", by="owner", tools=tools)

    assert WeekRead(week=TOLD, at=at("2026-03-16 07:49"), by="owner") == shop.ledger.facts().week_read
    assert not shop.ledger.facts().hand_over


@pytest.mark.parametrize(("words", "on"), [(["hand_over_on"], True), (["hand_over_on", "hand_over_off"], False)])
def test_the_switch_is_set_with_the_same_word(words, on):
    shop, tools = a_shop_that_was_written_to()

    week = [read_week(word, by="owner", tools=tools)[0] for word in words][-1]

    assert (on, on) == (week.hand_over, shop.ledger.facts().hand_over)
    assert shop.ledger.facts().week_read is not None


def test_the_first_to_read_it_stays_the_one_who_did():
    shop, tools = a_shop_that_was_written_to()
    read_week("read", by="owner", tools=tools)
    shop.clock.at = at("2026-03-17 09:00")

    read_week("read", by="owner", tools=tools)

    assert (shop.ledger.facts().week_read or pytest.fail("unread")).at == at("2026-03-16 07:49")


def test_a_letter_of_an_earlier_week_that_was_read_says_nothing_about_this_one():
    shop, tools = a_shop_that_was_written_to()
    read_week("read", by="owner", tools=tools)
    shop.ledger.commit(replace(shop.ledger.facts(), week_sent=at("2026-03-16 00:00")))

    assert look_at_week(tools=tools)[1] is None

    read_week("read", by="owner", tools=tools)

    assert look_at_week(tools=tools)[1] is not None


@pytest.mark.parametrize("word", ["", "yes", "done"])
def test_a_word_that_was_not_offered_changes_nothing(word):
    shop, tools = a_shop_that_was_written_to()
    before = shop.ledger.facts()

    with pytest.raises(ChoiceNeeded):
        read_week(word, by="owner", tools=tools)

    assert before == shop.ledger.facts()


def test_somebody_who_writes_at_the_same_time_loses_nothing():
    shop, tools = a_shop_that_was_written_to()
    shop.before_call(3, lambda: shop.ledger.records.update(F=replace(shop.ledger.records["F"], version=7)))

    read_week("read", by="owner", tools=tools)

    assert shop.ledger.facts().week_read is not None
