"""Lost answers, dead processes, lost wakes: one letter at most, no promise lost, and a person is asked."""

from __future__ import annotations

import datetime as dt
import json

import boto3
import pytest

from support.garage import Garage, sqs_event


def test_a_letter_whose_answer_was_lost_is_never_sent_again_and_a_person_is_asked(bench):
    garage = Garage(bench).at("2 11:05")
    bench.fault("sesv2.SendEmail", "answer_lost")

    garage.hears("shopify.order-placed.idris")

    assert (True, "open") == (garage.owed("first-thanks")["unsure"], garage.owed("first-thanks")["state"])

    garage.at("2 11:19")
    assert [] == garage.mails("task")

    garage.at("2 11:20")
    garage.at("3 07:00")

    assert 1 == len(garage.mails("letter"))
    assert ["Please find out whether our letter reached Idris Vale"] == garage.subjects("task")

    garage.answers_last_task(outcome="done", note="He has it.")

    assert (False, "kept") == (garage.owed("first-thanks")["unsure"], garage.owed("first-thanks")["state"])


def test_a_notice_of_the_mail_service_settles_an_unsure_letter_and_nobody_is_asked(bench):
    garage = Garage(bench).at("2 11:05")
    bench.fault("sesv2.SendEmail", "answer_lost")

    garage.hears("shopify.order-placed.idris")
    bench.machinery.feedback.tell([*bench.machinery.mailbox][-1], "DELIVERY")
    garage.at("2 12:00")

    assert (False, "kept") == (garage.owed("first-thanks")["unsure"], garage.owed("first-thanks")["state"])
    assert [] == garage.mails("task")
    assert 1 == len(garage.mails("letter"))


@pytest.mark.parametrize(("kind", "letters"), [("crash_before", 0), ("crash_after", 1)])
def test_a_process_that_dies_around_the_send_leaves_at_most_one_letter_and_a_question(bench, kind, letters):
    garage = Garage(bench).at("2 11:05")
    bench.fault("sesv2.SendEmail", kind)

    garage.hears("shopify.order-placed.idris")
    garage.at("2 12:00")

    assert letters == len(garage.mails("letter"))
    assert garage.owed("first-thanks")["unsure"]
    assert ["Please find out whether our letter reached Idris Vale"] == garage.subjects("task")


@pytest.mark.parametrize("kind", ["unreachable", "throttled"])
def test_a_mail_service_that_cannot_be_reached_is_tried_again_until_it_can(bench, kind):
    garage = Garage(bench).at("2 11:05")
    bench.fault("sesv2.SendEmail", kind, times=5)

    garage.hears("shopify.order-placed.idris")
    assert [] == garage.mails("letter")
    garage.at("2 12:00")

    assert 1 == len(garage.mails("letter"))
    assert "kept" == garage.owed("first-thanks")["state"]


def test_a_day_without_the_mail_service_loses_nothing_and_sends_nothing_twice(bench):
    garage = Garage(bench).at("2 08:40")
    bench.fault("sesv2.SendEmail", "unreachable", times=60)

    garage.hears("repairshopr.repair-received.nora")
    garage.at("4 18:00")

    assert 1 == len(garage.mails("letter"))
    assert "broken" == garage.owed("price-call")["state"]
    assert 0 == garage.dead_letters()


@pytest.mark.parametrize("call", ["dynamodb.BatchGetItem", "dynamodb.TransactWriteItems", "dynamodb.PutItem"])
@pytest.mark.parametrize("kind", ["unreachable", "throttled", "answer_lost", "crash_before", "crash_after"])
def test_no_fault_of_the_ledger_loses_a_promise_or_doubles_a_letter(bench, call, kind):
    garage = Garage(bench).at("2 08:40")
    bench.fault(call, kind, times=2)

    garage.hears("repairshopr.repair-received.nora")
    garage.at("2 14:30")
    letters, asked = len(garage.mails("letter")), [text for text in garage.subjects("task") if "find out" in text]
    garage.at("2 15:12")
    garage.answers_last_task(outcome="done")

    assert "kept" == garage.owed("price-call")["state"]
    assert (1, 0) == (letters, len(asked)) or (0, 1) == (letters, len(asked))
    assert 0 == garage.dead_letters()


def test_a_lost_wake_is_delivered_within_five_minutes_of_its_time(bench):
    garage = Garage(bench).at("2 08:40")
    garage.hears("repairshopr.repair-received.nora")

    _forget_every_alarm(bench)
    garage.at("2 14:29")
    assert [] == garage.mails("task")
    garage.at("2 14:35")

    sent_at = dt.datetime.fromisoformat(garage.mails("task")[0]["sent_at"])
    assert dt.timedelta() <= sent_at - dt.datetime(2026, 3, 2, 14, 30, tzinfo=dt.UTC) <= dt.timedelta(minutes=5)


def test_an_alarm_that_could_not_be_set_is_set_by_the_next_try(bench):
    garage = Garage(bench).at("2 08:40")
    bench.fault("scheduler.CreateSchedule", "answer_lost", times=2)

    garage.hears("repairshopr.repair-received.nora")
    garage.at("2 14:30")

    assert 1 == len(garage.mails("task"))


def test_a_wake_of_an_old_generation_leaves_a_note_and_does_nothing(bench):
    garage = Garage(bench).at("3 16:20")
    garage.hears("repairshopr.repair-collected.nora")
    garage.at("10 10:20")
    old = next(alarm for alarm in bench.alarms() if alarm["commitment"] == garage.owed("week-after")["id"])
    garage.answers_last_task(outcome="no_answer")
    mails = len(bench.mail())

    wake = {"commitment": old["commitment"], "step": "nudge", "generation": old["generation"], "at": old["fires_at"]}
    for _ in range(2):
        assert {"batchItemFailures": []} == bench.call("CarryOut", sqs_event(json.dumps(wake)))
    bench.settle()

    assert mails == len(bench.mail())
    assert 1 == garage.whats("week-after").count("stale wake")


def test_a_wake_that_comes_twice_sends_one_task(bench):
    garage = Garage(bench).at("2 08:40")
    garage.hears("repairshopr.repair-received.nora")
    alarm = bench.alarms()[0]
    garage.at("2 14:30")

    wake = {**{key: alarm[key] for key in ("commitment", "step", "generation")}, "at": alarm["fires_at"]}
    bench.call("CarryOut", sqs_event(json.dumps(wake), json.dumps(wake)))

    assert 1 == len(garage.mails("task"))


def test_one_bad_wake_is_parked_and_its_neighbours_are_carried_out(bench):
    garage = Garage(bench).at("2 08:40")
    garage.hears("repairshopr.repair-received.nora")
    url = bench.stack.refs["Due"]
    boto3.client("sqs").send_message(QueueUrl=url, MessageBody="not a wake")

    garage.at("2 14:30")

    assert 1 == len(garage.mails("task"))
    assert 1 == garage.dead_letters()


def _forget_every_alarm(bench) -> None:
    client = boto3.client("scheduler")
    for alarm in bench.alarms():
        client.delete_schedule(Name=alarm["name"], GroupName=bench.stack.refs["Alarms"])
