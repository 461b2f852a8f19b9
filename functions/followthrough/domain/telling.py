"""How we tell times: as a person would say them, in the zone and the language of the one who hears it.

Every time is worked out when it is said. We never say `today` or `tomorrow`,
which a mail read the next morning turns into a lie.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

Slot = tuple[dt.datetime, dt.datetime]


@dataclass(frozen=True, kw_only=True)
class Language:
    """The few fixed phrases that a letter's sentences are made with."""

    hello: str
    hello_nobody: str
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    day: str
    by: str
    by_day: str
    between: str
    on_between: str
    window: str
    zone: str


_ENGLISH = Language(
    hello="Hello {name},",
    hello_nobody="Hello,",
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    months=(
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    day="{weekday} {date} {month}",
    by="by {clock}",
    by_day="on {day} by {clock}",
    between="between {window}",
    on_between="on {day} between {window}",
    window="{opens} and {closes}",
    zone="{place} time",
)
_GERMAN = Language(
    hello="Guten Tag {name},",
    hello_nobody="Guten Tag,",
    weekdays=("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    months=(
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ),
    day="{weekday}, {date}. {month}",
    by="bis {clock} Uhr",
    by_day="am {day} bis {clock} Uhr",
    between="zwischen {window}",
    on_between="am {day} zwischen {window}",
    window="{opens} und {closes} Uhr",
    zone="Ortszeit {place}",
)
_NOON, _EVENING = 12, 18
_TWO_DAYS = dt.timedelta(days=2)
_LANGUAGES = {"en": _ENGLISH, "de": _GERMAN}


def language(code: str) -> Language:
    """The phrases of a language (`de`, `de-AT`); English for one we do not speak."""
    return _LANGUAGES.get(code.lower()[:2], _ENGLISH)


@dataclass(frozen=True, kw_only=True)
class Telling:
    """How we tell times to one person: in her zone and her language, seen from now.

    `abroad` adds the zone in words, for somebody whose clock is not the shop's.
    All instants are aware; `zone` is an IANA name.
    """

    now: dt.datetime
    zone: str
    speaking: str = "en"
    abroad: bool = False

    def clock(self, at: dt.datetime) -> str:
        """`17:00`."""
        return f"{self._local(at):%H:%M}"

    def day(self, at: dt.datetime) -> str:
        """`Tuesday 10 March`, with the year when it is not this one."""
        local = self._local(at)
        weekday, month = self._phrases.weekdays[local.weekday()], self._phrases.months[local.month - 1]
        said = self._phrases.day.format(weekday=weekday, date=local.day, month=month)
        return said if local.year == self._local(self.now).year else f"{said} {local.year}"

    def moment(self, at: dt.datetime) -> str:
        """`Tuesday 10 March, 10:20`, for what has been."""
        return f"{self.day(at)}, {self.clock(at)}"

    def by(self, at: dt.datetime) -> str:
        """`by 17:00`, or `on Tuesday 10 March by 11:00` on another day."""
        phrase = self._phrases.by if self._is_same_day(at) else self._phrases.by_day
        return self._placed(phrase.format(day=self.day(at), clock=self.clock(at)))

    def before(self, at: dt.datetime) -> str:
        """`before 17:00`, as staff are asked."""
        on_day = "" if self._is_same_day(at) else f" on {self.day(at)}"
        return self._placed(f"before {self.clock(at)}{on_day}")

    def window(self, slot: Slot) -> str:
        """`10:00 and 12:30`, to be said after `between`."""
        opens, closes = slot
        return self._placed(self._window(opens, closes))

    def between(self, slot: Slot) -> str:
        """`between 10:00 and 12:30`, with its day when that is another one."""
        opens, closes = slot
        phrase = self._phrases.between if self._is_same_day(opens) else self._phrases.on_between
        return self._placed(phrase.format(day=self.day(opens), window=self._window(opens, closes)))

    def good_day(self) -> str:
        """How one begins a call at this hour."""
        hour = self._local(self.now).hour
        if hour < _NOON:
            return "Good morning"
        return "Good afternoon" if hour < _EVENING else "Good evening"

    @property
    def place(self) -> str:
        """The zone in words: `New York time`."""
        return self._phrases.zone.format(place=self.zone.rpartition("/")[2].replace("_", " "))

    @property
    def _phrases(self) -> Language:
        return language(self.speaking)

    def _local(self, at: dt.datetime) -> dt.datetime:
        return at.astimezone(ZoneInfo(self.zone))

    def _is_same_day(self, at: dt.datetime) -> bool:
        return self._local(at).date() == self._local(self.now).date()

    def _window(self, opens: dt.datetime, closes: dt.datetime) -> str:
        return self._phrases.window.format(opens=self.clock(opens), closes=self.clock(closes))

    def _placed(self, words: str) -> str:
        return f"{words} ({self.place})" if self.abroad else words


def lasting(span: dt.timedelta) -> str:
    """A length of time in whole minutes, as one says it: `2 h 30 min`, `3 days`; never broken over two lines."""
    minutes = int(span.total_seconds()) // 60
    hours = minutes // 60
    if span >= _TWO_DAYS:
        return f"{span.days} days"
    if not hours:
        return f"{minutes}\N{NO-BREAK SPACE}min"
    words = f"{hours} h {minutes % 60} min" if minutes % 60 else f"{hours} h"
    return words.replace(" ", "\N{NO-BREAK SPACE}")
