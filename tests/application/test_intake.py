from __future__ import annotations

import dataclasses
from dataclasses import replace

from followthrough.domain.customer import Note
from followthrough.domain.event import Contact
from followthrough.domain.subject import Subject
from followthrough.domain.words import Step
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

    shop.hears(an_event("order.edited", at("2026-03-04 11:00")))
    shop.until(at("2026-03-11 14:00"))

    call = shop.owed("week-after-delivery")
    assert (call.customer, call.points) == ("rref:repairs/c-1", ("epoint:nora@quill.example", "ppoint:+353209150101"))
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


def test_only_what_has_changed_is_written():
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 08:40")))

    shop.hears(an_event("repair.started", at("2026-03-02 09:00")))

    assert [type(record) for record in shop.ledger.written[-1]] == [Subject]


def test_a_first_delivery_writes_subject_customer_points_and_commitments_together():
    shop = Shop()

    shop.hears(an_event("repair.received", at("2026-03-02 08:40")))

    kinds = [type(record).__name__ for record in shop.ledger.written[0]]
    assert kinds == ["Subject", "Customer", "ContactPoint", "ContactPoint", "Commitment", "Commitment"]


def test_her_own_words_lie_beside_her_once_and_never_in_a_commitment():
    shop = Shop()

    shop.hears(an_event("complaint.opened", at("2026-03-04 09:00"), note="A strap is missing."))

    [note] = shop.ledger.notes_of("rref:repairs/c-1")
    assert note == Note(
        customer="rref:repairs/c-1",
        commitment=shop.owed("thanks").id,
        at=at("2026-03-04 09:00"),
        by="customer",
        text="A strap is missing.",
        version=1,
    )
    assert "strap" not in str(shop.ledger.commitments)


def test_nothing_about_the_person_is_in_a_commitment():
    shop = Shop()

    shop.hears(an_event("complaint.opened", at("2026-03-04 09:00")))
    shop.until(at("2026-03-05 12:00"))

    written = " ".join(str(owed.history) for owed in shop.ledger.commitments)
    assert [word for word in ("Nora", "Quill", "quill.example", "0101") if word in written] == []


def test_every_commitment_of_a_promise_starts_its_chain_with_a_step_that_asks_somebody():
    shop = Shop()

    shop.hears(an_event("repair.received", at("2026-03-02 08:40")))

    steps = [wake.step for wake in shop.agenda("price-call")]
    assert steps == [Step.RECEIPT, Step.REMIND, Step.NUDGE, Step.WARN, Step.ESCALATE]


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


def test_a_cancel_is_heard_though_its_owner_took_a_rule_out():
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 08:40")))
    rules = shop.rulebook.rules
    kept = tuple(rule for rule in rules.playbook.follow_ups if rule.id != "price-call")
    shop.rulebook.rules = replace(rules, playbook=replace(rules.playbook, follow_ups=kept))

    made = shop.hears(an_event("repair.cancelled", at("2026-03-02 09:00")))

    assert "taken in" == made.outcome


def test_a_complaint_calls_back_the_cheerful_call_that_somebody_is_about_to_make():
    shop = Shop()
    shop.hears(an_event("order.placed", at("2026-03-02 11:00")))
    shop.hears(an_event("order.delivered", at("2026-03-03 11:00")))
    shop.until(at("2026-03-10 14:00"))
    assert "remind week-after-delivery" in shop.subjects_sent()

    shop.hears(an_event("complaint.opened", at("2026-03-10 14:05"), source="helpdesk", number="T-1"))
    shop.until(at("2026-03-10 14:06"))

    assert "stand_down week-after-delivery" in shop.subjects_sent()
    assert shop.owed("week-after-delivery").held
