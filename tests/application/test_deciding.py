"""One decision, whoever asks for it."""

from __future__ import annotations

from dataclasses import replace

from followthrough.application.cards import Table
from followthrough.application.deciding import Forget, MergeWith, MoveOn, asks_for_a_call, decided
from followthrough.domain.event import Contact, Money
from followthrough.domain.guards import Send, Wait
from followthrough.domain.words import Step
from support.shop import Shop, an_event, at

WORTHY, DELIVERED_AT = Money(minor=25_000, currency="EUR"), at("2026-03-03 12:00")


def table_of(shop: Shop, follow_up: str) -> Table:
    return shop.tools.cards.lay(shop.owed(follow_up), rules=shop.rulebook.current())


def test_what_nothing_speaks_against_is_sent_and_asking_writes_nothing():
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 09:00")))
    written = len(shop.ledger.written)

    verdict = decided(table_of(shop, "price-call"), Step.REMIND, cards=shop.tools.cards, now=at("2026-03-02 10:00"))

    assert isinstance(verdict, Send)
    assert written == len(shop.ledger.written)


def test_what_comes_at_night_waits():
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 09:00")))

    verdict = decided(table_of(shop, "price-call"), Step.REMIND, cards=shop.tools.cards, now=at("2026-03-02 23:00"))

    assert isinstance(verdict, Wait)


def test_a_ritual_moves_on_if_she_has_heard_from_us():
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 09:00")))
    due = shop.owed("no-news").due_at
    shop.until(at("2026-03-03 09:30"))
    shop.taps(shop.owed("price-call"), "done")

    verdict = decided(table_of(shop, "no-news"), Step.REMIND, cards=shop.tools.cards, now=due)

    assert isinstance(verdict, MoveOn)
    assert due < verdict.later.due_at


def test_who_was_forgotten_is_not_contacted_whatever_the_guards_would_say():
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 09:00")))
    table = table_of(shop, "price-call")
    forgotten = replace(table, customer=replace(table.customer, erased_at=at("2026-03-02 09:30"), contact=Contact()))

    asked = [
        decided(forgotten, step, cards=shop.tools.cards, now=at("2026-03-02 10:00"))
        for step in (Step.REMIND, Step.STAND_DOWN)
    ]

    assert [Forget, Send] == [type(each) for each in asked]


def test_care_is_merged_with_a_promised_call_of_the_same_day():
    shop = Shop().without("no-news")
    shop.hears(an_event("order.delivered", at("2026-03-02 09:00"), total=WORTHY))
    shop.until(at("2026-03-09 08:00"))
    shop.hears(an_event("repair.received", at("2026-03-09 08:30")))
    written = len(shop.ledger.written)

    care = table_of(shop, "week-after-delivery")
    verdict = decided(care, Step.REMIND, cards=shop.tools.cards, now=at("2026-03-09 13:30"))

    assert MergeWith(lead=shop.owed("price-call")) == verdict
    assert written == len(shop.ledger.written)


def test_only_the_task_of_a_call_asks_for_one():
    shop = Shop()
    shop.hears(an_event("order.delivered", DELIVERED_AT, number="1", source="shop", total=WORTHY))
    shop.hears(an_event("order.placed", DELIVERED_AT, number="2", source="shop"))
    call, letter = (shop.looks(shop.owed(rule)) for rule in ("week-after-delivery", "first-thanks"))

    assert asks_for_a_call(call, Step.REMIND)
    assert not asks_for_a_call(call, Step.LAPSE)
    assert not asks_for_a_call(letter, Step.REMIND)


def test_a_call_owed_to_a_colleague_takes_no_place_and_joins_nothing():
    shop = Shop()
    shop.hears(an_event("order.delivered", DELIVERED_AT, number="1", source="shop", total=WORTHY))
    shop.plays_by("week-after-delivery", to_colleague=True)

    assert not asks_for_a_call(shop.looks(shop.owed("week-after-delivery")), Step.REMIND)
