"""Senders that we know from their documentation only: what they sign is believed, and what they say is understood."""

from __future__ import annotations

import copy
import datetime as dt
import json
from typing import Any

import pytest

from console.signing import signed_headers
from followthrough.adapters.webhooks.verify import verify
from followthrough.domain.errors import BadSignature
from followthrough.domain.event import Contact, Phone, PhoneQuality
from support.bending import unreadable
from support.deliveries import SOURCES, Sample, sample, sample_names
from support.listening import Ear, kinds_of

NEVER_TRIED = sorted(
    name for name, spec in SOURCES.items() if spec.about.sure == "documented" and name != "repairshopr"
)
SAMPLES = {name.partition(".")[0]: name for name in sample_names() if name.partition(".")[0] in NEVER_TRIED}
SECRET = "four-words-of-our-own"


def at_hand(source: str) -> Sample:
    return sample(SAMPLES[source])


def changed(source: str, **places: Any) -> dict[str, Any]:
    """The body of its sample with other values at these places, `a__b` for b in a."""
    body = copy.deepcopy(at_hand(source).body)
    for place, value in places.items():
        *way, last = place.split("__")
        inside = body
        for step in way:
            inside = inside[step]
        inside[last] = value
    return body


def an_ear(source: str) -> Ear:
    return Ear(source=source, now=at_hand(source).at)


def test_each_of_them_has_a_sample():
    assert ["chatwoot", "erpnext", "helpscout", "intercom", "zammad"] == NEVER_TRIED == sorted(SAMPLES)


@pytest.mark.parametrize("source", NEVER_TRIED)
def test_what_it_signs_is_believed_and_what_it_did_not_sign_is_not(source):
    one, spec = at_hand(source), SOURCES[source]
    body = json.dumps(one.body).encode()
    added = signed_headers(spec, secret=SECRET, headers=one.headers, body=body, now=one.at, url="")
    door = {"headers": {**one.headers, **added}, "secrets": [SECRET], "url_secret": None, "now": one.at}

    verify(spec.verify, body=body, **door)
    with pytest.raises(BadSignature):
        verify(spec.verify, body=body + b" ", **door)


@pytest.mark.parametrize("source", NEVER_TRIED)
def test_its_sample_is_taken_in_once(source):
    ear, one = an_ear(source), at_hand(source)

    outcomes = [ear.hears(one.body, headers=one.headers).outcome for _ in range(2)]

    assert ["taken in", "duplicate"] == outcomes
    assert [SAMPLES[source].split(".")[1].replace("-", ".", 1)] == [seen.kind for seen in ear.subjects[0].seen]


STATES = [
    ("chatwoot", "status", "resolved", "open"),
    ("chatwoot", "status", "resolved", "snoozed"),
    ("zammad", "ticket__state", "closed", "open"),
    ("zammad", "ticket__state", "closed", "pending close"),
    ("helpscout", "status", "closed", "active"),
    ("helpscout", "status", "spam", "active"),
    ("intercom", "data__item__state", "closed", "open"),
    ("intercom", "data__item__state", "closed", "snoozed"),
]
TIMES = {"zammad": "ticket__updated_at", "helpscout": "userUpdatedAt", "intercom": "created_at"}


@pytest.mark.parametrize(("source", "state", "over", "again"), STATES)
def test_a_complaint_is_solved_and_reopened_by_comparing(source, state, over, again):
    ear, one = an_ear(source), at_hand(source)
    ear.hears(one.body, headers=one.headers)

    for hour, word in enumerate((over, again), start=1):
        at = one.at + dt.timedelta(hours=hour)
        seconds = int(at.timestamp())
        when = {TIMES[source]: seconds if source == "intercom" else at.isoformat()} if source in TIMES else {}
        ids = {"id": f"notif_{hour}"} if source == "intercom" else {}
        headers = {name: f"{value}{hour}" if "delivery" in name else value for name, value in one.headers.items()}
        headers |= {"x-chatwoot-timestamp": str(seconds)}
        ear.hears(changed(source, **{state: word}, **when, **ids), headers=headers, at=at)

    [complaint] = ear.subjects
    assert [f"complaint.{word}" for word in ("opened", "resolved", "reopened")] == [
        seen.kind for seen in complaint.seen
    ]


