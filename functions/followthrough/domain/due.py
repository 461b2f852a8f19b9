"""When something falls due, in the words an owner writes: `1 week later`, `same day by 17:00 if before 14:30, …`.

A month is a month and a working day is a day on which the shop opens, never thirty days or twenty-four hours.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import assert_never
from zoneinfo import ZoneInfo

from followthrough.domain.errors import InvalidBusiness
from followthrough.domain.opening import Calendar, Span, Stretch, civil, in_utc, parse_clock


@dataclass(frozen=True, kw_only=True)
class AtOnce:
    """Due at the moment of the event."""


@dataclass(frozen=True, kw_only=True)
class Elapsed:
    """Due when this much time has passed, whether the shop is open or not."""

    time: dt.timedelta


@dataclass(frozen=True, kw_only=True)
class Later:
    """Due on the civil day this many months and then days later, or on the first open day from there on.

    A month after the 31st is the last day of a shorter month.
    """

    days: int = 0
    months: int = 0


@dataclass(frozen=True, kw_only=True)
class WorkingDaysLater:
    """Due on the open day that is this many open days later."""

    days: int


@dataclass(frozen=True, kw_only=True)
class WorkingDaysLaterBy:
    """Due by this time of the open day that is this many open days later, or by closing time if that is earlier."""

    days: int
    by: dt.time


@dataclass(frozen=True, kw_only=True)
class AsAgreed:
    """Due by the time that was agreed with her; where none was, as the other words say."""

    otherwise: Due


@dataclass(frozen=True, kw_only=True)
class WithinOpenTime:
    """Due when the shop has been open for this long."""

    open_time: dt.timedelta


@dataclass(frozen=True, kw_only=True)
class NextOpenDayBy:
    """Due by this time of the next open day, or by closing time if that is earlier."""

    by: dt.time


@dataclass(frozen=True, kw_only=True)
class SameDayBy:
    """Due by this time of the same day for what comes in before the cutoff, else on the next open day."""

    by: dt.time
    before: dt.time
    otherwise: NextOpenDayBy


Due = (
    AtOnce
    | Elapsed
    | Later
    | WorkingDaysLater
    | WorkingDaysLaterBy
    | WithinOpenTime
    | NextOpenDayBy
    | SameDayBy
    | AsAgreed
)


@dataclass(frozen=True, kw_only=True)
class OrWhen:
    """What counts as the event where nobody tells of it: so long after another one."""

    kind: str
    later: Elapsed | Later | WorkingDaysLater

    def assumed_at(self, after: dt.datetime, *, calendar: Calendar) -> dt.datetime:
        """When we take it to have happened: at the same time of the day on which it is likely to."""
        if isinstance(self.later, Elapsed):
            return in_utc(after) + self.later.time
        day = _target_day(self.later, anchor=after, calendar=calendar)
        return civil(day, in_utc(after).astimezone(calendar.zone).time(), zone=calendar.zone)


@dataclass(frozen=True, kw_only=True)
class Inside:
    """How much open time before the promised time we aim at: so much, or one part in `part` of it if that is more."""

    at_least: dt.timedelta
    part: int | None = None


@dataclass(frozen=True, kw_only=True)
class Slot:
    """From when and until when something is to be done; both aware and in UTC."""

    opens_at: dt.datetime
    closes_at: dt.datetime


FORMS = (
    "at once",
    "90 minutes later",
    "2 hours later",
    "3 days later",
    "1 week later",
    "11 months later",
    "2 working days later",
    "2 working days later by 12:00",
    "as agreed, else 3 working days later by 17:00",
    "within 90 open minutes",
    "within 4 open hours",
    "next open day by 11:00",
    "same day by 17:00 if before 14:30, else next open day by 11:00",
)
"""One example of every way to say when something is due."""

_LATER: Mapping[str, Callable[[int], Due]] = {
    "minute": lambda count: Elapsed(time=dt.timedelta(minutes=count)),
    "hour": lambda count: Elapsed(time=dt.timedelta(hours=count)),
    "day": lambda count: Later(days=count),
    "week": lambda count: Later(days=7 * count),
    "month": lambda count: Later(months=count),
    "working day": lambda count: WorkingDaysLater(days=count),
}
_MOST = 999
_COUNT = r"(?P<count>[0-9]{1,9})"
_CLOCK = r"[^ ,]+"
_LATER_FORM = re.compile(rf"{_COUNT} (?P<unit>minute|hour|day|week|month|working day)s? later")
_LATER_BY_FORM = re.compile(rf"{_COUNT} working days? later by (?P<by>{_CLOCK})")
_AGREED_FORM = re.compile(r"as agreed, ?else (?P<otherwise>.+)")
_WITHIN_FORM = re.compile(r"within (?P<open_time>.+)")
_NEXT_DAY_FORM = re.compile(rf"next open day by (?P<by>{_CLOCK})")
_SAME_DAY_FORM = re.compile(
    rf"same day by (?P<by>{_CLOCK}) if before (?P<before>{_CLOCK})(?: ?,)?"
    rf" else next open day by (?P<otherwise>{_CLOCK})"
)
_MACHINE_FORM = re.compile(r"p(?P<date>[0-9]+[dwmy])?(?:t(?P<time>[0-9]+[hm]))?")
_MACHINE_UNITS = {"date": {"d": "day", "w": "week", "m": "month"}, "time": {"h": "hour", "m": "minute"}}
_OPEN_TIME_FORM = re.compile(rf"{_COUNT} open (?P<unit>minute|hour)s?(?: earlier)?")
_QUARTER_FORM = re.compile(r"a quarter, ?at least (?P<open_time>.+)")
_MACHINE_WORD = re.compile(r"p(?:[0-9.]+[ymwd])*(?:t(?:[0-9.]+[hms])+)?")
"""How machines write a span of time (ISO 8601): a month of it has no length, and no owner should have to read it."""
_AFTER_FORM = re.compile(rf"(?P<later>{_COUNT} (?:minute|hour|day|week|month|working day)s?) after (?P<kind>[a-z_.]+)")
_AGE_FORM = re.compile(rf"{_COUNT} (?P<unit>hour|day|week)s?")
_WORKING_DAYS_FORM = re.compile(rf"{_COUNT} working days?")


def _written(*forms: re.Pattern[str] | str) -> str:
    """A regular expression for all of these forms that other languages read as well: without the names of its groups."""
    patterns = (form if isinstance(form, str) else re.sub(r"\?P<\w+>", "", form.pattern) for form in forms)
    return f"^(?:{'|'.join(patterns)})$"


DUE_PATTERN = _written(
    "at once", _AGREED_FORM, _LATER_BY_FORM, _LATER_FORM, _WITHIN_FORM, _NEXT_DAY_FORM, _SAME_DAY_FORM
)
OPEN_TIME_PATTERN = _written(_OPEN_TIME_FORM)
INSIDE_PATTERN = _written(_OPEN_TIME_FORM, _QUARTER_FORM)
WORKING_DAYS_PATTERN = _written(_WORKING_DAYS_FORM)
OR_WHEN_PATTERN = _written(_AFTER_FORM)
AGE_PATTERN = _written(_AGE_FORM)
"""How these are written in small letters and with single spaces: for the schemas that editors read."""


def parse_due(text: str) -> Due:
    """What an owner means by `2 working days later`; capitals and spaces do not matter.

    Raises InvalidBusiness with the text, what is wrong with it, and what to write instead.
    """
    try:
        return _read_due(_plain(text))
    except _Formless as problem:
        raise InvalidBusiness(f'"{text}" does not say when; {_example_for(_plain(text))}.') from problem
    except InvalidBusiness as problem:
        raise InvalidBusiness(f'"{text}" does not say when: {problem}') from problem


def parse_open_time(text: str) -> dt.timedelta:
    """The open time an owner writes as `90 open minutes` or `2 open hours earlier`. Raises InvalidBusiness."""
    written = _OPEN_TIME_FORM.fullmatch(_plain(text))
    if written is None:
        meant = re.fullmatch(r"([0-9]+) (minute|hour)s?", _plain(text))
        write = f'"{meant[1]} open {meant[2]}s"' if meant else '"90 open minutes" or "2 open hours"'
        raise InvalidBusiness(f'"{text}" is not an open time; write {write}.')
    return dt.timedelta(**{f"{written['unit']}s": _count(written)})


def parse_inside(text: str) -> Inside:
    """How much earlier we aim at: `2 open hours earlier`, or `a quarter, at least 1 open hour` of the time there is.

    Raises InvalidBusiness.
    """
    if written := _QUARTER_FORM.fullmatch(_plain(text)):
        return Inside(at_least=parse_open_time(written["open_time"]), part=4)
    return Inside(at_least=parse_open_time(text))


def parse_working_days(text: str) -> int:
    """The number of working days an owner writes as `5 working days`. Raises InvalidBusiness."""
    written = _WORKING_DAYS_FORM.fullmatch(_plain(text))
    if written is None:
        meant = re.fullmatch(r"([0-9]+)(?: days?)?", _plain(text))
        write = f"{meant[1]} working days" if meant else "5 working days"
        raise InvalidBusiness(f'"{text}" is not a number of working days; write "{write}".')
    return _count(written)


def parse_or_when(text: str) -> OrWhen:
    """What an owner means by `5 working days after order.shipped`. Raises InvalidBusiness."""
    written = _AFTER_FORM.fullmatch(_plain(text))
    later = _read_due(f"{written['later']} later") if written else None
    if written is None or not isinstance(later, Elapsed | Later | WorkingDaysLater):
        raise InvalidBusiness(
            f'"{text}" does not say how long after what; write "5 working days after order.shipped", for example.'
        )
    return OrWhen(kind=written["kind"], later=later)


def parse_age(text: str) -> dt.timedelta:
    """How long ago an owner means by `30 days`: hours, days of 24 hours or weeks. Raises InvalidBusiness."""
    written = _AGE_FORM.fullmatch(_plain(text))
    if written is None:
        raise InvalidBusiness(f'"{text}" does not say how long ago; write "30 days", "48 hours" or "2 weeks".')
    return dt.timedelta(**{f"{written['unit']}s": _count(written)})


def slot(
    due: Due,
    *,
    anchor: dt.datetime,
    calendar: Calendar,
    windows: tuple[Span, ...],
    agreed_by: dt.datetime | None = None,
) -> Slot:
    """When to do what falls due after the event at `anchor`; `agreed_by` is the time she agreed to, if there is one.

    Due on a day means in the first window of that day, or from its first opening to its last closing without
    windows; a day that is closed, or that leaves nothing of the windows, makes way for the next one.
    """
    anchor = in_utc(anchor)
    match due:
        case AtOnce():
            return Slot(opens_at=anchor, closes_at=anchor)
        case Elapsed(time=time):
            return Slot(opens_at=anchor + time, closes_at=anchor + time)
        case WithinOpenTime(open_time=open_time):
            return Slot(opens_at=anchor, closes_at=calendar.add(anchor, open_time))
        case AsAgreed(otherwise=otherwise):
            if agreed_by is not None and agreed_by > anchor:
                return Slot(opens_at=anchor, closes_at=in_utc(agreed_by))
            return slot(otherwise, anchor=anchor, calendar=calendar, windows=windows)
        case WorkingDaysLaterBy(days=days, by=by):
            day = calendar.open_day_after(calendar.day_of(anchor), count=days)
            return Slot(opens_at=anchor, closes_at=_while_open(by, on=day, calendar=calendar))
        case NextOpenDayBy() | SameDayBy():
            return Slot(opens_at=anchor, closes_at=_by(due, anchor=anchor, calendar=calendar))
        case Later() | WorkingDaysLater():
            return _first_slot(_target_day(due, anchor=anchor, calendar=calendar), calendar=calendar, windows=windows)
        case _:
            assert_never(due)


def next_slot(*, after: dt.datetime, calendar: Calendar, windows: tuple[Span, ...]) -> Slot:
    """The next try after nobody answered: the other half of the day, since who is out at ten is out at eleven.

    The halves are the windows, or the shop's own hours without windows. Two that share clock time are the same
    half, whatever their day; where the next open day has no other half, the same one has to do.
    """
    hours = calendar.with_spans(windows)
    today = hours.day_of(after)
    halves, next_day = hours.spans_on(today), hours.spans_on(hours.open_day_after(today, count=1))
    to_come = [half for half in halves if half[0] > after]
    others = [
        half for half in next_day if not any(_is_same_half(half, tried, zone=calendar.zone) for tried in halves[-1:])
    ]
    opens_at, closes_at = (*to_come, *others, *next_day)[0]
    return Slot(opens_at=opens_at, closes_at=closes_at)


def later_slot(*, after: dt.datetime, calendar: Calendar, windows: tuple[Span, ...]) -> Slot:
    """When to look again at what is held: the first window of the next open day."""
    tomorrow = calendar.day_of(after) + dt.timedelta(days=1)
    return _first_slot(tomorrow, calendar=calendar, windows=windows)


def working_days_after(at: dt.datetime, *, count: int, calendar: Calendar) -> dt.datetime:
    """The closing time of the open day that is the count-th after this moment's."""
    _, closes_at = calendar.spans_on(calendar.open_day_after(calendar.day_of(at), count=count))[-1]
    return closes_at


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _count(written: re.Match[str]) -> int:
    count = int(written["count"])
    if not 1 <= count <= _MOST:
        raise InvalidBusiness(f"write a number from 1 to {_MOST}, not {count}.")
    return count


