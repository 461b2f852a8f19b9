from __future__ import annotations

import dataclasses
from dataclasses import replace

from followthrough.domain.event import Contact
from support.shop import NORA, Shop, an_event, at

GUEST = Contact(given_name="Nora", email="nora@quill.example")
NEIGHBOUR = Contact(given_name="Tess", family_name="Arden", email="tess@arden.example", is_recipient=True)
NEW_ADDRESS = dataclasses.replace(NORA, email="nora@new.example")


def test_the_buyer_is_never_replaced_by_whom_the_parcel_went_to():
    shop = Shop()
    shop.hears(an_event("order.placed", at("2026-03-02 11:00")))

    shop.hears(an_event("order.delivered", at("2026-03-04 10:00"), contact=NEIGHBOUR))

    assert [customer.contact for customer in shop.customers()] == [NORA]
    assert shop.owed("week-after-delivery").customer == "rref:repairs/c-1"


def test_whom_the_parcel_went_to_is_replaced_by_the_buyer_also_in_what_is_owed():
    shop = Shop()
    shop.hears(an_event("order.delivered", at("2026-03-04 10:00"), contact=NEIGHBOUR))

    shop.hears(an_event("order.edited", at("2026-03-04 11:00"), contact=replace(NORA, phone=None)))
    shop.until(at("2026-03-11 14:00"))

    letter = shop.owed("week-after-delivery")
    assert (letter.customer, letter.points) == ("rref:repairs/c-1", ("epoint:nora@quill.example",))
    assert [message.to for message in shop.letters()] == ["nora@quill.example"]


def test_what_is_owed_follows_the_customer_when_we_learn_who_she_is():
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 08:40"), contact=GUEST))

    shop.hears(an_event("repair.started", at("2026-03-02 09:00")))

    assert shop.owed("price-call").customer == "rref:repairs/c-1"
    assert shop.owed("price-call") in shop.ledger.thread_of("rref:repairs/c-1")


def test_what_is_over_stays_with_the_customer_it_was_made_for():
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 08:40"), contact=GUEST))
    shop.hears(an_event("repair.quoted", at("2026-03-02 09:00"), contact=GUEST))

    shop.hears(an_event("repair.started", at("2026-03-02 10:00")))

    assert shop.owed("price-call").customer == "eemail:repairs/nora@quill.example"


def test_a_worse_key_later_changes_nobody():
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 08:40")))

    shop.hears(an_event("repair.started", at("2026-03-02 09:00"), contact=GUEST))

    assert [customer.key for customer in shop.customers()] == ["rref:repairs/c-1"]


def test_moving_to_a_better_key_moves_no_time():
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 08:40"), contact=GUEST))
    before = shop.owed("price-call")

    shop.hears(an_event("repair.started", at("2026-03-02 09:00")))

    after = shop.owed("price-call")
    assert (after.generation, after.agenda) == (before.generation, before.agenda)


def test_letters_go_to_her_new_address_from_then_on():
    shop = Shop()
    shop.hears(an_event("repair.collected", at("2026-03-03 16:20")))

    shop.hears(an_event("repair.paid", at("2026-03-03 16:21"), contact=NEW_ADDRESS))
    shop.until(at("2026-03-03 16:25"))

    assert [message.to for message in shop.letters()] == ["nora@new.example"]


def test_a_wish_told_by_her_new_address_counts_for_what_was_owed_before_she_had_it():
    """The order knows her old address; a complaint from the helpdesk knows only the new one."""
    shop = Shop()
    shop.hears(an_event("order.delivered", at("2026-03-04 10:00"), number="1"))
    shop.hears(an_event("order.placed", at("2026-03-05 10:00"), number="2", contact=NEW_ADDRESS))
    complaint = Contact(ref="z-9", email="nora@new.example")

    shop.hears(an_event("complaint.opened", at("2026-03-06 09:00"), contact=complaint, source="helpdesk"))
    shop.until(at("2026-03-11 14:00"))

    assert shop.owed("week-after-delivery").held


def test_somebody_who_said_stop_and_changes_her_address_has_still_said_stop():
    shop = Shop()
    before = replace(NORA, phone=None)
    shop.hears(an_event("order.placed", at("2026-03-02 11:00"), contact=before))
    shop.until(at("2026-03-02 11:01"))
    shop.says_stop(shop.owed("first-thanks"))
    after = replace(before, email="nora@elsewhere.example")

    shop.hears(an_event("order.delivered", at("2026-03-03 11:00"), contact=after))
    shop.until(at("2026-03-20 18:00"))

    assert ["first-thanks"] == shop.subjects_sent()


def test_a_planned_call_is_known_by_her_new_address_too():
    shop = Shop()
    shop.hears(an_event("repair.collected", at("2026-03-03 16:20")))
    shop.hears(an_event("repair.completed", at("2026-03-03 16:30"), contact=NEW_ADDRESS))

    [new] = [point for point in shop.points() if "nora@new.example" in point.key]
    assert new.calls == (shop.owed("week-after").id,)