@pytest.mark.parametrize(
    ("source", "places"),
    [
        ("chatwoot", {"labels": []}),
        ("chatwoot", {"labels": None}),
        ("helpscout", {"tags": []}),
        ("intercom", {"data__item__tags": {"tags": []}}),
        ("erpnext", {"doctype": "Quotation"}),
    ],
)
def test_what_nobody_called_a_complaint_is_none(source, places):
    reading = an_ear(source).reads(changed(source, **places), headers=at_hand(source).headers)

    assert (None, ()) == (reading.subject, reading.events(None).events)


@pytest.mark.parametrize(
    ("source", "places", "headers"),
    [
        (
            "chatwoot",
            {"event": "message_created", "message_type": "incoming", "conversation": at_hand("chatwoot").body},
            {},
        ),
        ("zammad", {"ticket__article_count": 2}, {}),
        ("helpscout", {}, {"x-helpscout-event": "convo.customer.reply.created"}),
        ("intercom", {"topic": "conversation.user.replied"}, {}),
    ],
)
def test_what_she_adds_is_told(source, places, headers):
    one = at_hand(source)

    reading = an_ear(source).reads(changed(source, **places), headers={**one.headers, **headers})

    assert "complaint.updated" in kinds_of(reading)


def test_a_message_of_ours_is_not_hers():
    conversation = at_hand("chatwoot").body
    body = {"event": "message_created", "id": 9, "message_type": "outgoing", "conversation": conversation}

    assert "complaint.updated" not in kinds_of(an_ear("chatwoot").reads(body, headers=at_hand("chatwoot").headers))


def test_a_rating_is_told_with_its_number():
    body = changed("intercom", topic="conversation.rating.added", data__item__conversation_rating={"rating": 2})

    [rated] = [e for e in an_ear("intercom").reads(body).events(None).events if e.kind == "complaint.rated"]
    assert "2" == dict(rated.details)["rating"]


def test_an_admin_who_began_the_conversation_is_not_the_customer():
    body = changed("intercom", data__item__source__author={"type": "admin", "name": "Donal", "email": "d@shop.example"})

    assert Contact(ref="6620fa000000000000000118") == an_ear("intercom").reads(body).contact


@pytest.mark.parametrize(
    ("status", "kinds"),
    [
        ("Draft", []),
        ("Completed", ["order.delivered"]),
        ("To Bill", ["order.delivered"]),
        ("Cancelled", ["order.cancelled"]),
    ],
)
def test_the_state_of_a_sales_order_tells_what_happened_to_it(status, kinds):
    assert kinds == kinds_of(an_ear("erpnext").reads(changed("erpnext", status=status)))


def test_an_issue_is_a_complaint_by_the_clock_of_the_site():
    body = changed("erpnext", doctype="Issue", status="Open", subject="It rattles", creation="2026-03-20 09:00:00")
    summer = changed("erpnext", creation="2026-07-20 09:00:00.5")

    [event] = an_ear("erpnext").reads(body).events(None).events

    assert ("complaint.opened", dt.datetime(2026, 3, 20, 9, tzinfo=dt.UTC)) == (event.kind, event.occurred_at)
    assert 8 == an_ear("erpnext").reads(summer).began_at.hour


def test_who_it_is_stands_where_each_of_them_puts_it():
    number = Phone(raw="+353209150115", quality=PhoneQuality.GOOD, e164="+353209150115")
    chat = an_ear("chatwoot").reads(at_hand("chatwoot").body, headers=at_hand("chatwoot").headers).contact

    assert Contact(ref="7115", given_name="Ruth Penhale", email="ruth@penhale-bakery.example", phone=number) == chat
    names = {name: an_ear(name).reads(at_hand(name).body).contact.given_name for name in NEVER_TRIED}
    assert ["Ruth Penhale", "Nora Quill", "Hanne", "Tess Arden", "Idris"] == [names[name] for name in NEVER_TRIED]


@pytest.mark.parametrize("source", NEVER_TRIED)
def test_a_body_of_an_unexpected_shape_is_read_or_malformed(source):
    assert [] == unreadable(source)
