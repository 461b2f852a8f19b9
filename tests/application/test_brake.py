from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from followthrough.application.brake import say, take_back
from followthrough.domain.errors import AlreadyAnswered, ChoiceNeeded, FateUnknown, NotSent, UndoClosed
from followthrough.domain.facts import Brake, Braked
from followthrough.domain.words import State
from support.shop import NORA, Shop, an_event, at

NOON = at("2026-03-02 12:00")


def a_shop_that_sends_at_most(letters: int) -> Shop:
    shop = Shop().without("slow-order")
    rules = shop.rulebook.rules
    shop.rulebook.rules = replace(rules, business=replace(rules.business, letters_an_hour=letters))
    return shop


def hears_orders(shop: Shop, numbers: range, when: dt.datetime = NOON) -> None:
    """First orders of people who have never ordered before."""
    for number in numbers:
        contact = type(NORA)(ref=f"n-{number}", email=f"n{number}@tidewater.example")
        shop.hears(an_event("order.placed", when, number=str(number), contact=contact))
    shop.until(when)


def questions(shop: Shop) -> list[str]:
    return [mail.to for mail in shop.post.sent if mail.subject == "burst"]


def the_brake(shop: Shop) -> Brake:
    brake = shop.ledger.facts().brake
    assert brake is not None
    return brake


def owner_says(shop: Shop, word: str) -> None:
    say(word, about=the_brake(shop).since, ledger=shop.ledger, clock=shop.clock)


def a_burst() -> Shop:
    """Noon: five first orders, in a shop of at most two letters an hour."""
    shop = a_shop_that_sends_at_most(2)
    hears_orders(shop, range(5))
    return shop


def test_what_is_over_waits_and_the_owner_is_asked_once():
    shop = a_burst()

    shop.until(at("2026-03-02 18:00"))

    assert len(shop.letters()) == 2
    assert questions(shop) == ["maeve@corncrake.example"]
    assert [owed.state for owed in shop.ledger.commitments] == [State.KEPT] * 2 + [State.OPEN] * 3
    assert [entry.what for entry in shop.ledger.commitments[-1].history] == ["made", "waits"]


def test_an_ordinary_hour_is_never_held_up():
    shop = a_shop_that_sends_at_most(2)
    hears_orders(shop, range(2))
    hears_orders(shop, range(2, 4), NOON + dt.timedelta(hours=1))

    assert (len(shop.letters()), questions(shop)) == (4, [])


def test_without_a_limit_nothing_is_counted():
    shop = a_shop_that_sends_at_most(2)
    rules = shop.rulebook.rules
    shop.rulebook.rules = replace(rules, business=replace(rules.business, letters_an_hour=None))

    hears_orders(shop, range(5))

    assert (len(shop.letters()), dict(shop.ledger.tallies)) == (5, {})


def test_let_go_they_leave_within_the_hour_once_each_and_brake_nothing_again():
    shop = a_burst()
    shop.until(NOON + dt.timedelta(minutes=5))
    owner_says(shop, "let_go")

    shop.until(NOON + dt.timedelta(minutes=14))
    before = len(shop.letters())
    shop.until(NOON + dt.timedelta(hours=1))

    assert before == 2
    assert sorted(letter.to for letter in shop.letters()) == [f"n{number}@tidewater.example" for number in range(5)]
    assert len(questions(shop)) == 1


def test_dropped_they_are_released_and_never_sent():
    shop = a_burst()
    owner_says(shop, "dropped")

    shop.until(at("2026-03-20 18:00"))

    assert len(shop.letters()) == 2
    dropped = [owed for owed in shop.ledger.commitments if owed.state is State.RELEASED]
    assert [owed.history[-1].because for owed in dropped] == ["the owner said no"] * 3


def test_dropping_letters_breaks_no_promise_and_tasks_go_on():
    shop = a_shop_that_sends_at_most(0)
    shop.hears(an_event("repair.received", at("2026-03-02 08:40")))
    shop.until(at("2026-03-02 09:00"))
    owner_says(shop, "dropped")

    shop.until(at("2026-03-02 14:30"))

    assert shop.letters() == []
    assert shop.subjects_sent() == ["burst", "remind price-call"]
    assert shop.owed("price-call").is_open


