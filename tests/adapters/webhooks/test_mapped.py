from __future__ import annotations

import datetime as dt
import itertools
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from followthrough.adapters.webhooks import delivery, normalise, sources
from followthrough.adapters.webhooks.reading import Parts
from followthrough.application.ports import Reading
from followthrough.domain.errors import Malformed
from followthrough.domain.event import Asked, Contact, Money, Phone, PhoneQuality, SubjectRef
from followthrough.domain.subject import Subject
from followthrough.domain.timeline import MOST_STATES
from support.deliveries import SOURCES, a_delivery

SHOP = normalise.compiled(SOURCES["shopify"], country="IE")
REPAIRS = normalise.compiled(SOURCES["repairshopr"], country="IE")
HELPDESK = normalise.compiled(SOURCES["zendesk"], country="IE")
NOW = dt.datetime(2026, 3, 10, 12, 0, tzinfo=dt.UTC)


def ago(**time: int) -> str:
    return (NOW - dt.timedelta(**time)).isoformat()


# ----- a shop that tells events


def an_order(topic: str = "orders/create", **body: Any) -> Reading:
    """A delivery of the shop about order 9007199254740993, received at NOW."""
    whole = {"id": 9007199254740993, "created_at": ago(hours=2), "updated_at": ago(hours=1), **body}
    return SHOP.read(a_delivery("shopify", whole, headers={"X-Shopify-Topic": topic}, at=NOW))


def known(*, status: str | None = None, as_of: str | None = None, source: str = "shopify") -> Subject:
    """What we knew of a subject before."""
    return Subject(
        ref=SubjectRef(source=source, type="order", id="9007199254740993"),
        customer="c",
        status=status,
        as_of=dt.datetime.fromisoformat(as_of) if as_of else None,
    )


def kinds_of(reading: Reading, previous: Subject | None = None) -> list[str]:
    return [event.kind for event in reading.events(previous).events]


def test_an_id_of_64_bits_keeps_its_last_digit():
    assert an_order().subject == SubjectRef(source="shopify", type="order", id="9007199254740993")


def test_the_address_for_this_order_beats_the_address_of_the_account():
    contact = an_order(
        contact_email="at.work@vale.example", email="b@vale.example", customer={"email": "account@vale.example"}
    ).contact

    assert contact.email == "at.work@vale.example"


def test_a_guest_without_an_account_is_known_by_the_bill():
    contact = an_order(customer=None, billing_address={"first_name": "Idris", "last_name": "Vale"}).contact

    assert (contact.given_name, contact.family_name, contact.ref) == ("Idris", "Vale", None)


def test_a_name_comes_whole_from_one_place():
    contact = an_order(
        customer={"first_name": None, "last_name": "Vale"},
        billing_address={"first_name": "Bram", "last_name": "Teague"},
    ).contact

    assert (contact.given_name, contact.family_name) == (None, "Vale")


def test_whom_the_parcel_goes_to_is_never_taken_for_the_buyer():
    neighbour = {"first_name": "Bram", "last_name": "Teague", "phone": "+353 20 915 0116"}

    contact = an_order(contact_email="ruth@penhale.example", shipping_address=neighbour).contact

    assert contact == Contact(email="ruth@penhale.example")


def test_whom_the_parcel_went_to_is_a_last_resort():
    neighbour = {"first_name": "Bram", "last_name": "Teague", "phone": "+353 20 915 0116", "country_code": "IE"}

    contact = an_order("fulfillments/create", order_id=1, destination=neighbour).contact

    assert contact == Contact(
        given_name="Bram",
        family_name="Teague",
        phone=Phone(raw="+353 20 915 0116", quality=PhoneQuality.GOOD, e164="+353209150116"),
        country="IE",
        is_recipient=True,
    )


def test_a_fulfilment_speaks_for_its_order_and_not_in_its_own_name():
    reading = an_order("fulfillments/create", id=77, order_id=9007199254740993, name="#1007.1")

    event = reading.events(None).events[0]

    assert event.subject == SubjectRef(source="shopify", type="order", id="9007199254740993")
    assert event.details == ()


