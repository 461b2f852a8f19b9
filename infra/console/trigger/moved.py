"""A sample as if it happened now: every time in it moves with it, written as it was."""

from __future__ import annotations

import datetime as dt
import re

ISO = re.compile(r"(\d{4}-\d\d-\d\d)(?:([T ])(\d\d:\d\d)(:\d\d)?(.*))?")
"""A day, or a time of a day; what follows the seconds (a fraction, an offset) stays as it is."""

TAIL = re.compile(r"(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?")

NEAR = dt.timedelta(days=62)
"""A number this near to the time of its sample is a time that somebody counted; any other is an id or an amount."""


def moved(told: object, *, at: dt.datetime, now: dt.datetime) -> object:
    """The same JSON, in which what was at `at` is now. Both are aware; whole seconds are moved."""
    by = dt.timedelta(seconds=round((now - at).total_seconds()))
    match told:
        case dict():
            return {key: moved(value, at=at, now=now) for key, value in told.items()}
        case list():
            return [moved(value, at=at, now=now) for value in told]
        case str():
            return _text(told, by=by)
        case bool():
            return told
        case int():
            return _count(told, at=at, by=by)
        case _:
            return told


def _count(number: int, *, at: dt.datetime, by: dt.timedelta) -> int:
    """Seconds or milliseconds since 1970, if that is what it is."""
    for unit in (1, 1000):
        if abs(number - at.timestamp() * unit) < NEAR.total_seconds() * unit:
            return number + round(by.total_seconds()) * unit
    return number


def _text(text: str, *, by: dt.timedelta) -> str:
    found = ISO.fullmatch(text)
    if found is None or not TAIL.fullmatch(found[5] or ""):
        return text
    day, parting, clock, seconds, tail = found.groups()
    try:
        if clock is None:
            return (dt.date.fromisoformat(day) + by).isoformat()
        shifted = dt.datetime.fromisoformat(f"{day}T{clock}{seconds or ':00'}") + by
    except (ValueError, OverflowError):
        return text
    written = shifted.strftime(f"%Y-%m-%d{parting}%H:%M{':%S' if seconds else ''}")
    return f"{written}{tail}"
