from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from followthrough.application.ports import DueWake
from followthrough.domain.commitment import Commitment
from followthrough.domain.words import State, Step
from followthrough.lambdas import carry_out
from support.aws import Cloud, CloudEngine, answer_lost, failed, refused, unreachable
from support.fakes import FakeClock

CANARIES = ("Nora", "Quill", "quill", "915 0", "9150", "Donal", "donal@")


@pytest.fixture
def letter(fetched: dict[str, DueWake]) -> DueWake:
    """The wake of the letter that thanks Nora for her trust, due now."""
    return fetched["fetched-thanks"]


@pytest.fixture
def task(fetched: dict[str, DueWake], clock: FakeClock) -> DueWake:
    """The wake of the task to phone her a week later; the week has passed."""
    clock.at = fetched["week-after"].at
    return fetched["week-after"]


def stored(engine: CloudEngine, wake: DueWake) -> Commitment:
    return engine.ledger.read(commitments=[wake.commitment]).commitments[wake.commitment]


def ring(cloud: Cloud, engine: CloudEngine, wake: DueWake, *, received: int = 1) -> list[str]:
    engine.due_messages.wake(wake)
    return failed(carry_out.handler(cloud.take("due", received=received), None, app=engine))


def test_a_letter_goes_out_when_its_wake_comes(cloud: Cloud, engine: CloudEngine, letter: DueWake) -> None:
    assert [] == ring(cloud, engine, letter)

    [mail] = cloud.mails()
    assert "To: nora@quill.example" in mail
    assert State.KEPT is stored(engine, letter).state


def test_a_task_goes_to_the_person_who_owes_it(cloud: Cloud, engine: CloudEngine, task: DueWake) -> None:
    assert [] == ring(cloud, engine, task)

    [mail] = cloud.mails()
    assert "To: donal@corncrake.example" in mail
    assert "https://promises.corncrake.example/a/" in mail.replace("=\r\n", "").replace("=\n", "")


def test_a_wake_that_comes_twice_sends_once(cloud: Cloud, engine: CloudEngine, letter: DueWake) -> None:
    ring(cloud, engine, letter)
    ring(cloud, engine, letter)

    assert 1 == len(cloud.mails())


def test_a_letter_is_four_calls_beside_its_reading(cloud: Cloud, engine: CloudEngine, letter: DueWake) -> None:
    engine.due_messages.wake(letter)
    event = cloud.take("due")
    cloud.forget_calls()

    carry_out.handler(event, None, app=engine)

    written = [
        call
        for call in cloud.calls
        if not call.startswith(("dynamodb.BatchGet", "dynamodb.GetItem", "secretsmanager."))
    ]
    counted, sent = "dynamodb.UpdateItem", ["dynamodb.TransactWriteItems", "sesv2.SendEmail", "dynamodb.PutItem"]
    assert [counted, *sent] == written


@pytest.mark.parametrize("fault", [unreachable, refused("TooManyRequestsException", status=429)])
@pytest.mark.parametrize(("received", "pause"), [(1, 30), (4, 240), (150, 900)])
def test_while_the_mail_service_is_away_the_wake_waits_longer_and_longer(
    cloud: Cloud, engine: CloudEngine, letter: DueWake, fault: Any, received: int, pause: int
) -> None:
    cloud.spoil("sesv2.SendEmail", fault)

    assert 1 == len(ring(cloud, engine, letter, received=received))
    assert pause == cloud.last("sqs.ChangeMessageVisibility")["VisibilityTimeout"]
    assert ([], []) == (cloud.mails(), cloud.messages("due_dead_letters"))
    assert None is stored(engine, letter).claim


def test_what_was_given_back_goes_out_when_the_mail_service_is_there_again(
    cloud: Cloud, engine: CloudEngine, letter: DueWake
) -> None:
    cloud.spoil("sesv2.SendEmail", unreachable)
    ring(cloud, engine, letter)
    ring(cloud, engine, letter)

    assert 1 == len(cloud.mails())