def test_a_missing_number_stops_nothing():
    reading = an_order(customer={"first_name": "Idris", "phone": None}, phone=None)

    assert reading.contact.phone is None
    assert kinds_of(reading) == ["order.placed"]


@pytest.mark.parametrize(
    ("price", "currency", "money"),
    [
        ("149.00", "EUR", Money(minor=14900, currency="EUR")),
        ("1490", "JPY", Money(minor=1490, currency="JPY")),
        (None, "EUR", None),
    ],
)
def test_the_total_is_counted_in_the_smallest_unit(price, currency, money):
    event = an_order(total_price=price, currency=currency).events(None).events[0]

    assert event.total == money


@pytest.mark.parametrize(
    ("topic", "field", "kind"),
    [
        ("orders/create", "created_at", "order.placed"),
        ("orders/cancelled", "cancelled_at", "order.cancelled"),
        ("orders/fulfilled", "updated_at", "order.shipped"),
        ("fulfillments/create", "created_at", "order.shipped"),
        ("refunds/create", "processed_at", "order.refunded"),
    ],
)
def test_each_event_happened_when_the_shop_says(topic, field, kind):
    event = an_order(topic, **{field: "2026-03-10T09:30:00+02:00"}).events(None).events[0]

    assert (event.kind, event.occurred_at) == (kind, dt.datetime(2026, 3, 10, 7, 30, tzinfo=dt.UTC))


def test_without_a_time_in_the_body_the_time_of_the_trigger_counts():
    body = {"id": 1, "created_at": None, "updated_at": None}
    headers = {"X-Shopify-Topic": "orders/create", "X-Shopify-Triggered-At": "2026-03-10T11:58:00.5Z"}

    told = SHOP.read(a_delivery("shopify", body, headers=headers, at=NOW)).events(None)

    assert told.events[0].occurred_at == dt.datetime(2026, 3, 10, 11, 58, 0, 500000, tzinfo=dt.UTC)


def test_without_any_time_it_happened_when_we_heard_of_it():
    reading = an_order(created_at="yesterday", updated_at=None)

    assert reading.events(None).events[0].occurred_at == NOW
    assert reading.events(None).quality == ("no contact", "no time")


def test_a_clock_that_runs_ahead_does_not_have_the_last_word():
    reading = an_order(created_at="2027-01-01T00:00:00Z", updated_at="2027-01-01T00:00:00Z")

    assert reading.events(None).events[0].occurred_at == NOW
    assert "clock ahead" in reading.events(None).quality


@pytest.mark.parametrize(
    ("topic", "body", "kinds"),
    [
        ("fulfillment_events/create", {"status": "delivered"}, ["order.delivered"]),
        ("fulfillment_events/create", {"status": "in_transit"}, []),
        ("fulfillments/update", {"shipment_status": "delivered"}, ["order.delivered"]),
        ("fulfillments/update", {"shipment_status": None, "status": "success"}, []),
        ("fulfillments/create", {"status": "cancelled"}, []),
        ("fulfillments/create", {"status": "success"}, ["order.shipped"]),
    ],
)
def test_only_the_carriers_word_delivers(topic, body, kinds):
    assert kinds_of(an_order(topic, order_id=1, **body)) == kinds


def test_an_edit_is_no_event():
    reading = an_order("orders/updated", financial_status="paid")

    assert kinds_of(reading, known(status="paid")) == []
    assert reading.events(known(status="paid")).why == "no change that anything follows"


def test_an_edit_before_the_order_itself_changes_nothing():
    """Shopify promises no order: the edit may come first, and the order must still be placed."""
    edited = an_order("orders/updated", financial_status="paid").events(None)

    placed = an_order(financial_status="pending", updated_at=ago(hours=2))

    assert edited.events == ()
    assert kinds_of(placed, known(status=edited.status, as_of=edited.as_of.isoformat())) == ["order.placed"]
    assert placed.events(known(status=edited.status, as_of=edited.as_of.isoformat())).status is None


