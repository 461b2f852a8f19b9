"""Lambda's side of a table's stream: every change in order, filtered, in batches, until it is done or given up.

(Lambda Developer Guide, "Using Lambda with Amazon DynamoDB": a failed batch is tried again, halved if so configured, from
the first failed record on; after the last attempt the on-failure queue hears where the records lie, not what they say.)
"""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from workbench.engine.clock import VirtualClock
from workbench.engine.functions import FunctionFailed, Functions, failed_items
from workbench.engine.queues import Queues, as_message
from workbench.stack.description import StreamMapping
from workbench.stack.moto_inside import inside
from workbench.stack.patterns import matches
from workbench.stack.resolve import ACCOUNT, REGION

Json = dict[str, Any]

LONGEST_PAUSE = dt.timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class _Batch:
    records: tuple[Json, ...]
    attempt: int = 1


class StreamPoller:
    """One event source mapping. While a batch fails, everything after it waits: the order of one item is kept."""

    def __init__(self, mapping: StreamMapping, *, functions: Functions, queues: Queues, clock: VirtualClock) -> None:
        self._mapping = mapping
        self._functions = functions
        self._queues = queues
        self._clock = clock
        self._read = 0
        self._batches: deque[_Batch] = deque()
        self._not_before: dt.datetime | None = None

    def due_at(self) -> dt.datetime | None:
        if self._not_before:
            return self._not_before
        has_more = self._batches or self._read < len(records_of(self._mapping.table))
        return self._clock.now() if has_more else None

    def work(self) -> bool:
        """Hand over one batch."""
        due = self.due_at()
        if due is None or due > self._clock.now():
            return False
        self._not_before = None
        if not self._batches:
            self._take_what_is_new()
        if self._batches:
            self._hand_over(self._batches.popleft())
        return True

    def forget(self) -> None:
        self._read = 0
        self._batches.clear()
        self._not_before = None

    def _take_what_is_new(self) -> None:
        records = records_of(self._mapping.table)
        new, self._read = records[self._read :], len(records)
        shaped = (_shaped(record, self._mapping.stream) for record in as_aws_tells(new))
        wanted = [each for each in shaped if self._passes(each)]
        size = self._mapping.batch_size
        self._batches.extend(_Batch(records=tuple(wanted[i : i + size])) for i in range(0, len(wanted), size))

    def _passes(self, record: Json) -> bool:
        return not self._mapping.filters or any(matches(each, record) for each in self._mapping.filters)

    def _hand_over(self, batch: _Batch) -> None:
        numbers = [record["dynamodb"]["SequenceNumber"] for record in batch.records]
        try:
            answer = self._functions.call(self._mapping.function, {"Records": list(batch.records)})
        except FunctionFailed:
            self._failed(batch, first=0, halve=self._mapping.bisect)
            return
        failed = failed_items(answer, known=numbers) if self._mapping.partial else set()
        if failed:
            first = min(index for index, number in enumerate(numbers) if number in failed)
            self._failed(batch, first=first, halve=self._mapping.bisect and first == 0)

    def _failed(self, batch: _Batch, *, first: int, halve: bool) -> None:
        """What came before the first failed record is done; the rest is tried again, or given up."""
        rest = replace(batch, records=batch.records[first:])
        if self._mapping.attempts is not None and batch.attempt > self._mapping.attempts:
            self._give_up(rest)
            return
        again = replace(rest, attempt=batch.attempt + 1)
        self._batches.extendleft(reversed(_halves(again) if halve else [again]))
        self._not_before = self._clock.now() + min(dt.timedelta(seconds=2 ** (batch.attempt - 1)), LONGEST_PAUSE)

    def _give_up(self, batch: _Batch) -> None:
        if self._mapping.on_failure:
            self._queues.send(self._mapping.on_failure, as_message(self._where_they_lie(batch)))

    def _where_they_lie(self, batch: _Batch) -> Json:
        at = f"{self._clock.now():%Y-%m-%dT%H:%M:%S.000Z}"
        return {
            "requestContext": {
                "functionArn": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{self._mapping.function}",
                "condition": "RetryAttemptsExhausted",
                "approximateInvokeCount": batch.attempt,
            },
            "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
            "version": "1.0",
            "timestamp": at,
            "DDBStreamBatchInfo": {
                "shardId": _shard(self._mapping.table).id,
                "startSequenceNumber": batch.records[0]["dynamodb"]["SequenceNumber"],
                "endSequenceNumber": batch.records[-1]["dynamodb"]["SequenceNumber"],
                "approximateArrivalOfFirstRecord": at,
                "approximateArrivalOfLastRecord": at,
                "batchSize": len(batch.records),
                "streamArn": self._mapping.stream,
            },
        }


def records_of(table: str) -> Sequence[Any]:
    """Everything that ever changed in a table, as moto wrote it down."""
    records: Sequence[Any] = _shard(table).items
    return records


def as_aws_tells(records: Sequence[Any]) -> Iterator[Mapping[str, Any]]:
    """The same changes without moto's quirks: no news where nothing changed, and one birth where moto tells of two.

    (An UpdateItem on a key that is not there makes moto write the bare keys first and the whole item next.)
    """
    told = [record.record for record in records]
    for index, record in enumerate(told):
        change = record["dynamodb"]
        following = told[index + 1] if index + 1 < len(told) else None
        is_half_a_birth = record["eventName"] == "INSERT" and change.get("NewImage") == change["Keys"]
        if is_half_a_birth and following and _is_birth_of(following, change["Keys"]):
            continue
        if record["eventName"] == "MODIFY" and change.get("OldImage") == change.get("NewImage"):
            continue
        yield record


def _is_birth_of(record: Mapping[str, Any], keys: Mapping[str, Any]) -> bool:
    return bool(record["eventName"] == "INSERT" and record["dynamodb"]["Keys"] == keys)


def _halves(batch: _Batch) -> list[_Batch]:
    middle = len(batch.records) // 2
    parts = (batch.records[:middle], batch.records[middle:])
    return [replace(batch, records=part) for part in parts if part]


def _shaped(record: Mapping[str, Any], stream: str) -> Json:
    change = dict(record["dynamodb"])
    change["ApproximateCreationDateTime"] = change["ApproximateCreationDateTime"].replace(tzinfo=dt.UTC).timestamp()
    return {
        "eventID": record["eventID"],
        "eventName": record["eventName"],
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": REGION,
        "dynamodb": change,
        "eventSourceARN": stream,
    }


def _shard(table: str) -> Any:
    return inside("dynamodb").get_table(table).stream_shard
