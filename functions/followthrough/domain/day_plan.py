"""Who is phoned by one role on one day: the calls that have a place in it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class DayPlan:
    """The places of one role's day, and what its morning sheet has asked for already; ids only."""

    role: str
    day: dt.date
    """The civil day of the firm."""
    seats: tuple[str, ...] = ()
    on_sheet: tuple[str, ...] = ()
    version: int = 0