def test_an_edit_can_tell_of_a_cancellation_that_never_came():
    reading = an_order("orders/updated", cancelled_at=ago(hours=5), cancel_reason="inventory")

    event = reading.events(known(status="paid")).events[0]

    assert (event.kind, event.occurred_at) == ("order.cancelled", NOW - dt.timedelta(hours=5))
    assert event.details == (("reason", "inventory"),)


def test_an_edit_tells_of_a_refund_once():
    reading = an_order("orders/updated", financial_status="refunded")

    assert kinds_of(reading, known(status="paid")) == ["order.refunded"]
    assert kinds_of(reading, known(status="refunded")) == []


def test_an_old_order_that_somebody_tags_today_was_not_refunded_today():
    tagged = an_order("orders/updated", financial_status="refunded", created_at=ago(days=700), updated_at=ago(hours=1))

    assert kinds_of(tagged) == []
    assert tagged.events(None).status == "refunded"


@pytest.mark.parametrize("header", [{"X-Shopify-Test": "true"}, {"shopify-test": "true"}])
def test_a_trial_is_marked_by_its_header(header):
    delivery = a_delivery("shopify", {"id": 1}, headers={"X-Shopify-Topic": "orders/create", **header}, at=NOW)

    assert SHOP.read(delivery).events(None).events[0].test is True


@pytest.mark.parametrize(("test", "marked"), [(True, True), (False, False), (None, False), ("false", False)])
def test_a_trial_is_marked_by_its_body(test, marked):
    assert an_order(test=test).events(None).events[0].test is marked


@pytest.mark.parametrize("topic", ["customers/create", "app/uninstalled"])
def test_a_topic_that_nobody_follows_is_about_nothing(topic):
    reading = an_order(topic)

    assert reading.subject is None
    assert reading.events(None).events == ()
    assert reading.events(None).why == f'nothing here follows "{topic}"'


def test_a_delivery_without_a_topic_is_about_nothing_and_says_so():
    assert "it does not say what kind of news it is" == an_order("").events(None).why


def test_an_order_without_an_id_is_malformed():
    with pytest.raises(Malformed, match=r"This order has no id\."):
        an_order(id=None)


def test_the_same_question_has_the_same_answer():
    reading = an_order(total_price="1.00", currency="EUR")

    assert reading.events(None) == reading.events(None)


# ----- a repair desk that tells states


def a_ticket(status: str | None, *, link: str = "https://desk.example/tickets/7", **attributes: Any) -> Reading:
    """A delivery of the repair desk, received at NOW; the ticket was opened an hour ago and changed just now."""
    ticket = {"id": 7, "status": status, "created_at": ago(hours=1), "updated_at": ago(minutes=1), **attributes}
    return REPAIRS.read(a_delivery("repairshopr", {"link": link, "attributes": ticket}, at=NOW))


def test_what_we_first_hear_of_two_days_late_is_history():
    fresh, old = (a_ticket("Quoted", updated_at=ago(days=2, seconds=seconds)) for seconds in (0, 1))

    assert kinds_of(fresh) == ["repair.quoted"]
    assert kinds_of(old) == []