def test_a_letter_that_answers_her_own_page_is_not_counted_and_never_waits():
    shop = a_shop_that_sends_at_most(1)
    shop.hears(an_event("repair.received", at("2026-03-02 08:40")))
    shop.until(at("2026-03-02 08:41"))

    shop.taps(shop.owed("price-call"), "another_time", by="customer", when=at("2026-03-03 10:00"))
    shop.until(at("2026-03-02 08:59"))

    assert [letter.subject for letter in shop.letters()] == ["price-promised", "new-time"]
    assert questions(shop) == []


def test_a_word_taken_back_lets_everything_wait_again():
    shop = a_burst()
    owner_says(shop, "let_go")

    take_back(about=the_brake(shop).since, ledger=shop.ledger, clock=shop.clock)
    shop.until(at("2026-03-02 18:00"))

    assert len(shop.letters()) == 2
    assert the_brake(shop).word is Braked.ASKED


def test_the_first_word_stands_and_an_old_page_says_nothing_about_another_burst():
    shop = a_burst()
    since = the_brake(shop).since
    with pytest.raises(AlreadyAnswered):
        say("dropped", about=since - dt.timedelta(hours=3), ledger=shop.ledger, clock=shop.clock)
    owner_says(shop, "let_go")

    with pytest.raises(AlreadyAnswered):
        owner_says(shop, "dropped")
    shop.clock.at += dt.timedelta(minutes=10)
    with pytest.raises(UndoClosed):
        take_back(about=since, ledger=shop.ledger, clock=shop.clock)
    assert the_brake(shop).word is Braked.LET_GO


@pytest.mark.parametrize("word", ["", "asked", "yes"])
def test_without_a_choice_nothing_is_said(word):
    shop = a_burst()

    with pytest.raises(ChoiceNeeded):
        owner_says(shop, word)


@pytest.mark.parametrize("trouble", [NotSent(), FateUnknown()])
def test_a_question_that_may_not_have_gone_out_is_asked_again(trouble):
    shop = a_shop_that_sends_at_most(0)
    shop.post.fails_with = [trouble]
    hears_orders(shop, range(3))
    asked_at_once = questions(shop)

    shop.until(NOON + dt.timedelta(hours=2))

    assert (asked_at_once, len(questions(shop)), shop.letters()) == ([], 1, [])


@pytest.mark.parametrize("call", range(1, 12))
def test_whoever_dies_while_braking_is_followed_by_another_who_asks(call):
    shop = a_shop_that_sends_at_most(0)
    contact = type(NORA)(ref="n-1", email="n1@tidewater.example")
    shop.hears(an_event("order.placed", NOON, contact=contact))
    wake = shop.wake_of(shop.owed("first-thanks"))
    shop.before_call(call, die)
    try:
        shop.rings(wake, message="m")
    except Died:
        shop.rings(wake, message="m")

    shop.until(NOON + dt.timedelta(hours=2))

    assert 1 <= len(questions(shop)) <= 2
    assert shop.letters() == []
    assert shop.owed("first-thanks").is_open


def test_two_who_pull_the_brake_at_once_ask_once():
    shop = a_shop_that_sends_at_most(0)
    hears_two = [type(NORA)(ref=f"n-{n}", email=f"n{n}@tidewater.example") for n in range(2)]
    for number, contact in enumerate(hears_two):
        shop.hears(an_event("order.placed", NOON, number=str(number), contact=contact))
    first, second = (shop.wake_of(owed) for owed in shop.ledger.commitments)
    shop.before_call(6, lambda: shop.rings(second))

    shop.rings(first)

    assert len(questions(shop)) == 1
    assert shop.letters() == []


class Died(Exception):
    """The invocation is gone."""


def die() -> None:
    raise Died


def test_letters_that_the_mail_service_does_not_take_make_no_burst():
    shop = a_shop_that_sends_at_most(2)
    hears_orders(shop, range(1), NOON - dt.timedelta(minutes=5))
    contact = type(NORA)(ref="n-7", email="n7@tidewater.example")
    shop.hears(an_event("order.placed", NOON, number="7", contact=contact))
    wake = shop.wake_of(next(owed for owed in shop.all_owed("first-thanks") if owed.subject.id == "7"))
    shop.post.fails_with = [NotSent(), NotSent(), NotSent()]
    for _ in range(3):
        with pytest.raises(NotSent):
            shop.rings(wake)

    assert "sent" == shop.rings(wake)
    assert (2, []) == (len(shop.letters()), questions(shop))
    assert 2 == sum(shop.ledger.tallies.values())
