"""Moto's ledger made fit for a long demo: the same answers, without copying and sorting the whole table every time.

Moto 5.2.5 deep-copies the table (items and stream) once for each item of a transaction, sorts it for each query, and
asks of each attribute whether it is any of ten types, so that a call takes the longer the more promises are kept. It
also ignores the ClientRequestToken, so that an SDK's retry after a lost answer runs into its own write. Here each
transaction remembers only the items it touches, each query sees only its partition, plain attributes are written as
they are, and a token is honoured for ten minutes, as DynamoDB does.
(Amazon DynamoDB Developer Guide, TransactWriteItems, "Idempotency".)

`tests/workbench/stack/test_moto_repair.py` holds plain and repaired moto against each other: it fails when an upgrade of moto
breaks this. `install` may be called any number of times.
"""

from __future__ import annotations

import copy
import functools
import inspect
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from moto.core.responses import ActionResult
from moto.core.serialize import BaseJSONSerializer
from moto.core.utils import unix_time
from moto.dynamodb import models
from moto.dynamodb.exceptions import DynamodbException
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType, Item
from moto.dynamodb.models.table import Table
from moto.dynamodb.responses import DynamoHandler

TOKEN_LIFE = 600
"""Seconds for which DynamoDB remembers a ClientRequestToken."""

PLAIN_WRITE = DynamoDBBackend.transact_write_items
PLAIN_ANSWER = DynamoHandler.transact_write_items
PLAIN_QUERY = Table.query
PLAIN_SORT = Table.sorted_items
PLAIN_STRUCTURE = BaseJSONSerializer._serialize_type_structure  # noqa: SLF001 - this is what is repaired
PLAIN_SIGNATURE = inspect.signature(PLAIN_QUERY)

PLAIN_KINDS = frozenset({"S", "N", "BOOL", "NULL"})
"""Types of attributes that are in JSON what they are in moto."""

Undo = Callable[[], None]


def install() -> None:
    """From now on moto in this process is repaired."""
    _put_in(REPAIRED, copying=SimpleNamespace(copy=copy.copy, deepcopy=_deepcopy_but_tables))


def remove() -> None:
    """Moto is again as it came: only for comparing the two."""
    _put_in(PLAIN, copying=copy)


def _put_in(functions: Mapping[tuple[type[Any], str], Callable[..., Any]], *, copying: Any) -> None:
    vars(models)["copy"] = copying
    for (owner, name), function in functions.items():
        setattr(owner, name, function)


def transact_write_items(backend: DynamoDBBackend, transact_items: list[dict[str, Any]]) -> None:
    """All of the writes, or none: what failed is put back item by item, and the stream never saw it."""
    undo = [_remember(backend, next(iter(item.values()))) for item in transact_items[:100]]
    try:
        PLAIN_WRITE(backend, transact_items)
    except BaseException:
        for put_back in reversed(undo):
            put_back()
        raise


def answer_transaction(handler: DynamoHandler) -> ActionResult:
    """The same transaction again, told by its token, has no second effect."""
    token = handler.body.get("ClientRequestToken")
    if not token:
        return PLAIN_ANSWER(handler)
    told: dict[str, tuple[float, str, ActionResult]] = handler.dynamodb_backend.__dict__.setdefault("tokens", {})
    asked = json.dumps(handler.body["TransactItems"], sort_keys=True, default=repr)
    if token in told and unix_time() - told[token][0] < TOKEN_LIFE:
        if told[token][1] != asked:
            raise IdempotentParameterMismatch
        return told[token][2]
    answer = PLAIN_ANSWER(handler)
    told[token] = (unix_time(), asked, answer)
    return answer


class IdempotentParameterMismatch(DynamodbException):
    """The same token with another transaction."""

    def __init__(self) -> None:
        super().__init__(
            "com.amazonaws.dynamodb.v20120810#IdempotentParameterMismatchException",
            "Request contains the same client token as an earlier one, but another transaction.",
        )


def query(table: Table, hash_key: DynamoType | None, *args: Any, **kwargs: Any) -> Any:
    """A query that looks at its own partition instead of at the sorted table."""
    asked = PLAIN_SIGNATURE.bind(table, hash_key, *args, **kwargs).arguments
    indexed = asked.get("index_name")
    candidates = _indexed(table, asked["hash_key_conditions"]) if indexed else _partition(table, hash_key)
    vars(table)["all_items"] = lambda: candidates
    try:
        return PLAIN_QUERY(table, hash_key, *args, **kwargs)
    finally:
        del vars(table)["all_items"]