@pytest.mark.parametrize(
    ("before", "now", "kinds"),
    [
        (None, "New", ["repair.received"]),
        (None, "In Progress", ["repair.received"]),
        (None, "Waiting for Parts", []),
        (None, "Resolved", ["repair.collected"]),
        ("New", "New", []),
        ("New", "In Progress", []),
        ("New", "Waiting for Approval", ["repair.quoted"]),
        ("Waiting for Approval", "Quoted", []),
        ("Quoted", "Approved", ["repair.approved"]),
        ("Approved", "In Progress", []),
        ("In Progress", "Ready for Pickup", ["repair.completed"]),
        ("Ready for Pickup", "ready for pickup", []),
        ("Ready for Pickup", "Resolved", ["repair.collected"]),
        ("In Progress", "Resolved", ["repair.collected"]),
        ("Resolved", "Invoiced", []),
        ("Resolved", "In Progress", ["repair.reopened"]),
        ("Invoiced", "New", ["repair.reopened"]),
        ("Ready for Pickup", "In Progress", ["repair.reopened"]),
        ("Resolved", "Waiting On Part", ["repair.reopened"]),
        ("New", "Cancelled", ["repair.cancelled"]),
        ("Cancelled", "New", []),
        ("New", "Some state of their own", []),
        ("New", None, []),
    ],
)
def test_a_step_from_state_to_state_is_an_event(before, now, kinds):
    previous = known(status=before, source="repairshopr") if before else None

    assert kinds_of(a_ticket(now), previous) == kinds


@pytest.mark.parametrize(
    ("status", "properties", "total"),
    [
        ("Quoted", {"Quoted Price": "610.00"}, Money(minor=61000, currency="EUR")),
        ("Quoted", {"Quoted Price": "about 600"}, None),
        ("Quoted", None, None),
        ("Ready for Pickup", {"Quoted Price": "610.00"}, None),
        ("Ready for Pickup", {"Quoted Price": "610.00", "Final Price": "590"}, Money(minor=59000, currency="EUR")),
    ],
)
def test_price_and_bill_are_amounts_of_their_own(status, properties, total):
    [event] = a_ticket(status, properties=properties).events(known(status="New", source="repairshopr")).events

    assert event.total == total


def test_the_day_on_a_quoted_ticket_is_when_it_would_be_ready():
    ticket = a_ticket("Quoted", due_date="2026-03-10T17:00:00.000+00:00")

    [event] = ticket.events(known(status="New", source="repairshopr")).events

    assert event.agreed_by == dt.datetime(2026, 3, 10, 17, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("transactions", "total"),
    [
        ([{"amount": "24.50", "currency": "EUR"}], Money(minor=2450, currency="EUR")),
        ([{"amount": "20.00", "currency": "EUR"}, {"amount": "4.50", "currency": "EUR"}], None),
        ([], None),
    ],
)
def test_a_refund_has_the_amount_of_its_one_transaction(transactions, total):
    [event] = an_order("refunds/create", transactions=transactions, total_price="99.00").events(None).events

    assert event.total == total


def test_a_state_is_remembered_in_the_desks_own_words():
    told = a_ticket("Waiting for Parts").events(None)

    assert (told.status, told.as_of) == ("Waiting for Parts", NOW - dt.timedelta(minutes=1))


@pytest.mark.parametrize("status", ["New", "Resolved", "Ready for Pickup", "Cancelled"])
def test_a_ticket_of_last_week_that_we_first_hear_of_is_history(status):
    reading = a_ticket(status, created_at=ago(days=9), updated_at=ago(days=3))

    assert kinds_of(reading) == []
    assert reading.events(None).status == status


def test_an_old_ticket_that_is_collected_today_makes_its_event():
    reading = a_ticket("Resolved", created_at=ago(days=9), resolved_at=ago(minutes=5))

    event = reading.events(None).events[0]

    assert (event.kind, event.occurred_at) == ("repair.collected", NOW - dt.timedelta(minutes=5))


def test_an_old_ticket_in_the_state_new_is_no_car_that_has_just_come_in():
    assert kinds_of(a_ticket("New", created_at=ago(days=30), updated_at=ago(minutes=1))) == []


def test_a_ticket_without_any_time_is_not_news():
    assert kinds_of(a_ticket("Resolved", created_at=None, updated_at=None)) == []


def test_a_state_that_arrives_late_is_not_taken_for_a_step_back():
    late = a_ticket("In Progress", updated_at=ago(hours=3))

    told = late.events(known(status="Resolved", as_of=ago(hours=1), source="repairshopr"))

    assert (told.events, told.status, told.as_of, told.why) == ((), None, None, "older than what we know")


