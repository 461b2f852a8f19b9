"""What EventBridge Scheduler refuses and moto does not: bad expressions, unknown zones, times that have passed.

(EventBridge Scheduler API Reference, CreateSchedule.) Its ClientToken is honoured too: the SDK repeats a call whose
answer was lost under the same token, and must not meet its own schedule.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import unquote, urlsplit

from botocore.awsrequest import AWSResponse

from workbench.engine.clock import VirtualClock
from workbench.engine.expressions import At, BadExpression, timetable
from workbench.engine.wire import Call, Proceed, refusal

_NAME = re.compile(r"[0-9a-zA-Z-_.]{1,64}")


class StrictScheduler:
    """A layer of the wire."""

    def __init__(self, *, clock: VirtualClock) -> None:
        self._clock = clock
        self._told: dict[str, AWSResponse] = {}

    def watch(self, call: Call, proceed: Proceed) -> AWSResponse:
        if call.name != "scheduler.CreateSchedule":
            return proceed()
        asked = json.loads(call.body)
        wrong = self._wrong(asked, name=unquote(urlsplit(call.request.url).path.rpartition("/")[2]))
        if wrong:
            return refusal(call, status=400, code="ValidationException", message=wrong)
        token = asked.get("ClientToken")
        if token in self._told:
            return self._told[token]
        answer = proceed()
        if token and answer.status_code == 200:  # noqa: PLR2004 - HTTP OK
            self._told[token] = answer
        return answer

    def forget(self) -> None:
        self._told.clear()

    def _wrong(self, asked: dict[str, Any], *, name: str) -> str | None:
        """Why Scheduler would not take this, as a sentence."""
        if not _NAME.fullmatch(name):
            return f"{name} is no name for a schedule: letters, digits, - _ . and at most 64 of them."
        zone = asked.get("ScheduleExpressionTimezone") or "UTC"
        try:
            table = timetable(asked["ScheduleExpression"], zone=zone, since=self._clock.now())
        except BadExpression as error:
            return str(error)
        if isinstance(table, At) and table.instant <= self._clock.now():
            return f"{asked['ScheduleExpression']} has passed."
        return None
