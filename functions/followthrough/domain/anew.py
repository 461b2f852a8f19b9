"""The time to offer instead, when nobody is there at the one she was told."""

from __future__ import annotations

import datetime as dt

from followthrough.domain.business import Business
from followthrough.domain.commitment import Commitment
from followthrough.domain.due import later_slot
from followthrough.domain.playbook import FollowUp

APART = dt.timedelta(minutes=30)
"""Calls that are moved together are offered one after the other: one person phones one customer at a time."""


def offered_instead(
    commitment: Commitment, *, rule: FollowUp, business: Business, after: dt.datetime, taken: frozenset[dt.datetime]
) -> dt.datetime:
    """The first time after the day that fell through at which somebody is there and nobody else is to be phoned.

    A call with windows is offered at a clock time; anything else by the end of a morning, which leaves room for many.
    """
    hours = business.role(commitment.owner).served
    while True:
        found = later_slot(after=after, calendar=hours, windows=rule.windows)
        if not rule.windows:
            _, closes_at = hours.spans_on(hours.day_of(found.opens_at))[0]
            return closes_at - APART
        at = found.opens_at
        while at in taken:
            at += APART
        if at + APART <= found.closes_at:
            return at
        after = found.opens_at