def test_states_of_the_same_second_are_taken_in_the_order_they_come():
    told = a_ticket("Resolved").events(known(status="New", as_of=ago(minutes=1), source="repairshopr"))

    assert [event.kind for event in told.events] == ["repair.collected"]


def test_the_whole_customer_comes_with_the_ticket():
    nora = {"id": 70110, "firstname": "Nora", "lastname": "Quill", "email": "n@q.example", "mobile": "020 915 0111"}

    assert a_ticket("New", customer=nora).contact == Contact(
        ref="70110",
        given_name="Nora",
        family_name="Quill",
        email="n@q.example",
        phone=Phone(raw="020 915 0111", quality=PhoneQuality.GOOD, e164="+353209150111"),
    )


def test_a_landline_is_better_than_nothing():
    contact = a_ticket("New", customer={"mobile": "", "phone": "+353 20 915 0111"}).contact

    assert contact.phone == Phone(raw="+353 20 915 0111", quality=PhoneQuality.GOOD, e164="+353209150111")


def test_what_was_done_can_be_said():
    told = a_ticket("New", number=2041, subject="Brakes grinding", problem_type="brakes").events(None)

    assert told.events[0].details == (("number", "2041"), ("work", "brakes"))


@pytest.mark.parametrize("link", ["https://desk.example/invoices/7", "", None, 7])
def test_only_tickets_are_repairs(link):
    assert a_ticket("New", link=link).subject is None


# ----- anything at all

JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats(allow_nan=False, allow_infinity=False) | some.text(),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = [
    "id",
    "order_id",
    "email",
    "contact_email",
    "phone",
    "customer",
    "billing_address",
    "destination",
    "line_items",
    "total_price",
    "currency",
    "created_at",
    "updated_at",
    "cancelled_at",
    "status",
    "financial_status",
    "shipment_status",
    "test",
    "link",
    "attributes",
]
TOPICS = ["orders/create", "orders/updated", "orders/cancelled", "fulfillments/update", "refunds/create", "x"]


@settings(max_examples=150, deadline=None)
@given(
    source=some.sampled_from([SHOP, REPAIRS]),
    topic=some.sampled_from(TOPICS),
    body=some.dictionaries(some.sampled_from(FIELDS), JSON, max_size=8),
    raw=some.none() | some.binary(max_size=30),
)
def test_whatever_is_posted_is_read_or_malformed(source, topic, body, raw):
    payload = {"link": "/tickets/1", "attributes": body, **body} if raw is None else raw
    delivery = a_delivery("shopify", payload, headers={"X-Shopify-Topic": topic}, at=NOW)
    try:
        reading = source.read(delivery)
    except Malformed:
        return

    told = reading.events(None)
    assert all(event.occurred_at <= NOW for event in told.events)
    assert reading.subject is not None or not told.events


# ----- when it began


def test_an_order_tells_when_it_began_and_a_fulfilment_does_not():
    told = an_order(total_price="10.00").events(None)
    fulfilment = an_order("fulfillments/create", order_id=9007199254740993, id=1).events(None)

    assert told.began_at == told.events[0].began_at == NOW - dt.timedelta(hours=2)
    assert (fulfilment.began_at, fulfilment.events[0].began_at) == (None, None)


def test_an_order_of_which_nothing_has_happened_still_tells_when_it_began():
    told = an_order("orders/updated", total_price="10.00", financial_status="paid").events(None)

    assert (told.events, told.began_at) == ((), NOW - dt.timedelta(hours=2))


def test_a_repair_tells_when_it_was_brought_in():
    told = REPAIRS.read(
        a_delivery(
            "repairshopr",
            {"link": "https://x.example/tickets/1", "attributes": {"id": 1, "created_at": ago(days=40)}},
            at=NOW,
        )
    ).events(None)

    assert told.began_at == NOW - dt.timedelta(days=40)


# ----- a helpdesk whose trigger posts what we ask for


