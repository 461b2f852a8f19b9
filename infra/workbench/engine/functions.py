"""The real handlers, called in this process as Lambda calls them: cold once, then warm, one event at a time."""

from __future__ import annotations

import datetime as dt
import importlib
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.engine.invocation import Invocation, Killed, running
from workbench.engine.log import LOG
from workbench.stack.description import Function
from workbench.stack.resolve import REGION

logger = logging.getLogger(__name__)


class FunctionFailed(Exception):
    """A function raised, was killed, or answered what cannot be JSON. The cause is the cause."""

    def __init__(self, invocation: Invocation) -> None:
        super().__init__(f"{invocation.function} failed in {invocation.request_id}.")
        self.invocation = invocation


@dataclass(frozen=True, kw_only=True)
class Context:
    """What Lambda tells a handler about its own run. The clock stands still, so the time that remains is all of it."""

    function_name: str
    invoked_function_arn: str
    memory_limit_in_mb: int
    aws_request_id: str
    timeout: dt.timedelta
    function_version: str = "$LATEST"
    log_group_name: str = ""
    log_stream_name: str = ""

    def get_remaining_time_in_millis(self) -> int:
        return int(self.timeout.total_seconds() * 1000)


class Functions:
    """Every Lambda of the stack."""

    def __init__(self, functions: Mapping[str, Function]) -> None:
        self._functions = functions
        self._warm: dict[str, Any] = {}
        self._calls = 0
        self.failures: list[FunctionFailed] = []
        """Every failure since the start or the last reset, for tests to look at."""

    def call(self, name: str, event: Any) -> Any:
        """The answer of one function to one event, as it comes out of JSON. Raises FunctionFailed."""
        self._calls += 1
        invocation = Invocation(function=name, request_id=f"00000000-0000-4000-8000-{self._calls:012x}")
        with LOG.captured(), running(invocation):
            try:
                return _as_json(self._run(self._functions[name], _as_json(event), invocation))
            except (Exception, Killed) as error:  # the door of Lambda: whatever a handler raises ends its run only
                raise self._failed(invocation, error) from error

    def by_arn(self, arn: str) -> Function | None:
        return next((each for each in self._functions.values() if each.arn == arn), None)

    def cool_down(self) -> None:
        """Every function starts anew with its next call."""
        self._warm.clear()

    def forget(self) -> None:
        """No failure is remembered."""
        self.failures.clear()

    def _run(self, function: Function, event: Any, invocation: Invocation) -> Any:
        module_name, _, handler_name = function.handler.rpartition(".")
        module = importlib.import_module(module_name)
        if function.name not in self._warm:
            self._warm[function.name] = module.app_from(_environment(function))
        context = Context(
            function_name=function.arn.rpartition(":")[2],
            invoked_function_arn=function.arn,
            memory_limit_in_mb=function.memory,
            aws_request_id=invocation.request_id,
            timeout=function.timeout,
        )
        return getattr(module, handler_name)(event, context, app=self._warm[function.name])

    def _failed(self, invocation: Invocation, error: BaseException) -> FunctionFailed:
        failure = FunctionFailed(invocation)
        failure.__cause__ = error
        self.failures.append(failure)
        if isinstance(error, Killed):
            # The process is gone, and with it all that the function had in memory.
            self._warm.pop(invocation.function, None)
        logger.info("%s", failure, exc_info=error)
        return failure


def failed_items(answer: Any, *, known: Sequence[str]) -> set[str]:
    """Which items of a batch a function reports as failed; a report that makes no sense means all of them.

    (Lambda Developer Guide, "Reporting batch item failures": null and an empty list are a success, an empty or unknown
    identifier or a malformed answer fails the whole batch.)
    """
    if answer is None or answer == {}:
        return set()
    try:
        failed = {str(item["itemIdentifier"]) for item in answer["batchItemFailures"] or []}
    except (TypeError, KeyError):
        return set(known)
    return failed if failed.issubset(known) else set(known)


def _environment(function: Function) -> dict[str, str]:
    name = function.arn.rpartition(":")[2]
    return {"AWS_REGION": REGION, "AWS_LAMBDA_FUNCTION_NAME": name, **function.environment}


def _as_json(value: Any) -> Any:
    """What is left of a value when it has travelled as JSON. Raises TypeError for what cannot."""
    return json.loads(json.dumps(value))
