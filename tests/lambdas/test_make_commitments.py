from __future__ import annotations

import base64
import json
import zlib
from dataclasses import replace
from typing import Any

import pytest

from followthrough.adapters.webhooks import sources
from followthrough.adapters.webhooks.delivery import Delivery
from followthrough.adapters.webhooks.normalise import compiled
from followthrough.domain.commitment import Commitment
from followthrough.domain.words import State
from followthrough.lambdas import make_commitments, receive_webhook
from support.aws import URL_SECRET, Cloud, CloudEngine, failed, http_event, refused, sqs_event, unreachable
from support.deliveries import Sample, a_delivery, sample
from support.fakes import FakeClock

NORA_IN = sample("repairshopr.repair-received.nora")
TESS_FETCHED = sample("canonical.repair-collected.tess")
CANARIES = ("Nora", "Quill", "nora.quill", "postbag", "915 0", "9150", "Tess", "Arden", "tess.arden")


def owed(engine: CloudEngine) -> list[Commitment]:
    """Everything with a next wake, whenever that is."""
    wakes = engine.ledger.waking(until=TESS_FETCHED.at.replace(year=2027))
    return list(engine.ledger.read(commitments=[wake.commitment for wake in wakes]).commitments.values())


def taken_in(engine: CloudEngine, *messages: str) -> list[str]:
    return failed(make_commitments.handler(sqs_event(*messages), None, app=engine))


def on_the_bus(told: Sample, **changes: Any) -> str:
    envelope = {
        "version": "0",
        "id": "0d8f6c2e-5a51-4a55-8f4e-9f3f2a8f9d10",
        "detail-type": "followthrough.event",
        "source": "corncrake.desk",
        "account": "123456789012",
        "time": "2026-03-04T16:45:10Z",
        "region": "eu-west-1",
        "resources": [],
        "detail": told.body,
    }
    return json.dumps(envelope | changes)


def test_a_delivery_that_the_door_parked_becomes_commitments(
    cloud: Cloud, engine: CloudEngine, clock: FakeClock
) -> None:
    clock.at = NORA_IN.at
    request = http_event(
        "POST",
        "/webhooks/repairshopr/…",
        parameters={"source": "repairshopr", "secret": URL_SECRET},
        headers=dict(NORA_IN.headers),
        body=json.dumps(NORA_IN.body).encode(),
    )
    receive_webhook.handler(request, None, app=cloud.door(clock))

    answer = make_commitments.handler(cloud.take("inbox"), None, app=engine)

    assert [] == failed(answer)
    assert {"price-call", "no-news"} == {commitment.follow_up for commitment in owed(engine)}


def test_an_event_of_the_bus_becomes_commitments(engine: CloudEngine, clock: FakeClock) -> None:
    clock.at = TESS_FETCHED.at

    assert [] == taken_in(engine, on_the_bus(TESS_FETCHED))
    assert {"fetched-thanks", "week-after"} == {commitment.follow_up for commitment in owed(engine)}


SEVERAL = """
id = "repairshopr"
split = "body.tickets"

[verify]
scheme = "url_secret"

[subject]
type = "repair"
id = "body.id"

[customer]
email = "body.email"

[[event]]
kind = "repair.collected"
"""


def test_what_cannot_be_read_of_several_things_parks_them_when_the_others_are_taken_in(
    cloud: Cloud, engine: CloudEngine, clock: FakeClock
) -> None:
    clock.at = TESS_FETCHED.at
    spec = sources.parse(SEVERAL, file="several.toml")
    engine.published.bundle.__dict__["normalisers"] = {"repairshopr": compiled(spec, country="IE")}
    tickets = [{"id": 1, "email": "one@vale.example"}, {"email": "no.id@vale.example"}, {"id": 3}]
    several = a_delivery("repairshopr", {"tickets": tickets}, at=clock.at).to_message()

    assert [] == taken_in(engine, several, several)

    assert {"1", "3"} == {commitment.subject.id for commitment in owed(engine)}
    assert 2 == len([each for each in owed(engine) if each.follow_up == "week-after"])
    parked = cloud.messages("inbox_dead_letters")
    assert ["Malformed: This repair has no id."] * 2 == [message["reason"] for message in parked]


