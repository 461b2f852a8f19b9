"""DynamoDB before moto: expressions and transactions that are too large.

(Amazon DynamoDB Developer Guide, "Quotas", "Expression parameters" and "DynamoDB transactions".) That a transaction's
ClientRequestToken is honoured is the repair's part: `workbench.stack.moto_repair`.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

from botocore.awsrequest import AWSResponse

from workbench.engine.wire import Call, Proceed, refusal

LARGEST_EXPRESSION = 4 * 1024
"""Bytes of one expression string."""

LARGEST_TRANSACTION = 4 * 1024 * 1024
"""Bytes of all items of one transaction together."""

Json = dict[str, Any]

_COLLECTION, _ENTRY = 3, 1
"""Bytes that a list or map adds to what it holds, by itself and for each entry."""


def watch_ledger(call: Call, proceed: Proceed) -> AWSResponse:
    """A layer of the wire."""
    wrong = _wrong(json.loads(call.body)) if call.name.startswith("dynamodb.") else None
    if wrong:
        return refusal(call, status=400, code="ValidationException", message=wrong)
    return proceed()


def _wrong(asked: Json) -> str | None:
    operations = [each for item in asked.get("TransactItems", ()) for each in item.values()]
    for name, expression in _expressions([asked, *operations]):
        if len(expression.encode()) > LARGEST_EXPRESSION:
            return f"{name} is larger than {LARGEST_EXPRESSION} bytes."
    if sum(map(_size_of_operation, operations)) > LARGEST_TRANSACTION:
        return f"The items of the transaction are larger than {LARGEST_TRANSACTION} bytes together."
    return None


def _expressions(operations: list[Json]) -> Iterator[tuple[str, str]]:
    for operation in operations:
        yield from ((name, value) for name, value in operation.items() if name.endswith("Expression"))


def _size_of_operation(operation: Json) -> int:
    """What it carries: DynamoDB counts whole items, so that this never refuses what DynamoDB takes."""
    carried = operation.get("Item") or {**operation.get("Key", {}), **operation.get("ExpressionAttributeValues", {})}
    return sum(len(name.encode()) + size_of(value) for name, value in carried.items())


def size_of(attribute: Json) -> int:
    """The bytes of one attribute's value, by the guide's "Item sizes and formats"."""
    [(kind, value)] = attribute.items()
    if kind in ("S", "N", "B"):
        return _size_of_plain(kind, value)
    if kind in ("SS", "NS", "BS"):
        return sum(_size_of_plain(kind[0], each) for each in value)
    if kind == "L":
        return _COLLECTION + sum(_ENTRY + size_of(each) for each in value)
    if kind == "M":
        return _COLLECTION + sum(_ENTRY + len(name.encode()) + size_of(each) for name, each in value.items())
    return 1


def _size_of_plain(kind: str, value: str) -> int:
    """A number takes a byte for every two digits, and one more."""
    if kind == "N":
        return sum(map(str.isdigit, value)) // 2 + 1
    return len(base64.b64decode(value)) if kind == "B" else len(value.encode())
