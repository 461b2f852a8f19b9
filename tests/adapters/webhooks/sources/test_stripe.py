"""What Stripe says, in our words."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from followthrough.application.ports import Reading
from followthrough.domain.errors import Malformed
from followthrough.domain.event import Contact, Money, Phone, PhoneQuality, SubjectRef
from support.bending import unreadable
from support.deliveries import sample
from support.listening import Ear, kinds_of

NOW = dt.datetime(2026, 3, 10, 12, 0, tzinfo=dt.UTC)
MINUTE = 60
THREAD = "pi_4711"


def ago(minutes: int) -> int:
    return int(NOW.timestamp()) - minutes * MINUTE


def an_event(type_: str, thing: dict[str, Any], *, key: str = "evt_1", minutes: int = 1, **more: Any) -> dict[str, Any]:
    data = {"object": thing, **({"previous_attributes": more.pop("previous")} if "previous" in more else {})}
    return {
        "id": key,
        "object": "event",
        "created": ago(minutes),
        "livemode": True,
        "type": type_,
        "data": data,
        **more,
    }


def told(type_: str, thing: dict[str, Any], **more: Any) -> Reading:
    return Ear(source="stripe", now=NOW).reads(an_event(type_, thing, **more))


def a_checkout(**more: Any) -> dict[str, Any]:
    return {
        "id": "cs_1",
        "object": "checkout.session",
        "amount_total": 14900,
        "created": ago(10),
        "currency": "eur",
        "customer": "cus_7",
        "customer_details": {
            "address": {"country": "IE"},
            "email": "idris@vale.example",
            "name": "Idris Vale",
            "phone": "+353 20 915 0114",
        },
        "locale": "en-GB",
        "metadata": {"order_number": "P-7"},
        "mode": "payment",
        "payment_intent": THREAD,
        "payment_status": "paid",
        **more,
    }


def a_payment(**more: Any) -> dict[str, Any]:
    return {
        "id": THREAD,
        "object": "payment_intent",
        "amount": 14900,
        "created": ago(10),
        "currency": "eur",
        "customer": "cus_7",
        **more,
    }


def a_charge(**more: Any) -> dict[str, Any]:
    return {
        "id": "ch_1",
        "object": "charge",
        "amount": 14900,
        "amount_refunded": 14900,
        "billing_details": {"email": "idris@vale.example", "name": "Idris Vale", "phone": None, "address": {}},
        "created": ago(10),
        "currency": "eur",
        "customer": "cus_7",
        "payment_intent": THREAD,
        **more,
    }


def a_dispute(**more: Any) -> dict[str, Any]:
    return {
        "id": "du_1",
        "object": "dispute",
        "amount": 14900,
        "charge": "ch_1",
        "created": ago(10),
        "currency": "eur",
        "payment_intent": THREAD,
        "reason": "product_not_received",
        "status": "needs_response",
        **more,
    }


def an_offer(**more: Any) -> dict[str, Any]:
    return {
        "id": "qt_1",
        "object": "quote",
        "amount_total": 31000,
        "created": ago(10),
        "currency": "eur",
        "customer": "cus_7",
        "number": "QT-1",
        **more,
    }


def a_customer(**more: Any) -> dict[str, Any]:
    return {
        "id": "cus_7",
        "object": "customer",
        "address": {"country": "IE"},
        "created": ago(9000),
        "email": "idris@vale.example",
        "name": "Idris Vale",
        "phone": "+353 20 915 0114",
        "preferred_locales": ["en-IE"],
        **more,
    }


ORDER = f"stripe/order/{THREAD}"
TOPICS = [
    ("checkout.session.completed", a_checkout(), ["order.placed", "order.paid"], ORDER),
    ("checkout.session.completed", a_checkout(payment_status="unpaid"), ["order.placed"], ORDER),
    (
        "checkout.session.completed",
        a_checkout(payment_status="no_payment_required"),
        ["order.placed", "order.paid"],
        ORDER,
    ),
    ("checkout.session.async_payment_succeeded", a_checkout(), ["order.paid"], ORDER),
    ("checkout.session.async_payment_failed", a_checkout(payment_status="unpaid"), ["order.cancelled"], ORDER),
    ("payment_intent.succeeded", a_payment(), ["order.paid"], ORDER),
    ("payment_intent.canceled", a_payment(), ["order.cancelled"], ORDER),
    ("charge.refunded", a_charge(), ["order.refunded"], ORDER),
    ("charge.dispute.created", a_dispute(), ["complaint.opened"], "stripe/complaint/du_1"),
    ("charge.dispute.closed", a_dispute(status="lost"), ["complaint.resolved"], "stripe/complaint/du_1"),
    ("quote.finalized", an_offer(), ["inquiry.offered"], "stripe/inquiry/qt_1"),
    ("quote.accepted", an_offer(), ["inquiry.settled"], "stripe/inquiry/qt_1"),
    ("quote.canceled", an_offer(), ["inquiry.settled"], "stripe/inquiry/qt_1"),
    ("customer.created", a_customer(), ["contact.updated"], "stripe/contact/cus_7"),
    ("customer.updated", a_customer(), ["contact.updated"], "stripe/contact/cus_7"),
]


@pytest.mark.parametrize(("type_", "thing", "kinds", "subject"), TOPICS)
def test_a_topic_tells_what_happened_to_what(type_, thing, kinds, subject):
    reading = told(type_, thing)

    assert (kinds, subject) == (kinds_of(reading), str(reading.subject))


@pytest.mark.parametrize(
    "type_",
    ["checkout.session.expired", "payment_intent.payment_failed", "charge.succeeded", "invoice.paid", "v2.core.event"],
)
def test_what_promises_nothing_is_nothing_and_says_why(type_):
    reading = told(type_, a_checkout())

    assert (None, f'nothing here follows "{type_}"') == (reading.subject, reading.events(None).why)


def test_a_card_that_is_only_kept_on_file_buys_nothing():
    assert told("checkout.session.completed", a_checkout(mode="setup", payment_intent=None)).subject is None


@pytest.mark.parametrize(("type_", "thing", "kinds", "subject"), TOPICS)
def test_a_trial_of_any_topic_leaves_no_trace(type_, thing, kinds, subject):
    ear = Ear(source="stripe", now=NOW)

    assert ("a trial", {}) == (ear.hears(an_event(type_, thing, livemode=False)).outcome, ear.ledger.records)


def test_a_delivery_twice_is_one_and_two_topics_with_one_id_are_two():
    ear = Ear(source="stripe", now=NOW)
    bodies = [an_event("checkout.session.completed", a_checkout()), an_event("payment_intent.succeeded", a_payment())]

    outcomes = [ear.hears(body).outcome for body in (bodies[0], bodies[0], bodies[1], bodies[1])]

    assert ["taken in", "duplicate", "taken in", "duplicate"] == outcomes


def test_checkout_payment_and_refund_are_one_order_in_whatever_order_they_come():
    ear = Ear(source="stripe", now=NOW)

    ear.hears(an_event("charge.refunded", a_charge(), key="evt_3", minutes=1))
    ear.hears(an_event("payment_intent.succeeded", a_payment(), key="evt_2", minutes=8))
    ear.hears(an_event("checkout.session.completed", a_checkout(), key="evt_1", minutes=9))

    assert ["order.placed", "order.paid", "order.paid", "order.refunded"] == sorted(
        ear.happened(THREAD), key=["order.placed", "order.paid", "order.refunded"].index
    )
    assert ["money-back", "money-check"] == sorted(owed.follow_up for owed in ear.owed if owed.is_open)


def test_a_dispute_is_about_the_order_and_knows_no_person():
    [event] = told("charge.dispute.created", a_dispute()).events(None).events

    assert (SubjectRef(source="stripe", type="order", id=THREAD), Contact()) == (event.parent, event.contact)
    assert (("about", "a card payment: the goods did not arrive"),) == event.details


def test_a_reason_that_is_new_says_nothing_rather_than_something_wrong():
    [event] = told("charge.dispute.created", a_dispute(reason="noncompliant")).events(None).events

    assert () == event.details


def test_the_buyer_is_told_whole_and_never_cut_into_parts():
    assert told("checkout.session.completed", a_checkout()).contact == Contact(
        ref="cus_7",
        given_name="Idris Vale",
        email="idris@vale.example",
        phone=Phone(raw="+353 20 915 0114", quality=PhoneQuality.GOOD, e164="+353209150114"),
        language="en",
        country="IE",
    )


@pytest.mark.parametrize(("type_", "thing"), [("charge.refunded", a_charge()), ("customer.updated", a_customer())])
def test_she_is_the_same_by_whatever_tells_of_her(type_, thing):
    contact = told(type_, thing).contact

    assert ("cus_7", "Idris Vale", "idris@vale.example") == (contact.ref, contact.given_name, contact.email)


def test_a_guest_without_anything_is_an_order_all_the_same():
    [placed, _] = (
        told("checkout.session.completed", a_checkout(customer=None, customer_details=None)).events(None).events
    )

    assert (("order.placed", Contact(language="en"))) == (placed.kind, placed.contact)


@pytest.mark.parametrize(
    "where",
    [
        {"collected_information": {"shipping_details": {"name": "Bram Teague", "address": {"country": "IE"}}}},
        {"shipping_details": {"name": "Bram Teague", "address": {"country": "IE"}}},
        {"shipping": {"name": "Bram Teague", "address": {"country": "IE"}}},
    ],
)
def test_whom_it_is_sent_to_is_a_last_resort(where):
    sent = told("checkout.session.completed", a_checkout(**where)).contact
    only = told(
        "checkout.session.completed", a_checkout(**where, customer=None, customer_details=None, locale=None)
    ).contact

    assert ("Idris Vale", False) == (sent.given_name, sent.is_recipient)
    assert Contact(given_name="Bram Teague", country="IE", is_recipient=True) == only


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        (14900, "eur", 14900),
        (1490, "jpy", 1490),
        (5120, "kwd", 5120),
        (50000, "isk", 500),
        (50000, "ugx", 500),
        (500, "mga", 50000),
    ],
)
def test_an_amount_is_counted_as_stripe_counts_it_and_kept_as_the_bank_does(amount, currency, minor):
    [placed, _] = (
        told("checkout.session.completed", a_checkout(amount_total=amount, currency=currency)).events(None).events
    )

    assert Money(minor=minor, currency=currency.upper()) == placed.total


def test_half_a_crown_that_nobody_can_pay_is_no_amount():
    [placed, _] = told("checkout.session.completed", a_checkout(amount_total=50050, currency="isk")).events(None).events

    assert placed.total is None


@pytest.mark.parametrize(
    ("previous", "amount"),
    [({"amount_refunded": 0}, Money(minor=2000, currency="EUR")), ({"amount_refunded": 500}, None), ({}, None)],
)
def test_only_of_the_first_refund_do_we_know_how_much_it_was(previous, amount):
    [event] = told("charge.refunded", a_charge(amount_refunded=2000), previous=previous).events(None).events

    assert amount == event.total


def test_an_older_charge_without_a_thread_stands_for_itself():
    assert "stripe/order/ch_1" == str(told("charge.refunded", a_charge(payment_intent=None)).subject)


def test_times_are_counted_from_1970():
    reading = told("checkout.session.completed", a_checkout(), minutes=3)

    assert (NOW - dt.timedelta(minutes=3), NOW - dt.timedelta(minutes=10)) == (reading.at, reading.began_at)


def test_a_number_for_an_id_keeps_its_last_digit():
    assert f"stripe/order/{2**63 - 25}" == str(told("payment_intent.canceled", a_payment(id=2**63 - 25)).subject)


def test_an_order_without_any_id_is_malformed():
    with pytest.raises(Malformed, match="This order has no id"):
        told("payment_intent.canceled", a_payment(id=None))


def test_a_sample_of_a_sandbox_makes_nothing():
    one = sample("stripe.order-placed.bram")

    assert Ear(source="stripe", now=one.at).hears({**one.body, "livemode": False}).outcome == "a trial"


def test_a_body_of_an_unexpected_shape_is_read_or_malformed():
    assert [] == unreadable("stripe")
