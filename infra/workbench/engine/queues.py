"""Lambda's side of the queues: takes what is visible, hands it to its function, deletes what was done.

The messages themselves, their visibility and their way to the dead letters are moto's. It is read from within: a
thousand promises are some ten thousand polls.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import time
from collections.abc import Mapping, Sequence
from typing import Any

from workbench.engine.clock import VirtualClock
from workbench.engine.functions import FunctionFailed, Functions, failed_items
from workbench.stack.description import QueueMapping
from workbench.stack.moto_inside import inside
from workbench.stack.resolve import ACCOUNT, REGION

Json = dict[str, Any]

_A_MOMENT = dt.timedelta(milliseconds=1)
"""Moto shows a message again only after the end of its visibility timeout, not at it."""


class Queues:
    """Every queue of the stack, as moto holds it."""

    def send(self, arn: str, body: str, attributes: Mapping[str, str] | None = None) -> None:
        """One message, as an AWS service puts it there. Raises moto's QueueDoesNotExist."""
        typed = {name: {"DataType": "String", "StringValue": value} for name, value in (attributes or {}).items()}
        inside("sqs").send_message(arn.rpartition(":")[2], body, message_attributes=typed)

    def receive(self, name: str, *, count: int) -> Sequence[Any]:
        """Up to this many visible messages, invisible from now on; what was received too often leaves for the dead."""
        queue = _queue(name)
        visibility = int(queue.visibility_timeout)
        received: Sequence[Any] = inside("sqs").receive_message(name, count, 0, visibility, ["All"])
        return received

    def delete(self, name: str, receipt: str) -> None:
        inside("sqs").delete_message(name, receipt)

    def visible_at(self, name: str) -> dt.datetime | None:
        """The first instant at which a message can be received, which may have passed; None for an empty queue."""
        self._forget_expired(name)
        instants = [_visible_at(message) for message in _queue(name)._messages]  # noqa: SLF001 - moto has no other way
        return min(instants, default=None)

    def count(self, name: str) -> int:
        """How many messages there are, visible or not."""
        self._forget_expired(name)
        return len(_queue(name)._messages)  # noqa: SLF001

    def bodies(self, name: str) -> list[str]:
        """What lies there, oldest first."""
        return [message.body for message in _queue(name)._messages]  # noqa: SLF001

    def put_off(self, name: str) -> list[tuple[Any, dt.datetime]]:
        """The messages whose delay has not passed, with the end of it."""
        waiting = [message for message in _queue(name)._messages if message.delayed]  # noqa: SLF001
        return [(message, _visible_at(message)) for message in waiting]

    def _forget_expired(self, name: str) -> None:
        """SQS deletes what is older than its retention period; moto only stops to hand it out."""
        queue = _queue(name)
        oldest = (time.time() - int(queue.message_retention_period)) * 1000
        messages = queue._messages  # noqa: SLF001
        if any(each.sent_timestamp <= oldest for each in messages):
            queue._messages = [each for each in messages if each.sent_timestamp > oldest]  # noqa: SLF001


class QueuePoller:
    """One event source mapping."""

    def __init__(self, mapping: QueueMapping, *, queues: Queues, functions: Functions, clock: VirtualClock) -> None:
        self._mapping = mapping
        self._queues = queues
        self._functions = functions
        self._clock = clock
        self.woken = 0
        """How many messages have come that somebody had put off: an alarm of another make."""

    def due_at(self) -> dt.datetime | None:
        return self._queues.visible_at(self._mapping.queue)

    def forget(self) -> None:
        self.woken = 0

    def work(self) -> bool:
        """Hand over one batch, if one is visible."""
        at = self.due_at()
        if at is None or at > self._clock.now():
            return False
        messages = self._queues.receive(self._mapping.queue, count=self._mapping.batch_size)
        self.woken += sum(1 for each in messages if each.delayed_until and each.approximate_receive_count == 1)
        if messages:
            self._hand_over(messages)
        return True

    def _hand_over(self, messages: Sequence[Any]) -> None:
        event = {"Records": [_record(message, self._mapping.queue) for message in messages]}
        try:
            answer = self._functions.call(self._mapping.function, event)
        except FunctionFailed:
            return
        ids = [str(message.id) for message in messages]
        failed = failed_items(answer, known=ids) if self._mapping.partial else set()
        for message in messages:
            if message.id not in failed:
                self._queues.delete(self._mapping.queue, message.receipt_handle)


def _record(message: Any, queue: str) -> Json:
    """A message as Lambda gives it to a function (Lambda Developer Guide, "Using Lambda with Amazon SQS")."""
    return {
        "messageId": message.id,
        "receiptHandle": message.receipt_handle,
        "body": message.body,
        "attributes": {
            "ApproximateReceiveCount": str(message.approximate_receive_count),
            "SentTimestamp": str(message.sent_timestamp),
            "SenderId": message.sender_id,
            "ApproximateFirstReceiveTimestamp": str(message.approximate_first_receive_timestamp),
        },
        "messageAttributes": {name: _attribute(value) for name, value in message.message_attributes.items()},
        "md5OfBody": message.body_md5,
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{queue}",
        "awsRegion": REGION,
    }


def _attribute(value: Mapping[str, Any]) -> Json:
    given: Json = {"stringListValues": [], "binaryListValues": [], "dataType": value["DataType"]}
    if "StringValue" in value:
        given["stringValue"] = value["StringValue"]
    if "BinaryValue" in value:
        given["binaryValue"] = value["BinaryValue"]
    return given


def _visible_at(message: Any) -> dt.datetime:
    milliseconds = max(math.floor(message.visible_at), math.ceil(message.delayed_until))
    instant = dt.datetime.fromtimestamp(milliseconds / 1000, dt.UTC)
    return instant + _A_MOMENT if message.visible_at >= message.delayed_until and message.visible_at else instant


def _queue(name: str) -> Any:
    return inside("sqs").get_queue(name)


def as_message(content: Any) -> str:
    """A structure as AWS services put it into a queue: compact JSON."""
    return json.dumps(content, separators=(",", ":"))
