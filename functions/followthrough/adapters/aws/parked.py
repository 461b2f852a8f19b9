"""What was parked: read it without losing it, and put it back to work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from followthrough.adapters.aws.queues import Queue
from followthrough.domain.errors import Unreachable

HELD_FOR = dt.timedelta(minutes=5)
"""While we look at messages, or move them, nobody else sees them; then they are there again by themselves."""

AT_ONCE = 10
"""More than ten messages are not received in one call (AWS limit)."""

MOST = 1000
"""More are not looked at in one go; the next look takes the next ones."""


@dataclass(frozen=True, kw_only=True)
class Parked:
    """One message that nobody could do anything with, and why as far as it was noted."""

    body: str
    reason: str
    since: dt.datetime
    receipt: str


class DeadLetters:
    """One queue of parked messages, and the work queue that they came from."""

    def __init__(self, *, client: Any, url: str, work: Queue) -> None:
        self._client = client
        self._url = url
        self._work = work

    def count(self) -> int:
        """About how many there are: AWS counts approximately. Raises Unreachable."""
        name = "ApproximateNumberOfMessages"
        answer = _reached(lambda: self._client.get_queue_attributes(QueueUrl=self._url, AttributeNames=[name]))
        return int(answer["Attributes"][name])

    def look(self) -> list[Parked]:
        """What lies there, oldest first; it is left as it was. Raises Unreachable."""
        found = self.hold()
        for message in found:
            self._release(message)
        return found

    def hold(self) -> list[Parked]:
        """Up to 1,000 messages, oldest first, which nobody else sees for five minutes. Raises Unreachable."""
        return sorted(self._received(min(self.count(), MOST)), key=lambda message: message.since)

    def put_back(self, message: Parked) -> None:
        """Into its work queue, and only then away from here: a crash between makes a harmless duplicate."""
        self._work.send(message.body)
        _reached(lambda: self._client.delete_message(QueueUrl=self._url, ReceiptHandle=message.receipt))

    def _received(self, number: int) -> Iterator[Parked]:
        """So many messages, or fewer if no more are found."""
        while number > 0:
            answer = _reached(self._receive)
            messages = answer.get("Messages", [])
            if not messages:
                return
            yield from map(_parked, messages)
            number -= len(messages)

    def _receive(self) -> Any:
        return self._client.receive_message(
            QueueUrl=self._url,
            MaxNumberOfMessages=AT_ONCE,
            VisibilityTimeout=int(HELD_FOR.total_seconds()),
            WaitTimeSeconds=1,  # asks all servers of the queue, where 0 asks some
            MessageSystemAttributeNames=["SentTimestamp"],
            MessageAttributeNames=["reason"],
        )

    def _release(self, message: Parked) -> None:
        _reached(
            lambda: self._client.change_message_visibility(
                QueueUrl=self._url, ReceiptHandle=message.receipt, VisibilityTimeout=0
            )
        )


def _parked(message: dict[str, Any]) -> Parked:
    sent = int(message["Attributes"]["SentTimestamp"]) / 1000
    return Parked(
        body=message["Body"],
        reason=message.get("MessageAttributes", {}).get("reason", {}).get("StringValue", ""),
        since=dt.datetime.fromtimestamp(sent, tz=dt.UTC),
        receipt=message["ReceiptHandle"],
    )


def _reached(call: Callable[[], Any]) -> Any:
    """The answer. Raises Unreachable with the code of AWS."""
    try:
        return call()
    except ClientError as error:
        raise Unreachable(f"A queue did not answer: {error.response['Error']['Code']}.") from error
    except BotoCoreError as error:
        raise Unreachable(f"A queue did not answer: {type(error).__name__}.") from error
