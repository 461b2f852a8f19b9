"""What Square says, in our words."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest

from followthrough.application.make_commitments import Made, make_commitments
from followthrough.application.ports import Reading
from followthrough.domain.event import Asked, Contact, Money, Phone, PhoneQuality, SubjectRef
from support.bending import unreadable
from support.deliveries import a_delivery
from support.fakes import FakeClock, FixedRulebook, PlainHashes
from support.listening import Ear, kinds_of, normaliser
from support.shop import shipped_rules

NOW = dt.datetime(2026, 3, 10, 12, 0, tzinfo=dt.UTC)
ORDER, PAYMENT, RETURN = "ORDER01", "PAY01", "RETURN01"
ENVELOPES = {
    "order.created": "order_created",
    "order.updated": "order_updated",
    "order.fulfillment.updated": "order_fulfillment_updated",
}


def ago(minutes: float) -> str:
    return (NOW - dt.timedelta(minutes=minutes)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def a_body(type_: str, thing: dict[str, Any], *, key: str = "e-1", minutes: float = 1) -> dict[str, Any]:
    name = ENVELOPES.get(type_) or type_.partition(".")[0]
    data = {"type": name, "id": "x", "object": {name: thing}}
    return {"merchant_id": "M1", "type": type_, "event_id": key, "created_at": ago(minutes), "data": data}


def all_told(type_: str, thing: dict[str, Any], **more: Any) -> tuple[Reading, ...]:
    delivery = a_delivery("square", a_body(type_, thing, **more), at=NOW)
    return normaliser("square").read_all(delivery).readings


def told(type_: str, thing: dict[str, Any], **more: Any) -> Reading:
    return all_told(type_, thing, **more)[0]


def hears(ear: Ear, type_: str, thing: dict[str, Any], **more: Any) -> list[Made]:
    """Take every part of a delivery in, as the engine does."""
    return [
        make_commitments(
            reading,
            ledger=ear.ledger,
            rulebook=FixedRulebook(shipped_rules()),
            hashes=PlainHashes(),
            clock=FakeClock(NOW),
        )
        for reading in all_told(type_, thing, **more)
    ]


def an_order(state: str = "OPEN", *, minutes: float = 1, **more: Any) -> dict[str, Any]:
    times = {"created_at": ago(60), "updated_at": ago(minutes)}
    return {"location_id": "L1", "order_id": ORDER, "state": state, "version": 2, **times, **more}


def a_bag(old: str | None, new: str, **more: Any) -> dict[str, Any]:
    return an_order(fulfillment_update=[{"fulfillment_uid": "F1", "old_state": old, "new_state": new, **more}])


def a_payment(**more: Any) -> dict[str, Any]:
    return {
        "id": PAYMENT,
        "amount_money": {"amount": 11900, "currency": "EUR"},
        "total_money": {"amount": 12100, "currency": "EUR"},
        "billing_address": {"country": "IE", "first_name": "Ruth", "last_name": "Penhale"},
        "buyer_email_address": "ruth@bakery.example",
        "created_at": ago(50),
        "order_id": ORDER,
        "receipt_number": "C11P",
        "status": "COMPLETED",
        "updated_at": ago(40),
        **more,
    }


def a_refund(status: str = "COMPLETED", **more: Any) -> dict[str, Any]:
    return {
        "id": f"{PAYMENT}_R1",
        "amount_money": {"amount": 2000, "currency": "EUR"},
        "created_at": ago(20),
        "order_id": RETURN,
        "payment_id": PAYMENT,
        "status": status,
        "updated_at": ago(10),
        **more,
    }


def a_dispute(state: str = "EVIDENCE_REQUIRED", **more: Any) -> dict[str, Any]:
    return {
        "id": "D1",
        "amount_money": {"amount": 9900, "currency": "EUR"},
        "created_at": ago(30),
        "disputed_payment": {"payment_id": PAYMENT},
        "reason": "NOT_RECEIVED",
        "state": state,
        "updated_at": ago(5),
        **more,
    }


def a_customer(*, unsubscribed: object = False, **more: Any) -> dict[str, Any]:
    return {
        "id": "CUST1",
        "address": {"country": "IE"},
        "created_at": ago(9000),
        "email_address": "ruth@bakery.example",
        "family_name": "Penhale",
        "given_name": "Ruth",
        "phone_number": "+353209150115",
        "preferences": {"email_unsubscribed": unsubscribed},
        "updated_at": ago(5),
        **more,
    }


TOPICS = [
    ("order.created", an_order(), ["order.placed"], f"order/{ORDER}"),
    ("order.created", an_order("DRAFT"), [], f"order/{ORDER}"),
    ("order.updated", an_order(), [], f"order/{ORDER}"),
    ("order.updated", an_order("COMPLETED"), [], f"order/{ORDER}"),
    ("order.updated", an_order("CANCELED"), ["order.cancelled"], f"order/{ORDER}"),
    ("order.fulfillment.updated", a_bag("PROPOSED", "RESERVED"), [], f"order/{ORDER}"),
    ("order.fulfillment.updated", a_bag("RESERVED", "PREPARED"), ["order.ready_for_collection"], f"order/{ORDER}"),
    ("order.fulfillment.updated", a_bag(None, "PREPARED"), ["order.ready_for_collection"], f"order/{ORDER}"),
    ("order.fulfillment.updated", a_bag("PREPARED", "PREPARED"), [], f"order/{ORDER}"),
    ("order.fulfillment.updated", a_bag("PREPARED", "COMPLETED"), ["order.collected"], f"order/{ORDER}"),
    ("order.fulfillment.updated", a_bag("PREPARED", "COMPLETED", type="PICKUP"), ["order.collected"], f"order/{ORDER}"),
    ("order.fulfillment.updated", a_bag("PREPARED", "COMPLETED", type="SHIPMENT"), ["order.shipped"], f"order/{ORDER}"),
    (
        "order.fulfillment.updated",
        a_bag("RESERVED", "COMPLETED", type="DELIVERY"),
        ["order.delivered"],
        f"order/{ORDER}",
    ),
    ("order.fulfillment.updated", a_bag("RESERVED", "PREPARED", type="SHIPMENT"), [], f"order/{ORDER}"),
    ("order.fulfillment.updated", a_bag("RESERVED", "FAILED"), [], f"order/{ORDER}"),
    ("payment.created", a_payment(status="APPROVED"), [], f"order/{ORDER}"),
    ("payment.created", a_payment(), ["order.paid"], f"order/{ORDER}"),
    ("payment.updated", a_payment(), ["order.paid"], f"order/{ORDER}"),
    ("payment.updated", a_payment(status="FAILED"), [], f"order/{ORDER}"),
    ("refund.created", a_refund("PENDING"), [], f"order/{RETURN}"),
    ("refund.updated", a_refund(), ["order.refunded"], f"order/{RETURN}"),
    ("refund.updated", a_refund("REJECTED"), [], f"order/{RETURN}"),
    ("dispute.created", a_dispute(), ["complaint.opened"], "complaint/D1"),
    ("dispute.state.updated", a_dispute("PROCESSING"), [], "complaint/D1"),
    ("dispute.state.updated", a_dispute("WON"), ["complaint.resolved"], "complaint/D1"),
    ("dispute.state.updated", a_dispute("LOST"), ["complaint.resolved"], "complaint/D1"),
    ("dispute.state.updated", a_dispute("ACCEPTED"), ["complaint.resolved"], "complaint/D1"),
    ("customer.created", a_customer(), ["contact.updated"], "contact/CUST1"),
    (
        "customer.updated",
        a_customer(unsubscribed=True),
        ["contact.updated", "contact.consent_changed"],
        "contact/CUST1",
    ),
]


@pytest.mark.parametrize(("type_", "thing", "kinds", "subject"), TOPICS)
def test_a_topic_tells_what_happened_to_what(type_, thing, kinds, subject):
    reading = told(type_, thing)

    assert (kinds, f"square/{subject}") == (kinds_of(reading), str(reading.subject))


@pytest.mark.parametrize("type_", ["webhooks.test_notification", "booking.created", "inventory.count.updated"])
def test_what_promises_nothing_is_nothing_and_says_why(type_):
    reading = told(type_, {"id": "x", "created_at": ago(1)})

    assert (None, f'nothing here follows "{type_}"') == (reading.subject, reading.events(None).why)


def test_refund_created_and_updated_with_one_id_are_both_kept():
    ear = Ear(source="square", now=NOW)

    created = hears(ear, "refund.created", a_refund("PENDING"), key="bc31")
    updated = hears(ear, "refund.updated", a_refund(), key="bc31")
    again = hears(ear, "refund.updated", a_refund(), key="bc31")

    assert ["nothing to do", "taken in", "duplicate"] == [made.outcome for made in (*created, *updated, *again)]
    assert ["order.refunded"] == ear.happened(RETURN)


def test_their_keys_differ_by_what_they_tell():
    keys = [told(type_, a_refund(), key="bc31").delivery_key for type_ in ("refund.created", "refund.updated")]

    assert ["square:refund.created:bc31", "square:refund.updated:bc31"] == keys


def test_an_order_comes_thin_and_its_payment_brings_the_buyer():
    ear = Ear(source="square", now=NOW)

    hears(ear, "order.created", an_order(), key="e-1")
    hears(ear, "payment.updated", a_payment(), key="e-2")

    [order] = [subject for subject in ear.subjects if subject.ref.id == ORDER]
    buyers = {customer.key: customer.contact for customer in ear.customers}
    assert (Money(minor=12100, currency="EUR"), "ruth@bakery.example") == (order.total, buyers[order.customer].email)
    assert {"first-thanks", "slow-order"} == {owed.follow_up for owed in ear.owed if owed.is_open}


def test_a_payment_tells_of_who_paid_as_well_so_that_refunds_and_disputes_find_her():
    order, payer = all_told("payment.updated", a_payment())

    ref = SubjectRef(source="square", type="contact", id=PAYMENT)
    assert (ref, ["contact.updated"], order.contact) == (payer.subject, kinds_of(payer), payer.contact)
    assert order.delivery_key != payer.delivery_key
    parents = [told("refund.updated", a_refund()), told("dispute.created", a_dispute())]
    assert [[ref], [ref]] == [[event.parent for event in reading.events(None).events] for reading in parents]


def test_money_at_the_till_from_nobody_known_is_told_once():
    unknown = a_payment(buyer_email_address=None, billing_address=None)

    [order] = all_told("payment.updated", unknown)

    assert (["order.paid"], Contact()) == (kinds_of(order), order.contact)


def test_a_payment_without_an_order_is_nobodys_news():
    assert told("payment.updated", a_payment(order_id=None)).subject is None


def test_what_was_paid_back_ends_what_was_cheerful_about_the_order_and_is_written_about_once():
    for deliveries in itertools.permutations(
        [
            ("order.created", an_order(minutes=60), "e-1"),
            ("payment.updated", a_payment(), "e-2"),
            (
                "payment.updated",
                a_payment(refunded_money={"amount": 2000, "currency": "EUR"}, updated_at=ago(9)),
                "e-3",
            ),
            ("refund.updated", a_refund(), "e-4"),
        ]
    ):
        ear = Ear(source="square", now=NOW)
        for type_, thing, key in deliveries:
            hears(ear, type_, thing, key=key)

        assert ["order.placed", "order.paid", "order.returned"] == list(dict.fromkeys(ear.happened(ORDER)))
        letters = [owed for owed in ear.owed if owed.follow_up == "money-back" and owed.is_open]
        assert [RETURN] == [owed.subject.id for owed in letters]
        assert "slow-order" not in {owed.follow_up for owed in ear.owed if owed.is_open}


def test_a_refund_in_the_making_is_not_yet_money_back():
    assert ["order.paid"] == kinds_of(
        told("payment.updated", a_payment(refunded_money={"amount": 0, "currency": "EUR"}))
    )


def test_a_fee_that_is_added_later_pays_no_second_time():
    ear = Ear(source="square", now=NOW)
    hears(ear, "payment.updated", a_payment(), key="e-1")

    hears(ear, "payment.updated", a_payment(updated_at=ago(1)), key="e-2")

    assert ["order.paid"] == ear.happened(ORDER)


def test_an_order_that_was_a_draft_is_placed_when_it_opens():
    ear = Ear(source="square", now=NOW)

    hears(ear, "order.created", an_order("DRAFT", minutes=9), key="e-1")
    hears(ear, "order.updated", an_order("DRAFT", minutes=8), key="e-2")
    hears(ear, "order.updated", an_order("OPEN", minutes=7), key="e-3")

    assert ["order.placed"] == ear.happened(ORDER)


def test_a_cancellation_before_its_order_leaves_nothing_to_be_done():
    ear = Ear(source="square", now=NOW)

    hears(ear, "order.updated", an_order("CANCELED", minutes=5), key="e-2")
    hears(ear, "order.created", an_order(minutes=60), key="e-1")

    assert ["order.placed", "order.cancelled"] == ear.happened(ORDER)
    assert [] == [owed.follow_up for owed in ear.owed if owed.is_open]


def test_the_sandbox_leaves_no_trace():
    body = a_body("order.created", an_order())
    ear = Ear(source="square", now=NOW)

    trial = ear.hears(body, headers={"Square-Environment": "Sandbox"})
    real = ear.hears(body, headers={"Square-Environment": "Production"})

    assert ["a trial", "taken in"] == [trial.outcome, real.outcome]


def test_a_customer_tells_who_she_is():
    assert told("customer.updated", a_customer()).contact == Contact(
        ref="CUST1",
        given_name="Ruth",
        family_name="Penhale",
        email="ruth@bakery.example",
        phone=Phone(raw="+353209150115", quality=PhoneQuality.GOOD, e164="+353209150115"),
        country="IE",
    )


@pytest.mark.parametrize("unsubscribed", [False, None, "yes", 1])
def test_that_she_did_not_unsubscribe_consents_to_nothing(unsubscribed):
    assert ["contact.updated"] == kinds_of(told("customer.updated", a_customer(unsubscribed=unsubscribed)))


def test_that_she_unsubscribed_is_a_no():
    [_, event] = told("customer.updated", a_customer(unsubscribed=True)).events(None).events

    assert Asked.NO == event.asked


def test_whom_it_is_sent_to_is_a_last_resort():
    to_bram = {"shipping_address": {"first_name": "Bram", "last_name": "Teague", "country": "IE"}}

    sent = told("payment.updated", a_payment(**to_bram)).contact
    only = told("payment.updated", a_payment(**to_bram, buyer_email_address=None, billing_address=None)).contact

    assert ("Ruth", False) == (sent.given_name, sent.is_recipient)
    assert Contact(given_name="Bram", family_name="Teague", country="IE", is_recipient=True) == only


def test_an_amount_in_a_currency_without_cents_is_counted_in_it():
    [event] = told("refund.updated", a_refund(amount_money={"amount": 1490, "currency": "JPY"})).events(None).events

    assert Money(minor=1490, currency="JPY") == event.total


def test_a_dispute_says_what_it_is_about_and_since_when():
    [event] = told("dispute.created", a_dispute()).events(None).events

    assert (NOW - dt.timedelta(minutes=30), Money(minor=9900, currency="EUR")) == (event.occurred_at, event.total)
    assert (("about", "a card payment: the goods did not arrive"),) == event.details


def test_a_number_for_an_id_keeps_its_last_digit():
    assert f"square/order/{2**63 - 25}" == str(told("order.created", an_order(order_id=2**63 - 25)).subject)


def test_an_order_without_an_id_is_malformed():
    parts = normaliser("square").read_all(
        a_delivery("square", a_body("order.created", an_order(order_id=None)), at=NOW)
    )

    assert ((), ["This order has no id."]) == (parts.readings, [str(wrong) for wrong in parts.unreadable])


def test_a_body_of_an_unexpected_shape_is_read_or_malformed():
    assert [] == unreadable("square")
