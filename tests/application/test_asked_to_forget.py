from __future__ import annotations

from dataclasses import replace
from typing import Any

from followthrough.application.make_commitments import Made
from followthrough.domain.event import Contact
from support.shop import IDRIS, NORA, Shop, an_event, at

PLACED_AT, ASKED_AT = at("2026-03-02 09:00"), at("2026-03-04 10:00")


def orders(shop: Shop, kind: str, when: str, *, contact: Contact = NORA, number: str = "1", **more: Any) -> Made:
    return shop.hears(an_event(kind, at(when), contact=contact, source="shopify", number=number, **more))


def asks(shop: Shop, *, contact: Contact = NORA, number: str = "c-1", **more: Any) -> Made:
    event = an_event("contact.erasure_asked", ASKED_AT, contact=contact, source="shopify", number=number, **more)
    return shop.hears(event)


def delivered() -> Shop:
    shop = Shop()
    orders(shop, "order.placed", "2026-03-02 09:00")
    orders(shop, "order.delivered", "2026-03-03 09:00")
    return shop


def contacts(shop: Shop) -> list[Contact]:
    return [customer.contact for customer in shop.customers()]


def test_a_source_passes_it_on_and_she_is_forgotten() -> None:
    shop = delivered()

    made = asks(shop)

    assert ("forgotten", [], [Contact()]) == (made.outcome, shop.live(), contacts(shop))


def test_the_request_itself_leaves_nothing_behind() -> None:
    shop = Shop()

    made = asks(shop)

    assert ("forgotten", {}) == (made.outcome, shop.ledger.records)


def test_the_same_request_again_changes_nothing() -> None:
    shop = delivered()
    asks(shop)
    before = dict(shop.ledger.records)

    asks(shop)

    assert before == shop.ledger.records


def test_a_request_that_comes_again_spares_whoever_came_back_meanwhile() -> None:
    shop = delivered()
    asks(shop)
    orders(shop, "order.placed", "2026-03-09 09:00", number="2")

    asks(shop)

    assert ([NORA], ["slow-order"]) == (contacts(shop), [each for each in shop.live() if each == "slow-order"])


def test_a_later_request_forgets_whoever_came_back() -> None:
    shop = delivered()
    asks(shop)
    orders(shop, "order.placed", "2026-03-09 09:00", number="2")

    shop.hears(an_event("contact.erasure_asked", at("2026-03-10 10:00"), source="shopify", number="c-1"))

    assert ([Contact()], []) == (contacts(shop), shop.live())


def test_a_trial_forgets_nobody() -> None:
    shop = delivered()

    asks(shop, test=True)

    assert [NORA] == contacts(shop)


def test_what_other_sources_are_owed_stays() -> None:
    shop = delivered()
    shop.hears(an_event("repair.collected", at("2026-03-03 16:20")))

    asks(shop)

    assert ["week-after"] == [each for each in shop.live() if each == "week-after"]
    assert {NORA, Contact()} == set(contacts(shop))


def test_a_late_delivery_of_the_same_order_brings_nothing_back() -> None:
    shop = delivered()
    asks(shop)
    before = dict(shop.ledger.records)

    late = orders(shop, "order.ready_for_collection", "2026-03-04 09:59", note="Ring twice.")

    assert ("about somebody who was forgotten", before) == (late.outcome, shop.ledger.records)


def test_a_late_delivery_that_tells_only_her_address_brings_nothing_back() -> None:
    shop = delivered()
    asks(shop)
    before = dict(shop.ledger.records)

    orders(shop, "order.updated", "2026-03-04 09:59", contact=replace(NORA, ref=None))

    assert before == shop.ledger.records


def test_a_late_delivery_of_an_order_we_never_heard_of_brings_nothing_back() -> None:
    shop = delivered()
    asks(shop)

    orders(shop, "order.placed", "2026-03-01 09:00", number="99")

    assert ([Contact()], []) == (contacts(shop), shop.live())


def test_later_news_of_the_old_order_that_names_nobody_makes_no_call() -> None:
    shop = delivered()
    asks(shop)
    before = dict(shop.ledger.records)

    orders(shop, "order.delivered", "2026-03-05 09:00", contact=Contact())

    assert before == shop.ledger.records


def test_whoever_orders_again_is_a_customer_again() -> None:
    shop = delivered()
    asks(shop)

    orders(shop, "order.placed", "2026-03-05 09:00", number="2")
    orders(shop, "order.placed", "2026-03-01 09:00", number="99")

    assert [NORA] == contacts(shop)
    assert {"2"} == {owed.subject.id for owed in shop.ledger.commitments if owed.is_open}


def test_an_old_delivery_about_somebody_else_is_taken_in() -> None:
    shop = delivered()
    asks(shop)

    made = orders(shop, "order.placed", "2026-03-01 09:00", contact=IDRIS, number="98")

    assert "taken in" == made.outcome
    assert IDRIS in contacts(shop)


def test_a_customer_whom_only_the_address_names_is_found() -> None:
    guest = replace(NORA, ref=None)
    shop = Shop()
    orders(shop, "order.delivered", "2026-03-03 09:00", contact=guest)

    asks(shop, contact=Contact(email="nora@quill.example"), number="5550")

    assert [Contact()] == contacts(shop)
