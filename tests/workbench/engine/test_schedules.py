from __future__ import annotations

import datetime as dt
import json
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from support.toys import Toybox
from workbench.bench import Bench

ACCOUNT = "arn:aws:sqs:eu-west-1:123456789012"
INBOX, GONE, FAILURES = f"{ACCOUNT}:followthrough-Inbox", f"{ACCOUNT}:nobody", f"{ACCOUNT}:followthrough-Failures"
MONDAY = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


@pytest.fixture
def scheduler(bench: Bench) -> Any:
    return boto3.client("scheduler")


def set_alarm(scheduler: Any, name: str, expression: str, *, target: str = INBOX, **more: Any) -> None:
    target_more = more.pop("target_more", {})
    arguments = {
        "Name": name,
        "GroupName": "clock",
        "ScheduleExpression": expression,
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "ActionAfterCompletion": "DELETE",
        "Target": {"Arn": target, "RoleArn": "arn:aws:iam::123456789012:role/x", "Input": name, **target_more},
    }
    scheduler.create_schedule(**arguments | more)


def came(toys: Toybox) -> list[tuple[str, str]]:
    """What the alarms said, and when: the toy notes the time by the message's own stamp."""
    records = [record for event in toys.given_to("TakeIn") for record in event["Records"]]
    return [(_time(record), record["body"]) for record in records]


def _time(record: dict[str, Any]) -> str:
    sent = int(record["attributes"]["SentTimestamp"]) / 1000
    return f"{dt.datetime.fromtimestamp(sent, dt.UTC):%a %H:%M}"


def names(scheduler: Any) -> set[str]:
    found = {each["Name"] for each in scheduler.list_schedules(GroupName="clock")["Schedules"]}
    return found - {"look", "morning"}


def test_alarms_come_at_their_own_times_in_order_whatever_order_they_were_set_in(
    bench: Bench, toys: Toybox, scheduler: Any
) -> None:
    set_alarm(scheduler, "later", "at(2026-03-04T10:00:00)")
    set_alarm(scheduler, "sooner", "at(2026-03-03T10:00:00)")
    set_alarm(scheduler, "dublin", "at(2026-03-30T10:00:00)", ScheduleExpressionTimezone="Europe/Dublin")
    bench.advance(by=dt.timedelta(days=60))

    assert came(toys) == [("Tue 10:00", "sooner"), ("Wed 10:00", "later"), ("Mon 09:00", "dublin")]


def test_an_alarm_that_has_rung_is_gone_if_it_was_asked_to_be(bench: Bench, toys: Toybox, scheduler: Any) -> None:
    set_alarm(scheduler, "gone", "at(2026-03-03T10:00:00)")
    set_alarm(scheduler, "stays", "at(2026-03-03T10:00:00)", ActionAfterCompletion="NONE")
    bench.advance(by=dt.timedelta(days=3))

    assert names(scheduler) == {"stays"}
    assert len(came(toys)) == 2


def test_an_alarm_that_was_deleted_does_not_ring(bench: Bench, toys: Toybox, scheduler: Any) -> None:
    set_alarm(scheduler, "gone", "at(2026-03-03T10:00:00)")
    bench.advance(by=dt.timedelta(hours=1))
    scheduler.delete_schedule(Name="gone", GroupName="clock")
    bench.advance(by=dt.timedelta(days=3))

    assert came(toys) == []


def test_an_alarm_can_be_set_again_under_its_old_name(bench: Bench, toys: Toybox, scheduler: Any) -> None:
    set_alarm(scheduler, "again", "at(2026-03-03T10:00:00)")
    bench.advance(by=dt.timedelta(days=2))
    set_alarm(scheduler, "again", "at(2026-03-05T10:00:00)")
    bench.advance(by=dt.timedelta(days=2))

    assert came(toys) == [("Tue 10:00", "again"), ("Thu 10:00", "again")]


def test_an_alarm_set_by_another_alarm_comes_the_same_day(bench: Bench, toys: Toybox, scheduler: Any) -> None:
    toys.does["TakeIn"] = lambda event: (
        set_alarm(scheduler, "second", "at(2026-03-03T10:07:00)") if event["Records"][0]["body"] == "first" else None
    )
    set_alarm(scheduler, "first", "at(2026-03-03T10:00:00)")
    bench.advance(by=dt.timedelta(days=2))

    assert came(toys) == [("Tue 10:00", "first"), ("Tue 10:07", "second")]


def test_a_disabled_schedule_does_not_fire(bench: Bench, toys: Toybox, scheduler: Any) -> None:
    set_alarm(scheduler, "off", "at(2026-03-03T10:00:00)", State="DISABLED")
    bench.advance(by=dt.timedelta(days=3))

    assert came(toys) == []


