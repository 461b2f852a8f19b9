from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followthrough.adapters.aws.queues import DueMessages, Queue, wake_from_message, wake_to_message
from followthrough.application.ports import DueWake
from followthrough.domain.errors import Malformed, Unreachable
from followthrough.domain.words import Step
from support.aws import Cloud, client, connect_timeout, refused
from support.cards import at

WAKE = DueWake(commitment="c0ffee", step=Step.REMIND, generation=2, at=at("2026-03-10 10:00"))


@pytest.fixture
def due(cloud: Cloud) -> Queue:
    client("sqs").create_queue(QueueName="due")
    return cloud.queue("due")


def test_what_was_put_in_lies_there(due: Queue, cloud: Cloud) -> None:
    due.send("a body")

    assert [{"body": "a body", "reason": None}] == cloud.messages("due")


def test_what_is_parked_says_why(due: Queue, cloud: Cloud) -> None:
    due.send("a body", reason="Malformed: This is not a wake.")

    assert ["Malformed: This is not a wake."] == [message["reason"] for message in cloud.messages("due")]


def test_a_reason_is_one_line_that_sqs_takes_whatever_it_quotes(due: Queue, cloud: Cloud) -> None:
    due.send("a body", reason='Malformed: kind: "\x00re\ud800pair\n.\uffffcollected" is not a kind')

    [reason] = [message["reason"] for message in cloud.messages("due")]
    assert 'Malformed: kind: " re pair . collected" is not a kind' == reason


@pytest.mark.parametrize(
    ("delay", "seconds"),
    [
        (dt.timedelta(seconds=90), 90),
        (dt.timedelta(seconds=90, microseconds=1), 91),
        (dt.timedelta(milliseconds=1), 1),
        (dt.timedelta(minutes=15), 900),
        (dt.timedelta(minutes=15, microseconds=1), 900),
        (dt.timedelta(days=2), 900),
    ],
)
def test_nothing_comes_before_its_delay_has_passed_unless_sqs_cannot_wait_so_long(
    due: Queue, cloud: Cloud, delay: dt.timedelta, seconds: int
) -> None:
    due.send("a body", delay=delay)

    assert seconds == cloud.last("sqs.SendMessage")["DelaySeconds"]


def test_without_a_delay_none_is_asked_for(due: Queue, cloud: Cloud) -> None:
    due.send("a body")

    assert {"QueueUrl", "MessageBody"} == set(cloud.last("sqs.SendMessage"))


@pytest.mark.parametrize(
    ("received", "pause"), [(0, 30), (1, 30), (2, 60), (3, 120), (4, 240), (5, 480), (6, 900), (7, 900), (200, 900)]
)
def test_what_fails_comes_back_later_and_later(due: Queue, cloud: Cloud, received: int, pause: int) -> None:
    due.send("a body")
    [record] = cloud.take("due")["Records"]

    due.back_off(record["receiptHandle"], received=received)

    assert pause == cloud.last("sqs.ChangeMessageVisibility")["VisibilityTimeout"]
    assert record["receiptHandle"] == cloud.last("sqs.ChangeMessageVisibility")["ReceiptHandle"]


@pytest.mark.parametrize(
    "fault", [connect_timeout, refused("ServiceUnavailable", status=503), refused("AccessDenied", status=403)]
)
def test_a_message_that_could_not_be_put_in_is_told(due: Queue, cloud: Cloud, fault: object) -> None:
    cloud.spoil("sqs.SendMessage", fault, fault, fault)

    with pytest.raises(Unreachable):
        due.send("a body")

    assert [] == cloud.messages("due")


def test_a_receipt_that_is_too_old_is_told(due: Queue, cloud: Cloud) -> None:
    cloud.spoil("sqs.ChangeMessageVisibility", refused("ReceiptHandleIsInvalid"))

    with pytest.raises(Unreachable):
        due.back_off("gone", received=1)


def test_a_wake_goes_into_the_due_queue_in_the_same_words_as_an_alarms(due: Queue, cloud: Cloud) -> None:
    DueMessages(due).wake(WAKE, delay=dt.timedelta(seconds=30))

    assert [{"body": wake_to_message(WAKE), "reason": None}] == cloud.messages("due")
    assert 30 == cloud.last("sqs.SendMessage")["DelaySeconds"]


@given(
    st.builds(
        DueWake,
        commitment=st.text(),
        step=st.sampled_from(Step),
        generation=st.integers(),
        at=st.datetimes(timezones=st.just(dt.UTC)),
    )
)
def test_a_wake_survives_the_way_through_the_queue(wake: DueWake) -> None:
    assert wake == wake_from_message(wake_to_message(wake))


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "null",
        "7",
        "{}",
        "[" * 100_000,
        json.dumps({"commitment": "c0ffee", "step": "remind", "generation": 1}),
        json.dumps({"commitment": "c0ffee", "step": "dance", "generation": 1, "at": "2026-03-10T10:00:00+00:00"}),
        json.dumps({"commitment": "c0ffee", "step": "remind", "generation": "x", "at": "2026-03-10T10:00:00+00:00"}),
        '{"commitment": "c0ffee", "step": "remind", "generation": Infinity, "at": "2026-03-10T10:00:00+00:00"}',
        json.dumps({"commitment": "c0ffee", "step": "remind", "generation": 1, "at": "soon"}),
        json.dumps({"commitment": "c0ffee", "step": "remind", "generation": 1, "at": 7}),
    ],
)
def test_what_is_no_wake_is_malformed(body: str) -> None:
    with pytest.raises(Malformed, match="not a wake"):
        wake_from_message(body)