def sorted_items(table: Table, hash_keys: list[str], range_keys: list[str | None], items: list[Item]) -> list[Item]:
    """The same order, compared by plain values."""
    order = table._generate_attr_to_sort_by(hash_keys, range_keys)  # noqa: SLF001
    items.sort(key=lambda item: tuple(item.attrs[key].cast_value for key in order))
    return items


def serialize_structure(serializer: BaseJSONSerializer, serialized: Any, value: Any, shape: Any, key: str) -> None:
    """The same JSON; a plain attribute of an item needs no asking what else it could be."""
    if shape.name == "AttributeValue" and key:
        kind, content = (value.type, value.value) if isinstance(value, DynamoType) else next(iter(value.items()))
        if kind in PLAIN_KINDS:
            serialized[serializer.get_serialized_name(shape, key)] = {kind: content}
            return
    PLAIN_STRUCTURE(serializer, serialized, value, shape, key)


def _deepcopy_but_tables(original: Any, *args: Any) -> Any:
    return original if isinstance(original, Table) else copy.deepcopy(original, *args)


def _remember(backend: DynamoDBBackend, operation: dict[str, Any]) -> Undo:
    """What puts one item of a transaction, and the stream, back as they were; nothing for what moto will refuse."""
    table = backend.tables.get(str(operation.get("TableName")))
    attributes = operation.get("Item") or operation.get("Key") or {}
    if table is None or not set(table.table_key_attrs) <= set(attributes):
        return lambda: None
    keys = [DynamoType(attributes[name]) for name in table.table_key_attrs]
    before = copy.deepcopy(_find(table, keys))
    records = len(table.stream_shard.items) if table.stream_shard else 0
    return functools.partial(_put_back, table, keys, before, records)


def _find(table: Table, keys: Sequence[DynamoType]) -> Item | None:
    found: Any = table.items
    for key in keys:
        if key not in found:
            return None
        found = found[key]
    item: Item = found
    return item


def _put_back(table: Table, keys: Sequence[DynamoType], before: Item | None, records: int) -> None:
    home: Any = table.items if len(keys) == 1 else table.items[keys[0]]
    if before is None:
        home.pop(keys[-1], None)
    else:
        home[keys[-1]] = before
    if len(keys) > 1 and not home:
        del table.items[keys[0]]
    if table.stream_shard:
        del table.stream_shard.items[records:]


def _partition(table: Table, hash_key: DynamoType | None) -> list[Item]:
    if hash_key is None or hash_key not in table.items:
        return []
    found: Any = table.items[hash_key]
    return list(found.values()) if table.range_key_attr else [found]


def _indexed(table: Table, conditions: Iterable[tuple[str, DynamoType]]) -> list[Item]:
    wanted = [(name, value.type, value.value) for name, value in conditions]
    return [item for item in _every(table) if all(_has(item, *condition) for condition in wanted)]


def _every(table: Table) -> Iterable[Item]:
    homes: Iterable[Any] = table.items.values()
    for home in homes:
        yield from home.values() if table.range_key_attr else [home]


def _has(item: Item, name: str, kind: str, value: Any) -> bool:
    attribute = item.attrs.get(name)
    if attribute is None or attribute.type != kind:
        return False
    return bool(attribute.value == value or (kind == "N" and Decimal(attribute.value) == Decimal(value)))


REPAIRED: Mapping[tuple[type[Any], str], Callable[..., Any]] = {
    (DynamoDBBackend, "transact_write_items"): transact_write_items,
    (DynamoHandler, "transact_write_items"): answer_transaction,
    (Table, "query"): query,
    (Table, "sorted_items"): sorted_items,
    (BaseJSONSerializer, "_serialize_type_structure"): serialize_structure,
}
PLAIN: Mapping[tuple[type[Any], str], Callable[..., Any]] = {
    (DynamoDBBackend, "transact_write_items"): PLAIN_WRITE,
    (DynamoHandler, "transact_write_items"): PLAIN_ANSWER,
    (Table, "query"): PLAIN_QUERY,
    (Table, "sorted_items"): PLAIN_SORT,
    (BaseJSONSerializer, "_serialize_type_structure"): PLAIN_STRUCTURE,
}
