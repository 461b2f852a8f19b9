from __future__ import annotations

import dataclasses
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from followthrough.domain.event import Contact, Phone, PhoneQuality, SubjectRef
from support.shop import IDRIS, NORA, Shop, an_event, at

ORDER = SubjectRef(source="shop", type="order", id="1007")
NOBODY = Contact()
MOBILE = Phone(raw="+353 20 915 0199", e164="+353209150199", quality=PhoneQuality.GOOD)
TESS = Contact(given_name="Tess", phone=MOBILE, is_recipient=True)


def an_order(shop: Shop, contact: Contact = NORA) -> None:
    shop.hears(an_event("order.placed", at("2026-03-02 11:00"), contact=contact, number="1007", source="shop"))


def a_dispute(shop: Shop, when: str = "2026-03-03 10:00", *, contact: Contact = NOBODY, **more: Any) -> None:
    told = {"source": "bank", "number": "dp-1", "parent": ORDER, **more}
    shop.hears(an_event("complaint.opened", at(when), contact=contact, **told))


def customer_of(shop: Shop, subject: str) -> str:
    return shop.ledger.records[f"S#{subject}"].customer


def test_a_dispute_that_names_only_its_order_is_about_the_buyer_of_that_order():
    shop = Shop()
    an_order(shop)

    a_dispute(shop)

    assert "rref:shop/c-1" == customer_of(shop, "bank/complaint/dp-1")
    assert {"rref:shop/c-1"} == {owed.customer for owed in shop.ledger.commitments}


def test_what_names_her_itself_asks_no_order_who_she_is():
    shop = Shop()
    an_order(shop)

    a_dispute(shop, contact=IDRIS)

    assert "rref:bank/c-2" == customer_of(shop, "bank/complaint/dp-1")


def test_the_buyer_of_the_order_comes_before_whom_something_was_sent_to():
    shop = Shop()
    an_order(shop)

    a_dispute(shop, contact=TESS)

    assert "rref:shop/c-1" == customer_of(shop, "bank/complaint/dp-1")
    assert [NORA] == [customer.contact for customer in shop.customers()]


def test_later_news_that_name_nobody_stay_with_the_buyer_of_the_order():
    shop = Shop()
    an_order(shop)
    a_dispute(shop)

    shop.hears(an_event("complaint.updated", at("2026-03-03 11:00"), contact=NOBODY, source="bank", number="dp-1"))

    assert "rref:shop/c-1" == customer_of(shop, "bank/complaint/dp-1")


def test_who_is_named_later_herself_is_no_longer_the_buyer_of_the_order_and_both_records_stay_as_they_are():
    shop = Shop()
    an_order(shop)
    a_dispute(shop)

    a_dispute(shop, "2026-03-03 12:00", contact=IDRIS)

    assert "rref:bank/c-2" == customer_of(shop, "bank/complaint/dp-1")
    assert {"rref:shop/c-1": NORA, "rref:bank/c-2": IDRIS} == {each.key: each.contact for each in shop.customers()}


def test_of_an_order_that_nobody_has_heard_of_nobody_is_known():
    shop = Shop()

    a_dispute(shop)

    assert "ssubject:bank/complaint/dp-1" == customer_of(shop, "bank/complaint/dp-1")


def test_an_order_that_lends_its_buyer_may_know_her_by_name_only():
    shop = Shop()
    an_order(shop, Contact(given_name="Nora", family_name="Quill"))

    a_dispute(shop)
    a_dispute(shop, "2026-03-03 12:00")

    assert "ssubject:shop/order/1007" == customer_of(shop, "bank/complaint/dp-1")


def test_a_name_of_its_own_is_not_given_up_for_an_order_that_knows_no_more_than_a_name():
    shop = Shop()
    an_order(shop, Contact(given_name="Nora", family_name="Quill"))

    a_dispute(shop, contact=Contact(given_name="Idris", family_name="Vale"))

    assert "ssubject:bank/complaint/dp-1" == customer_of(shop, "bank/complaint/dp-1")


def test_what_a_guest_told_is_not_lost_when_she_turns_out_to_be_somebody_we_know():
    shop = Shop()
    shop.hears(an_event("order.placed", at("2026-03-02 10:00"), contact=Contact(ref="c-1", given_name="Nora")))
    shop.hears(an_event("order.placed", at("2026-03-02 11:00"), contact=GUEST, number="4712"))

    shop.hears(an_event("order.updated", at("2026-03-02 12:00"), contact=Contact(ref="c-1"), number="4712"))

    known = next(customer for customer in shop.customers() if customer.key == "rref:repairs/c-1")
    assert (NORA.email, NORA.phone) == (known.contact.email, known.contact.phone)


def test_what_an_older_delivery_tells_late_does_not_replace_what_is_newer():
    shop = Shop()
    shop.hears(an_event("repair.started", at("2026-03-02 10:00")))

    shop.hears(an_event("repair.received", at("2026-03-02 09:00"), contact=replace(NORA, email="nora@old.example")))

    assert [NORA] == [customer.contact for customer in shop.customers()]


GUEST = dataclasses.replace(NORA, ref=None)
TOLD = st.sampled_from(
    [
        NORA,
        GUEST,
        dataclasses.replace(NORA, given_name="Nora Quill", family_name=None),
        dataclasses.replace(NORA, email="nora@new.example"),
        dataclasses.replace(NORA, phone=MOBILE, language="de"),
        Contact(ref="c-1"),
        Contact(given_name="Nora"),
        NOBODY,
        TESS,
    ]
)
DELIVERIES = st.lists(st.tuples(TOLD, st.integers(min_value=0, max_value=4)), min_size=1, max_size=5)


def the_end_of(deliveries: list[tuple[int, Contact, int]]) -> tuple[object, ...]:
    shop = Shop().without("no-news")
    shop.clock.at = at("2026-03-02 12:00")
    for name, contact, hour in deliveries:
        event = an_event("order.updated", at(f"2026-03-02 {7 + hour:02}:00"), contact=contact)
        shop.hears(event, key=str(name))
    key = customer_of(shop, "repairs/order/4711")
    customer = next(each for each in shop.customers() if each.key == key)
    return customer.key, customer.contact, customer.as_of, customer.points


@given(deliveries=DELIVERIES, chance=st.randoms())
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_order_deliveries_come_in_and_however_often_she_is_known_alike(deliveries, chance):
    named = [(name, contact, hour) for name, (contact, hour) in enumerate(deliveries)]
    again = [*named, *named]
    chance.shuffle(again)

    assert the_end_of(named) == the_end_of(again)