def test_one_event_by_both_ways_is_one_event(engine: CloudEngine, clock: FakeClock) -> None:
    clock.at = TESS_FETCHED.at

    taken_in(
        engine, on_the_bus(TESS_FETCHED), TESS_FETCHED.taken().to_message(), on_the_bus(TESS_FETCHED, id="another")
    )

    assert 2 == len(owed(engine))


def test_a_delivery_that_comes_again_costs_a_read_and_no_write(
    cloud: Cloud, engine: CloudEngine, clock: FakeClock
) -> None:
    clock.at = NORA_IN.at
    taken_in(engine, NORA_IN.taken().to_message())
    before = cloud.table_image()
    cloud.forget_calls()

    taken_in(engine, NORA_IN.taken().to_message())

    assert before == cloud.table_image()
    assert {"dynamodb.BatchGetItem"} == set(cloud.calls) - {"dynamodb.Scan"}


MALFORMED = [
    "",
    "not json",
    "[]",
    '"text"',
    "[" * 100_000,
    "{}",
    json.dumps({"source": "shopify"}),
    NORA_IN.taken().to_message().replace('"source": "repairshopr"', '"source": "nobody"'),
    on_the_bus(TESS_FETCHED, detail={"kind": "repair.collected"}),
    on_the_bus(TESS_FETCHED, detail=None),
    on_the_bus(TESS_FETCHED, time="yesterday"),
    on_the_bus(TESS_FETCHED, time=None),
    json.dumps({"detail-type": "followthrough.event"}),
]


@pytest.mark.parametrize("body", MALFORMED)
def test_what_cannot_be_read_is_parked_while_its_neighbours_pass(
    cloud: Cloud, engine: CloudEngine, clock: FakeClock, body: str
) -> None:
    clock.at = NORA_IN.at

    again = taken_in(engine, body, NORA_IN.taken().to_message())

    [parked] = cloud.messages("inbox_dead_letters")
    assert ([], body, 2) == (again, parked["body"], len(owed(engine)))
    assert parked["reason"].startswith("Malformed: ")


def test_a_verified_delivery_without_json_is_parked(cloud: Cloud, engine: CloudEngine) -> None:
    raw = TESS_FETCHED.taken()
    message = raw.to_message().replace(json.loads(raw.to_message())["body"], _packed(b"hello"))

    assert [] == taken_in(engine, message)
    assert ["Malformed: The body is not JSON that we can read."] == [
        parked["reason"] for parked in cloud.messages("inbox_dead_letters")
    ]


def test_a_name_that_no_table_can_hold_stops_nothing(engine: CloudEngine, clock: FakeClock) -> None:
    clock.at = TESS_FETCHED.at
    broken = TESS_FETCHED.taken(
        customer={"given_name": "Te\ud800ss", "family_name": "\x00", "email": "tess.arden@fernhill.example"}
    )

    assert [] == taken_in(engine, broken.to_message())
    assert 2 == len(owed(engine))


def test_an_unreachable_ledger_makes_the_message_wait_and_come_again(
    cloud: Cloud, engine: CloudEngine, clock: FakeClock
) -> None:
    clock.at = NORA_IN.at
    engine.inbox.send(NORA_IN.taken().to_message())
    cloud.spoil("dynamodb.BatchGetItem", unreachable, unreachable, unreachable)
    event = cloud.take("inbox", received=2)

    answer = make_commitments.handler(event, None, app=engine)

    assert [event["Records"][0]["messageId"]] == failed(answer)
    assert 60 == cloud.last("sqs.ChangeMessageVisibility")["VisibilityTimeout"]
    assert [] == cloud.messages("inbox_dead_letters")


