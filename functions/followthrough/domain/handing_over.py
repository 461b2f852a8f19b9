"""Before a shift ends: what is still open and promised for later today passes to somebody who stays."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from followthrough.domain.business import Business, Role
from followthrough.domain.commitment import PASSED_ON, PASSED_TO, Commitment, Wake
from followthrough.domain.cover import chain
from followthrough.domain.opening import whole_minute
from followthrough.domain.words import Step

BEFORE_THE_END = dt.timedelta(minutes=15)
"""How long before somebody goes home it is handed over."""


def hand_over_wakes(role: Role, by: dt.datetime, *, not_before: dt.datetime) -> tuple[Wake, ...]:
    """When to hand over what is promised by then; nothing, if whoever has it is there until then, or not at all."""
    ends = shift_end(role, by)
    at = whole_minute(max(ends - BEFORE_THE_END, not_before)) if ends else None
    return (Wake(step=Step.HAND_OVER, at=at),) if ends and at and at < ends else ()


def shift_end(role: Role, by: dt.datetime) -> dt.datetime | None:
    """When whoever holds this role goes home on the day of this promise, if that is before its time."""
    day = role.calendar.spans_on(role.calendar.day_of(by))
    return day[-1][1] if day and day[-1][1] < by else None


def taker(commitment: Commitment, *, business: Business, now: dt.datetime) -> Role | None:
    """Who takes it over now: the first who covers and is in between the end of the shift and the promised time.

    Nobody, if it has not been asked for yet (then whoever is in is asked), if the shift does not end now, or if
    nobody else is there later.
    """
    by = commitment.promised_by
    owner = business.role(commitment.owner)
    ends = shift_end(owner, by) if by else None
    if by is None or ends is None or not commitment.task_is_out or not ends - BEFORE_THE_END <= now < ends:
        return None
    later = (role for role in chain(owner.id, business=business) if role.calendar.next_opening(ends) < by)
    return next(later, None)


def handed_over(commitment: Commitment, *, to: Role, at: dt.datetime) -> Commitment:
    """It is somebody else's from now on, and with it every later step; what she was promised stays as it is."""
    by = commitment.promised_by
    assert by is not None
    later = tuple(wake for wake in commitment.agenda if wake.step is not Step.HAND_OVER)
    return replace(commitment, owner=to.id).moved(
        at=at,
        because=f"{commitment.owner}{PASSED_TO}{to.id}",
        agenda=(*later, *hand_over_wakes(to, by, not_before=at)),
        due_at=commitment.due_at,
        promised_by=by,
        slot=commitment.slot,
        what=PASSED_ON,
    )
