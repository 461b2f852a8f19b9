"""What a schedule sends to its target, and what Scheduler tells of a delivery that it gave up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from workbench.engine.queues import as_message
from workbench.stack.resolve import ACCOUNT, REGION


def payload(schedule: Any, at: dt.datetime, *, attempt: int) -> str:
    """The input with Scheduler's own placeholders filled in (User Guide, "Adding context attributes")."""
    said = {
        "scheduled-time": _stamp(at),
        "schedule-arn": schedule.arn,
        "execution-id": f"{schedule.name}-{attempt}",
        "attempt-number": str(attempt),
    }
    text: str = schedule.target.get("Input") or _usual_payload(schedule, at, attempt=attempt)
    for name, value in said.items():
        text = text.replace(f"<aws.scheduler.{name}>", value)
    return text


def obituary(schedule: Any, at: dt.datetime, *, attempt: int) -> Mapping[str, str]:
    """The attributes of a dead letter (User Guide, "Configuring a dead-letter queue")."""
    return {
        "ERROR_CODE": "AWS.SimpleQueueService.NonExistentQueue",
        "ERROR_MESSAGE": "The target could not be reached.",
        "EXECUTION_ID": f"{schedule.name}-{attempt}",
        "EXHAUSTED_RETRY_CONDITION": "MaximumRetryAttempts",
        "IS_PAYLOAD_TRUNCATED": "false",
        "RETRY_ATTEMPTS": str(attempt - 1),
        "SCHEDULED_TIME": _stamp(at),
        "SCHEDULE_ARN": schedule.arn,
        "TARGET_ARN": schedule.target["Arn"],
    }


def _usual_payload(schedule: Any, at: dt.datetime, *, attempt: int) -> str:
    """What a target gets that was given no input."""
    event = {
        "version": "0",
        "id": f"{schedule.name}-{attempt}",
        "detail-type": "Scheduled Event",
        "source": "aws.scheduler",
        "account": ACCOUNT,
        "time": _stamp(at),
        "region": REGION,
        "resources": [schedule.arn],
        "detail": "{}",
    }
    return as_message(event)


def _stamp(at: dt.datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"
