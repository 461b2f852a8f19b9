"""What each source last said, how soon it usually says something again, and when its silence is worth a word.

Everything is measured in open time of the firm's calendar, so that no night and no closed day is a silence.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from followthrough.domain.opening import Calendar

NOTED_AT_MOST_EVERY = dt.timedelta(minutes=10)
"""Deliveries that come closer together than this count as one: a busy shop costs no write for each of its orders."""

ENOUGH = 10
"""How many gaps have to be known before any of them is usual."""

REMEMBERED = 20
"""How many gaps the usual one is made of, the older ones with less and less weight."""

PATIENCE = 5
"""A silence is this many times the usual gap: a source that is merely slow today is left alone."""


@dataclass(frozen=True, kw_only=True)
class Heard:
    """One source, as we have heard from it: ids and times only."""

    source: str
    last_at: dt.datetime
    """When a delivery last came, at most ten minutes too early."""
    usual_gap: dt.timedelta = dt.timedelta()
    """The open time that usually lies between two deliveries, in so far as `gaps` are known."""
    gaps: int = 0
    told_at: dt.datetime | None = None
    """When the owner was told of the silence that still lasts."""
    version: int = 0

    def is_news(self, at: dt.datetime) -> bool:
        """Whether a delivery of this time is far enough from the last one to be noted."""
        return at - self.last_at >= NOTED_AT_MOST_EVERY

    def again(self, at: dt.datetime, *, calendar: Calendar) -> Heard:
        """It was heard again, and any silence is over.

        A silence teaches no more than what we would have borne: after an outage the next one is still seen, and of
        a shop that has become quieter for good the owner is not told again and again.
        """
        gap = calendar.open_time_between(self.last_at, at)
        if self.gaps >= ENOUGH:
            gap = min(gap, self._patience(calendar))
        gaps = self.gaps + 1
        usual = self.usual_gap + (gap - self.usual_gap) / min(gaps, REMEMBERED)
        return replace(self, last_at=at, usual_gap=usual, gaps=gaps, told_at=None)

    def is_silent(self, now: dt.datetime, *, calendar: Calendar) -> bool:
        """Whether nothing has come for five usual gaps, and for a whole open day at that."""
        if self.gaps < ENOUGH:
            return False
        quiet = calendar.open_time_between(self.last_at, now)
        return quiet > PATIENCE * self.usual_gap and quiet >= whole_day(calendar)

    def _patience(self, calendar: Calendar) -> dt.timedelta:
        return max(PATIENCE * self.usual_gap, whole_day(calendar))


def whole_day(calendar: Calendar) -> dt.timedelta:
    """How long the firm is open on the longest day of an ordinary week: a short Saturday is no whole day."""
    return max(sum((span.length for span in spans), dt.timedelta()) for spans in calendar.weekly)