def _read_due(text: str) -> Due:
    if text == "at once":
        return AtOnce()
    if written := _AGREED_FORM.fullmatch(text):
        return AsAgreed(otherwise=_read_due(written["otherwise"]))
    if written := _LATER_BY_FORM.fullmatch(text):
        return WorkingDaysLaterBy(days=_count(written), by=parse_clock(written["by"]))
    if written := _LATER_FORM.fullmatch(text):
        return _LATER[written["unit"]](_count(written))
    if written := _WITHIN_FORM.fullmatch(text):
        return WithinOpenTime(open_time=parse_open_time(written["open_time"]))
    if written := _NEXT_DAY_FORM.fullmatch(text):
        return NextOpenDayBy(by=parse_clock(written["by"]))
    if written := _SAME_DAY_FORM.fullmatch(text):
        return _read_same_day(written)
    raise _Formless


class _Formless(InvalidBusiness):
    """These words have none of the known forms."""


def _example_for(text: str) -> str:
    """The form that is most like these words; else one example of each."""
    if meant := _in_words(text):
        return f'a month is never thirty days; write "{meant}"'
    if _MACHINE_WORD.fullmatch(text):
        return 'that is how machines write; write "1 month later" or "2 working days later"'
    bare = _without_numbers(text)
    found = difflib.get_close_matches(bare, [_without_numbers(form) for form in FORMS], n=1, cutoff=0.7)
    near = [form for form in FORMS if _without_numbers(form) in found or (text and form.startswith(text))]
    if near:
        return f'write it like "{near[0]}"'
    return f"""write one of {", ".join(f'"{form}"' for form in FORMS)}"""


