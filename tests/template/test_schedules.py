"""The firm's own clock: the ticks and reports that no commitment sets."""

from __future__ import annotations

import json
import re
import zoneinfo
from collections.abc import Iterator

import pytest

from template.reading import GONE, altered, id_of, may, source, template
from workbench.stack.expand import Json, resources_of

MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
FIELDS = [
    ("minutes", range(60), []),
    ("hours", range(24), []),
    ("day of month", range(1, 32), []),
    ("month", range(1, 13), MONTHS),
    ("day of week", range(1, 8), DAYS),
    ("year", range(1970, 2200), []),
]
RATE = re.compile(r"rate\((1 (minute|hour|day)|(?!1 )[1-9]\d* (minutes|hours|days))\)")
AT = re.compile(r"at\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\)")


def mistakes_in(expression: str) -> Iterator[str]:
    """What Scheduler would refuse. Its cron has six fields, and exactly one of the two kinds of day is `?`.

    The `L`, `W` and `#` of AWS are left out: nothing here should happen on the last weekday of a month.
    """
    if RATE.fullmatch(expression) or AT.fullmatch(expression):
        return
    cron = re.fullmatch(r"cron\((.*)\)", expression)
    fields = cron[1].split(" ") if cron else []
    if len(fields) != len(FIELDS):
        yield f"{expression} is neither rate nor at nor a cron of six fields."
        return
    if [fields[2], fields[4]].count("?") != 1:
        yield f"{expression} needs one ? among its days."
    for text, (name, numbers, names) in zip(fields, FIELDS, strict=True):
        if not _is_field(text, numbers, names):
            yield f"{expression} has {name} {text}."


def _is_field(text: str, numbers: range, names: list[str]) -> bool:
    if text in ("*", "?"):
        return text == "*" or numbers in (FIELDS[2][1], FIELDS[4][1])
    ends = [end for part in text.split(",") for end in part.split("/")[0].split("-")]
    steps = [part.split("/")[1] for part in text.split(",") if "/" in part]
    known = {str(number) for number in numbers} | set(names) | {"*"}
    return set(ends) <= known and all(step.isdigit() and int(step) > 0 for step in steps)


def schedules_that_fail(stack: Json) -> Iterator[str]:
    groups = resources_of(stack, "AWS::Scheduler::ScheduleGroup")
    for schedule in resources_of(stack, "AWS::Scheduler::Schedule").values():
        name, target = schedule["Name"], schedule["Target"]
        role = id_of(target["RoleArn"])
        yield from mistakes_in(schedule["ScheduleExpression"])
        if _zone_of(schedule) not in zoneinfo.available_timezones():
            yield f"{name} is in no time zone of this world."
        if id_of(schedule.get("GroupName")) not in groups:
            yield f"{name} is in the group of everybody."
        if not may(stack, role, "lambda:InvokeFunction", id_of(target["Arn"])):
            yield f"{name} may not wake {id_of(target['Arn'])}."
        if not may(stack, role, "sqs:SendMessage", id_of(target.get("DeadLetterConfig", {}).get("Arn"))):
            yield f"{name} is lost when it cannot be delivered."
        if "Input" in schedule["Target"] and not isinstance(json.loads(target["Input"]), dict):
            yield f"{name} says nothing that can be read."


def _zone_of(schedule: Json) -> str:
    zone = schedule.get("ScheduleExpressionTimezone", "UTC")
    return source()["Parameters"][zone["Ref"]]["Default"] if isinstance(zone, dict) else zone


def test_the_clock_of_the_firm_ticks():
    assert [] == list(schedules_that_fail(template()))


def test_the_sheet_comes_before_work_on_working_days_and_the_letter_on_mondays():
    schedules = {s["Name"]: s for s in resources_of(template(), "AWS::Scheduler::Schedule").values()}

    said = {name: (s["ScheduleExpression"], s["Target"].get("Input")) for name, s in schedules.items()}
    assert said == {
        "tend": ("rate(4 minutes)", None),
        "report-day": ("cron(45 7 ? * MON-SAT *)", '{"report": "day"}'),
        "report-week": ("cron(30 7 ? * MON *)", '{"report": "week"}'),
    }


def test_the_firms_clock_is_apart_from_the_alarms_of_commitments():
    groups = {id_of(s["GroupName"]) for s in resources_of(template(), "AWS::Scheduler::Schedule").values()}

    assert {"Clock"} == groups


def test_an_alarm_may_ring_on_the_due_queue_and_nowhere_else_but_its_dead_letters():
    allowed = {
        name
        for name in resources_of(template(), "AWS::SQS::Queue")
        if may(template(), "AlarmsRole", "sqs:SendMessage", name)
    }

    assert {"Due", "AlarmDeadLetters"} == allowed


@pytest.mark.parametrize(
    "expression",
    [
        "rate(1 minute)",
        "rate(5 minutes)",
        "at(2026-03-09T09:00:00)",
        "cron(0/15 8-17 ? JAN,FEB MON-FRI *)",
        "cron(0 9 1 * ? 2027)",
    ],
)
def test_what_scheduler_takes_is_taken(expression):
    assert [] == list(mistakes_in(expression))


@pytest.mark.parametrize(
    "expression",
    [
        "rate(5 minuts)",
        "rate(1 minutes)",
        "rate(5 minute)",
        "rate(0 minutes)",
        "at(2026-03-09 09:00)",
        "cron(45 7 ? * MON-SAT)",
        "cron(45 7 * * MON-SAT *)",
        "cron(45 7 ? * ? *)",
        "cron(60 7 ? * MON *)",
        "cron(45 24 ? * MON *)",
        "cron(45 7 32 * ? *)",
        "cron(45 7 ? 13 MON *)",
        "cron(45 7 ? * MONDAY *)",
        "cron(45 7 ? * 0 *)",
        "cron(? 7 ? * MON *)",
        "cron(0/0 7 ? * MON *)",
    ],
)
def test_what_scheduler_refuses_is_refused(expression):
    assert [] != list(mistakes_in(expression))


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        ("Report/Properties/Events/EveryMonday/Properties/ScheduleExpression", "cron(30 7 * * MON *)",
         "cron(30 7 * * MON *) needs one ? among its days."),
        ("Report/Properties/Events/EveryMonday/Properties/ScheduleExpressionTimezone", "Europe/Dublib",
         "report-week is in no time zone of this world."),
        ("Tend/Properties/Events/EveryFourMinutes/Properties/GroupName", GONE, "tend is in the group of everybody."),
        ("Tend/Properties/Events/EveryFourMinutes/Properties/DeadLetterConfig", GONE,
         "tend is lost when it cannot be delivered."),
        ("ClockRole/Properties/Policies/0/PolicyDocument/Statement/0/Resource", {"Fn::GetAtt": ["Tend", "Arn"]},
         "report-day may not wake Report."),
        ("Report/Properties/Events/EveryMorning/Properties/Input", '"day"', "report-day says nothing that can be read."),
    ],
)  # fmt: skip
def test_a_schedule_that_would_fail_is_refused(path, value, problem):
    problems = list(schedules_that_fail(altered(path, value)))

    assert problem in problems
