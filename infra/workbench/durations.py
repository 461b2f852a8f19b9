"""Durations and instants as the workbench is told them, by ISO 8601."""

from __future__ import annotations

import datetime as dt
import re

YEARS = range(2000, 2100)
"""The years that the workbench knows: AWS's own clocks and time zones are sure in these."""

_DURATION = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")


class NotATime(ValueError):
    """This is no instant, or no duration of a known length."""


def duration(text: str) -> dt.timedelta:
    """`P7D`, `PT2H30M`, `P1W`. A month has no known length and is refused. Raises NotATime."""
    match = _DURATION.fullmatch(text)
    if not match or not any(match.groups()):
        raise NotATime(f'"{text}" is not a duration such as P7D, PT2H or P1W; months and years have no known length.')
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    try:
        return dt.timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError as error:
        raise NotATime(f'"{text}" is longer than time.') from error


def instant(text: str) -> dt.datetime:
    """`2026-03-09T09:00:00Z`: with its offset, because the workbench asks nobody for a time zone. Raises NotATime."""
    try:
        at = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise NotATime(f'"{text}" is not a time such as 2026-03-09T09:00:00Z.') from error
    if at.tzinfo is None:
        raise NotATime(f'"{text}" has no offset: end it with Z or +01:00.')
    if at.year not in YEARS:
        raise NotATime(f'"{text}" is not between the years {YEARS[0]} and {YEARS[-1]}.')
    return at.astimezone(dt.UTC)
