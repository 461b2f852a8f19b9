"""What comes every year: on the same civil day, counted from the day it began, so that it never drifts."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from followthrough.domain.business import Business
from followthrough.domain.commitment import Commitment
from followthrough.domain.due import Later
from followthrough.domain.event import Contact
from followthrough.domain.planning import Times, times_of
from followthrough.domain.playbook import FollowUp
from followthrough.domain.ritual import AGAIN, another

MONTHS = 12
MOST_YEARS = 100
"""Nobody is followed up for longer."""


def next_year(
    commitment: Commitment, *, rule: FollowUp, contact: Contact, business: Business, now: dt.datetime
) -> Commitment | None:
    """The first of the years to come; those that went by while nothing ran are left out, and none is made up for.

    The 29th of February is the 28th in a year that has none, and the 29th again in the next leap year.
    """
    first, _, number = commitment.occurrence.partition(AGAIN)
    for year in range(int(number or 1), MOST_YEARS):
        times = _times(commitment, year, rule=rule, contact=contact, business=business)
        if times.agenda[0].at > now:
            return another(
                commitment,
                replace(times, promised_by=None),
                occurrence=f"{first}{AGAIN}{year + 1}",
                owner=commitment.owner,
                words=commitment.words,
                now=now,
            )
    return None


def _times(commitment: Commitment, year: int, *, rule: FollowUp, contact: Contact, business: Business) -> Times:
    """Its times, so many years after the first ones."""
    assert isinstance(rule.due, Later)
    due = replace(rule.due, months=rule.due.months + MONTHS * year)
    return times_of(
        replace(rule, due=due, role=commitment.owner),
        commitment.channel,
        commitment.message_class,
        anchor=commitment.caused_at,
        business=business,
        agreed_by=None,
        contact=contact,
    )
