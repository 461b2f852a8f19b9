"""A delivery as somebody kept it: the bare body of a request, or a file like those in `events/`."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from followthrough.domain.errors import Malformed

EVENTS = Path(__file__).parents[2] / "events"
"""The samples that come with the project."""

KEPT_KEYS = {"at", "body", "headers"}
"""What makes a file more than a bare body."""


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One delivery: the bytes of its body, its headers by lower-case names, and when it was received, if that is known."""

    name: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    at: dt.datetime | None = None


def read(file: Path, *, headers: Path | None = None) -> Sample:
    """The sample in this file, with the headers of another file if they were kept apart. Raises Malformed."""
    raw = file.read_bytes()
    kept = _kept(raw)
    more = _headers(headers) if headers else {}
    if kept is None:
        return Sample(name=file.stem, body=raw, headers=more)
    return Sample(
        name=file.stem,
        body=body_of(kept["body"]),
        headers=_lowered(kept["headers"], file=file) | more,
        at=_moment(kept["at"], file=file),
    )


def body_of(told: object) -> bytes:
    """The bytes of a body that a file tells as JSON, or as the very text that was sent."""
    return told.encode() if isinstance(told, str) else json.dumps(told, ensure_ascii=False).encode()


def _kept(raw: bytes) -> dict[str, Any] | None:
    """The parts of a file like those in `events/`; nothing, if it is the bare body of a request."""
    try:
        told = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) and told.keys() >= KEPT_KEYS else None


def _headers(file: Path) -> dict[str, str]:
    """Headers as a JSON object, or a line for each: `Name: value`."""
    text = file.read_text(encoding="utf-8", errors="replace")
    try:
        told = json.loads(text)
    except ValueError:
        lines = (line.partition(":") for line in text.splitlines() if ":" in line)
        told = {name.strip(): value.strip() for name, _, value in lines}
    return _lowered(told, file=file)


def _lowered(told: object, *, file: Path) -> dict[str, str]:
    if not isinstance(told, dict):
        raise Malformed(f"{file.name}: the headers are not an object of names and values.")
    return {str(name).lower(): str(value) for name, value in told.items()}


def _moment(told: object, *, file: Path) -> dt.datetime:
    try:
        at = dt.datetime.fromisoformat(str(told))
    except ValueError:
        at = None
    if at is None or at.utcoffset() is None:
        raise Malformed(f"{file.name}: `at` is not a time with its offset, such as 2026-03-02T11:05:00+00:00.")
    return at.astimezone(dt.UTC)
