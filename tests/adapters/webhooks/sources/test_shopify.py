"""What a Shopify shop says, in our words; more of its orders in test_mapped."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest

from followthrough.application.ports import Reading
from followthrough.domain.errors import Malformed
from followthrough.domain.event import Asked, Contact, Money, Phone, PhoneQuality, SubjectRef
from followthrough.domain.words import Channel
from support.listening import Ear, kinds_of

NOW = dt.datetime(2026, 3, 10, 12, 0, tzinfo=dt.UTC)
ORDER = 9007199254740993
BUYER = 7300452210003


def ago(**time: int) -> str:
    return (NOW - dt.timedelta(**time)).isoformat()


def headers(topic: str, **more: str) -> dict[str, str]:
    return {"X-Shopify-Topic": topic, "X-Shopify-Triggered-At": ago(minutes=1), **more}


def told(topic: str, body: dict[str, Any], **more: str) -> Reading:
    return Ear(source="shopify", now=NOW).reads(body, headers=headers(topic, **more))


def an_order(**body: Any) -> dict[str, Any]:
    return {
        "id": ORDER,
        "name": "#1007",
        "created_at": ago(hours=2),
        "updated_at": ago(hours=1),
        "financial_status": "paid",
        "total_price": "149.00",
        "currency": "EUR",
        "customer": {"id": BUYER, "first_name": "Idris", "last_name": "Vale", "email": "idris@vale.example"},
        **body,
    }


def a_dispute(**body: Any) -> dict[str, Any]:
    return {
        "id": 285332461850802117,
        "order_id": ORDER,
        "amount": "11.50",
        "currency": "EUR",
        "reason": "product_not_received",
        "status": "needs_response",
        "initiated_at": ago(hours=3),
        "finalized_on": None,
        **body,
    }


LAW = {"shop_id": 548380117, "shop_domain": "parts.example"}
HER = {"id": BUYER, "email": "idris@vale.example", "phone": "+353 20 915 0114"}
TOPICS = [
    ("orders/create", an_order(), "order.placed", f"order/{ORDER}"),
    ("orders/paid", an_order(), "order.paid", f"order/{ORDER}"),
    ("orders/fulfilled", an_order(), "order.shipped", f"order/{ORDER}"),
    ("orders/cancelled", an_order(cancelled_at=ago(hours=1)), "order.cancelled", f"order/{ORDER}"),
    ("fulfillments/create", {"id": 1, "order_id": ORDER, "status": "success"}, "order.shipped", f"order/{ORDER}"),
    ("fulfillments/update", {"order_id": ORDER, "shipment_status": "delivered"}, "order.delivered", f"order/{ORDER}"),
    (
        "fulfillments/update",
        {"order_id": ORDER, "shipment_status": "ready_for_pickup"},
        "order.ready_for_collection",
        f"order/{ORDER}",
    ),
    ("fulfillments/update", {"order_id": ORDER, "shipment_status": "picked_up"}, "order.collected", f"order/{ORDER}"),
    ("fulfillment_events/create", {"order_id": ORDER, "status": "delivered"}, "order.delivered", f"order/{ORDER}"),
    (
        "fulfillment_events/create",
        {"order_id": ORDER, "status": "ready_for_pickup"},
        "order.ready_for_collection",
        f"order/{ORDER}",
    ),
    ("fulfillment_events/create", {"order_id": ORDER, "status": "picked_up"}, "order.collected", f"order/{ORDER}"),
    ("refunds/create", {"id": 5, "order_id": ORDER}, "order.refunded", f"order/{ORDER}"),
    ("returns/request", {"id": 6, "order": {"id": ORDER}}, "order.return_asked", f"order/{ORDER}"),
    ("returns/close", {"id": 6, "order_id": ORDER, "status": "closed"}, "order.returned", f"order/{ORDER}"),
    ("disputes/create", a_dispute(), "complaint.opened", "complaint/285332461850802117"),
    ("disputes/update", a_dispute(status="lost"), "complaint.resolved", "complaint/285332461850802117"),
    ("customers/update", {"id": BUYER, "email": "i@vale.example"}, "contact.updated", f"contact/{BUYER}"),
    (
        "customers_email_marketing_consent/update",
        {"customer_id": BUYER, "email_marketing_consent": {"state": "subscribed"}},
        "contact.consent_changed",
        f"contact/{BUYER}",
    ),
    ("customers/redact", {**LAW, "customer": HER}, "contact.erasure_asked", f"contact/{BUYER}"),
    ("customers/data_request", {**LAW, "customer": HER}, "contact.export_asked", f"contact/{BUYER}"),
    ("shop/redact", LAW, "contact.source_erasure_asked", "contact/548380117"),
]


def name_of(told: object) -> str:
    return told if isinstance(told, str) else ""


@pytest.mark.parametrize(("topic", "body", "kind", "subject"), TOPICS, ids=name_of)
def test_each_topic_is_what_it_says(topic, body, kind, subject):
    reading = told(topic, body)

    assert ([kind], f"shopify/{subject}") == (kinds_of(reading), str(reading.subject))


@pytest.mark.parametrize(
    ("topic", "body"),
    [
        ("customers/create", {"id": BUYER}),
        ("orders/edited", {"order_edit": {"id": 1, "order_id": ORDER}}),
        ("orders/delete", {"id": ORDER}),
        ("app/uninstalled", {"id": 548380117, "name": "Corncrake Parts"}),
        ("fulfillment_orders/line_items_prepared_for_pickup", {"fulfillment_order": {"id": "gid://shopify/F/1"}}),
    ],
)
def test_what_nobody_follows_is_about_nothing(topic, body):
    reading = told(topic, body)

    assert reading.subject is None
    assert f'nothing here follows "{topic}"' == reading.events(None).why


@pytest.mark.parametrize(
    ("topic", "body"),
    [
        ("disputes/update", a_dispute(status="under_review")),
        ("customers_email_marketing_consent/update", {"customer_id": BUYER, "email_marketing_consent": None}),
        ("fulfillment_events/create", {"order_id": ORDER, "status": "delayed"}),
    ],
)
def test_a_followed_topic_with_no_news_makes_nothing(topic, body):
    assert ((), "no change that anything follows") == (
        told(topic, body).events(None).events,
        told(topic, body).events(None).why,
    )


def test_the_same_delivery_twice_is_taken_in_once():
    ear = Ear(source="shopify", now=NOW)
    same = headers("orders/create", **{"X-Shopify-Webhook-Id": "b54557e4"})

    assert ["taken in", "duplicate"] == [ear.hears(an_order(), headers=same).outcome for _ in range(2)]


def test_an_edit_before_the_order_itself_does_not_hide_it():
    ear = Ear(source="shopify", now=NOW)

    ear.hears(an_order(), headers=headers("orders/updated"))
    ear.hears(an_order(updated_at=ago(hours=2)), headers=headers("orders/create"))

    assert ["order.placed"] == ear.happened(str(ORDER))
    assert ["first-thanks", "slow-order"] == sorted(owed.follow_up for owed in ear.owed)


def test_a_cancellation_before_its_order_leaves_nothing_to_be_done():
    ear = Ear(source="shopify", now=NOW)

    ear.hears(an_order(cancelled_at=ago(minutes=30)), headers=headers("orders/cancelled"))
    ear.hears(an_order(), headers=headers("orders/create"))

    assert [] == [owed.follow_up for owed in ear.owed if owed.is_open]


def test_nine_edits_make_no_second_promise():
    ear = Ear(source="shopify", now=NOW)
    ear.hears(an_order(), headers=headers("orders/create"))

    made = [
        ear.hears(an_order(updated_at=ago(minutes=n)), headers=headers("orders/updated")).made for n in range(9, 0, -1)
    ]

    assert [()] * 9 == made


@pytest.mark.parametrize(("price", "channel"), [("500.00", Channel.CALL), ("20.00", Channel.EMAIL)])
@pytest.mark.parametrize("is_late", [False, True])
def test_a_parcel_tells_no_amount_and_a_dear_order_is_phoned_about_all_the_same(price, channel, is_late):
    ear = Ear(source="shopify", now=NOW)
    whole = an_order(id=1, phone="+353 20 915 0114", created_at=ago(hours=30), updated_at=ago(hours=30))
    ear.hears(whole, headers=headers("orders/create"))
    order = ({**whole, "id": ORDER, "total_price": price, "created_at": ago(hours=20)}, headers("orders/create"))
    parcel = ({"order_id": ORDER, "status": "delivered", "happened_at": ago(hours=1)}, "fulfillment_events/create")
    deliveries = [order, (parcel[0], headers(parcel[1]))]

    for body, with_headers in deliveries[::-1] if is_late else deliveries:
        ear.hears(body, headers=with_headers)

    assert [channel] == [owed.channel for owed in ear.owed if owed.follow_up == "week-after-delivery"]


def test_an_edit_tells_her_new_address_all_the_same():
    ear = Ear(source="shopify", now=NOW)
    ear.hears(an_order(), headers=headers("orders/create"))

    ear.hears(an_order(contact_email="idris@new.example", updated_at=ago(minutes=5)), headers=headers("orders/updated"))

    assert ["idris@new.example"] == [customer.contact.email for customer in ear.customers]


@pytest.mark.parametrize(("topic", "body", "kind", "subject"), TOPICS, ids=name_of)
def test_a_trial_of_any_topic_leaves_no_trace(topic, body, kind, subject):
    ear = Ear(source="shopify", now=NOW)

    made = ear.hears(body, headers=headers(topic, **{"X-Shopify-Test": "true"}))

    assert ("a trial", {}) == (made.outcome, ear.ledger.records)


def test_a_dispute_names_its_order_and_its_own_amount():
    [event] = told("disputes/create", a_dispute()).events(None).events

    assert SubjectRef(source="shopify", type="order", id=str(ORDER)) == event.parent
    assert (Money(minor=1150, currency="EUR"), dt.datetime(2026, 3, 10, 9, tzinfo=dt.UTC)) == (
        event.total,
        event.occurred_at,
    )
    assert (("about", "a payment that she disputes"), ("reason", "product_not_received")) == event.details


def test_an_amount_in_a_currency_without_cents_is_counted_in_it():
    [event] = told("disputes/create", a_dispute(amount="1490", currency="JPY")).events(None).events

    assert Money(minor=1490, currency="JPY") == event.total


@pytest.mark.parametrize(
    ("state", "asked"),
    [
        ("subscribed", Asked.YES),
        ("not_subscribed", Asked.NO),
        ("unsubscribed", Asked.NO),
        ("redacted", Asked.NO),
        ("pending", Asked.UNKNOWN),
    ],
)
def test_consent_is_told_in_our_words_and_at_her_own_time(state, asked):
    body = {
        "customer_id": BUYER,
        "email_address": "idris@vale.example",
        "email_marketing_consent": {"state": state, "consent_updated_at": ago(hours=5)},
    }

    [event] = told("customers_email_marketing_consent/update", body).events(None).events

    assert (asked, NOW - dt.timedelta(hours=5)) == (event.asked, event.occurred_at)
    assert Contact(ref=str(BUYER), email="idris@vale.example") == event.contact


def test_the_flag_of_old_orders_consents_to_nothing():
    [event] = told("orders/create", an_order(buyer_accepts_marketing=True)).events(None).events

    assert Asked.UNKNOWN == event.asked


def test_a_buyer_is_one_customer_by_whichever_topic_we_hear_of_her():
    ear = Ear(source="shopify", now=NOW)

    ear.hears(an_order(), headers=headers("orders/create"))
    ear.hears(
        {"id": BUYER, "phone": "+353 20 915 0124", "updated_at": ago(minutes=5)}, headers=headers("customers/update")
    )

    [customer] = ear.customers
    assert ("Idris", "+353209150124") == (customer.contact.given_name, customer.contact.phone.e164)


def test_a_customer_tells_who_she_is():
    body = {
        "id": BUYER,
        "first_name": "Idris",
        "last_name": "Vale",
        "email": "idris@vale.example",
        "phone": None,
        "default_address": {"phone": "020 915 0114", "country_code": "IE"},
    }

    assert told("customers/update", body).contact == Contact(
        ref=str(BUYER),
        given_name="Idris",
        family_name="Vale",
        email="idris@vale.example",
        phone=Phone(raw="020 915 0114", quality=PhoneQuality.GOOD, e164="+353209150114"),
        country="IE",
    )


def test_one_to_be_forgotten_without_a_number_is_known_by_her_address():
    """The id is that of the delivery: an address never becomes part of a key."""
    body = {**LAW, "customer": {"id": None, "email": "kiosk4@library.example"}, "orders_to_redact": []}

    reading = told("customers/redact", body, **{"X-Shopify-Webhook-Id": "3f1a9c52"})

    assert ["contact.erasure_asked"] == kinds_of(reading)
    assert ("3f1a9c52", "kiosk4@library.example") == (reading.subject.id, reading.contact.email)


def test_she_may_ask_twice_what_we_hold():
    first, second = (
        told("customers/data_request", {**LAW, "customer": HER, "data_request": {"id": number}}) for number in (1, 2)
    )

    assert first.subject != second.subject
    assert first.contact == second.contact


def test_what_she_wrote_with_a_return_is_a_note():
    lines = [{"customer_note": "Too short."}, {"customer_note": None}, {"customer_note": "And scratched."}]
    body = {"id": 6, "order": {"id": ORDER}, "return_line_items": [{"return_reason": "size_too_small"}, *lines]}

    [event] = told("returns/request", body).events(None).events

    assert ("Too short.\nAnd scratched.", (("reason", "size_too_small"),)) == (event.note, event.details)


def test_an_order_without_anybody_is_still_an_order():
    [event] = told("orders/create", an_order(customer=None)).events(None).events

    assert ("order.placed", Contact()) == (event.kind, event.contact)


WRONG: list[Any] = [7, "x", True, [], [7], {}, {"id": {}}, None, 1.5]
FIELDS = [
    *(
        "id",
        "order_id",
        "order",
        "customer",
        "customer_id",
        "data_request",
        "shop_id",
        "billing_address",
        "destination",
    ),
    *("email", "contact_email", "phone", "default_address", "email_marketing_consent", "return_line_items", "amount"),
    *("line_items", "transactions", "total_price", "currency", "created_at", "updated_at", "cancelled_at", "status"),
    *("reason", "initiated_at", "finalized_on", "happened_at", "processed_at", "financial_status", "test", "name"),
]


@pytest.mark.parametrize(("topic", "body", "kind", "subject"), TOPICS, ids=name_of)
def test_a_field_of_an_unexpected_form_is_missing_or_malformed(topic, body, kind, subject):
    for field, wrong in itertools.product(FIELDS, WRONG):
        try:
            events = told(topic, {**body, field: wrong}).events(None).events
        except Malformed:
            continue
        assert {event.kind for event in events} <= {kind}


def test_ids_of_64_bits_keep_their_last_digit():
    assert f"shopify/order/{2**63 - 25}" == str(told("orders/create", an_order(id=2**63 - 25)).subject)
