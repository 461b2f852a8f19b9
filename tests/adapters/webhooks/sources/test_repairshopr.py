"""What RepairShopr says, in our words; more of its tickets in test_mapped."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from followthrough.application.ports import Reading
from followthrough.domain.errors import Malformed
from followthrough.domain.event import Contact, Money, Phone, PhoneQuality
from support.bending import unreadable
from support.listening import Ear, kinds_of

NOW = dt.datetime(2026, 3, 20, 12, 0, tzinfo=dt.UTC)
TICKET = 88120041


def ago(**time: float) -> str:
    return (NOW - dt.timedelta(**time)).isoformat(timespec="milliseconds")


def a_body(path: str, attributes: dict[str, Any]) -> dict[str, Any]:
    return {"text": "news", "html": "<p>news</p>", "link": f"https://shop.example{path}", "attributes": attributes}


def a_ticket(status: str, *, hours: float = 1, **more: Any) -> dict[str, Any]:
    attributes = {
        "id": TICKET,
        "number": 2041,
        "subject": "Brakes grinding",
        "problem_type": "brakes",
        "status": status,
        "created_at": ago(hours=20),
        "updated_at": ago(hours=hours),
        "due_date": None,
        "resolved_at": None,
        "customer_id": 70110,
        "customer": {"id": 70110, "firstname": "Nora", "lastname": "Quill", "email": "nora@quill.example"},
        "properties": {},
        **more,
    }
    return a_body(f"/tickets/{TICKET}", attributes)


def an_estimate(status: str, **more: Any) -> dict[str, Any]:
    attributes = {
        "id": 5500041,
        "number": "1041",
        "status": status,
        "created_at": ago(hours=10),
        "updated_at": ago(hours=2),
        "total": "310.0",
        "ticket_id": TICKET,
        "customer_id": 70110,
        "customer_business_then_name": "Nora Quill",
        **more,
    }
    return a_body("/estimates/5500041", attributes)


def a_comment() -> dict[str, Any]:
    return a_body(f"/tickets/{TICKET}", {"id": 99310041, "ticket_id": TICKET, "body": "Parts ordered.", "hidden": True})


def told(body: dict[str, Any]) -> Reading:
    return Ear(source="repairshopr", now=NOW).reads(body)


NEWS = [
    (a_ticket("New"), ["repair.received"]),
    (a_ticket("Waiting for Approval"), ["repair.quoted"]),
    (a_ticket("Approved"), ["repair.approved"]),
    (a_ticket("Declined"), ["repair.declined"]),
    (a_ticket("Waiting On Part"), []),
    (a_ticket("Ready for Pickup"), ["repair.completed"]),
    (a_ticket("Resolved"), ["repair.collected"]),
    (a_ticket("Invoiced"), ["repair.collected"]),
    (a_ticket("Cancelled"), ["repair.cancelled"]),
    (an_estimate("Fresh"), []),
    (an_estimate("Approved"), ["repair.approved", "repair.quoted"]),
    (an_estimate("Declined"), ["repair.declined", "repair.quoted"]),
]


@pytest.mark.parametrize(("body", "kinds"), NEWS)
def test_a_state_tells_what_happened_to_the_repair(body, kinds):
    reading = told(body)

    assert (kinds, f"repairshopr/repair/{TICKET}") == (kinds_of(reading), str(reading.subject))


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (a_comment(), 'nothing here follows "comment"'),
        (a_body("/invoices/7", {"id": 7, "ticket_id": TICKET, "total": "310.0"}), 'nothing here follows "invoice"'),
        (an_estimate("Approved", ticket_id=None), 'nothing here follows "estimate"'),
        (a_body("/leads/7", {"id": 7}), "it does not say what kind of news it is"),
        ({"text": "news"}, "it does not say what kind of news it is"),
    ],
)
def test_what_is_no_news_of_a_repair_is_nothing_and_says_why(body, why):
    reading = told(body)

    assert (None, why) == (reading.subject, reading.events(None).why)


def test_a_repair_from_the_first_to_the_second_time():
    ear = Ear(source="repairshopr", now=NOW)
    story = ["New", "In Progress", "Waiting for Approval", "Approved", "Ready for Pickup", "Invoiced", "Resolved"]

    for place, status in enumerate([*story, "In Progress", "Ready for Pickup", "Resolved"]):
        ear.hears(a_ticket(status, hours=19 - place))

    first = ["received", "quoted", "approved", "completed", "collected"]
    again = ["reopened", "completed", "collected"]
    assert [f"repair.{word}" for word in (*first, *again)] == ear.happened(str(TICKET))


def test_one_state_sent_nine_times_is_one_and_the_next_is_another():
    ear = Ear(source="repairshopr", now=NOW)

    outcomes = [ear.hears({**a_ticket("New", hours=9), "text": f"news {n}"}).outcome for n in range(9)]
    outcomes.append(ear.hears(a_ticket("In Progress", hours=9)).outcome)

    assert ["taken in", *["duplicate"] * 8, "taken in"] == outcomes


def test_a_ticket_and_its_comment_at_one_time_are_two():
    assert a_ticket("New")["link"] == a_comment()["link"]
    assert told(a_ticket("New")).delivery_key != told(a_comment()).delivery_key


def test_an_older_state_that_comes_late_changes_nothing():
    ear = Ear(source="repairshopr", now=NOW)
    ear.hears(a_ticket("New", hours=9))
    ear.hears(a_ticket("Resolved", hours=1))

    ear.hears(a_ticket("In Progress", hours=8))

    assert ["repair.received", "repair.collected"] == ear.happened(str(TICKET))


def test_an_estimate_she_approved_keeps_the_promise_of_a_price_and_quotes_her_none_again():
    ear = Ear(source="repairshopr", now=NOW)
    ear.hears(a_ticket("New", hours=3, created_at=ago(hours=3)))
    assert {"price-call", "no-news"} == {owed.follow_up for owed in ear.owed if owed.is_open}

    ear.hears(an_estimate("Approved"))

    [price] = [owed for owed in ear.owed if owed.follow_up == "price-call"]
    assert (False, "repair.quoted") == (price.is_open, price.history[-1].because)
    assert {"ready-by", "no-news"} == {owed.follow_up for owed in ear.owed if owed.is_open}
    [repair] = [subject for subject in ear.subjects if subject.ref.type == "repair"]
    assert (Money(minor=31000, currency="EUR"), "New") == (repair.quoted, repair.status)


def test_an_estimate_does_not_rename_the_ticket():
    [event, _] = told(an_estimate("Approved")).events(None).events

    assert () == event.details


def test_she_is_one_customer_by_whatever_tells_of_her():
    ear = Ear(source="repairshopr", now=NOW)
    ear.hears(a_ticket("New", hours=9))
    ear.hears(an_estimate("Approved"))

    changed = {"id": 70110, "firstname": "Nora", "lastname": "Quill", "email": "nora@new.example", "updated_at": ago()}
    ear.hears(a_body("/customers/70110", {**changed, "mobile": "+353 20 915 0111"}))

    [nora] = ear.customers
    assert nora.contact == Contact(
        ref="70110",
        given_name="Nora",
        family_name="Quill",
        email="nora@new.example",
        phone=Phone(raw="+353 20 915 0111", quality=PhoneQuality.GOOD, e164="+353209150111"),
    )


def test_a_ticket_without_a_customer_is_a_repair_all_the_same():
    reading = told(a_ticket("New", customer=None, customer_id=None))

    assert (["repair.received"], Contact()) == (kinds_of(reading), reading.contact)


def test_a_number_for_an_id_keeps_its_last_digit():
    assert f"repairshopr/repair/{2**63 - 25}" == str(told(a_ticket("New", id=2**63 - 25)).subject)


def test_a_ticket_without_an_id_is_malformed():
    with pytest.raises(Malformed, match="This repair has no id"):
        told(a_ticket("New", id=None))


def test_a_body_of_an_unexpected_shape_is_read_or_malformed():
    assert [] == unreadable("repairshopr")
