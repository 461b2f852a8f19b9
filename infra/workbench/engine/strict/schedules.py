"""EventBridge Scheduler before moto: it refuses what cannot fire, and the same call twice has one effect.

(EventBridge Scheduler API Reference, CreateSchedule and UpdateSchedule.) The SDK repeats a call whose answer was lost
under the same ClientToken and must not meet its own schedule. How long AWS remembers a token is not documented; here it
is remembered until `forget`.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urlsplit

from botocore.awsrequest import AWSResponse

from workbench.engine.strict.schedule_rules import refused
from workbench.engine.wire import OK, Call, Proceed, refusal
from workbench.stack.moto_inside import inside

Now = Callable[[], dt.datetime]

_WRITES = ("scheduler.CreateSchedule", "scheduler.UpdateSchedule")
_IDEMPOTENT = (*_WRITES, "scheduler.DeleteSchedule")


class StrictScheduler:
    """A layer of the wire."""

    def __init__(self, *, now: Now) -> None:
        self._now = now
        self._told: dict[tuple[str, ...], AWSResponse] = {}

    def watch(self, call: Call, proceed: Proceed) -> AWSResponse:
        if call.name not in _IDEMPOTENT:
            return proceed()
        identity = _identity(call)
        if identity in self._told:
            return self._told[identity]
        answer = self._written(call, proceed) if call.name in _WRITES else proceed()
        if answer.status_code == OK:
            self._told[identity] = answer
        return answer

    def forget(self) -> None:
        self._told.clear()

    def _written(self, call: Call, proceed: Proceed) -> AWSResponse:
        asked = json.loads(call.body)
        name = unquote(urlsplit(call.request.url).path.rpartition("/")[2])
        wrong = refused(asked, name=name, now=self._now())
        if wrong:
            return refusal(call, status=400, code="ValidationException", message=wrong)
        group = _groups(call).get(_group(asked))
        if group is None:
            message = f"Schedule group {_group(asked)} does not exist."
            return refusal(call, status=404, code="ResourceNotFoundException", message=message)
        answer = proceed()
        if answer.status_code == OK:
            _leave_nothing_over(group.schedules[name], asked)
        return answer


def _leave_nothing_over(schedule: Any, asked: dict[str, Any]) -> None:
    """What a call leaves out is the default again, also in an update: it replaces the whole schedule."""
    schedule.action_after_completion = asked.get("ActionAfterCompletion") or "NONE"
    schedule.state = asked.get("State") or "ENABLED"


def _group(asked: dict[str, Any]) -> str:
    return str(asked.get("GroupName") or "default")


def _groups(call: Call) -> dict[str, Any]:
    groups: dict[str, Any] = inside("scheduler", region=call.region).schedule_groups
    return groups


def _identity(call: Call) -> tuple[str, ...]:
    """What makes it the same call again: its token, which the SDK gives every call unless the caller did, and its target."""
    asked = json.loads(call.body) if call.name in _WRITES else {}
    return call.name, call.request.url, _group(asked), str(asked.get("ClientToken"))