def _without_numbers(text: str) -> str:
    return re.sub(r"[0-9]+", "#", text)


def _in_words(text: str) -> str:
    """What somebody who wrote `P1M` or `PT4H` (ISO 8601) means, as an owner would say it; nothing if it is none."""
    written = _MACHINE_FORM.fullmatch(text)
    if written is None or not any(written.groups()):
        return ""
    part, length = next((part, length) for part, length in written.groupdict().items() if length)
    count, unit = (int(length[:-1]) * 12, "m") if length[-1] == "y" else (int(length[:-1]), length[-1])
    return f"{count} {_MACHINE_UNITS[part][unit]}{'' if count == 1 else 's'} later"


def _read_same_day(written: re.Match[str]) -> SameDayBy:
    by, before = parse_clock(written["by"]), parse_clock(written["before"])
    if before >= by:
        raise InvalidBusiness(
            f"what comes in just before {before:%H:%M} cannot be done by {by:%H:%M}; write an earlier time after “before”."
        )
    return SameDayBy(by=by, before=before, otherwise=NextOpenDayBy(by=parse_clock(written["otherwise"])))


def _target_day(due: Later | WorkingDaysLater, *, anchor: dt.datetime, calendar: Calendar) -> dt.date:
    today = calendar.day_of(anchor)
    if isinstance(due, WorkingDaysLater):
        return calendar.open_day_after(today, count=due.days)
    return _months_later(today, due.months) + dt.timedelta(days=due.days)


