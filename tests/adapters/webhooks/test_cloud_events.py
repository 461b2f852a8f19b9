from __future__ import annotations

import base64
import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from followthrough.adapters.webhooks import cloud_events, normalise
from followthrough.adapters.webhooks.handshake import greeting
from followthrough.adapters.webhooks.reading import Parts
from followthrough.application.ports import Reading
from followthrough.domain.errors import Malformed
from followthrough.domain.event import SubjectRef
from support.deliveries import SOURCES, a_delivery

NOW = dt.datetime(2026, 3, 17, 17, 0, tzinfo=dt.UTC)
HAPPENED = dt.datetime(2026, 3, 17, 16, 20, tzinfo=dt.UTC)
DATA = {"schema_version": 1, "subject": {"type": "repair", "id": "T-91"}}
EVENT = {**DATA, "kind": "repair.collected", "occurred_at": "2026-03-17T16:20:00Z"}
SUBJECT = SubjectRef(source="canonical", type="repair", id="T-91")


def an_envelope(**attributes: Any) -> dict[str, Any]:
    """In structured mode: a kind of ours for its type, which says kind and time for the event in it."""
    told = {
        "specversion": "1.0",
        "id": "B-7002",
        "source": "/workshop",
        "type": "repair.collected",
        "time": "2026-03-17T16:20:00Z",
        "data": DATA,
        **attributes,
    }
    return {name: value for name, value in told.items() if value is not ...}


def read(body: object, *, source: str = "cloudevents", headers: dict[str, str] | None = None) -> Parts:
    reader = normalise.compiled(SOURCES[source], country="IE")
    return reader.read_all(a_delivery(source, body, headers=headers, at=NOW))


def the_only(parts: Parts) -> Reading:
    [reading] = parts.readings
    return reading


def in_binary(**headers: str) -> dict[str, str]:
    told = {"specversion": "1.0", "id": "B-7002", "source": "/workshop", "type": "followthrough.event", **headers}
    return {f"Ce-{name.title()}": value for name, value in told.items()}


def test_a_type_that_is_a_kind_of_ours_says_what_happened_and_when():
    reading = the_only(read(an_envelope()))

    [event] = reading.events(None).events

    assert ("repair.collected", HAPPENED, SUBJECT) == (event.kind, event.occurred_at, event.subject)


def test_an_event_that_says_it_all_itself_needs_no_more_than_our_type():
    reading = the_only(read(an_envelope(type="followthrough.event", data=EVENT, time=...)))

    assert [("repair.collected", HAPPENED)] == [(one.kind, one.occurred_at) for one in reading.events(None).events]


def test_the_events_own_time_is_better_than_that_of_its_envelope():
    reading = the_only(read(an_envelope(data=EVENT, time="2026-03-17T16:59:00Z")))

    assert [HAPPENED] == [event.occurred_at for event in reading.events(None).events]


def test_data_may_come_in_base64():
    packed = base64.b64encode(json.dumps(DATA).encode()).decode()

    assert SUBJECT == the_only(read(an_envelope(data=..., data_base64=packed))).subject


def test_in_binary_mode_the_envelope_stands_in_the_headers():
    reading = the_only(read(EVENT, headers=in_binary()))

    assert (SUBJECT, ["repair.collected"]) == (reading.subject, [one.kind for one in reading.events(None).events])
    assert the_only(read(an_envelope(data=EVENT))).delivery_key == reading.delivery_key


def test_in_binary_mode_signs_that_a_header_cannot_hold_are_written_out():
    plain = the_only(read(an_envelope(source="/werkstatt/größe 1")))
    in_headers = the_only(read(EVENT, headers=in_binary(source="/werkstatt/gr%C3%B6%C3%9Fe%201")))

    assert plain.delivery_key == in_headers.delivery_key


def test_in_a_batch_each_is_read_for_itself():
    batch = [an_envelope(), an_envelope(id="B-7003", type="example.else"), {"specversion": "1.0"}, an_envelope(id="9")]

    parts = read(batch)

    assert [SUBJECT, None, SUBJECT] == [reading.subject for reading in parts.readings]
    assert ["The envelope does not say its type."] == [str(wrong) for wrong in parts.unreadable]
    assert 3 == len({reading.delivery_key for reading in parts.readings})


def test_an_empty_batch_tells_nothing():
    assert Parts(readings=()) == read([])


def test_source_and_id_together_are_which_one_it_is():
    changes: list[dict[str, Any]] = [
        {},
        {"id": "x"},
        {"source": "/x"},
        {"source": "/workshop/B-7002", "id": "B-7002"},
    ]

    keys = [the_only(read(an_envelope(**change))).delivery_key for change in changes]
    again = the_only(read(an_envelope(time="2026-03-17T16:21:00Z"))).delivery_key

    assert len(changes) == len(set(keys))
    assert keys[0] == again


def test_the_key_shows_nothing_of_the_sender():
    """Keys are logged, and what somebody else writes on an envelope may be an address."""
    key = the_only(read(an_envelope(id="nora.quill@tidewater.example"))).delivery_key

    assert key.startswith("ce:")
    assert "nora" not in key


