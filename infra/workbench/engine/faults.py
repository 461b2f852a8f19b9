"""Faults on demand: the next calls of a kind go wrong, at the place where the network would be.

They hit the functions' calls only, never those of the workbench. Each attempt of the SDK counts as one.
"""

from __future__ import annotations

from enum import StrEnum

from botocore.awsrequest import AWSResponse
from botocore.exceptions import ConnectTimeoutError, ReadTimeoutError

from workbench.engine.invocation import Killed
from workbench.engine.wire import Call, Proceed, checked_call_name, refusal


class Kind(StrEnum):
    """What goes wrong."""

    UNREACHABLE = "unreachable"
    """The service is not reached: surely nothing happened."""
    THROTTLED = "throttled"
    """The service refuses for now."""
    ANSWER_LOST = "answer_lost"
    """It was done, but nobody hears of it."""
    CRASH_BEFORE = "crash_before"
    """The function's process is killed before the call leaves."""
    CRASH_AFTER = "crash_after"
    """It was done, and then the process is killed."""


class Faults:
    """A layer of the wire."""

    def __init__(self) -> None:
        self._pending: list[tuple[str, Kind]] = []

    def add(self, call: str, kind: Kind, *, times: int = 1) -> None:
        """The next calls of this name go wrong. Raises UnknownCall for a name that boto3 does not know."""
        self._pending += [(checked_call_name(call), kind)] * times

    @property
    def pending(self) -> int:
        """How many have not struck yet."""
        return len(self._pending)

    def forget(self) -> None:
        self._pending.clear()

    def watch(self, call: Call, proceed: Proceed) -> AWSResponse:
        kind = self._strikes(call)
        if kind is None:
            return proceed()
        if kind is Kind.UNREACHABLE:
            raise ConnectTimeoutError(endpoint_url=call.request.url)
        if kind is Kind.THROTTLED:
            return _throttled(call)
        if kind is Kind.CRASH_BEFORE:
            raise Killed
        proceed()
        if kind is Kind.CRASH_AFTER:
            raise Killed
        raise ReadTimeoutError(endpoint_url=call.request.url)

    def _strikes(self, call: Call) -> Kind | None:
        if call.by is None:
            return None
        for index, (name, kind) in enumerate(self._pending):
            if name == call.name:
                del self._pending[index]
                return kind
        return None


def _throttled(call: Call) -> AWSResponse:
    """SES answers in its own words; everybody else in the usual ones."""
    is_mail = call.name.startswith("sesv2.")
    code = "TooManyRequestsException" if is_mail else "ThrottlingException"
    return refusal(call, status=429 if is_mail else 400, code=code, message="Rate exceeded.")