def a_complaint(*, status: str = "New", **requester: Any) -> Reading:
    """A complaint as the trigger template of the source file writes it."""
    body = {
        "ticket": {
            "id": "5512",
            "status": status,
            "subject": "A strap is missing",
            "description": "Three straps, not four.\nWe leave on Saturday.",
            "created_at": ago(minutes=1),
            "updated_at": ago(minutes=1),
        },
        "requester": {"id": "90021", "first_name": "Idris", "email": "idris@vale.example", **requester},
    }
    return HELPDESK.read(a_delivery("zendesk", body, at=NOW))


def test_a_new_ticket_is_a_complaint_in_the_customers_own_words():
    [event] = a_complaint().events(None).events

    assert ("complaint.opened", "Three straps, not four.\nWe leave on Saturday.") == (event.kind, event.note)
    assert ("Idris", "idris@vale.example") == (event.contact.given_name, event.contact.email)


@pytest.mark.parametrize(
    ("before", "now", "kinds"),
    [
        ("New", "Solved", ["complaint.resolved"]),
        ("Solved", "Closed", []),
        ("Closed", "Open", ["complaint.reopened"]),
        ("New", "Pending", []),
    ],
)
def test_a_ticket_is_resolved_and_reopened_by_its_state(before, now, kinds):
    assert kinds == kinds_of(a_complaint(status=now), known(status=before, source="zendesk"))


# ----- what a file may say beside all this


TILL = """
id = "till"
topic = "body.type"
dedup = ["body.id", "body.n"]
at = { time = "body.at", unit = "s" }
test = "body.live == `false`"
asked = { map = "body.ask", values = { y = "yes", n = "no" } }

[verify]
scheme = "url_secret"

[delivery]
topic = ["x-topic"]

[[subject]]
type = "complaint"
id = "body.dispute"
when = "body.dispute"
parent = { type = "order", id = "body.order", source = "shopify" }

[[subject]]
type = "order"
id = "body.order"

[customer]
name = "body.name"

[total]
amount = "body.cents"
currency = "'EUR'"
unit = "minor"

[[event]]
kind = "order.placed"
topics = ["sale"]

[[event]]
kind = "complaint.opened"
topics = ["sale", "dispute"]
"""


def the_till(extra: str = "") -> normalise.Normaliser:
    return normalise.compiled(sources.parse(extra + TILL, file="till.toml"), country="IE")


def rung(body: object, *, till: normalise.Normaliser | None = None, topic: str = "") -> Parts:
    headers = {"x-topic": topic} if topic else {}
    spec = sources.parse(TILL, file="till.toml")
    taken = delivery.taken(spec, headers=headers, body=json.dumps(body).encode(), received_at=NOW)
    return (till or the_till()).read_all(taken)


def the_only(parts: Parts) -> Reading:
    [reading] = parts.readings
    return reading


def test_a_topic_may_stand_in_the_body():
    sale = the_only(rung({"type": "sale", "order": 7, "at": 1773140000, "cents": 2450}))

    [event] = sale.events(None).events

    assert ("order.placed", "till/order/7", Money(minor=2450, currency="EUR")) == (
        event.kind,
        str(event.subject),
        event.total,
    )
    assert dt.datetime(2026, 3, 10, 10, 53, 20, tzinfo=dt.UTC) == event.occurred_at


def test_a_topic_in_the_headers_stands_where_the_body_names_none():
    assert ["order.placed"] == kinds_of(the_only(rung({"order": 7}, topic="sale")))


def test_the_first_subject_that_listens_is_what_a_delivery_is_about():
    dispute = the_only(rung({"type": "sale", "order": 7, "dispute": "d-1"}))

    [event] = dispute.events(None).events

    assert ("complaint.opened", "till/complaint/d-1", "shopify/order/7") == (
        event.kind,
        str(event.subject),
        str(event.parent),
    )


def test_a_parent_that_is_not_named_is_none():
    [event] = the_only(rung({"type": "dispute", "dispute": "d-1"})).events(None).events

    assert event.parent is None