def _months_later(day: dt.date, months: int) -> dt.date:
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return day.replace(year=year, month=month, day=min(day.day, monthrange(year, month)[1]))


def _first_slot(day: dt.date, *, calendar: Calendar, windows: tuple[Span, ...]) -> Slot:
    """The first window on or after this day, or the whole of that day without windows."""
    hours = calendar.with_spans(windows)
    stretches = hours.spans_on(hours.next_open_day(day))
    last = stretches[0] if windows else stretches[-1]
    return Slot(opens_at=stretches[0][0], closes_at=last[1])


def _by(due: NextOpenDayBy | SameDayBy, *, anchor: dt.datetime, calendar: Calendar) -> dt.datetime:
    """By when it is to be done: never a time that is over, which a half day can make of `same day by 17:00`."""
    today = calendar.day_of(anchor)
    if isinstance(due, NextOpenDayBy):
        return _while_open(due.by, on=calendar.open_day_after(today, count=1), calendar=calendar)
    if calendar.is_open_day(today) and anchor < civil(today, due.before, zone=calendar.zone):
        by = _while_open(due.by, on=today, calendar=calendar)
        if anchor < by:
            return by
    return _by(due.otherwise, anchor=anchor, calendar=calendar)


def _while_open(clock: dt.time, *, on: dt.date, calendar: Calendar) -> dt.datetime:
    """This time of an open day, or its last closing if that comes first."""
    _, last_closing = calendar.spans_on(on)[-1]
    return min(civil(on, clock, zone=calendar.zone), last_closing)


def _is_same_half(half: Stretch, tried: Stretch, *, zone: ZoneInfo) -> bool:
    """Whether the two share time on the wall clock, whatever their days."""
    opens, closes = _on_the_clock(half, zone=zone)
    tried_from, tried_until = _on_the_clock(tried, zone=zone)
    return opens < tried_until and tried_from < closes


def _on_the_clock(stretch: Stretch, *, zone: ZoneInfo) -> tuple[dt.timedelta, dt.timedelta]:
    """From when until when, counted from midnight."""
    opens, closes = (at.astimezone(zone).replace(tzinfo=None) for at in stretch)
    midnight = dt.datetime.combine(opens, dt.time())
    return opens - midnight, closes - midnight
