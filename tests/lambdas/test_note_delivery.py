from __future__ import annotations

import json
from typing import Any

import pytest

from followthrough.application.ports import DueWake
from followthrough.application.who import email_point
from followthrough.domain.commitment import Commitment
from followthrough.domain.customer import ContactPoint
from followthrough.domain.words import State
from followthrough.lambdas import carry_out, note_delivery
from support.aws import Cloud, CloudEngine, answer_lost, failed, sqs_event, unreachable


@pytest.fixture
def letter(fetched: dict[str, DueWake]) -> DueWake:
    return fetched["fetched-thanks"]


def a_notice(cloud: Cloud, kind: str, **told: str) -> str:
    """What SES tells of the last mail: with the tags that it was sent with."""
    tags = {tag["Name"]: [tag["Value"]] for tag in cloud.last("sesv2.SendEmail")["EmailTags"]}
    return json.dumps(
        {
            "eventType": kind,
            "mail": {
                "timestamp": "2026-03-03T16:20:01.000Z",
                "messageId": "0102019c5d0a8f0e-3f1d4a2b",
                "destination": ["nora@quill.example"],
                "commonHeaders": {"to": ["nora@quill.example"], "subject": "Thank you, Nora"},
                "tags": {"ses:configuration-set": ["mail"], "ses:operation": ["SendRawEmail"], **tags},
            },
            kind.lower(): {"recipients": ["nora@quill.example"], **told},
        }
    )


def send(cloud: Cloud, engine: CloudEngine, wake: DueWake) -> None:
    engine.due_messages.wake(wake)
    carry_out.handler(cloud.take("due"), None, app=engine)


def note(engine: CloudEngine, *bodies: str) -> list[str]:
    return failed(note_delivery.handler(sqs_event(*bodies), None, app=engine))


def stored(engine: CloudEngine, wake: DueWake) -> Commitment:
    return engine.ledger.read(commitments=[wake.commitment]).commitments[wake.commitment]


@pytest.mark.parametrize("kind", ["Send", "Delivery"])
def test_a_letter_that_was_unsure_is_settled_by_its_notice(
    cloud: Cloud, engine: CloudEngine, letter: DueWake, kind: str
) -> None:
    cloud.spoil("sesv2.SendEmail", answer_lost)
    send(cloud, engine, letter)
    unsure = stored(engine, letter).unsure

    assert [] == note(engine, a_notice(cloud, kind))
    assert (True, False, State.KEPT) == (unsure, stored(engine, letter).unsure, stored(engine, letter).state)


def test_a_letter_that_came_back_asks_a_person(cloud: Cloud, engine: CloudEngine, letter: DueWake) -> None:
    send(cloud, engine, letter)

    note(engine, a_notice(cloud, "Bounce"))

    assert "ask" == stored(engine, letter).alarm.step


def test_a_notice_that_comes_three_times_is_noted_once(cloud: Cloud, engine: CloudEngine, letter: DueWake) -> None:
    send(cloud, engine, letter)
    bounced = a_notice(cloud, "Bounce")
    note(engine, bounced)
    before = cloud.table_image()

    note(engine, bounced, bounced)

    assert before == cloud.table_image()


def test_who_called_it_spam_is_left_in_peace(cloud: Cloud, engine: CloudEngine, letter: DueWake) -> None:
    send(cloud, engine, letter)

    note(engine, a_notice(cloud, "Complaint"))

    points = engine.ledger.read(points=stored(engine, letter).points).points
    assert [engine.clock.now()] * len(points) == [point.opted_out_at for point in points.values()]


@pytest.mark.parametrize("kind", ["Open", "Click", "DeliveryDelay", "Rendering Failure", "Subscription"])
def test_what_else_ses_tells_changes_nothing(cloud: Cloud, engine: CloudEngine, letter: DueWake, kind: str) -> None:
    send(cloud, engine, letter)
    before = cloud.table_image()

    assert [] == note(engine, a_notice(cloud, kind))
    assert before == cloud.table_image()


@pytest.mark.parametrize("tags", [{"kind": ["task"]}, {"kind": ["task"], "step": ["remind"]}])
def test_a_notice_about_a_sheet_is_nobodys_commitment(
    cloud: Cloud, engine: CloudEngine, log: Any, tags: dict[str, list[str]]
) -> None:
    about_a_sheet = json.dumps({"eventType": "Delivery", "mail": {"tags": tags}})

    assert [] == note(engine, about_a_sheet)
    assert ["not about a commitment"] == [line["message"] for line in log()]
    assert [] == cloud.calls


def test_a_notice_about_what_is_gone_changes_nothing(cloud: Cloud, engine: CloudEngine, letter: DueWake) -> None:
    send(cloud, engine, letter)
    gone = a_notice(cloud, "Bounce").replace(letter.commitment, "decade00decade00deca")
    before = cloud.table_image()

    assert [] == note(engine, gone)
    assert before == cloud.table_image()


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "7",
        "[" * 100_000,
        "{}",
        '{"mail": {}}',
        '{"mail": {"tags": {"commitment": [], "step": ["remind"], "kind": ["letter"]}}, "eventType": "Bounce"}',
        '{"mail": {"tags": {"commitment": ["c0"], "step": ["dance"], "kind": ["letter"]}}, "eventType": "Bounce"}',
        '{"mail": {"tags": {"commitment": ["c0"], "step": ["remind"]}}, "eventType": "Bounce"}',
    ],
)
def test_what_is_no_notice_is_parked_while_its_neighbour_passes(
    cloud: Cloud, engine: CloudEngine, letter: DueWake, body: str
) -> None:
    send(cloud, engine, letter)

    assert [] == note(engine, body, a_notice(cloud, "Bounce"))
    assert [{"body": body, "reason": "Malformed: This is not a notice of the mail service."}] == cloud.messages(
        "deliveries_dead_letters"
    )
    assert "ask" == stored(engine, letter).alarm.step


def test_an_unreachable_ledger_makes_the_notice_wait(cloud: Cloud, engine: CloudEngine, letter: DueWake) -> None:
    send(cloud, engine, letter)
    engine.deliveries.send(a_notice(cloud, "Delivery"))
    cloud.spoil("dynamodb.BatchGetItem", unreachable, unreachable, unreachable)

    assert 1 == len(failed(note_delivery.handler(cloud.take("deliveries"), None, app=engine)))
    assert 30 == cloud.last("sqs.ChangeMessageVisibility")["VisibilityTimeout"]


def test_no_address_of_a_notice_is_logged(cloud: Cloud, engine: CloudEngine, letter: DueWake, log: Any) -> None:
    send(cloud, engine, letter)
    note(engine, a_notice(cloud, "Bounce"), a_notice(cloud, "Bounce")[:-1])

    told = json.dumps(log())
    assert "came back" in told
    assert [] == [canary for canary in ("quill", "Nora", "@") if canary in told]


@pytest.mark.parametrize(("bounce", "marked"), [("Permanent", True), ("Transient", False), ("Undetermined", False)])
def test_only_an_address_that_is_gone_for_good_is_not_written_to_again(
    cloud: Cloud, engine: CloudEngine, letter: DueWake, bounce: str, marked: bool
) -> None:
    key = email_point("nora@quill.example", hashes=engine.hashes)
    engine.ledger.commit(ContactPoint(key=key))
    send(cloud, engine, letter)

    assert [] == note(engine, a_notice(cloud, "Bounce", bounceType=bounce))
    assert marked == (engine.ledger.read(points=[key]).points[key].bounced_at is not None)
