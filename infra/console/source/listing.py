"""The sources of a deployment, a row each: what `source list` shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from followthrough.adapters.webhooks.rotation import alive
from followthrough.adapters.webhooks.sources import SourceSpec
from followthrough.bootstrap.engine import Engine
from followthrough.domain.errors import RuleBroken


@dataclass(frozen=True, kw_only=True)
class Row:
    """One source, and how it is doing."""

    spec: SourceSpec
    secrets: int | None
    """How many are alive; none if what the secret map holds for it makes no sense."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """One thing to tell of every source: its key for programs, its title and its words for people."""

    key: str
    title: str
    value: Callable[[Row], Any]
    words: Callable[[Row], str] | None = None

    def told(self, row: Row) -> str:
        return self.words(row) if self.words else str(self.value(row))


def _secrets(row: Row) -> str:
    return {None: "broken", 0: "none: answers 401", 1: "1"}.get(row.secrets, f"{row.secrets}")


COLUMNS: Sequence[Column] = (
    Column(key="id", title="source", value=lambda row: row.spec.id),
    Column(key="title", title="name", value=lambda row: row.spec.title),
    Column(key="scheme", title="proves itself by", value=lambda row: row.spec.verify.scheme),
    Column(key="secrets", title="secrets", value=lambda row: row.secrets, words=_secrets),
)


def rows(app: Engine) -> list[Row]:
    """Every source of the business, with what this deployment knows of it. Raises Unreachable."""
    known = app.secret_store.values()
    return [Row(spec=spec, secrets=_alive(known.get(spec.id))) for spec in app.sources.values()]


def as_json(found: Sequence[Row]) -> list[dict[str, Any]]:
    """A row as an object of its columns."""
    return [{column.key: column.value(row) for column in COLUMNS} for row in found]


def table(found: Sequence[Row]) -> list[str]:
    """The rows as lines, each column as wide as it must be."""
    lines = [[column.title for column in COLUMNS], *([column.told(row) for column in COLUMNS] for row in found)]
    widths = [max(map(len, cells)) for cells in zip(*lines, strict=True)]
    return ["  ".join(f"{cell:{width}}" for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]


def _alive(told: object) -> int | None:
    try:
        return len(alive(told))
    except RuleBroken:
        return None
