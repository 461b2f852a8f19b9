"""The ledger as people and tests may look at it: read-only, through the product's own records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from followthrough.adapters.aws.records import read_record
from followthrough.domain.commitment import Commitment
from followthrough.domain.customer import ContactPoint, Customer, Note
from followthrough.domain.event import Contact
from followthrough.domain.subject import Subject
from workbench.stack.moto_inside import inside

Json = dict[str, Any]


class LedgerView:
    """What lies in the ledger's table."""

    def __init__(self, table: str) -> None:
        self._table = table
        self._seen: tuple[int, dt.datetime | None] = (-1, None)

    def commitments(self) -> list[Commitment]:
        """Everything ever owed, oldest first."""
        found = [read_record(item, Commitment) for item in self._items(sort="P")]
        return sorted(found, key=lambda each: (each.made_at, each.id))

    def contacts(self) -> dict[str, Contact]:
        """Who each customer is, by key."""
        customers = (read_record(item, Customer) for item in self._items(sort="C"))
        return {each.key: each.contact for each in customers}

    def points(self) -> dict[str, ContactPoint]:
        """Every contact point, by key."""
        points = (read_record(item, ContactPoint) for item in self._items(sort="G"))
        return {each.key: each for each in points}

    def notes(self) -> list[Note]:
        """Every note about a customer, oldest first."""
        found = [read_record(item, Note) for item in self._items(sort="N")]
        return sorted(found, key=lambda each: (each.at, each.commitment))

    def subjects(self) -> list[Subject]:
        """Every order, repair, complaint and question we know of."""
        return [read_record(item, Subject) for item in self._items(sort="S")]

    def earliest_wake(self) -> dt.datetime | None:
        """The first time at which any commitment has something to do, from the index of wakes."""
        changes = len(self._shard().items)
        if self._seen[0] != changes:
            self._seen = (changes, min(self._wakes(), default=None))
        return self._seen[1]

    def forget(self) -> None:
        self._seen = (-1, None)

    def _wakes(self) -> Iterator[dt.datetime]:
        for item in self._items(sort="P"):
            if "wakes_sk" in item:
                yield dt.datetime.fromisoformat(item["wakes_sk"]["S"].partition("#")[0])

    def _items(self, *, sort: str) -> Iterator[Json]:
        for home in self._moto_table().items.values():
            for item in home.values():
                if item.range_key.value.partition("#")[0] == sort:
                    yield {name: {value.type: value.value} for name, value in item.attrs.items()}

    def _shard(self) -> Any:
        return self._moto_table().stream_shard

    def _moto_table(self) -> Any:
        return inside("dynamodb").get_table(self._table)
