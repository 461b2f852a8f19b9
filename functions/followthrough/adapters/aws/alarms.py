"""The alarm clock in EventBridge Scheduler: one schedule for each commitment, for its next step, gone when it has rung."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from followthrough.adapters.aws.queues import wake_to_message
from followthrough.application.ports import DueWake
from followthrough.domain.commitment import Wake
from followthrough.domain.errors import Unreachable

RETRY_POLICY = {"MaximumEventAgeInSeconds": 86_400, "MaximumRetryAttempts": 185}
"""As long and as often as EventBridge Scheduler offers; what fails even then is found by `tend`."""


@dataclass(frozen=True, kw_only=True)
class SchedulerAlarms:
    """Schedules whose names are derived, so that nobody has to remember or look for them."""

    client: Any
    business_id: str
    group: str
    role_arn: str
    due_arn: str
    dead_letters_arn: str

    def set(self, commitment: str, wake: Wake, *, generation: int) -> None:
        body = wake_to_message(DueWake(commitment=commitment, step=wake.step, generation=generation, at=wake.at))
        target = {
            "Arn": self.due_arn,
            "RoleArn": self.role_arn,
            "Input": body,
            "RetryPolicy": RETRY_POLICY,
            "DeadLetterConfig": {"Arn": self.dead_letters_arn},
        }
        self._call(
            "create_schedule",
            ignoring="ConflictException",
            Name=self._name(commitment, wake, generation=generation),
            GroupName=self.group,
            ScheduleExpression=f"at({wake.at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S})",
            ScheduleExpressionTimezone="UTC",
            FlexibleTimeWindow={"Mode": "OFF"},
            ActionAfterCompletion="DELETE",
            Target=target,
        )

    def cancel(self, commitment: str, wake: Wake, *, generation: int) -> None:
        self._call(
            "delete_schedule",
            ignoring="ResourceNotFoundException",
            Name=self._name(commitment, wake, generation=generation),
            GroupName=self.group,
        )

    def _name(self, commitment: str, wake: Wake, *, generation: int) -> str:
        at = wake.at.astimezone(dt.UTC)
        return f"{self.business_id}-{commitment}-{wake.step}-{generation}-{at:%y%m%d%H%M}"

    def _call(self, operation: str, *, ignoring: str, **arguments: Any) -> None:
        try:
            getattr(self.client, operation)(**arguments)
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") != ignoring:
                raise Unreachable("The alarm clock refused.") from error
        except BotoCoreError as error:
            raise Unreachable("The alarm clock did not answer.") from error
