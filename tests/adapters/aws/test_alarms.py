from __future__ import annotations

import datetime as dt
import json
import re

import pytest

from followthrough.adapters.aws.alarms import SchedulerAlarms
from followthrough.adapters.aws.queues import wake_from_message
from followthrough.application.ports import DueWake
from followthrough.domain.commitment import Wake
from followthrough.domain.errors import Unreachable
from followthrough.domain.words import Step
from support.aws import BUSINESS, GROUP, Cloud, answer_lost, client, environment, refused, unreachable
from support.cards import at

COMMITMENT = "c0ffee00c0ffee00c0ff"
TEN = Wake(step=Step.REMIND, at=at("2026-03-10 10:00"))
LEGAL = re.compile(r"[0-9a-zA-Z-_.]{1,64}")
"""EventBridge Scheduler API Reference, CreateSchedule, Name."""


@pytest.fixture
def alarms(cloud: Cloud) -> SchedulerAlarms:
    client("scheduler").create_schedule_group(Name=GROUP)
    return some_alarms()


def some_alarms(business_id: str = BUSINESS) -> SchedulerAlarms:
    told = environment()
    return SchedulerAlarms(
        client=client("scheduler"),
        business_id=business_id,
        group=GROUP,
        role_arn=told["FOLLOWTHROUGH_ALARM_ROLE_ARN"],
        due_arn=told["FOLLOWTHROUGH_DUE_ARN"],
        dead_letters_arn=told["FOLLOWTHROUGH_ALARM_DEAD_LETTERS_ARN"],
    )


def test_an_alarm_rings_once_in_utc_at_the_minute_and_is_gone(alarms: SchedulerAlarms, cloud: Cloud) -> None:
    alarms.set(COMMITMENT, TEN, generation=1)

    [schedule] = cloud.schedules()
    assert ("at(2026-03-10T10:00:00)", "UTC", {"Mode": "OFF"}, "DELETE") == (
        schedule["ScheduleExpression"],
        schedule["ScheduleExpressionTimezone"],
        schedule["FlexibleTimeWindow"],
        schedule["ActionAfterCompletion"],
    )


def test_a_summer_time_is_told_in_utc(alarms: SchedulerAlarms, cloud: Cloud) -> None:
    alarms.set(COMMITMENT, Wake(step=Step.REMIND, at=at("2026-03-30 10:00")), generation=1)

    assert ["at(2026-03-30T09:00:00)"] == [schedule["ScheduleExpression"] for schedule in cloud.schedules()]


def test_a_time_of_another_zone_is_the_same_alarm(alarms: SchedulerAlarms, cloud: Cloud) -> None:
    in_new_york = TEN.at.astimezone(dt.timezone(dt.timedelta(hours=-5)))
    alarms.set(COMMITMENT, TEN, generation=1)

    alarms.set(COMMITMENT, Wake(step=Step.REMIND, at=in_new_york), generation=1)

    assert ["at(2026-03-10T10:00:00)"] == [schedule["ScheduleExpression"] for schedule in cloud.schedules()]


def test_what_rings_is_the_wake_itself_in_the_due_queue(alarms: SchedulerAlarms, cloud: Cloud) -> None:
    alarms.set(COMMITMENT, TEN, generation=3)

    [schedule] = cloud.schedules()
    wake = DueWake(commitment=COMMITMENT, step=Step.REMIND, generation=3, at=TEN.at)
    assert ("arn:aws:sqs:eu-west-1:123456789012:due", wake) == (
        schedule["Target"]["Arn"],
        wake_from_message(schedule["Target"]["Input"]),
    )


def test_a_ring_that_nobody_hears_is_repeated_for_a_day_and_then_kept(alarms: SchedulerAlarms, cloud: Cloud) -> None:
    alarms.set(COMMITMENT, TEN, generation=1)

    [schedule] = cloud.schedules()
    assert ({"MaximumEventAgeInSeconds": 86_400, "MaximumRetryAttempts": 185}, "due_dead_letters") == (
        schedule["Target"]["RetryPolicy"],
        schedule["Target"]["DeadLetterConfig"]["Arn"].rpartition(":")[2],
    )


