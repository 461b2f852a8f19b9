from __future__ import annotations

from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectTimeoutError, ReadTimeoutError

from support.toys import Toybox
from workbench.bench import Bench
from workbench.engine.functions import FunctionFailed
from workbench.engine.wire import UnknownCall

INBOX = "https://sqs.eu-west-1.amazonaws.com/123456789012/followthrough-InboxDeadLetters"
SEND = "sqs.SendMessage"


def sqs(*, attempts: int = 1) -> Any:
    return boto3.client("sqs", config=Config(retries={"mode": "standard", "total_max_attempts": attempts}))


def send(*, attempts: int = 1) -> Callable[[Any], str]:
    return lambda _event: str(sqs(attempts=attempts).send_message(QueueUrl=INBOX, MessageBody="hello")["MessageId"])


def sent(bench: Bench) -> int:
    return bench.machinery.queues.count("followthrough-InboxDeadLetters")


def cause_of(bench: Bench) -> BaseException | None:
    with pytest.raises(FunctionFailed) as failure:
        bench.call("Send", {})
    return failure.value.__cause__


@pytest.mark.parametrize(
    ("kind", "expected", "arrived"),
    [
        ("unreachable", ConnectTimeoutError, 0),
        ("throttled", ClientError, 0),
        ("answer_lost", ReadTimeoutError, 1),
    ],
)
def test_a_function_meets_what_it_would_meet_on_aws(
    bench: Bench, toys: Toybox, kind: str, expected: type[Exception], arrived: int
) -> None:
    toys.does["Send"] = send()
    bench.fault(SEND, kind)

    assert isinstance(cause_of(bench), expected)
    assert sent(bench) == arrived


@pytest.mark.parametrize(("kind", "arrived"), [("crash_before", 0), ("crash_after", 1)])
def test_a_crash_is_caught_by_nobody_and_the_function_starts_cold(
    bench: Bench, toys: Toybox, kind: str, arrived: int
) -> None:
    def carefully(event: Any) -> str:
        try:
            return send()(event)
        except Exception:  # noqa: BLE001 - this is what must not help
            return "caught"

    toys.does["Send"] = carefully
    bench.fault(SEND, kind)
    with pytest.raises(FunctionFailed):
        bench.call("Send", {})
    bench.call("Send", {})

    assert sent(bench) == arrived + 1
    assert len(toys.made) == 2


@pytest.mark.parametrize(("kind", "arrived"), [("unreachable", 1), ("throttled", 1), ("answer_lost", 2)])
def test_the_sdk_tries_again_by_itself(bench: Bench, toys: Toybox, kind: str, arrived: int) -> None:
    toys.does["Send"] = send(attempts=3)
    bench.fault(SEND, kind)

    assert bench.call("Send", {})
    assert sent(bench) == arrived


def test_each_attempt_counts(bench: Bench, toys: Toybox) -> None:
    toys.does["Send"] = send(attempts=3)
    bench.fault(SEND, "unreachable", times=4)

    assert isinstance(cause_of(bench), ConnectTimeoutError)
    assert bench.machinery.faults.pending == 1


def test_only_the_call_that_was_named_goes_wrong(bench: Bench, toys: Toybox) -> None:
    toys.does["Send"] = send()
    bench.fault("sqs.ReceiveMessage", "crash_before")

    assert bench.call("Send", {})
    assert bench.machinery.faults.pending == 1


def test_the_workbenchs_own_calls_never_go_wrong(bench: Bench) -> None:
    bench.fault("events.PutEvents", "unreachable")
    bench.put_event({"kind": "order.placed"})

    assert bench.machinery.faults.pending == 1


@pytest.mark.parametrize("call", ["sqs.SendMail", "mail.Send", "SendMessage", "", "sqs."])
def test_a_call_that_does_not_exist_is_refused(bench: Bench, call: str) -> None:
    with pytest.raises(UnknownCall):
        bench.fault(call, "throttled")


def test_a_kind_that_does_not_exist_is_refused(bench: Bench) -> None:
    with pytest.raises(ValueError, match="flood"):
        bench.fault(SEND, "flood")