def test_a_letter_whose_answer_was_lost_is_unsure_and_never_sent_again(
    cloud: Cloud, engine: CloudEngine, letter: DueWake
) -> None:
    cloud.spoil("sesv2.SendEmail", answer_lost)

    assert [] == ring(cloud, engine, letter)
    ring(cloud, engine, letter)

    assert (1, 1, True) == (len(cloud.mails()), cloud.count("sesv2.SendEmail"), stored(engine, letter).unsure)


def test_a_task_whose_answer_was_lost_comes_again(cloud: Cloud, engine: CloudEngine, task: DueWake) -> None:
    cloud.spoil("sesv2.SendEmail", answer_lost)

    assert 1 == len(ring(cloud, engine, task))
    assert [] == ring(cloud, engine, task)
    assert 2 == len(cloud.mails())


def test_a_mail_that_ses_will_never_send_is_parked_and_its_claim_given_back(
    cloud: Cloud, engine: CloudEngine, letter: DueWake
) -> None:
    cloud.spoil("sesv2.SendEmail", refused("MessageRejected"))

    assert [] == ring(cloud, engine, letter)

    [parked] = cloud.messages("due_dead_letters")
    assert "MessageRejected" in parked["reason"]
    assert None is stored(engine, letter).claim


def test_a_claim_whose_answer_was_lost_sends_once(cloud: Cloud, engine: CloudEngine, letter: DueWake) -> None:
    cloud.spoil("dynamodb.TransactWriteItems", answer_lost)

    assert [] == ring(cloud, engine, letter)
    assert 1 == len(cloud.mails())


def test_an_unreachable_ledger_sends_nothing(cloud: Cloud, engine: CloudEngine, letter: DueWake) -> None:
    cloud.spoil("dynamodb.TransactWriteItems", unreachable, unreachable, unreachable)

    assert 1 == len(ring(cloud, engine, letter))
    assert [] == cloud.mails()


def test_a_record_that_could_not_be_written_makes_the_letter_unsure_not_double(
    cloud: Cloud, engine: CloudEngine, letter: DueWake, clock: FakeClock
) -> None:
    cloud.spoil("dynamodb.PutItem", unreachable, unreachable, unreachable)
    first = ring(cloud, engine, letter)
    clock.at += dt.timedelta(hours=1)
    second = ring(cloud, engine, letter)

    assert (1, 0) == (len(first), len(second))
    assert (1, True) == (len(cloud.mails()), stored(engine, letter).unsure)


def test_what_is_no_wake_is_parked_while_its_neighbour_passes(
    cloud: Cloud, engine: CloudEngine, letter: DueWake
) -> None:
    engine.due.send("not a wake")

    assert [] == ring(cloud, engine, letter)
    assert [{"body": "not a wake", "reason": "Malformed: This is not a wake."}] == cloud.messages("due_dead_letters")
    assert 1 == len(cloud.mails())


def test_a_wake_before_its_time_is_asked_to_come_back(
    cloud: Cloud, engine: CloudEngine, task: DueWake, clock: FakeClock
) -> None:
    clock.at = task.at - dt.timedelta(seconds=1)

    assert 1 == len(ring(cloud, engine, task))
    assert 30 == cloud.last("sqs.ChangeMessageVisibility")["VisibilityTimeout"]
    assert [] == cloud.mails()


def test_a_wake_of_what_is_gone_does_nothing(cloud: Cloud, engine: CloudEngine, letter: DueWake) -> None:
    gone = DueWake(commitment="decade00decade00deca", step=Step.REMIND, generation=1, at=letter.at)

    assert [] == ring(cloud, engine, gone)
    assert [] == cloud.mails()


def test_what_became_of_a_wake_is_one_line_of_ids(cloud: Cloud, engine: CloudEngine, letter: DueWake, log: Any) -> None:
    ring(cloud, engine, letter)

    [line] = [line for line in log() if line["message"] == "sent"]
    assert (letter.commitment, "remind") == (line["commitment"], line["step"])


def test_nobody_can_be_found_in_the_log(cloud: Cloud, engine: CloudEngine, task: DueWake, log: Any) -> None:
    cloud.spoil("sesv2.SendEmail", refused("Odd", status=500), refused("MessageRejected"))
    for _ in range(3):
        ring(cloud, engine, task)

    told = json.dumps(log(), ensure_ascii=False)
    assert [] == [canary for canary in CANARIES if canary in told]