def test_an_event_with_an_id_of_its_own_is_the_same_in_an_envelope_and_out_of_it():
    told = {**EVENT, "event_id": "evt-9"}

    assert "canonical:evt-9" == the_only(read(an_envelope(data=told))).delivery_key
    assert "canonical:evt-9" == the_only(read(told)).delivery_key


def test_the_canonical_source_takes_envelopes_too():
    assert SUBJECT == the_only(read(an_envelope(), source="canonical")).subject


def test_events_without_an_envelope_are_taken_as_they_are():
    assert [SUBJECT, SUBJECT] == [reading.subject for reading in read([EVENT, EVENT]).readings]
    assert 2 == len({reading.delivery_key for reading in read([EVENT, EVENT]).readings})


def test_the_payload_that_standard_webhooks_recommends_is_an_envelope():
    told = {"type": "repair.collected", "timestamp": "2026-03-17T16:20:00Z", "data": DATA}

    reading = the_only(read(told, source="canonical", headers={"webhook-id": "msg_1"}))

    assert [("repair.collected", HAPPENED)] == [(one.kind, one.occurred_at) for one in reading.events(None).events]
    assert "canonical::msg_1" == reading.delivery_key


@pytest.mark.parametrize(
    "told",
    [
        an_envelope(type="example.stock.counted"),
        an_envelope(type="example.stock.counted", data=..., data_base64="… not base64 …"),
        {"type": "example.stock.counted", "timestamp": "2026-03-17T16:20:00Z", "data": {"pieces": 12}},
    ],
)
def test_what_is_not_for_us_is_nothing_and_no_mistake(told):
    reading = the_only(read(told))

    assert reading.subject is None
    assert ((), 'nothing here follows "example.stock.counted"') == (
        reading.events(None).events,
        reading.events(None).why,
    )


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (an_envelope(specversion="0.3"), "not a CloudEvent of version 1.0"),
        (an_envelope(specversion=1), "does not say its specversion"),
        (an_envelope(id=...), "does not say its id"),
        (an_envelope(id=""), "does not say its id"),
        (an_envelope(id=7), "does not say its id"),
        (an_envelope(source=...), "does not say its source"),
        (an_envelope(type=["x"]), "does not say its type"),
        (an_envelope(data=...), "no JSON object in the envelope"),
        (an_envelope(data="repair T-91"), "no JSON object in the envelope"),
        (an_envelope(data=[EVENT]), "no JSON object in the envelope"),
        (an_envelope(data={**DATA, "kind": "repair.completed"}), "different kinds"),
        (an_envelope(type="followthrough.event"), "kind: Field required"),
        (an_envelope(time="yesterday"), "occurred_at: an ISO 8601 time"),
        (an_envelope(time=...), "occurred_at: Field required"),
        (an_envelope(data={**DATA, "schema_version": 2}), "schema_version"),
        (an_envelope(data=..., data_base64="… not base64 …"), "data_base64 is not base64"),
        (an_envelope(data=..., data_base64="e3!0="), "data_base64 is not base64"),
        (an_envelope(data=..., data_base64="bm90IGpzb24="), "not JSON that we can read"),
        (an_envelope(data=..., data_base64=7), "does not say its data_base64"),
        ({"type": 7, "timestamp": "x", "data": {}}, "does not say its type"),
        ("repair.collected", "not a JSON object"),
    ],
)
def test_an_envelope_that_is_wrongly_written_is_malformed(told, said):
    with pytest.raises(Malformed, match=said):
        read(told)


def test_headers_that_are_no_envelope_do_not_hide_the_body():
    assert SUBJECT == the_only(read(EVENT, headers={"Ce-Id": "7"})).subject


def test_a_body_under_such_headers_that_is_no_event_is_malformed():
    with pytest.raises(Malformed):
        read(b"\xff", headers=in_binary())


def test_a_broker_that_asks_for_leave_gets_it():
    asked = {"WebHook-Request-Origin": "broker.inishcorra.example"}

    told = greeting(SOURCES["cloudevents"].handshake, method="OPTIONS", headers=asked, body=b"")

    assert "broker.inishcorra.example" == told.headers["webhook-allowed-origin"]


JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.text(max_size=8),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
NAMES = [*cloud_events.ATTRIBUTES, "time", "data", "data_base64", "timestamp", "kind", "subject"]


@settings(max_examples=200, deadline=None)
@given(
    told=some.dictionaries(some.sampled_from(NAMES), JSON, max_size=8),
    usual=some.booleans(),
    headers=some.dictionaries(some.sampled_from(["ce-specversion", "ce-type", "ce-id"]), some.text(max_size=9)),
)
def test_whatever_is_posted_is_read_or_malformed(told, usual, headers):
    try:
        parts = read({**(an_envelope() if usual else {}), **told}, headers=headers)
    except Malformed:
        return
    for reading in parts.readings:
        assert all(event.occurred_at <= NOW for event in reading.events(None).events)
