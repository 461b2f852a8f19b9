"""What EventBridge Scheduler asks of a schedule, as sentences.

(EventBridge Scheduler API Reference, CreateSchedule, Target, RetryPolicy and FlexibleTimeWindow; User Guide, "Quotas".)
That a one-time schedule in the past is refused is not documented: others report it of AWS.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from workbench.engine.expressions import At, BadExpression, timetable

LARGEST_INPUT = 256 * 1024
"""Bytes of a target's Input, a quota that cannot be raised."""

_NAME = re.compile(r"[0-9a-zA-Z-_.]{1,64}")
_TOKEN = re.compile(r"[0-9a-zA-Z-_]{1,64}")
_MODES = ("OFF", "FLEXIBLE")
_AGES, _ATTEMPTS, _WINDOWS = range(60, 86_401), range(186), range(1, 1_441)


def refused(asked: dict[str, Any], *, name: str, now: dt.datetime) -> str | None:
    """The first thing for which Scheduler would not take this, as a sentence."""
    return next(_everything_wrong(asked, name=name, now=now), None)


def _everything_wrong(asked: dict[str, Any], *, name: str, now: dt.datetime) -> Iterator[str]:
    for each in (name, asked.get("GroupName") or "default"):
        if not _NAME.fullmatch(each):
            yield f"{each} is no name for a schedule or a group: letters, digits, - _ . and at most 64 of them."
    if not _TOKEN.fullmatch(asked.get("ClientToken", "-")):
        yield "A ClientToken is letters, digits, - and _, and at most 64 of them."
    yield from _wrong_time(asked, now=now)
    yield from _wrong_window(asked["FlexibleTimeWindow"])
    yield from _wrong_target(asked["Target"])


def _wrong_time(asked: dict[str, Any], *, now: dt.datetime) -> Iterator[str]:
    zone = asked.get("ScheduleExpressionTimezone") or "UTC"
    try:
        table = timetable(asked["ScheduleExpression"], zone=zone, since=now)
    except BadExpression as error:
        yield str(error)
        return
    if isinstance(table, At) and table.instant <= now:
        yield f"{asked['ScheduleExpression']} has passed."


def _wrong_window(window: dict[str, Any]) -> Iterator[str]:
    if window["Mode"] not in _MODES:
        yield f"{window['Mode']} is no mode of a flexible time window: OFF or FLEXIBLE."
    if window["Mode"] == "FLEXIBLE" and window.get("MaximumWindowInMinutes") not in _WINDOWS:
        yield "A flexible time window needs MaximumWindowInMinutes, 1 to 1440."


def _wrong_target(target: dict[str, Any]) -> Iterator[str]:
    if len(target.get("Input", "").encode()) > LARGEST_INPUT:
        yield f"The target's Input is larger than {LARGEST_INPUT} bytes."
    policy = target.get("RetryPolicy", {})
    if policy.get("MaximumEventAgeInSeconds", _AGES[-1]) not in _AGES:
        yield "MaximumEventAgeInSeconds is 60 to 86400."
    if policy.get("MaximumRetryAttempts", _ATTEMPTS[-1]) not in _ATTEMPTS:
        yield "MaximumRetryAttempts is 0 to 185."
    if target.get("DeadLetterConfig", {}).get("Arn", "").endswith(".fifo"):
        yield "The dead letters of a schedule go to a standard queue."
