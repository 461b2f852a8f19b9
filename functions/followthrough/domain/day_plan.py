"""Who is phoned by one role on one day: the calls that have a place in it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class DayPlan:
    """The places of one role's day, as ids only, and whether its morning sheet is out."""

    role: str
    day: dt.date
    """The civil day of the firm."""
    seats: tuple[str, ...] = ()
    sheet_sent_at: dt.datetime | None = None
    """When the morning sheet went out: a run that is tried again sends it to nobody twice."""
    version: int = 0
