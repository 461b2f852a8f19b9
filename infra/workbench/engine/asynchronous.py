"""Asynchronous calls of functions: two more attempts after an error, then the queue for what failed.

(Lambda Developer Guide, "How Lambda handles errors and retries with asynchronous invocation": after one and two minutes.)
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from workbench.engine.clock import VirtualClock
from workbench.engine.functions import FunctionFailed, Functions
from workbench.engine.queues import Queues, as_message
from workbench.stack.description import Function

PAUSES = (dt.timedelta(minutes=1), dt.timedelta(minutes=2))


@dataclass(frozen=True, kw_only=True)
class _Waiting:
    function: Function
    event: Any
    at: dt.datetime
    attempt: int = 1


class Asynchronous:
    """The calls that wait for their turn."""

    def __init__(self, *, functions: Functions, queues: Queues, clock: VirtualClock) -> None:
        self._functions = functions
        self._queues = queues
        self._clock = clock
        self._waiting: list[_Waiting] = []

    def call(self, function: Function, event: Any) -> None:
        """Accept an event for a function; it runs with the next step of the engine."""
        self._waiting.append(_Waiting(function=function, event=event, at=self._clock.now()))

    def due_at(self) -> dt.datetime | None:
        return min((each.at for each in self._waiting), default=None)

    def work(self) -> bool:
        due = next((each for each in self._waiting if each.at <= self._clock.now()), None)
        if due is None:
            return False
        self._waiting.remove(due)
        try:
            self._functions.call(due.function.name, due.event)
        except FunctionFailed as failure:
            self._try_again_or_give_up(due, failure)
        return True

    def forget(self) -> None:
        self._waiting.clear()

    def _try_again_or_give_up(self, failed: _Waiting, failure: FunctionFailed) -> None:
        if failed.attempt <= failed.function.retries:
            at = self._clock.now() + PAUSES[failed.attempt - 1]
            self._waiting.append(replace(failed, at=at, attempt=failed.attempt + 1))
            return
        if failed.function.on_failure:
            self._queues.send(failed.function.on_failure, as_message(self._destination_record(failed, failure)))
        if failed.function.dead_letters:
            why = {
                "RequestID": failure.invocation.request_id,
                "ErrorCode": "200",
                "ErrorMessage": str(failure.__cause__),
            }
            self._queues.send(failed.function.dead_letters, as_message(failed.event), why)

    def _destination_record(self, failed: _Waiting, failure: FunctionFailed) -> dict[str, Any]:
        cause = failure.__cause__
        return {
            "version": "1.0",
            "timestamp": f"{self._clock.now():%Y-%m-%dT%H:%M:%S.000Z}",
            "requestContext": {
                "requestId": failure.invocation.request_id,
                "functionArn": f"{failed.function.arn}:$LATEST",
                "condition": "RetriesExhausted",
                "approximateInvokeCount": failed.attempt,
            },
            "requestPayload": failed.event,
            "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
            "responsePayload": {"errorMessage": str(cause), "errorType": type(cause).__name__},
        }
