"""Recorded events: a canonical event a line, as our own door takes them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from followthrough.adapters.webhooks import canonical
from followthrough.adapters.webhooks.normalise import CanonicalNormaliser, CanonicalReading
from followthrough.domain.errors import Malformed

Json = dict[str, Any]


def in_file(file: Path) -> list[Json]:
    """The events of this file. Raises Malformed, which names the line and the key."""
    told = enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
    return [_parsed(line, called=f"{file.name}: line {number}") for number, line in told if line.strip()]


def readings(told: Iterable[Json], *, country: str) -> Iterator[tuple[dt.datetime, CanonicalReading]]:
    """Each event with its time, at which it arrives as well, earliest first. Raises Malformed."""
    normaliser = CanonicalNormaliser(country=country)
    for number, event in enumerate(sorted(told, key=_time_of), start=1):
        at = _time_of(event)
        yield at, normaliser.told(event, received_at=at, key=f"rehearsed-{number}")


def _parsed(line: str, *, called: str) -> Json:
    try:
        told = json.loads(line)
    except ValueError as error:
        raise Malformed(f"{called}: this is not JSON.") from error
    if not isinstance(told, dict):
        raise Malformed(f"{called}: this is not a JSON object.")
    try:
        canonical.checked(told)
    except Malformed as wrong:
        raise Malformed(f"{called}: {wrong}") from wrong
    return told


def _time_of(event: Json) -> dt.datetime:
    """When it happened. Raises Malformed."""
    try:
        at = dt.datetime.fromisoformat(str(event.get("occurred_at")))
    except ValueError:
        at = None
    if at is None or at.utcoffset() is None:
        raise Malformed("occurred_at: a time with its offset, please, such as 2026-03-02T11:05:00+00:00.")
    return at.astimezone(dt.UTC)
