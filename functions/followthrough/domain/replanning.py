"""A date has moved: what is still to be done about it moves along, and is not done twice."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from followthrough.domain.business import Business
from followthrough.domain.commitment import Commitment
from followthrough.domain.event import Contact, Event
from followthrough.domain.moving import moved_to
from followthrough.domain.planning import times_of, too_late
from followthrough.domain.playbook import FollowUp

TOO_LONG_AGO = "too long ago"
"""Why something is let go that would have moved to a time which was over when we heard of it."""


def replanned(
    commitment: Commitment, event: Event, *, rule: FollowUp, contact: Contact, business: Business, now: dt.datetime
) -> Commitment:
    """The same commitment at the time that this newer event gives it; as it was, if the event changes nothing.

    What she has agreed with us since, or has been tried already, stays as it is. What was not promised is let go if
    the event dates it so far back that it would not have been begun: nobody asks now about a parcel of last year.
    """
    anchor = _anchor(event, rule=rule)
    if anchor is None or event.occurred_at <= commitment.caused_at or _is_under_way(commitment):
        return commitment
    times = times_of(
        rule,
        commitment.channel,
        commitment.message_class,
        anchor=anchor,
        business=business,
        agreed_by=event.agreed_by,
        contact=contact,
    )
    newer = replace(commitment, caused_at=event.occurred_at)
    if times.slot == commitment.slot:
        return newer
    moved = moved_to(newer, times, now=now, because=event.kind, what="moved")
    if rule.is_too_old(anchor, now=event.occurred_at) or too_late(moved, now=event.occurred_at):
        return newer.released(at=now, because=TOO_LONG_AGO)
    return moved.calling_back(at=now)


def has_changed(last: Commitment, event: Event, *, rule: FollowUp) -> bool:
    """Whether this event has news for her: another price, or another date, than the letter she was sent."""
    if event.occurred_at <= last.caused_at:
        return False
    told, now_told = (last.amount, event.total) if rule.tells == "price" else (last.agreed_by, event.agreed_by)
    return now_told is not None and now_told != told


def _anchor(event: Event, *, rule: FollowUp) -> dt.datetime | None:
    """What happened again counts from when it happened; a new date, from that date."""
    return event.occurred_at if event.kind == rule.when else event.agreed_by


def _is_under_way(commitment: Commitment) -> bool:
    return commitment.answer is not None or commitment.tries > 0