def test_a_delivery_about_nothing_that_its_topic_can_happen_to_makes_nothing():
    told = the_only(rung({"type": "dispute", "order": 7})).events(None)

    assert ((), 'nothing here follows "dispute"') == (told.events, told.why)


def test_the_key_of_a_delivery_is_made_of_source_topic_and_what_its_file_names():
    assert "till:sale:e-1/2" == the_only(rung({"type": "sale", "order": 7, "id": "e-1", "n": 2})).delivery_key


def test_one_id_for_two_topics_is_two_deliveries():
    made, changed = (the_only(rung({"type": kind, "order": 7, "id": 1, "n": 1})) for kind in ("sale", "dispute"))

    assert made.delivery_key != changed.delivery_key


def test_a_delivery_without_all_of_its_id_is_known_by_its_bytes():
    one, other, again = (the_only(rung({"type": "sale", "order": 7, "id": "e-1", "t": t})) for t in (1, 2, 1))

    assert one.delivery_key.startswith("till::")
    assert one.delivery_key != other.delivery_key
    assert one.delivery_key == again.delivery_key


def test_what_the_source_marks_as_a_trial_is_told_as_one():
    assert the_only(rung({"type": "sale", "order": 7, "live": False})).events(None).is_trial
    assert not the_only(rung({"type": "sale", "order": 7, "live": True})).events(None).is_trial
    assert not the_only(rung({"type": "sale", "order": 7})).events(None).is_trial


@pytest.mark.parametrize(("told", "asked"), [("y", Asked.YES), ("N", Asked.NO), ("?", Asked.UNKNOWN)])
def test_whether_she_may_be_asked_is_told_in_our_words(told, asked):
    [event] = the_only(rung({"type": "sale", "order": 7, "ask": told})).events(None).events

    assert asked == event.asked


def test_several_things_in_one_delivery_are_read_each_for_itself():
    till = the_till("split = 'body.sales'\n")
    sales = [{"type": "sale", "order": 7}, {"type": "sale"}, "nonsense", {"type": "sale", "order": 8}]

    parts = rung({"sales": sales}, till=till)

    assert ["till/order/7", "till/order/8"] == [str(reading.subject) for reading in parts.readings]
    assert ["This order has no id.", "The body is not a JSON object."] == [str(wrong) for wrong in parts.unreadable]
    assert 2 == len({reading.delivery_key for reading in parts.readings})


def test_each_of_several_still_sees_what_was_said_of_all():
    till = the_till("split = 'body.sales'\nnote = 'whole.remark'\n")
    body = {"remark": "a gift", "sales": [{"type": "sale", "order": 7}, {"type": "sale", "order": 8}]}

    told = [reading.events(None).events[0] for reading in rung(body, till=till).readings]

    assert [("7", "a gift"), ("8", "a gift")] == [(event.subject.id, event.note) for event in told]


def test_a_body_that_is_a_list_itself_can_be_split():
    parts = rung([{"type": "sale", "order": 7}, {"type": "sale", "order": 7}], till=the_till("split = 'body'\n"))

    assert ["till/order/7", "till/order/7"] == [str(reading.subject) for reading in parts.readings]


@pytest.mark.parametrize("body", [{"sales": "x"}, {}, 7, {"sales": {"a": 1}}])
def test_a_delivery_without_the_list_that_its_file_names_is_malformed(body):
    with pytest.raises(Malformed, match="no list"):
        rung(body, till=the_till("split = 'body.sales'\n"))


def test_who_she_is_is_told_as_of_the_senders_own_time():
    assert an_order(updated_at="2026-03-02T11:20:00+00:00").told_at == dt.datetime(2026, 3, 2, 11, 20, tzinfo=dt.UTC)


def test_a_clock_that_runs_ahead_has_no_last_word_on_who_she_is():
    reading = an_order(updated_at="2027-03-02T11:20:00+00:00")

    assert reading.told_at == reading.delivery.received_at


# ----- states in any order


