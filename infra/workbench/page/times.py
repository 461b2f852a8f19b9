"""How the page tells times: in the shop's zone, seen from the virtual now, and always with the time left."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

_MINUTE, _HOUR, _DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Moment:
    """One instant, in the words of the page."""

    at: dt.datetime
    day: str
    """`Tuesday 10 March 2026`."""
    clock: str
    """`10:00`."""
    short: str
    """`Tue 10 Mar, 10:00`, with the year if it is not this one."""
    left: str
    """`in 6 d 4 h`, `now`, `2 h ago`."""

    @property
    def iso(self) -> str:
        """For the machine that reads along."""
        return self.at.isoformat()


@dataclass(frozen=True, kw_only=True)
class ShopTime:
    """The clock on the shop's wall. `now` is aware, `zone` an IANA name."""

    now: dt.datetime
    zone: str

    @property
    def present(self) -> Moment:
        return self.moment(self.now)

    def moment(self, at: dt.datetime | str) -> Moment:
        """An instant, or one as JSON tells it: ISO 8601 with its offset."""
        instant = dt.datetime.fromisoformat(at) if isinstance(at, str) else at
        local = self._local(instant)
        year = "" if local.year == self._local(self.now).year else f" {local.year}"
        return Moment(
            at=instant,
            day=f"{local:%A} {local.day} {local:%B %Y}",
            clock=f"{local:%H:%M}",
            short=f"{local:%a} {local.day} {local:%b}{year}, {local:%H:%M}",
            left=time_left(instant - self.now),
        )

    def _local(self, at: dt.datetime) -> dt.datetime:
        return at.astimezone(ZoneInfo(self.zone))


def time_left(span: dt.timedelta) -> str:
    """How long until then, in its two largest units; for what is over, how long ago."""
    if span < dt.timedelta():
        past = -span
        return "now" if past < _MINUTE else f"{_length(past)}\N{NO-BREAK SPACE}ago"
    return "now" if span < _MINUTE else f"in\N{NO-BREAK SPACE}{_length(span)}"


def _length(span: dt.timedelta) -> str:
    """`6 d 4 h`, `4 h 30 min`, `45 min`; never broken over two lines."""
    days, hours, minutes = span // _DAY, span % _DAY // _HOUR, span % _HOUR // _MINUTE
    parts = [(days, "d"), (hours, "h"), *([] if days else [(minutes, "min")])]
    return "\N{NO-BREAK SPACE}".join(f"{count}\N{NO-BREAK SPACE}{unit}" for count, unit in parts if count)
