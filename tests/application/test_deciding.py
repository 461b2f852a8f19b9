"""One decision, whoever asks for it."""

from __future__ import annotations

from dataclasses import replace

from followthrough.application.cards import Table
from followthrough.application.deciding import Forget, MoveOn, decided
from followthrough.domain.event import Contact
from followthrough.domain.guards import Send, Wait
from followthrough.domain.words import Step
from support.shop import Shop, an_event, at


def table_of(shop: Shop, follow_up: str) -> Table:
    return shop.tools.cards.lay(shop.owed(follow_up), rules=shop.rulebook.current())


def test_what_nothing_speaks_against_is_sent_and_asking_writes_nothing():
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 09:00")))
    written = len(shop.ledger.written)

    verdict = decided(table_of(shop, "price-call"), Step.REMIND, ledger=shop.ledger, now=at("2026-03-02 10:00"))

    assert isinstance(verdict, Send)
    assert written == len(shop.ledger.written)


def test_what_comes_at_night_waits():
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 09:00")))

    verdict = decided(table_of(shop, "price-call"), Step.REMIND, ledger=shop.ledger, now=at("2026-03-02 23:00"))

    assert isinstance(verdict, Wait)


def test_a_ritual_moves_on_if_she_has_heard_from_us():
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 09:00")))
    due = shop.owed("no-news").due_at
    shop.until(at("2026-03-03 09:30"))
    shop.taps(shop.owed("price-call"), "done")

    verdict = decided(table_of(shop, "no-news"), Step.REMIND, ledger=shop.ledger, now=due)

    assert isinstance(verdict, MoveOn)
    assert due < verdict.later.due_at


def test_who_was_forgotten_is_not_contacted_whatever_the_guards_would_say():
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 09:00")))
    table = table_of(shop, "price-call")
    forgotten = replace(table, customer=replace(table.customer, erased_at=at("2026-03-02 09:30"), contact=Contact()))

    asked = [
        decided(forgotten, step, ledger=shop.ledger, now=at("2026-03-02 10:00"))
        for step in (Step.REMIND, Step.STAND_DOWN)
    ]

    assert [Forget, Send] == [type(each) for each in asked]
