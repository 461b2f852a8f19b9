"""The queues: what is to be taken in, what is due, and where known-bad input is parked with its reason."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from collections.abc import Callable
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from followthrough.application.ports import DueWake
from followthrough.domain.errors import Malformed, Unreachable
from followthrough.domain.words import Step

LONGEST_DELAY = dt.timedelta(minutes=15)
"""SQS holds a message back for at most this long."""

FIRST_PAUSE, LONGEST_PAUSE = 30, 900

_NOT_FOR_SQS = re.compile("[^\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What SQS refuses in a message (SendMessage, MessageBody), and line breaks: a reason may quote what a sender wrote."""


class Queue:
    """One SQS queue."""

    def __init__(self, *, client: Any, url: str) -> None:
        self._client = client
        self._url = url

    def send(self, body: str, *, delay: dt.timedelta = dt.timedelta(), reason: str | None = None) -> None:
        """Put one message in, durably, before we return. Raises Unreachable."""
        arguments: dict[str, Any] = {"QueueUrl": self._url, "MessageBody": body}
        if delay:
            arguments["DelaySeconds"] = math.ceil(min(delay, LONGEST_DELAY).total_seconds())
        if reason:
            arguments["MessageAttributes"] = {
                "reason": {"DataType": "String", "StringValue": _NOT_FOR_SQS.sub(" ", reason)}
            }
        _reached(lambda: self._client.send_message(**arguments))

    def back_off(self, receipt: str, *, received: int) -> None:
        """Let this message come back later and later: 30 seconds at first, 15 minutes at most."""
        pause = min(FIRST_PAUSE * 2 ** max(received - 1, 0), LONGEST_PAUSE)
        _reached(
            lambda: self._client.change_message_visibility(
                QueueUrl=self._url, ReceiptHandle=receipt, VisibilityTimeout=pause
            )
        )


class DueMessages:
    """The due queue, in the words of the application."""

    def __init__(self, queue: Queue) -> None:
        self._queue = queue

    def wake(self, wake: DueWake, *, delay: dt.timedelta = dt.timedelta()) -> None:
        self._queue.send(wake_to_message(wake), delay=delay)


def wake_to_message(wake: DueWake) -> str:
    """A wake as it travels: ids only."""
    return json.dumps(
        {
            "commitment": wake.commitment,
            "step": wake.step.value,
            "generation": wake.generation,
            "at": wake.at.isoformat(),
        }
    )


def wake_from_message(body: str) -> DueWake:
    """The wake in this message. Raises Malformed."""
    try:
        said = json.loads(body)
        return DueWake(
            commitment=str(said["commitment"]),
            step=Step(said["step"]),
            generation=int(said["generation"]),
            at=dt.datetime.fromisoformat(said["at"]),
        )
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise Malformed("This is not a wake.") from error


def _reached(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except (ClientError, BotoCoreError) as error:
        raise Unreachable("The queue did not take the message.") from error
