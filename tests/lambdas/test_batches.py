from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from followthrough.application.carry_out import ComeBackLater
from followthrough.domain.errors import Conflict, InvalidBusiness, Malformed, NotSent, Unreachable
from followthrough.lambdas.batches import each
from support.aws import Cloud, CloudEngine, failed, passed, unreachable


@pytest.fixture
def deal(cloud: Cloud, engine: CloudEngine) -> Callable[..., dict[str, Any]]:
    """Deals with three messages, of which the second raises this."""

    def with_second(error: Exception, *, received: int = 1) -> dict[str, Any]:
        for body in ("one", "two", "three"):
            engine.due.send(body)

        def handle(record: SQSRecord) -> None:
            if record.body == "two":
                raise error

        event = cloud.take("due", received=received)
        answer = each(event, handle, queue=engine.due, dead_letters=engine.due_dead_letters)
        ids = {record["messageId"]: record["body"] for record in event["Records"]}
        return {"failed": [ids[item] for item in failed(answer)], "parked": cloud.messages("due_dead_letters")}

    return with_second


@pytest.mark.parametrize("error", [Malformed("This is not a wake."), InvalidBusiness("playbook.toml: wrong.")])
def test_what_no_repetition_can_mend_is_parked_with_its_reason_and_does_not_come_again(
    deal: Callable[..., dict[str, Any]], error: Exception
) -> None:
    reason = f"{type(error).__name__}: {error}"

    assert {"failed": [], "parked": [{"body": "two", "reason": reason}]} == deal(error)


@pytest.mark.parametrize("error", [Unreachable(), NotSent(), Conflict(), ComeBackLater(), ValueError("a bug")])
def test_what_fails_comes_again_and_its_neighbours_do_not(
    deal: Callable[..., dict[str, Any]], error: Exception
) -> None:
    assert {"failed": ["two"], "parked": []} == deal(error)


@pytest.mark.parametrize(("received", "pause"), [(1, 30), (3, 120), (9, 900)])
def test_what_the_world_refuses_waits_longer_each_time(
    deal: Callable[..., dict[str, Any]], cloud: Cloud, received: int, pause: int
) -> None:
    deal(Unreachable(), received=received)

    assert [pause] == [
        asked["VisibilityTimeout"]
        for name, asked in zip(cloud.calls, cloud.asked, strict=True)
        if name == "sqs.ChangeMessageVisibility"
    ]


def test_a_message_that_could_not_be_parked_comes_again(deal: Callable[..., dict[str, Any]], cloud: Cloud) -> None:
    the_three_themselves = [passed, passed, passed]
    cloud.spoil("sqs.SendMessage", *the_three_themselves, unreachable, unreachable, unreachable)

    assert {"failed": ["two"], "parked": []} == deal(Malformed())


def test_a_batch_that_fails_as_a_whole_still_answers(cloud: Cloud, engine: CloudEngine) -> None:
    engine.due.send("one")

    def handle(_: SQSRecord) -> None:
        raise Unreachable

    event = cloud.take("due")
    answer = each(event, handle, queue=engine.due, dead_letters=engine.due_dead_letters)

    assert [event["Records"][0]["messageId"]] == failed(answer)


def test_a_long_reason_is_cut(deal: Callable[..., dict[str, Any]]) -> None:
    [parked] = deal(Malformed("x" * 1000))["parked"]

    assert 250 == len(parked["reason"])


def test_a_parked_message_is_told_by_its_id_and_kind_only(deal: Callable[..., dict[str, Any]], log: Any) -> None:
    deal(Malformed("nora@quill.example has no id"))

    [line] = log()
    assert ("parked", "Malformed") == (line["message"], line["reason"])
    assert "quill" not in str(line)
