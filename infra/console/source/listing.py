"""The sources of a deployment, a row each: what `source list` shows and what the doctor looks at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

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
    last_at: dt.datetime | None
    """When a delivery last came, at most ten minutes too early."""
    zone: str
    """Where the firm is: people are told times by its clock."""
    refusals: Mapping[str, int]
    """How often it was refused lately, by reason."""


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


def _last(row: Row) -> str:
    return f"{row.last_at.astimezone(ZoneInfo(row.zone)):%a %d %b %Y, %H:%M}" if row.last_at else "never"


def _refusals(row: Row) -> str:
    return ", ".join(f"{count} {reason}" for reason, count in sorted(row.refusals.items())) or "none"


LATELY = dt.timedelta(days=14)
"""How far back refusals are counted: CloudWatch lists no figure for longer."""

COLUMNS: Sequence[Column] = (
    Column(key="id", title="source", value=lambda row: row.spec.id),
    Column(key="title", title="name", value=lambda row: row.spec.title),
    Column(key="scheme", title="proves itself by", value=lambda row: row.spec.verify.scheme),
    Column(key="secrets", title="secrets", value=lambda row: row.secrets, words=_secrets),
    Column(
        key="last_delivery",
        title="last delivery",
        value=lambda row: row.last_at.isoformat() if row.last_at else None,
        words=_last,
    ),
    Column(key="refused", title="refused in 14 days", value=lambda row: dict(row.refusals), words=_refusals),
)


def rows(app: Engine) -> list[Row]:
    """Every source of the business, with what this deployment knows of it. Raises Unreachable."""
    known, now = app.secret_store.values(), app.clock.now()
    last = {heard.source: heard.last_at for heard in app.ledger.heard()}
    refused = app.door_figures.refusals(now - LATELY, now)
    zone = app.published.current().business.zone
    return [
        Row(
            spec=spec,
            secrets=_alive(known.get(spec.id)),
            last_at=last.get(spec.id),
            zone=zone,
            refusals=refused.get(spec.id, {}),
        )
        for spec in app.sources.values()
    ]


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
