"""The published versions of a business in the ledger's table: `v0001`, `v0002` and so on, and which one is in force.

Standard library and botocore only: the door reads them as everybody else does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from followthrough.adapters.aws.dynamo import code_of, reached
from followthrough.adapters.files import Files
from followthrough.domain.errors import Conflict, Missing, Unreachable

MOST_KEPT = 20
"""So many versions one can go back; older ones are deleted."""

IN_FORCE = "current"

TAKEN = frozenset({"ConditionalCheckFailed", "TransactionConflict"})
"""Why DynamoDB cancels it when somebody else has published at the same time."""


@dataclass(frozen=True, kw_only=True)
class Edition:
    """Which version is in force, since when and by whom."""

    number: int
    digest: str
    published_at: dt.datetime
    by: str
    before: int
    """The version that going back leads to; 0 is the folder in the artifact."""


class Editions:
    """The shelf of them. What cannot be read for any reason is Unreachable: the reader keeps what it has."""

    def __init__(self, *, client: Any, table: str, business_id: str) -> None:
        self._client = client
        self._table = table
        self._partition = f"{business_id}#B"

    def in_force(self) -> Edition | None:
        """The version in force; none if nothing was ever published. Raises Unreachable."""
        item = self._get(IN_FORCE)
        return _read(item) if item else None

    def kept(self) -> tuple[Edition, ...]:
        """Every version that is kept, without its texts, in their order. Raises Unreachable."""
        return tuple(_read(item) for item in self._shelf())

    def files(self, number: int) -> Files:
        """The texts of this version. Raises Missing if it is not kept any more, Unreachable."""
        return Files.unpacked(self._version(number)["files"]["B"])

    def before(self, number: int) -> int:
        """The version before this one. Raises Missing, Unreachable."""
        return int(self._version(number)["before"]["N"])

    def publish(self, files: Files, *, over: int, before: int, at: dt.datetime, by: str) -> Edition:
        """Put these in force in the place of version `over` (0 if there is none yet), in one transaction.

        Raises Conflict if that is not in force any more, Unreachable, InvalidBusiness for too much of it.
        """
        edition = Edition(number=over + 1, digest=files.digest, published_at=at, by=by, before=before)
        told = _told(edition)
        version = {**self._key(_name(edition.number)), **told, "files": {"B": files.packed}}
        # The oldest goes first: what fails after the transaction would be reported of a version that is in force.
        if edition.number > MOST_KEPT:
            oldest = self._key(_name(edition.number - MOST_KEPT))
            reached(lambda: self._client.delete_item(TableName=self._table, Key=oldest))
        actions = [
            {"Put": self._put(version, "attribute_not_exists(pk)")},
            {"Put": self._put({**self._key(IN_FORCE), **told}, *_as_seen(over))},
        ]
        try:
            reached(lambda: self._client.transact_write_items(TransactItems=actions))
        except ClientError as refused:
            _judge(refused)
        return edition

    def _shelf(self) -> Iterator[dict[str, Any]]:
        names = {f"#{name}": name for name in ("number", "digest", "published_at", "by", "before")}
        asked: dict[str, Any] = {
            "TableName": self._table,
            "KeyConditionExpression": "pk = :versions AND begins_with(sk, :version)",
            "ExpressionAttributeValues": {":versions": {"S": self._partition}, ":version": {"S": "v"}},
            "ProjectionExpression": ", ".join(names),
            "ExpressionAttributeNames": names,
            "ConsistentRead": True,
        }
        while True:
            try:
                page = reached(lambda: self._client.query(**asked))
            except ClientError as error:
                raise Unreachable(f"DynamoDB answered {code_of(error)}.") from error
            yield from page["Items"]
            if "LastEvaluatedKey" not in page:
                return
            asked["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    def _version(self, number: int) -> dict[str, Any]:
        item = self._get(_name(number))
        if item is None:
            raise Missing(f"Version {number} is not kept any more.")
        return item

    def _get(self, sort: str) -> dict[str, Any] | None:
        try:
            told = reached(
                lambda: self._client.get_item(TableName=self._table, Key=self._key(sort), ConsistentRead=True)
            )
        except ClientError as error:
            raise Unreachable(f"DynamoDB answered {code_of(error)}.") from error
        item: dict[str, Any] | None = told.get("Item")
        return item

    def _put(self, item: dict[str, Any], condition: str, values: dict[str, Any] | None = None) -> dict[str, Any]:
        put = {"TableName": self._table, "Item": item, "ConditionExpression": condition}
        names = {"ExpressionAttributeNames": {"#number": "number"}, "ExpressionAttributeValues": values}
        return {**put, **names} if values else put

    def _key(self, sort: str) -> dict[str, dict[str, str]]:
        return {"pk": {"S": self._partition}, "sk": {"S": sort}}


def _name(number: int) -> str:
    return f"v{number:04}"


def _as_seen(over: int) -> tuple[str, dict[str, Any] | None]:
    """The condition that nobody else has published since."""
    if over == 0:
        return "attribute_not_exists(pk)", None
    return "#number = :over", {":over": {"N": str(over)}}


def _read(item: dict[str, Any]) -> Edition:
    return Edition(
        number=int(item["number"]["N"]),
        digest=item["digest"]["S"],
        published_at=dt.datetime.fromisoformat(item["published_at"]["S"]),
        by=item["by"]["S"],
        before=int(item["before"]["N"]),
    )


def _told(edition: Edition) -> dict[str, dict[str, str]]:
    return {
        "number": {"N": str(edition.number)},
        "digest": {"S": edition.digest},
        "published_at": {"S": edition.published_at.isoformat()},
        "by": {"S": edition.by},
        "before": {"N": str(edition.before)},
    }


def _judge(refused: ClientError) -> None:
    reasons = {reason.get("Code") for reason in refused.response.get("CancellationReasons", [])} - {"None"}
    if reasons and reasons <= TAKEN:
        raise Conflict("Somebody else has published just now; please look at the effect anew.") from refused
    raise refused
