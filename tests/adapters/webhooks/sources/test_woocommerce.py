"""What a WooCommerce shop says, in our words: it sends states, again and again, and happens are found by comparing."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest

from followthrough.adapters.webhooks.handshake import greeting
from followthrough.application.ports import Reading
from followthrough.domain.errors import Malformed
from followthrough.domain.event import Contact, Money, Phone, PhoneQuality
from support.deliveries import SOURCES
from support.listening import Ear, kinds_of

NOW = dt.datetime(2026, 3, 10, 12, 0, tzinfo=dt.UTC)


def ago(**time: int) -> str:
    """As WooCommerce writes it: UTC, and nothing says so."""
    return (NOW - dt.timedelta(**time)).replace(tzinfo=None).isoformat()


def headers(topic: str = "order.updated", *, delivery: str = "d1") -> dict[str, str]:
    return {"X-WC-Webhook-Topic": topic, "X-WC-Webhook-Delivery-ID": delivery}


def an_order(status: str = "processing", **body: Any) -> dict[str, Any]:
    return {
        "id": 727,
        "number": "727",
        "status": status,
        "currency": "EUR",
        "date_created": "2026-03-10T20:00:00",
        "date_created_gmt": ago(hours=2),
        "date_modified_gmt": ago(hours=1),
        "date_paid_gmt": None,
        "date_completed_gmt": None,
        "total": "29.35",
        "customer_id": 25,
        "customer_note": "",
        "billing": {
            "first_name": "Hanne",
            "last_name": "Brook",
            "country": "IE",
            "email": "hanne@brookandsons.example",
            "phone": "020 915 0113",
        },
        "shipping": {"first_name": "Bram", "last_name": "Teague", "phone": "+353 20 915 0116"},
        "line_items": [{"name": "Oil filter - Blue", "parent_name": "Oil filter"}, {"name": "Sump gasket"}],
        "refunds": [],
        **body,
    }


def told(body: dict[str, Any], *, topic: str = "order.updated") -> Reading:
    return Ear(source="woocommerce", now=NOW).reads(body, headers=headers(topic))


def after(*states: str | dict[str, Any]) -> list[str]:
    """What has happened to an order that was saved in these states, a minute after each other."""
    ear = Ear(source="woocommerce", now=NOW)
    for minute, state in enumerate(states):
        changes = {"status": state} if isinstance(state, str) else state
        topic = "order.updated" if minute else "order.created"
        ear.hears(an_order(**{"date_modified_gmt": ago(minutes=30 - minute), **changes}), headers=headers(topic))
    return ear.happened("727")


@pytest.mark.parametrize(
    ("states", "happened"),
    [
        (["processing"], ["order.placed"]),
        (["on-hold"], ["order.placed"]),
        (["pending"], []),
        (["checkout-draft", "pending", "processing"], ["order.placed"]),
        (["pending", "failed", "processing"], ["order.placed"]),
        (["on-hold", "processing"], ["order.placed"]),
        (["pending", "cancelled"], ["order.cancelled"]),
        (["processing", "completed"], ["order.placed", "order.delivered"]),
        (["completed"], ["order.placed", "order.delivered"]),
        (["processing", "cancelled"], ["order.placed", "order.cancelled"]),
        (["processing", "trash"], ["order.placed", "order.cancelled"]),
        (["processing", "failed"], ["order.placed", "order.cancelled"]),
        (["processing", "refunded"], ["order.placed", "order.refunded"]),
        (["processing", "completed", "refunded"], ["order.placed", "order.delivered", "order.refunded"]),
        (["processing", "a state of a plugin"], ["order.placed"]),
        (["processing", "a state of a plugin", "refunded"], ["order.placed", "order.refunded"]),
        (["refunded"], []),
    ],
)
def test_a_step_from_state_to_state_is_an_event(states, happened):
    assert happened == after(*states)


def test_a_payment_happened_when_the_money_came():
    [placed, paid] = told(an_order(date_paid_gmt=ago(minutes=90))).events(None).events

    assert ("order.placed", NOW - dt.timedelta(hours=2)) == (placed.kind, placed.occurred_at)
    assert ("order.paid", NOW - dt.timedelta(minutes=90)) == (paid.kind, paid.occurred_at)


def test_a_time_without_an_offset_is_utc_and_no_clock_of_the_shop_or_of_summer_is_asked():
    summer = dt.datetime(2026, 7, 10, 12, tzinfo=dt.UTC)
    body = an_order(
        "completed",
        date_created_gmt="2026-07-10T08:00:00",
        date_paid_gmt="2026-07-10T09:00:00",
        date_completed_gmt="2026-07-10T10:00:00",
        date_modified_gmt="2026-07-10T11:00:00",
    )

    told = Ear(source="woocommerce", now=summer).reads(body, headers=headers(), at=summer).events(None)

    assert [8, 9, 10] == [event.occurred_at.hour for event in told.events]
    assert (11, 8) == (told.as_of.hour, told.began_at.hour)


def test_nine_identical_updates_make_one_promise():
    ear = Ear(source="woocommerce", now=NOW)
    ear.hears(an_order(), headers=headers("order.created"))
    owed = {one.id for one in ear.owed}

    made = [ear.hears(an_order(), headers=headers(delivery=f"d{n}")).made for n in range(9)]

    assert {"first-thanks", "slow-order"} == {one.follow_up for one in ear.owed}
    assert ([()] * 9, owed) == (made, {one.id for one in ear.owed})


def test_nine_identical_updates_and_nothing_before_them_make_one_promise():
    ear = Ear(source="woocommerce", now=NOW)

    outcomes = [ear.hears(an_order(), headers=headers(delivery=f"d{n}")).outcome for n in range(9)]

    assert ["taken in", *["duplicate"] * 8] == outcomes
    assert ["first-thanks", "slow-order"] == sorted(one.follow_up for one in ear.owed)


def test_two_orders_in_one_second_are_both_kept():
    """Both have one delivery id, which is made of the webhook and the second."""
    ear = Ear(source="woocommerce", now=NOW)
    one, other = an_order(), an_order(id=728, number="728", customer_id=0)

    keys = {ear.reads(body, headers=headers("order.created")).delivery_key for body in (one, other)}
    for body in (one, other):
        ear.hears(body, headers=headers("order.created"))

    assert 2 == len(keys)
    assert {"727", "728"} == {owed.subject.id for owed in ear.owed}


def test_a_change_of_state_in_the_same_second_is_another_delivery():
    keys = {told(an_order(status)).delivery_key for status in ("pending", "processing")}
    keys |= {told(an_order(refunds=[{"id": 1, "total": "-1.00"}])).delivery_key}

    assert 3 == len(keys)


def test_what_a_plugin_wrote_beside_it_makes_no_other_delivery():
    keys = {told(an_order(meta_data=[{"id": number, "key": "_seen"}])).delivery_key for number in range(3)}

    assert 1 == len(keys)


def test_a_delivery_without_its_time_is_known_by_its_bytes():
    keys = [told(an_order(date_modified_gmt=None, number=number)).delivery_key for number in ("1", "2", "1")]

    assert keys[0] == keys[2] != keys[1]


def test_an_older_state_that_arrives_late_does_not_undo_a_newer_one():
    ear = Ear(source="woocommerce", now=NOW)
    ear.hears(an_order("processing", date_modified_gmt=ago(minutes=50)), headers=headers("order.created"))
    ear.hears(an_order("cancelled", date_modified_gmt=ago(minutes=20)), headers=headers())

    ear.hears(an_order("on-hold", date_modified_gmt=ago(minutes=40)), headers=headers())

    assert ["order.placed", "order.cancelled"] == ear.happened("727")
    assert [] == [owed.follow_up for owed in ear.owed if owed.is_open]


def test_an_update_before_the_creation_places_the_order_once():
    ear = Ear(source="woocommerce", now=NOW)
    ear.hears(an_order("processing"), headers=headers("order.updated"))

    ear.hears(an_order("pending", date_modified_gmt=ago(hours=2)), headers=headers("order.created"))

    assert ["order.placed"] == ear.happened("727")


def test_an_order_of_last_month_that_we_first_hear_of_is_history():
    old = an_order("completed", date_created_gmt=ago(days=30), date_completed_gmt=ago(days=28))

    assert [] == kinds_of(told(old))


def test_an_order_of_last_month_that_is_completed_today_was_delivered_today():
    old = an_order("completed", date_created_gmt=ago(days=30), date_completed_gmt=ago(hours=1))

    assert ["order.delivered"] == kinds_of(told(old))


@pytest.mark.parametrize(
    ("refunds", "total"),
    [
        ([{"id": 1, "total": "-10.00"}], Money(minor=1000, currency="EUR")),
        ([{"id": 1, "total": "-1234567.89"}], Money(minor=123456789, currency="EUR")),
        ([{"id": 1, "total": "-0.07"}], Money(minor=7, currency="EUR")),
        ([{"id": 1, "total": "-10.00"}, {"id": 2, "total": "-1.00"}], None),
        ([{"id": 1, "total": "all of it"}], None),
        ([{"id": 1}], None),
    ],
)
def test_a_refund_of_a_part_leaves_the_state_and_is_one_all_the_same(refunds, total):
    ear = Ear(source="woocommerce", now=NOW)
    ear.hears(an_order(date_modified_gmt=ago(hours=2)), headers=headers("order.created"))

    [event] = ear.reads(an_order(refunds=refunds), headers=headers()).events(ear.subjects[0]).events

    assert ("order.refunded", total) == (event.kind, event.total)


def test_an_amount_in_a_currency_without_cents_is_counted_in_it():
    [event] = told(an_order(total="2935", currency="JPY")).events(None).events

    assert Money(minor=2935, currency="JPY") == event.total


def test_who_pays_is_the_customer_and_not_who_gets_the_parcel():
    assert told(an_order()).contact == Contact(
        ref="25",
        given_name="Hanne",
        family_name="Brook",
        email="hanne@brookandsons.example",
        phone=Phone(raw="020 915 0113", quality=PhoneQuality.GOOD, e164="+353209150113"),
        country="IE",
    )


def test_guests_are_not_one_customer():
    """Customer 0 is nobody: two guests must never become one person."""
    ear = Ear(source="woocommerce", now=NOW)
    other = {"first_name": "Oisín", "email": "oisin.marr@lanternlane.example"}

    ear.hears(an_order(customer_id=0), headers=headers("order.created"))
    ear.hears(an_order(id=728, customer_id=0, billing=other), headers=headers("order.created"))

    assert {("Hanne", None), ("Oisín", None)} == {(one.contact.given_name, one.contact.ref) for one in ear.customers}


def test_an_order_of_nobody_knows_at_least_whom_it_goes_to():
    contact = told(an_order(customer_id=0, billing={})).contact

    assert ("Bram", True) == (contact.given_name, contact.is_recipient)


def test_a_product_is_named_without_its_size_and_colour():
    [event] = told(an_order()).events(None).events

    assert (("number", "727"), ("product", "Oil filter + 1 more")) == event.details


def test_a_deleted_order_is_a_number_and_tells_nothing():
    reading = told({"id": 727}, topic="order.deleted")

    assert ((), 'nothing here follows "order.deleted"') == (reading.events(None).events, reading.events(None).why)
    assert reading.subject is None


@pytest.mark.parametrize(
    ("body", "is_ping"),
    [(b"webhook_id=17", True), (b"webhook_id=", False), (b"webhook_id=17&x=1", False), (b'{"id": 17}', False)],
)
def test_saving_a_webhook_is_answered_and_is_no_delivery(body, is_ping):
    told = greeting(SOURCES["woocommerce"].handshake, method="POST", headers={}, body=body)

    assert is_ping == (told is not None)


@pytest.mark.parametrize("topic", ["product.updated", "coupon.created", "customer.deleted", "action.x", ""])
def test_what_is_no_order_and_no_customer_is_about_nothing(topic):
    assert told({"id": 1}, topic=topic).subject is None


@pytest.mark.parametrize("topic", ["customer.created", "customer.updated"])
def test_a_buyer_is_one_customer_by_her_orders_and_her_account(topic):
    ear = Ear(source="woocommerce", now=NOW)
    account = {
        "id": 25,
        "date_modified_gmt": ago(minutes=5),
        "email": "hanne@brookandsons.example",
        "first_name": "Hanne",
        "last_name": "Brook",
        "billing": {"first_name": "", "last_name": "", "email": "", "phone": "020 915 0123", "country": "IE"},
    }

    ear.hears(an_order(), headers=headers("order.created"))
    ear.hears(account, headers=headers(topic))

    [customer] = ear.customers
    assert ["contact.updated"] == [kind for one in ear.subjects for kind in ear.happened(one.ref.id) if "con" in kind]
    assert ("Hanne", "+353209150123") == (customer.contact.given_name, customer.contact.phone.e164)


@pytest.mark.parametrize("topic", ["order.created", "customer.updated"])
def test_what_has_no_id_is_malformed(topic):
    with pytest.raises(Malformed, match="has no id"):
        told({"status": "processing"}, topic=topic)


def test_ids_of_64_bits_keep_their_last_digit():
    assert f"woocommerce/order/{2**63 - 25}" == str(told(an_order(id=2**63 - 25)).subject)


WRONG: list[Any] = [7, "x", True, [], [7], {}, {"id": {}}, [{"total": [], "name": {}}], None, 1.5]
FIELDS = list(an_order())


@pytest.mark.parametrize("topic", ["order.created", "order.updated", "customer.updated"])
@pytest.mark.parametrize("field", FIELDS)
def test_a_field_of_an_unexpected_form_is_missing_or_malformed(topic, field):
    for status, wrong in itertools.product(["processing", "completed", "refunded", "cancelled"], WRONG):
        try:
            reading = told({**an_order(status), field: wrong}, topic=topic)
        except Malformed:
            assert "id" == field
            continue
        assert reading.delivery_key
        assert all(event.occurred_at <= NOW for event in reading.events(None).events)
