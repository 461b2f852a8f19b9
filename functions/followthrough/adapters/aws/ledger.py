"""The ledger in DynamoDB: strongly consistent reads, compare-and-swap by version, one transaction for what belongs together."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from botocore.exceptions import ClientError

from followthrough.adapters.aws.dynamo import code_of, reached
from followthrough.adapters.aws.records import SUBJECTS, WAKE_SHARDS, Item, Keys, months, read_record, stamp
from followthrough.application.ports import DueWake, Found, Record
from followthrough.domain.commitment import Commitment
from followthrough.domain.customer import ContactPoint, Customer, Note
from followthrough.domain.day_plan import DayPlan
from followthrough.domain.errors import Conflict, Unreachable
from followthrough.domain.event import SubjectRef
from followthrough.domain.facts import Facts
from followthrough.domain.heard import Heard
from followthrough.domain.subject import Subject
from followthrough.domain.words import Step

NEW = "attribute_not_exists(pk)"
AS_READ = "version = :read"
CONFLICTS = frozenset({"ConditionalCheckFailed", "TransactionConflict"})
BUSY = frozenset({"ThrottlingError", "ProvisionedThroughputExceeded"})
"""Why DynamoDB cancels a transaction that would pass a moment later."""

AFTER = "#~"
"""Sorts after every id that may follow a time stamp."""

BATCH = 100
"""BatchGetItem takes at most this many keys."""


class DynamoLedger:
    """The truth, in one table."""

    def __init__(self, *, client: Any, table: str, business_id: str) -> None:
        self._client = client
        self._table = table
        self._keys = Keys(business_id)

    def read(
        self,
        *,
        subjects: Iterable[SubjectRef] = (),
        customers: Iterable[str] = (),
        points: Iterable[str] = (),
        commitments: Iterable[str] = (),
    ) -> Found:
        wanted = [
            *(self._keys.subject(ref) for ref in subjects),
            *(self._keys.customer(key) for key in customers),
            *(self._keys.point(key) for key in points),
            *(self._keys.commitment(key) for key in commitments),
        ]
        by_sort: dict[str, list[Item]] = {"S": [], "C": [], "G": [], "P": []}
        for item in self._batch_get(wanted):
            by_sort[item["sk"]["S"]].append(item)
        return Found(
            subjects={str(found.ref): found for found in _all(by_sort["S"], Subject)},
            customers={found.key: found for found in _all(by_sort["C"], Customer)},
            points={found.key: found for found in _all(by_sort["G"], ContactPoint)},
            commitments={found.id: found for found in _all(by_sort["P"], Commitment)},
        )

    def commit(self, *changed: Record, unchanged: Sequence[Record] = (), gone: Sequence[Note] = ()) -> None:
        if not changed and not gone:
            return
        write = uuid.uuid4().hex[:16]
        if len(changed) == 1 and not unchanged and not gone:
            self._put(changed[0], write=write)
            return
        actions = [
            *({"Put": self._guarded(record, write=write)} for record in changed),
            *({"ConditionCheck": self._check(record)} for record in unchanged),
            *({"Delete": self._check(record)} for record in gone),
        ]
        self._transact(actions, write=write)

    def thread_of(self, customer: str) -> tuple[Commitment, ...]:
        owed = _all(self._hers(customer, "thread_sk < :subjects"), Commitment)
        return tuple(sorted(owed, key=lambda commitment: (commitment.made_at, commitment.id)))

    def subjects_of(self, customer: str) -> tuple[Subject, ...]:
        known = _all(self._hers(customer, "thread_sk >= :subjects"), Subject)
        return tuple(sorted(known, key=lambda subject: str(subject.ref)))

    def subjects_from(self, source: str) -> tuple[Subject, ...]:
        found = self._all_pages(
            self._client.scan,
            FilterExpression="sk = :subject AND begins_with(pk, :source)",
            ExpressionAttributeValues={":subject": {"S": "S"}, ":source": {"S": self._keys.told_by(source)}},
            ConsistentRead=True,
        )
        return tuple(_all(found, Subject))

    def whole(self) -> tuple[Subject | Customer | Commitment, ...]:
        kinds = {"S": Subject, "C": Customer, "P": Commitment}
        found = self._all_pages(
            self._client.scan,
            FilterExpression="begins_with(pk, :ours) AND sk IN (:S, :C, :P)",
            ExpressionAttributeValues={":ours": {"S": self._keys.ours}} | {f":{sort}": {"S": sort} for sort in kinds},
            ConsistentRead=True,
        )
        return tuple(read_record(item, kinds[item["sk"]["S"]]) for item in found)

    def notes_of(self, customer: str) -> tuple[Note, ...]:
        partition = self._keys.customer(customer)["pk"]
        found = self._query(
            KeyConditionExpression="pk = :customer AND begins_with(sk, :note)",
            ExpressionAttributeValues={":customer": partition, ":note": {"S": "N#"}},
            ConsistentRead=True,
        )
        return tuple(_all(found, Note))

    def facts(self) -> Facts:
        [*found] = self._batch_get([self._keys.facts()])
        return read_record(found[0], Facts) if found else Facts()

    def day_plan(self, role: str, day: dt.date) -> DayPlan:
        [*found] = self._batch_get([self._keys.day_plan(role, day)])
        return read_record(found[0], DayPlan) if found else DayPlan(role=role, day=day)

    def heard(self) -> tuple[Heard, ...]:
        found = self._query(
            KeyConditionExpression="pk = :sources",
            ExpressionAttributeValues={":sources": {"S": self._keys.sources()}},
            ConsistentRead=True,
        )
        return tuple(_all(found, Heard))

    def heard_of(self, source: str) -> Heard | None:
        found = _all(self._batch_get([self._keys.heard(source)]), Heard)
        return found[0] if found else None

    def tally(self, name: str, *, expires: dt.datetime, by: int = 1) -> int:
        answer = reached(
            lambda: self._client.update_item(
                TableName=self._table,
                Key=self._keys.tally(name),
                UpdateExpression="SET expires = :expires ADD counted :more",
                ExpressionAttributeValues={
                    ":more": {"N": str(by)},
                    ":expires": {"N": str(int(expires.timestamp()))},
                },
                ReturnValues="UPDATED_NEW",
            )
        )
        return int(answer["Attributes"]["counted"]["N"])

    def waking(self, *, until: dt.datetime) -> tuple[DueWake, ...]:
        found = [item for shard in range(WAKE_SHARDS) for item in self._waking_in(shard, until=until)]
        return tuple(sorted((_wake(item) for item in found), key=lambda wake: (wake.at, wake.commitment)))

    def promised(self, *, since: dt.datetime, until: dt.datetime) -> tuple[Commitment, ...]:
        owed = self._meant_for(map(self._keys.promises, months(since, until)), since=since, until=until)
        return tuple(sorted(owed, key=lambda commitment: (commitment.promised_by, commitment.id)))

    def cared(self, *, since: dt.datetime, until: dt.datetime) -> tuple[Commitment, ...]:
        owed = self._meant_for(map(self._keys.cared, months(since, until)), since=since, until=until)
        return tuple(sorted(owed, key=lambda commitment: (commitment.due_at, commitment.id)))

    def _hers(self, customer: str, which: str) -> list[Item]:
        """Her records of one kind, in full: what is owed begins with the time it was made at, subjects come after."""
        found = self._query(
            IndexName="thread",
            KeyConditionExpression=f"thread_pk = :customer AND {which}",
            ExpressionAttributeValues={
                ":customer": {"S": self._keys.thread(customer)},
                ":subjects": {"S": SUBJECTS},
            },
        )
        return self._batch_get([{"pk": item["pk"], "sk": item["sk"]} for item in found])

    def _waking_in(self, shard: int, *, until: dt.datetime) -> list[Item]:
        return self._query(
            IndexName="wakes",
            KeyConditionExpression="wakes_pk = :shard AND wakes_sk <= :until",
            ExpressionAttributeValues={
                ":shard": {"S": self._keys.wakes(shard)},
                ":until": {"S": f"{stamp(until)}{AFTER}"},
            },
        )

    def _meant_for(self, partitions: Iterable[str], *, since: dt.datetime, until: dt.datetime) -> list[Commitment]:
        found = [item for partition in partitions for item in self._meant_in(partition, since=since, until=until)]
        return _all(self._batch_get([{"pk": item["pk"], "sk": item["sk"]} for item in found]), Commitment)

    def _meant_in(self, partition: str, *, since: dt.datetime, until: dt.datetime) -> list[Item]:
        return self._query(
            IndexName="promises",
            KeyConditionExpression="promises_pk = :partition AND promises_sk BETWEEN :since AND :until",
            ExpressionAttributeValues={
                ":partition": {"S": partition},
                ":since": {"S": stamp(since)},
                ":until": {"S": f"{stamp(until)}{AFTER}"},
            },
        )

    # One attempt at each call: the SDK retries by itself what is safe to retry.

    def _batch_get(self, keys: Sequence[Item]) -> list[Item]:
        found: list[Item] = []
        pending = [dict(key) for key in {str(key): key for key in keys}.values()]
        while pending:
            request = {self._table: {"Keys": pending[:BATCH], "ConsistentRead": True}}
            answer = reached(partial(self._client.batch_get_item, RequestItems=request))
            found += answer["Responses"].get(self._table, [])
            unprocessed = answer.get("UnprocessedKeys", {}).get(self._table, {}).get("Keys", [])
            pending = pending[BATCH:] + unprocessed
        return found

    def _query(self, **arguments: Any) -> list[Item]:
        return self._all_pages(self._client.query, **arguments)

    def _all_pages(self, call: Callable[..., Any], **arguments: Any) -> list[Item]:
        found: list[Item] = []
        while True:
            answer = reached(lambda: call(TableName=self._table, **arguments))
            found += answer["Items"]
            if "LastEvaluatedKey" not in answer:
                return found
            arguments["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def _put(self, record: Record, *, write: str) -> None:
        try:
            reached(lambda: self._client.put_item(**self._guarded(record, write=write)))
        except ClientError as refused:
            if code_of(refused) == "TransactionConflictException":
                raise Conflict from refused
            if code_of(refused) != "ConditionalCheckFailedException":
                raise
            if _is_ours(refused.response.get("Item"), write=write):
                return
            raise Conflict from refused

    def _transact(self, actions: list[dict[str, Any]], *, write: str) -> None:
        try:
            reached(lambda: self._client.transact_write_items(TransactItems=actions, ClientRequestToken=write))
        except ClientError as refused:
            if code_of(refused) == "TransactionInProgressException":
                raise Conflict from refused
            if code_of(refused) != "TransactionCanceledException":
                raise
            _judge(refused, write=write)

    def _guarded(self, record: Record, *, write: str) -> dict[str, Any]:
        arguments: dict[str, Any] = {
            "TableName": self._table,
            "Item": self._keys.item(record, write=write),
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
        return arguments | _as_read(record)

    def _check(self, record: Record) -> dict[str, Any]:
        arguments = {
            "TableName": self._table,
            "Key": self._keys.of(record),
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
        return arguments | _as_read(record)


def _judge(cancelled: ClientError, *, write: str) -> None:
    """What a cancelled transaction means; nothing, if it was our own write, made before, that stood in its way."""
    reasons = [reason for reason in cancelled.response["CancellationReasons"] if reason["Code"] != "None"]
    codes = {reason["Code"] for reason in reasons}
    if all(_is_ours(reason.get("Item"), write=write) for reason in reasons):
        return
    if codes <= CONFLICTS:
        raise Conflict from cancelled
    if codes <= CONFLICTS | BUSY:
        raise Unreachable("DynamoDB is too busy for this transaction.") from cancelled
    raise cancelled


def _as_read(record: Record) -> dict[str, Any]:
    """The condition that nobody wrote since this was read."""
    if record.version == 0:
        return {"ConditionExpression": NEW}
    return {
        "ConditionExpression": AS_READ,
        "ExpressionAttributeValues": {":read": {"N": str(record.version)}},
    }


def _is_ours(item: Mapping[str, Any] | None, *, write: str) -> bool:
    """Whether the stored twin was written by this very write, whose answer was lost."""
    return bool(item) and item is not None and item.get("write", {}).get("S") == write


def _all(items: Iterable[Item], kind: type[Any]) -> list[Any]:
    return [read_record(item, kind) for item in items]


def _wake(item: Item) -> DueWake:
    at, commitment = item["wakes_sk"]["S"].split("#", 1)
    return DueWake(
        commitment=commitment,
        step=Step(item["step"]["S"]),
        generation=int(item["generation"]["N"]),
        at=dt.datetime.fromisoformat(at),
    )