def test_who_was_faster_is_read_again(cloud: Cloud, engine: CloudEngine, clock: FakeClock) -> None:
    clock.at = NORA_IN.at
    conflict = {"CancellationReasons": [{"Code": "TransactionConflict", "Message": "No."}]}
    cloud.spoil("dynamodb.TransactWriteItems", refused("TransactionCanceledException", **conflict))

    assert [] == taken_in(engine, NORA_IN.taken().to_message())
    assert (2, 2) == (len(owed(engine)), cloud.count("dynamodb.TransactWriteItems"))


def test_a_cancelled_repair_releases_what_it_made(cloud: Cloud, engine: CloudEngine, clock: FakeClock) -> None:
    received = sample("canonical.repair-received.tess")
    cancelled = sample("canonical.repair-cancelled.tess")
    clock.at = received.at
    taken_in(engine, received.taken().to_message())
    made = [each.id for each in owed(engine)]
    clock.at = cancelled.at

    taken_in(engine, cancelled.taken().to_message())

    ended = engine.ledger.read(commitments=made).commitments.values()
    assert [State.RELEASED] * 2 == [each.state for each in ended]


def test_what_became_of_a_delivery_is_one_line_of_ids(engine: CloudEngine, clock: FakeClock, log: Any) -> None:
    clock.at = NORA_IN.at
    taken_in(engine, NORA_IN.taken().to_message())

    [line] = log()
    assert ("taken in", "message-0") == (line["message"], line["message_id"])
    assert {each.id for each in owed(engine)} == set(line["made"])


def test_nobody_can_be_found_in_the_log_nor_in_a_reason(
    cloud: Cloud, engine: CloudEngine, clock: FakeClock, log: Any
) -> None:
    clock.at = TESS_FETCHED.at
    hostile = on_the_bus(TESS_FETCHED, detail={**TESS_FETCHED.body, "customer": {"email": 7, "Tess Arden": "x"}})
    taken_in(engine, NORA_IN.taken().to_message(), TESS_FETCHED.taken().to_message(), on_the_bus(TESS_FETCHED), hostile)

    reasons = [parked["reason"] for parked in cloud.messages("inbox_dead_letters")]
    told = json.dumps(log(), ensure_ascii=False)
    assert 1 == len(reasons)
    assert [] == [canary for canary in CANARIES if canary in told]


@pytest.mark.parametrize(
    "message",
    [
        NORA_IN.taken(),
        replace(NORA_IN.taken(), body=b'{"link": "https://desk.example/invoices/7"}'),
        replace(NORA_IN.taken(), body=b"no JSON"),
        sample("shopify.order-placed.idris").taken(test=True),
    ],
    ids=["understood", "of no concern", "parked", "a trial"],
)
def test_whoever_sends_something_is_alive_whatever_becomes_of_it(
    engine: CloudEngine, clock: FakeClock, message: Delivery
) -> None:
    clock.at = NORA_IN.at.replace(year=2027)
    taken_in(engine, message.to_message())

    assert [(message.source, message.received_at)] == [(heard.source, heard.last_at) for heard in engine.ledger.heard()]


def test_nobody_is_heard_through_the_bus_or_from_a_source_that_is_gone(engine: CloudEngine, clock: FakeClock) -> None:
    clock.at = NORA_IN.at
    taken_in(engine, on_the_bus(TESS_FETCHED), replace(NORA_IN.taken(), source="gone").to_message())

    assert () == engine.ledger.heard()


def test_a_word_that_cannot_be_noted_stops_no_delivery(cloud: Cloud, engine: CloudEngine, clock: FakeClock) -> None:
    clock.at = NORA_IN.at
    taken_in(engine, NORA_IN.taken().to_message())
    cloud.spoil("dynamodb.PutItem", *[unreachable] * 3)

    assert [] == taken_in(engine, TESS_FETCHED.taken().to_message())
    assert 4 == len(owed(engine))
    assert ["repairshopr"] == [heard.source for heard in engine.ledger.heard()]


def _packed(body: bytes) -> str:
    return base64.b64encode(zlib.compress(body)).decode()
