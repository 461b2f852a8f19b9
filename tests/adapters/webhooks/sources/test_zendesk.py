"""What a Zendesk helpdesk says, in our words: by a trigger with our template, or by its own events."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

import pytest

from followthrough.application.ports import Reading
from followthrough.domain.errors import Malformed
from followthrough.domain.event import Contact, Phone, PhoneQuality
from support.bending import unreadable
from support.deliveries import PROJECT
from support.listening import Ear, kinds_of

NOW = dt.datetime(2026, 3, 20, 12, 0, tzinfo=dt.UTC)
TEMPLATE = PROJECT / "docs" / "zendesk-trigger.json"
SHIPPED = PROJECT / "functions" / "business" / "sources" / "zendesk.toml"


def ago(**time: float) -> str:
    return (NOW - dt.timedelta(**time)).isoformat()


def nanoseconds_ago(**time: float) -> str:
    return (NOW - dt.timedelta(**time)).strftime("%Y-%m-%dT%H:%M:%S.") + "672717030Z"


# ----- by a trigger --------------------------------------------------------------------------------


def a_call(status: str = "Open", *, hours: float = 1, **more: Any) -> dict[str, Any]:
    """What the template becomes when the trigger fires."""
    return {
        "ticket": {
            "id": "5512",
            "status": status,
            "subject": "A strap is missing",
            "description": "There are three straps in the box.",
            "created_at": ago(hours=5),
            "updated_at": ago(hours=hours),
        },
        "requester": {
            "id": "90021",
            "first_name": "Idris",
            "last_name": "Vale",
            "email": "idris@vale.example",
            "phone": "+353 20 915 0114",
            "language": "English",
        },
        **more,
    }


def invoked(number: int) -> dict[str, str]:
    return {"X-Zendesk-Webhook-Invocation-Id": f"01J{number}"}


def test_the_template_to_copy_is_the_one_in_the_file():
    comment = [line.removeprefix("#") for line in SHIPPED.read_text().splitlines() if line.startswith("#   ")]
    printed = json.loads("\n".join(line for line in comment if re.match(r" {3,}[{}\"]", line)))

    assert printed == json.loads(TEMPLATE.read_text())


def test_the_template_names_everything_that_the_file_reads():
    template = json.loads(TEMPLATE.read_text())

    assert {key: set(a_call()[key]) for key in ("ticket", "requester")} == {key: set(template[key]) for key in template}


@pytest.mark.parametrize("status", ["New", "Open", "Pending", "On-hold", "open"])
def test_a_ticket_that_we_first_hear_of_is_a_complaint(status):
    [event] = Ear(source="zendesk", now=NOW).reads(a_call(status)).events(None).events

    assert ("complaint.opened", NOW - dt.timedelta(hours=5)) == (event.kind, event.occurred_at)
    assert "There are three straps in the box." == event.note
    assert (("about", "A strap is missing"), ("number", "5512")) == event.details


def test_a_requester_is_told_by_the_template():
    assert Ear(source="zendesk", now=NOW).reads(a_call()).contact == Contact(
        ref="90021",
        given_name="Idris",
        family_name="Vale",
        email="idris@vale.example",
        phone=Phone(raw="+353 20 915 0114", quality=PhoneQuality.GOOD, e164="+353209150114"),
    )


def test_a_ticket_is_solved_reopened_and_closed_by_comparing():
    ear = Ear(source="zendesk", now=NOW)
    story = ["New", "Open", "Solved", "Solved", "Closed", "Open", "Solved"]

    for place, status in enumerate(story):
        ear.hears(a_call(status, hours=4 - place / 4), headers=invoked(place))

    assert ["complaint.opened", "complaint.resolved", "complaint.reopened", "complaint.resolved"] == ear.happened(
        "5512"
    )


@pytest.mark.parametrize("status", ["New", "Open", "Pending", "Hold", "On-hold"])
def test_whichever_way_a_solved_ticket_comes_back_it_is_reopened(status):
    ear = Ear(source="zendesk", now=NOW)

    for place, state in enumerate(["Open", "Solved", status, "Open"]):
        ear.hears(a_call(state, hours=4 - place / 4), headers=invoked(place))

    assert ["complaint.opened", "complaint.resolved", "complaint.reopened"] == ear.happened("5512")


def test_a_call_of_the_trigger_twice_is_one():
    ear = Ear(source="zendesk", now=NOW)

    assert ["taken in", "duplicate"] == [ear.hears(a_call(), headers=invoked(1)).outcome for _ in range(2)]


def test_a_rating_is_told_with_its_word():
    reading = Ear(source="zendesk", now=NOW).reads(a_call("Solved", rating="Bad, I'm unsatisfied"))

    rated = [event for event in reading.events(None).events if event.kind == "complaint.rated"]
    assert ["Bad, I'm unsatisfied"] == [dict(event.details)["rating"] for event in rated]


def test_a_ticket_of_long_ago_is_history():
    old = a_call("Open")
    old["ticket"]["created_at"] = ago(days=40)

    assert [] == kinds_of(Ear(source="zendesk", now=NOW).reads(old))


# ----- by events -----------------------------------------------------------------------------------


def an_event(
    what: str, *, event: dict[str, Any] | None = None, key: str = "cbe4", minutes: float = 1, **ticket: Any
) -> dict[str, Any]:
    detail = {
        "id": "5530",
        "created_at": ago(minutes=50),
        "description": "One tyre is old.",
        "requester_id": "90033",
        "status": "OPEN",
        "subject": "Tyres",
        "tags": ["web"],
        "type": "PROBLEM",
        **ticket,
    }
    return {
        "account_id": 1,
        "id": key,
        "type": f"zen:event-type:ticket.{what}",
        "time": nanoseconds_ago(minutes=minutes),
        "subject": "zen:ticket:5530",
        "detail": detail,
        "event": event or {},
    }


def a_user(**more: Any) -> dict[str, Any]:
    detail = {"id": "90033", "email": "ada@holm.example", "role": "end-user", "created_at": ago(minutes=1), **more}
    return {"id": "u-1", "type": "zen:event-type:user.created", "time": nanoseconds_ago(minutes=1), "detail": detail}


def told(body: dict[str, Any]) -> Reading:
    return Ear(source="zendesk", now=NOW).reads(body)


def a_change(previous: str, current: str, **more: Any) -> dict[str, Any]:
    return an_event("status_changed", event={"previous": previous, "current": current}, status=current, **more)


def a_comment(*, is_staff: object, author: str = "90033", **ticket: Any) -> dict[str, Any]:
    said = {"body": "At the back on the left.", "author": {"id": author, "is_staff": is_staff, "name": "Ada Holm"}}
    return an_event("comment_added", event={"comment": said}, **{"created_at": ago(days=9), **ticket})


EVENTS = [
    (an_event("created", status="NEW"), ["complaint.opened"]),
    (an_event("created", status="NEW", created_at=ago(days=40)), ["complaint.opened"]),
    (an_event("created", status="NEW", type=None), ["complaint.opened"]),
    (an_event("created", status="NEW", type="QUESTION"), []),
    (an_event("created", status="NEW", type="TASK"), []),
    (an_event("priority_changed"), ["complaint.opened"]),
    (an_event("priority_changed", created_at=ago(days=9)), []),
    (a_change("OPEN", "SOLVED"), ["complaint.resolved"]),
    (a_change("SOLVED", "CLOSED"), []),
    (a_change("SOLVED", "OPEN", created_at=ago(days=9)), ["complaint.reopened"]),
    (a_change("SOLVED", "OPEN", created_at=ago(days=9), type="QUESTION"), []),
    (a_change("NEW", "OPEN", created_at=ago(days=9)), []),
    (a_comment(is_staff=False), ["complaint.updated"]),
    (a_comment(is_staff=True), []),
    (an_event("type_changed", type="QUESTION"), ["complaint.resolved"]),
    (an_event("type_changed", type="PROBLEM", created_at=ago(days=9)), []),
    (an_event("soft_deleted", status="DELETED"), ["complaint.resolved"]),
    (an_event("permanently_deleted", status="DELETED"), ["complaint.resolved"]),
    (an_event("marked_as_spam", status="CLOSED"), ["complaint.resolved"]),
    (a_user(), ["contact.updated"]),
]


@pytest.mark.parametrize(("body", "kinds"), EVENTS)
def test_an_event_tells_what_happened(body, kinds):
    assert kinds == kinds_of(told(body))


@pytest.mark.parametrize(
    "body", [a_user(role="agent"), {"type": "zen:event-type:organization.created"}, {"text": "hi"}]
)
def test_who_works_there_and_what_is_no_ticket_are_nothing(body):
    assert told(body).subject is None


def test_what_was_told_in_the_wrong_order_is_told_right():
    ear = Ear(source="zendesk", now=NOW)

    ear.hears(a_change("SOLVED", "OPEN", key="3", minutes=10))
    ear.hears(a_change("OPEN", "SOLVED", key="2", minutes=20))
    ear.hears(an_event("created", status="NEW", key="1", minutes=50))

    assert ["complaint.opened", "complaint.resolved", "complaint.reopened"] == ear.happened("5530")


def test_an_event_twice_is_one():
    ear = Ear(source="zendesk", now=NOW)

    told_twice = [ear.hears(an_event("created"), headers=invoked(attempt)).outcome for attempt in range(2)]

    assert ["taken in", "duplicate"] == told_twice


def test_a_ticket_knows_her_only_by_her_number_and_the_user_tells_her_address():
    assert Contact(ref="90033") == told(an_event("created")).contact
    assert Contact(ref="90033", email="ada@holm.example") == told(a_user()).contact


def test_a_comment_of_hers_tells_her_name_and_one_of_a_colleague_does_not():
    assert "Ada Holm" == told(a_comment(is_staff=False)).contact.given_name
    assert None is told(a_comment(is_staff=True, author="90001")).contact.given_name


def test_what_a_colleague_wrote_is_not_what_she_wrote():
    [hers] = told(a_comment(is_staff=False)).events(None).events
    [first] = told(a_comment(is_staff=True, created_at=ago(hours=1))).events(None).events

    assert ("complaint.updated", "At the back on the left.") == (hers.kind, hers.note)
    assert ("complaint.opened", "One tyre is old.") == (first.kind, first.note)


def test_a_time_with_nanoseconds_is_a_time():
    assert dt.timedelta(minutes=1) - dt.timedelta(microseconds=672717) == NOW - told(an_event("created")).at


def test_a_number_for_an_id_keeps_its_last_digit():
    assert f"zendesk/complaint/{2**63 - 25}" == str(told(an_event("created", id=2**63 - 25)).subject)


def test_a_ticket_without_an_id_is_malformed():
    with pytest.raises(Malformed, match="This complaint has no id"):
        told(an_event("created", id=None))


def test_a_body_of_an_unexpected_shape_is_read_or_malformed():
    assert [] == unreadable("zendesk")
