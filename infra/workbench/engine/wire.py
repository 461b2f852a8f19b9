"""The one place where calls to AWS pass: botocore hands each request to moto here instead of to the network.

Layers stand around moto as around a server: each may look at a call, wait, answer in moto's stead, or break the line.
They see every attempt, so that the SDK's own retries are exercised as they are in the cloud.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import boto3
import botocore.endpoint
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import UnknownServiceError
from moto.core.botocore_stubber import BotocoreStubber

from workbench.engine.invocation import Invocation, current

OK = 200
"""HTTP: it was done."""


@dataclass(frozen=True, kw_only=True)
class Call:
    """One attempt of one call to AWS, by a function or by the workbench itself (then `by` is None)."""

    name: str
    """Service and operation as boto3 names them: `sesv2.SendEmail`."""
    request: AWSPreparedRequest
    by: Invocation | None

    @property
    def body(self) -> bytes:
        body: bytes | str | None = self.request.body
        return body.encode() if isinstance(body, str) else body or b""

    @property
    def region(self) -> str:
        """Where it goes: `https://sqs.eu-west-1.amazonaws.com/`."""
        return str(urlsplit(self.request.url).hostname).split(".")[-3]


Proceed = Callable[[], AWSResponse]
Layer = Callable[[Call, Proceed], AWSResponse]


class UnknownCall(ValueError):
    """There is no such AWS call."""


@dataclass(kw_only=True)
class Wire:
    """The layers around moto, outermost first."""

    layers: list[Layer] = field(default_factory=list)

    @contextmanager
    def laid(self) -> Iterator[None]:
        """While this lasts, every call of this process passes here. The SDK's pauses between attempts take no time."""
        moto, clock = BotocoreStubber.__call__, botocore.endpoint.time
        BotocoreStubber.__call__ = self._in_place_of(moto)  # type: ignore[method-assign]
        botocore.endpoint.time = SimpleNamespace(sleep=lambda _seconds: None)
        try:
            yield
        finally:
            BotocoreStubber.__call__ = moto  # type: ignore[method-assign]
            botocore.endpoint.time = clock

    def _in_place_of(self, moto: Callable[..., AWSResponse | None]) -> Callable[..., AWSResponse | None]:
        def carry(stubber: BotocoreStubber, event_name: str, request: AWSPreparedRequest, **_: Any) -> AWSResponse:
            call = Call(name=_as_boto3_names(event_name), request=request, by=current())
            return _through(self.layers, call, functools.partial(_answered, moto, stubber, event_name, request))

        return carry


def refusal(call: Call, *, status: int, code: str, message: str) -> AWSResponse:
    """An AWS error as JSON services send it."""
    body = json.dumps({"__type": code, "message": message}).encode()
    return AWSResponse(call.request.url, status, {"x-amzn-errortype": code}, _Body(body))


def answered(call: Call, content: dict[str, Any]) -> AWSResponse:
    """An answer in moto's stead, as JSON services send it."""
    return AWSResponse(call.request.url, OK, {}, _Body(json.dumps(content).encode()))


def checked_call_name(name: str) -> str:
    """The name, if boto3 knows this service and it has this operation. Raises UnknownCall."""
    service, _, operation = name.partition(".")
    try:
        operations = _model(service).operation_names
    except UnknownServiceError as error:
        raise UnknownCall(f'There is no AWS service "{service}".') from error
    if operation not in operations:
        raise UnknownCall(f'The AWS service "{service}" has no operation "{operation}".')
    return name


def _through(layers: Sequence[Layer], call: Call, moto: Proceed) -> AWSResponse:
    if not layers:
        return moto()
    return layers[0](call, lambda: _through(layers[1:], call, moto))


def _answered(
    moto: Callable[..., AWSResponse | None], stubber: BotocoreStubber, event_name: str, request: AWSPreparedRequest
) -> AWSResponse:
    answer = moto(stubber, event_name, request)
    if answer is None:
        raise RuntimeError(f"Moto does not answer {event_name}: the workbench never goes to the network.")
    return answer


@functools.cache
def _as_boto3_names(event_name: str) -> str:
    """`before-send.eventbridge.PutEvents` is `events.PutEvents`: botocore's events carry another name of a service."""
    _, service_id, operation = event_name.split(".")
    return f"{_boto3_names().get(service_id, service_id)}.{operation}"


@functools.cache
def _boto3_names() -> dict[str, str]:
    used = ("cloudwatch", "dynamodb", "events", "iam", "logs", "scheduler", "secretsmanager", "sesv2", "sns", "sqs")
    return {_model(service).service_id.hyphenize(): service for service in used}


@functools.cache
def _model(service: str) -> Any:
    return boto3.Session()._session.get_service_model(service)  # noqa: SLF001 - boto3 has no public way to a model


class _Body:
    """An answer's bytes as botocore reads them."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self) -> Iterator[bytes]:
        yield self._content