def a_line(*readings: Reading) -> Subject:
    """What is known of the ticket after these deliveries, in the order in which they came."""
    subject = Subject(ref=SubjectRef(source="repairshopr", type="repair", id="7"), customer="c")
    for reading in readings:
        told = reading.events(subject)
        subject = subject.without(told.gone).with_line(told.line).now_in(told.status, as_of=told.as_of)
        for event in told.events:
            subject = subject.took(event)
    return subject


NEW = a_ticket("New", updated_at=ago(minutes=50))
READY = a_ticket("Ready for Pickup", updated_at=ago(minutes=30), properties={"Final Price": "590"})
RESOLVED = a_ticket("Resolved", updated_at=ago(minutes=10), resolved_at=ago(minutes=10))


def test_a_state_that_comes_late_tells_the_steps_it_lies_between():
    known = a_line(NEW, RESOLVED)

    told = READY.events(known)

    assert ["repair.completed"] == [event.kind for event in told.events]
    assert (dt.timedelta(minutes=30), 59000) == (NOW - told.events[0].occurred_at, told.events[0].total.minor)
    assert (None, ()) == (told.status, told.gone)


def test_states_end_alike_in_whatever_order_they_come():
    working = a_ticket("In Progress", updated_at=ago(minutes=20))
    orders = itertools.permutations((NEW, READY, working, RESOLVED))

    ends = {(line.seen, line.status, line.line) for line in (a_line(*order) for order in orders)}

    [(seen, status, _)] = ends
    assert ["repair.received", "repair.completed", "repair.reopened", "repair.collected"] == [
        each.kind for each in seen
    ]
    assert "Resolved" == status


def test_an_event_that_an_earlier_state_explains_away_is_told_to_be_gone():
    invoiced = a_ticket("Invoiced", updated_at=ago(minutes=5), resolved_at=ago(minutes=5))

    told = RESOLVED.events(a_line(NEW, invoiced))

    assert [(NOW - event.occurred_at) for event in told.events] == [dt.timedelta(minutes=10)]
    assert [("repair.collected", NOW - dt.timedelta(minutes=5))] == [seen.name for seen in told.gone]


def test_the_same_state_at_the_same_time_is_nothing_new():
    known = a_line(NEW)

    told = NEW.events(known)

    assert ((), (), None, None) == (told.events, told.gone, told.line, told.status)


def test_what_a_ticket_says_counts_though_its_state_tells_nothing_new():
    gift = a_ticket("New", updated_at=ago(minutes=2), problem_type="wipers", properties={"No charge": "washed the car"})

    told = gift.events(a_line(NEW))

    assert ((), ("washed the car",), "wipers") == (told.events, told.goodwill, dict(told.details)["work"])
    assert dt.timedelta(minutes=2) == NOW - told.told_at


def test_a_ticket_that_changes_all_day_stays_small():
    readings = (a_ticket("New", updated_at=ago(minutes=50 - minute)) for minute in range(MOST_STATES + 5))

    assert MOST_STATES == len(a_line(*readings).line)


STEPS = """
id = "plugin"
at = "body.at"
status = "body.status"
states = ["paid", "sent"]

[verify]
scheme = "url_secret"

[subject]
type = "order"
id = "body.id"

[[event]]
kind = "order.placed"
first = ["paid"]

[[event]]
kind = "order.shipped"
enters = ["sent"]
"""


@pytest.mark.parametrize("order", [("paid", "sent"), ("sent", "paid")])
def test_states_of_one_second_are_taken_in_the_order_that_the_file_names(order):
    spec = sources.parse(STEPS, file="plugin.toml")
    plugin = normalise.compiled(spec, country="IE")
    bodies = (json.dumps({"id": 7, "status": status, "at": ago(hours=1)}).encode() for status in order)
    taken = (delivery.taken(spec, headers={}, body=body, received_at=NOW) for body in bodies)

    known = a_line(*(the_only(plugin.read_all(each)) for each in taken))

    assert (["order.placed", "order.shipped"], "sent") == ([seen.kind for seen in known.seen], known.status)
