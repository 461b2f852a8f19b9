"""When a schedule fires: at a time, every so often, or by a cron expression, in its own time zone.

Over a clock change (EventBridge Scheduler User Guide, "Daylight savings time"): a cron time that the clocks jump over is
skipped, one that comes twice fires once, the first time; a rate counts real hours.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
YEARS = (1970, 2199)

_UNITS = {"minute": dt.timedelta(minutes=1), "hour": dt.timedelta(hours=1), "day": dt.timedelta(days=1)}
_FAR = 366 * 8
"""Days after which a cron expression that has not come up never will (29 February is at most eight years away)."""


class BadExpression(ValueError):
    """EventBridge Scheduler would not take this."""


class Timetable(Protocol):
    """The instants at which a schedule fires."""

    def after(self, instant: dt.datetime) -> dt.datetime | None:
        """The first one after this instant, in UTC."""


@dataclass(frozen=True, kw_only=True)
class At:
    """Once."""

    instant: dt.datetime

    def after(self, instant: dt.datetime) -> dt.datetime | None:
        return self.instant if self.instant > instant else None


@dataclass(frozen=True, kw_only=True)
class Rate:
    """Again and again, counted from when it was made."""

    every: dt.timedelta
    since: dt.datetime

    def after(self, instant: dt.datetime) -> dt.datetime | None:
        return self.since + max((instant - self.since) // self.every + 1, 1) * self.every


@dataclass(frozen=True, kw_only=True)
class Cron:
    """By the calendar of a zone."""

    minutes: frozenset[int]
    hours: frozenset[int]
    months: frozenset[int]
    years: frozenset[int]
    is_day: Callable[[dt.date], bool]
    zone: ZoneInfo

    def after(self, instant: dt.datetime) -> dt.datetime | None:
        return next((each for each in self._from(instant.astimezone(self.zone).date()) if each > instant), None)

    def _from(self, first: dt.date) -> Iterator[dt.datetime]:
        for offset in range(_FAR):
            day = first + dt.timedelta(days=offset)
            if day.year in self.years and day.month in self.months and self.is_day(day):
                yield from self._on(day)

    def _on(self, day: dt.date) -> Iterator[dt.datetime]:
        for hour in sorted(self.hours):
            for minute in sorted(self.minutes):
                local = dt.datetime(day.year, day.month, day.day, hour, minute, tzinfo=self.zone)
                instant = local.astimezone(dt.UTC)
                if instant.astimezone(self.zone).replace(tzinfo=None) == local.replace(tzinfo=None):
                    yield instant


def timetable(expression: str, *, zone: str, since: dt.datetime) -> Timetable:
    """Read a schedule expression. Raises BadExpression with a sentence."""
    place = _zone(zone)
    match = re.fullmatch(r"(at|rate|cron)\((.*)\)", expression)
    if not match:
        raise BadExpression(f'"{expression}" is neither at(), rate() nor cron().')
    kind, inside = match.groups()
    if kind == "at":
        return At(instant=_at(inside, place))
    return Rate(every=_every(inside), since=since) if kind == "rate" else _cron(inside, place)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadExpression(f'There is no time zone "{name}".') from error


def _at(inside: str, zone: ZoneInfo) -> dt.datetime:
    try:
        local = dt.datetime.strptime(inside, "%Y-%m-%dT%H:%M:%S")  # noqa: DTZ007 - the zone comes next
    except ValueError as error:
        raise BadExpression(f"at({inside}) is not at(yyyy-mm-ddThh:mm:ss).") from error
    return local.replace(tzinfo=zone).astimezone(dt.UTC)


def _every(inside: str) -> dt.timedelta:
    match = re.fullmatch(r"([1-9]\d*) (minute|hour|day)(s?)", inside)
    if not match or (match[1] == "1") == bool(match[3]):
        raise BadExpression(f"rate({inside}) is not a number and a unit, such as rate(5 minutes).")
    return int(match[1]) * _UNITS[match[2]]


def _cron(inside: str, zone: ZoneInfo) -> Cron:
    fields = inside.upper().split()
    if len(fields) != 6:  # noqa: PLR2004 - minutes, hours, day of month, month, day of week, year
        raise BadExpression(f"cron({inside}) does not have six fields.")
    minutes, hours, of_month, months, of_week, years = fields
    if (of_month == "?") == (of_week == "?"):
        raise BadExpression(f"cron({inside}): one of day-of-month and day-of-week must be ?, and only one.")
    return Cron(
        minutes=_numbers(minutes, 0, 59),
        hours=_numbers(hours, 0, 23),
        months=_numbers(months, 1, 12, names=MONTHS),
        years=_numbers(years, *YEARS),
        is_day=_by_week(of_week) if of_month == "?" else _by_month(of_month),
        zone=zone,
    )


def _by_month(field: str) -> Callable[[dt.date], bool]:
    if field == "L":
        return lambda day: (day + dt.timedelta(days=1)).day == 1
    wanted = _numbers(field, 1, 31)
    return lambda day: day.day in wanted


def _by_week(field: str) -> Callable[[dt.date], bool]:
    wanted = _numbers(field, 1, 7, names=DAYS)
    return lambda day: day.isoweekday() % 7 + 1 in wanted


def _numbers(field: str, low: int, high: int, *, names: tuple[str, ...] = ()) -> frozenset[int]:
    """What a field lists: `*`, `5`, `MON`, `1-5`, `0/15`, and commas between them."""
    return frozenset(number for part in field.split(",") for number in _part(part, low, high, names))


def _part(part: str, low: int, high: int, names: tuple[str, ...]) -> range:
    match = re.fullmatch(r"(\*|\w+)(?:-(\w+))?(?:/([1-9]\d*))?", part)
    if not match:
        raise BadExpression(f'The workbench does not understand "{part}" in a cron expression.')
    start, end, step = match.groups()
    first = low if start == "*" else _number(start, low, high, names)
    last = _number(end, low, high, names) if end else high if start == "*" or step else first
    return range(first, last + 1, int(step or 1))


def _number(text: str, low: int, high: int, names: tuple[str, ...]) -> int:
    value = names.index(text) + 1 if text in names else int(text) if text.isdecimal() else low - 1
    if not low <= value <= high:
        raise BadExpression(f'"{text}" in a cron expression is not between {low} and {high}.')
    return value