def test_a_recurring_schedule_keeps_within_its_dates(bench: Bench, toys: Toybox, scheduler: Any) -> None:
    set_alarm(
        scheduler,
        "noon",
        "cron(0 12 * * ? *)",
        StartDate=MONDAY + dt.timedelta(days=1),
        EndDate=MONDAY + dt.timedelta(days=3),
    )
    bench.advance(by=dt.timedelta(days=9))

    assert came(toys) == [("Tue 12:00", "noon"), ("Wed 12:00", "noon")]


def test_a_delivery_that_fails_is_tried_again_until_it_succeeds(bench: Bench, scheduler: Any) -> None:
    set_alarm(scheduler, "stubborn", "at(2026-03-03T10:00:00)", target=GONE)
    bench.advance(to=dt.datetime(2026, 3, 3, 10, 10, tzinfo=dt.UTC))
    url = boto3.client("sqs").create_queue(QueueName="nobody")["QueueUrl"]
    bench.advance(by=dt.timedelta(hours=1))

    assert bench.machinery.queues.bodies("nobody") == ["stubborn"]
    assert names(scheduler) == set()
    boto3.client("sqs").delete_queue(QueueUrl=url)


def test_a_delivery_that_is_given_up_goes_to_the_dead_letters_with_its_story(bench: Bench, scheduler: Any) -> None:
    set_alarm(
        scheduler,
        "lost",
        "at(2026-03-03T10:00:00)",
        target=GONE,
        target_more={"RetryPolicy": {"MaximumRetryAttempts": 2}, "DeadLetterConfig": {"Arn": FAILURES}},
    )
    bench.advance(by=dt.timedelta(days=2))

    (message,) = bench.machinery.queues.receive("followthrough-Failures", count=10)
    said = {name: value["StringValue"] for name, value in message.message_attributes.items()}
    assert message.body == "lost"
    assert (said["RETRY_ATTEMPTS"], said["SCHEDULED_TIME"]) == ("2", "2026-03-03T10:00:00Z")
    assert said["TARGET_ARN"] == GONE
    assert names(scheduler) == set()


def test_the_context_of_a_schedule_is_filled_in(bench: Bench, toys: Toybox) -> None:
    bench.advance(by=dt.timedelta(days=1))

    assert {"report": "day", "at": "2026-03-03T07:45:00Z"} in toys.given_to("Look")


def test_a_schedule_without_input_sends_what_scheduler_sends_then(bench: Bench, toys: Toybox) -> None:
    bench.advance(by=dt.timedelta(days=2))

    (tick, *_) = [event for event in toys.given_to("Look") if "report" not in event]
    assert (tick["source"], tick["detail-type"], tick["detail"]) == ("aws.scheduler", "Scheduled Event", "{}")


@pytest.mark.parametrize(
    ("name", "expression", "zone"),
    [
        ("past", "at(2026-03-02T08:59:59)", "UTC"),
        ("now", "at(2026-03-02T09:00:00)", "UTC"),
        ("wrong", "at(tomorrow)", "UTC"),
        ("zone", "at(2026-03-03T09:00:00)", "Mars/Olympus"),
        ("n" * 65, "at(2026-03-03T09:00:00)", "UTC"),
        ("no#name", "at(2026-03-03T09:00:00)", "UTC"),
    ],
)
def test_what_scheduler_refuses_is_refused(scheduler: Any, name: str, expression: str, zone: str) -> None:
    quiet = boto3.client("scheduler", config=Config(parameter_validation=False))
    with pytest.raises(ClientError, match="ValidationException"):
        set_alarm(quiet, name, expression, ScheduleExpressionTimezone=zone)

    assert names(scheduler) == set()


def test_the_same_call_under_the_same_token_is_no_conflict(scheduler: Any) -> None:
    set_alarm(scheduler, "once", "at(2026-03-03T10:00:00)", ClientToken="token")
    set_alarm(scheduler, "once", "at(2026-03-03T10:00:00)", ClientToken="token")
    with pytest.raises(scheduler.exceptions.ConflictException):
        set_alarm(scheduler, "once", "at(2026-03-03T10:00:00)", ClientToken="another")

    assert names(scheduler) == {"once"}


def test_alarms_are_told_with_what_they_are_for(bench: Bench, scheduler: Any) -> None:
    wake = {"commitment": "c1", "step": "remind", "generation": 2, "at": "…"}
    set_alarm(scheduler, "a", "at(2026-03-03T10:00:00)", target_more={"Input": json.dumps(wake)})

    expected = {
        "name": "a",
        "commitment": "c1",
        "step": "remind",
        "generation": 2,
        "fires_at": "2026-03-03T10:00:00+00:00",
    }
    assert bench.alarms() == [expected]