def test_ids_only_travel_with_an_alarm(alarms: SchedulerAlarms, cloud: Cloud) -> None:
    alarms.set(COMMITMENT, TEN, generation=1)

    [schedule] = cloud.schedules()
    assert {"commitment", "step", "generation", "at"} == set(json.loads(schedule["Target"]["Input"]))


@pytest.mark.parametrize("step", Step)
def test_the_longest_name_is_one_that_scheduler_takes(cloud: Cloud, step: Step) -> None:
    client("scheduler").create_schedule_group(Name=GROUP)

    some_alarms("a-very-long-firm").set(COMMITMENT, Wake(step=step, at=TEN.at), generation=9999)

    [schedule] = cloud.schedules()
    assert LEGAL.fullmatch(schedule["Name"])


def test_every_step_generation_time_and_firm_has_an_alarm_of_its_own(alarms: SchedulerAlarms, cloud: Cloud) -> None:
    alarms.set(COMMITMENT, TEN, generation=1)
    alarms.set(COMMITMENT, TEN, generation=2)
    alarms.set(COMMITMENT, Wake(step=Step.NUDGE, at=TEN.at), generation=1)
    alarms.set(COMMITMENT, Wake(step=Step.REMIND, at=at("2026-03-11 10:00")), generation=1)
    some_alarms("heron").set(COMMITMENT, TEN, generation=1)

    assert 5 == len(cloud.schedules())


def test_setting_the_same_alarm_again_is_a_success(alarms: SchedulerAlarms, cloud: Cloud) -> None:
    alarms.set(COMMITMENT, TEN, generation=1)
    alarms.set(COMMITMENT, TEN, generation=1)

    assert 1 == len(cloud.schedules())


def test_an_alarm_whose_answer_was_lost_is_set_once(alarms: SchedulerAlarms, cloud: Cloud) -> None:
    cloud.spoil("scheduler.CreateSchedule", answer_lost)

    alarms.set(COMMITMENT, TEN, generation=1)

    assert 1 == len(cloud.schedules())


def test_a_cancelled_alarm_is_gone_and_its_neighbours_stay(alarms: SchedulerAlarms, cloud: Cloud) -> None:
    alarms.set(COMMITMENT, TEN, generation=1)
    alarms.set(COMMITMENT, TEN, generation=2)

    alarms.cancel(COMMITMENT, TEN, generation=1)

    assert [2] == [json.loads(schedule["Target"]["Input"])["generation"] for schedule in cloud.schedules()]


def test_cancelling_what_is_gone_already_is_a_success(alarms: SchedulerAlarms, cloud: Cloud) -> None:
    alarms.cancel(COMMITMENT, TEN, generation=1)

    assert 1 == cloud.count("scheduler.DeleteSchedule")


FAULTS = [
    unreachable,
    refused("InternalServerException", status=500),
    refused("ThrottlingException", status=429),
    refused("ServiceQuotaExceededException", status=402),
    refused("ValidationException"),
    refused("AccessDeniedException", status=403),
]


@pytest.mark.parametrize("fault", FAULTS)
def test_an_alarm_that_could_not_be_set_or_cancelled_is_told(
    alarms: SchedulerAlarms, cloud: Cloud, fault: object
) -> None:
    for call in ("scheduler.CreateSchedule", "scheduler.DeleteSchedule"):
        cloud.spoil(call, fault, fault, fault)

    with pytest.raises(Unreachable):
        alarms.set(COMMITMENT, TEN, generation=1)
    with pytest.raises(Unreachable):
        alarms.cancel(COMMITMENT, TEN, generation=1)


def test_a_conflict_is_no_success_for_a_cancel_nor_a_missing_group_for_a_set(
    alarms: SchedulerAlarms, cloud: Cloud
) -> None:
    cloud.spoil("scheduler.DeleteSchedule", refused("ConflictException", status=409))
    cloud.spoil("scheduler.CreateSchedule", refused("ResourceNotFoundException", status=404))

    with pytest.raises(Unreachable):
        alarms.cancel(COMMITMENT, TEN, generation=1)
    with pytest.raises(Unreachable):
        alarms.set(COMMITMENT, TEN, generation=1)
