from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from support.toys import Toybox
from workbench.bench import Bench
from workbench.stack.moto_inside import inside

INBOX = "followthrough-Inbox"
ARN = f"arn:aws:sqs:eu-west-1:123456789012:{INBOX}"


def send(bench: Bench, *bodies: str) -> None:
    for body in bodies:
        bench.machinery.queues.send(ARN, body)
    bench.settle()


def bodies(event: dict[str, Any]) -> list[str]:
    return [record["body"] for record in event["Records"]]


def lying(bench: Bench) -> dict[str, int]:
    return {each["name"]: each["messages"] for each in bench.queues() if each["messages"]}


def failing(*wrong: str) -> Any:
    def handle(event: dict[str, Any]) -> dict[str, Any]:
        failed = [record["messageId"] for record in event["Records"] if record["body"] in wrong]
        return {"batchItemFailures": [{"itemIdentifier": each} for each in failed]}

    return handle


def test_messages_come_in_batches_and_are_gone_when_done(bench: Bench, toys: Toybox) -> None:
    send(bench, *"abcde")

    assert [bodies(event) for event in toys.given_to("TakeIn")] == [["a", "b", "c"], ["d", "e"]]
    assert lying(bench) == {}


def test_a_message_looks_as_on_aws(bench: Bench, toys: Toybox) -> None:
    bench.machinery.queues.send(ARN, "body", {"reason": "because"})
    bench.settle()

    ((record,),) = [event["Records"] for event in toys.given_to("TakeIn")]
    assert record["attributes"]["ApproximateReceiveCount"] == "1"
    assert record["attributes"]["SentTimestamp"] == str(int(bench.now.timestamp() * 1000))
    assert record["messageAttributes"]["reason"]["stringValue"] == "because"
    assert (record["eventSource"], record["eventSourceARN"], record["awsRegion"]) == ("aws:sqs", ARN, "eu-west-1")
    assert record["receiptHandle"]


def test_of_a_batch_only_what_failed_comes_again(bench: Bench, toys: Toybox) -> None:
    toys.does["TakeIn"] = failing("b")
    send(bench, *"abc")
    bench.advance(by=dt.timedelta(minutes=3, seconds=1))

    assert [bodies(event) for event in toys.given_to("TakeIn")] == [["a", "b", "c"], ["b"]]


def test_a_batch_that_raised_comes_again_whole(bench: Bench, toys: Toybox) -> None:
    toys.does["TakeIn"] = lambda _event: 1 / 0
    send(bench, *"ab")
    toys.does.clear()
    bench.advance(by=dt.timedelta(minutes=3, seconds=1))

    assert [bodies(event) for event in toys.given_to("TakeIn")] == [["a", "b"], ["a", "b"]]
    assert lying(bench) == {}


def test_a_failed_message_waits_for_the_end_of_its_visibility_timeout(bench: Bench, toys: Toybox) -> None:
    toys.does["TakeIn"] = failing("a")
    send(bench, "a")
    bench.advance(by=dt.timedelta(minutes=3))

    assert len(toys.given_to("TakeIn")) == 1


def test_what_fails_too_often_ends_among_the_dead_letters(bench: Bench, toys: Toybox) -> None:
    toys.does["TakeIn"] = failing("bad")
    send(bench, "bad", "good")
    bench.advance(by=dt.timedelta(hours=1))

    assert lying(bench) == {"InboxDeadLetters": 1}
    assert [bodies(event) for event in toys.given_to("TakeIn")] == [["bad", "good"], ["bad"], ["bad"]]


@pytest.mark.parametrize("answer", [{"batchItemFailures": [{"itemIdentifier": "nobody"}]}, {"other": 1}, "text", [1]])
def test_an_answer_that_makes_no_sense_fails_the_whole_batch(bench: Bench, toys: Toybox, answer: Any) -> None:
    toys.does["TakeIn"] = lambda _event: answer
    send(bench, *"ab")

    assert lying(bench) == {"Inbox": 2}


@pytest.mark.parametrize("answer", [None, {}, {"batchItemFailures": []}, {"batchItemFailures": None}])
def test_an_empty_answer_is_a_success(bench: Bench, toys: Toybox, answer: Any) -> None:
    toys.does["TakeIn"] = lambda _event: answer
    send(bench, *"ab")

    assert lying(bench) == {}


def test_a_message_that_is_put_off_comes_at_its_time_and_counts_as_an_alarm(bench: Bench, toys: Toybox) -> None:
    put_off(bench, '{"commitment": "c", "step": "remind", "generation": 1}', seconds=90)
    due = bench.now + dt.timedelta(seconds=90)

    assert [(each["commitment"], each["fires_at"]) for each in bench.alarms()] == [("c", due.isoformat())]
    assert bench.advance_to_next() == 1
    assert (bench.now, len(toys.given_to("TakeIn"))) == (due, 1)
    assert bench.alarms() == []


def test_what_is_older_than_its_retention_is_gone(bench: Bench) -> None:
    bench.machinery.queues.send("arn:aws:sqs:eu-west-1:123456789012:followthrough-Failures", "kept for 14 days")
    bench.advance(by=dt.timedelta(days=13, hours=23))
    before = lying(bench)
    bench.advance(by=dt.timedelta(hours=1))

    assert (before, lying(bench)) == ({"Failures": 1}, {})


def put_off(bench: Bench, body: str, *, seconds: int) -> None:
    inside("sqs").send_message(INBOX, body, delay_seconds=seconds)
    bench.settle()
