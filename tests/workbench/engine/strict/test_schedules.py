from __future__ import annotations

from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ReadTimeoutError
from moto import mock_aws

from support.two_motos import ACCOUNT, NOW, REGION, both, client
from workbench.engine.strict import Strict
from workbench.engine.wire import Call, Proceed, Wire

QUEUE = f"arn:aws:sqs:{REGION}:{ACCOUNT}:due"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/clock"
LATER = "at(2026-03-03T10:00:00)"


def schedule(**more: Any) -> dict[str, Any]:
    target = {"Arn": QUEUE, "RoleArn": ROLE, "Input": "{}", **more.pop("target", {})}
    usual = {"Name": "ring", "ScheduleExpression": LATER, "FlexibleTimeWindow": {"Mode": "OFF"}}
    return {**usual, "Target": target, **more}


def created(**more: Any) -> str:
    client("scheduler").create_schedule(**schedule(**more))
    return "taken"


NOT_TAKEN: dict[str, dict[str, Any]] = {
    "no expression": {"ScheduleExpression": "banana"},
    "no day": {"ScheduleExpression": "at(2026-13-40T99:00:00)"},
    "no unit": {"ScheduleExpression": "rate(5 fortnights)"},
    "no rate": {"ScheduleExpression": "rate(0 days)"},
    "five fields": {"ScheduleExpression": "cron(0 12 * * ?)"},
    "two days": {"ScheduleExpression": "cron(0 12 1 * MON *)"},
    "a time that has passed": {"ScheduleExpression": "at(2001-01-01T00:00:00)"},
    "this very moment": {"ScheduleExpression": "at(2026-03-02T09:00:00)"},
    "passed in its own zone": {
        "ScheduleExpression": "at(2026-03-02T09:30:00)",
        "ScheduleExpressionTimezone": "Europe/Berlin",
    },
    "a zone on another planet": {"ScheduleExpressionTimezone": "Mars/Olympus"},
    "65 characters": {"Name": "n" * 65},
    "a letter with an accent": {"Name": "réparé"},
    "a space": {"Name": "ring me"},
    "a day too old": {"target": {"RetryPolicy": {"MaximumEventAgeInSeconds": 86_401}}},
    "186 retries": {"target": {"RetryPolicy": {"MaximumRetryAttempts": 186}}},
    "a window of no width": {"FlexibleTimeWindow": {"Mode": "FLEXIBLE"}},
    "a window of more than a day": {"FlexibleTimeWindow": {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 1_441}},
    "a mode of its own": {"FlexibleTimeWindow": {"Mode": "SOMETIMES"}},
    "a long input": {"target": {"Input": "ü" * (128 * 1024) + "x"}},
    "a token with a dot": {"ClientToken": "a.b"},
    "dead letters in order": {"target": {"DeadLetterConfig": {"Arn": f"{QUEUE}.fifo"}}},
}


@pytest.mark.parametrize("more", NOT_TAKEN.values(), ids=NOT_TAKEN.keys())
def test_what_could_never_fire_is_refused(more: dict[str, Any]) -> None:
    assert both(lambda: created(**more)) == ("taken", "ValidationException")


TAKEN: dict[str, dict[str, Any]] = {
    "the next second": {"ScheduleExpression": "at(2026-03-02T09:00:01)"},
    "still to come in its own zone": {
        "ScheduleExpression": "at(2026-03-02T08:30:00)",
        "ScheduleExpressionTimezone": "America/New_York",
    },
    "64 characters": {"Name": "n.-_" * 16},
    "the longest policy": {
        "target": {"RetryPolicy": {"MaximumEventAgeInSeconds": 86_400, "MaximumRetryAttempts": 185}}
    },
    "no retry": {"target": {"RetryPolicy": {"MaximumEventAgeInSeconds": 60, "MaximumRetryAttempts": 0}}},
    "a day's window": {"FlexibleTimeWindow": {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 1_440}},
    "the longest input": {"target": {"Input": "ü" * (128 * 1024)}},
    "every weekday": {"ScheduleExpression": "cron(30 8 ? * MON-FRI *)"},
    "every minute": {"ScheduleExpression": "rate(1 minute)"},
}


@pytest.mark.parametrize("more", TAKEN.values(), ids=TAKEN.keys())
def test_what_stays_within_the_limits_is_taken(more: dict[str, Any]) -> None:
    assert both(lambda: created(**more)) == ("taken", "taken")


def test_an_update_is_held_to_the_same_rules() -> None:
    def scene() -> str:
        created()
        client("scheduler").update_schedule(**schedule(ScheduleExpression="at(2001-01-01T00:00:00)"))
        return "taken"

    assert both(scene) == ("taken", "ValidationException")


def test_a_group_that_does_not_exist_is_an_answer_and_not_a_crash() -> None:
    assert both(lambda: created(GroupName="nobody")) == ("KeyError", "ResourceNotFoundException")


def test_the_same_token_creates_once() -> None:
    assert both(lambda: (created(ClientToken="one"), created(ClientToken="one"))) == (
        "ConflictException",
        ("taken", "taken"),
    )


def test_another_token_meets_the_schedule_that_is_there() -> None:
    assert both(lambda: (created(ClientToken="one"), created(ClientToken="two"))) == (
        "ConflictException",
        "ConflictException",
    )


def test_a_token_stands_for_one_schedule_of_one_group() -> None:
    def scene() -> int:
        scheduler = client("scheduler")
        scheduler.create_schedule_group(Name="clock")
        for more in ({}, {"GroupName": "clock"}, {"Name": "other"}):
            created(ClientToken="one", **more)
        return len(scheduler.list_schedules()["Schedules"])

    assert both(scene) == (3, 3)


def test_an_answer_lost_on_the_way_is_no_conflict_for_the_sdk_that_asks_again() -> None:
    attempts: list[str] = []

    def loses_the_first_answer(call: Call, proceed: Proceed) -> AWSResponse:
        attempts.append(call.name)
        answer = proceed()
        if len(attempts) == 1:
            raise ReadTimeoutError(endpoint_url=call.request.url)
        return answer

    with mock_aws(), Wire(layers=[loses_the_first_answer, *Strict(now=lambda: NOW).layers]).laid():
        answer = client("scheduler", attempts=2).create_schedule(**schedule(ScheduleExpression="rate(1 day)"))

    assert ["scheduler.CreateSchedule"] * 2 == attempts
    assert answer["ScheduleArn"].endswith("/default/ring")


def test_the_same_token_deletes_once() -> None:
    def scene() -> str:
        created()
        for _ in range(2):
            client("scheduler").delete_schedule(Name="ring", ClientToken="gone")
        return "gone"

    assert both(scene) == ("ResourceNotFoundException", "gone")


def test_an_update_that_leaves_the_end_out_keeps_the_schedule_after_it_has_rung() -> None:
    def scene() -> tuple[Any, Any]:
        created(ActionAfterCompletion="DELETE", State="DISABLED")
        client("scheduler").update_schedule(**schedule())
        now = client("scheduler").get_schedule(Name="ring")
        return now.get("ActionAfterCompletion"), now.get("State")

    assert both(scene) == (("DELETE", None), ("NONE", "ENABLED"))


def test_an_update_sets_what_it_says() -> None:
    def scene() -> tuple[Any, Any]:
        created()
        client("scheduler").update_schedule(**schedule(ActionAfterCompletion="DELETE", State="DISABLED"))
        now = client("scheduler").get_schedule(Name="ring")
        return now.get("ActionAfterCompletion"), now.get("State")

    assert both(scene) == ((None, "DISABLED"), ("DELETE", "DISABLED"))
