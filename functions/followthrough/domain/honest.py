"""Under-promise and over-deliver: by when this shop, going by its own books, really has things done."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence

from followthrough.domain.commitment import Commitment
from followthrough.domain.opening import Calendar
from followthrough.domain.words import State

ENOUGH = 5
"""Fewer than this tell nothing about what is usual."""

NINE_OF_TEN = 0.9

_DONE = frozenset({State.KEPT, State.KEPT_LATE})


def usually_done_by(past: Iterable[Commitment], *, calendar: Calendar, now: dt.datetime) -> dt.datetime | None:
    """The time that nine of ten promises of this kind would have met, if this one began now; nothing with few of them."""
    took = sorted(calendar.open_time_between(owed.caused_at, at) for owed in past if (at := _done_at(owed)))
    if len(took) < ENOUGH:
        return None
    return calendar.add(now, _nine_of_ten(took))


def _nine_of_ten(took: Sequence[dt.timedelta]) -> dt.timedelta:
    return took[math.ceil(len(took) * NINE_OF_TEN) - 1]


def _done_at(owed: Commitment) -> dt.datetime | None:
    """When it was done; nothing for what was not, or was only tried or declined."""
    if owed.state not in _DONE:
        return None
    ends = (entry for entry in reversed(owed.history) if entry.what in _DONE)
    end = next(ends, None)
    return None if end is None or end.because in ("tried", "declined") else end.at
