"""More care than a day has room for: later, by letter, or not at all, and each says why."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from followthrough.domain.business import Business
from followthrough.domain.commitment import PASSED_TO, Commitment, Wake
from followthrough.domain.due import later_slot
from followthrough.domain.opening import whole_minute
from followthrough.domain.playbook import FollowUp
from followthrough.domain.words import CHAIN_STEPS, Channel, Step

NO_ROOM = "no room"


def shared_with(commitment: Commitment, role: str, *, now: dt.datetime) -> Commitment:
    """Another role makes this call, because the day of its owner is full."""
    because = f"{NO_ROOM}: {commitment.owner}{PASSED_TO}{role}"
    return replace(commitment, owner=role).noted("shared", at=now, because=because)


def put_off(
    commitment: Commitment, *, rule: FollowUp, business: Business, email: str | None, now: dt.datetime
) -> Commitment:
    """A call for which today has no room: the next open day's, while that is kind; else a letter; else released."""
    lapse = next((wake for wake in commitment.agenda if wake.step is Step.LAPSE), None)
    found = later_slot(after=now, calendar=business.role(commitment.owner).calendar, windows=rule.windows)
    if lapse is not None and found.opens_at < lapse.at:
        return _planned(commitment, at=found.opens_at, until=found.closes_at, lapse=lapse, now=now, what="waits")
    writes_at = business.letter_hours.next_opening(now)
    if rule.else_letter is None or not email or (lapse is not None and writes_at >= lapse.at):
        return commitment.released(at=now, because=NO_ROOM)
    return _planned(
        replace(commitment, channel=Channel.EMAIL),
        at=writes_at,
        until=writes_at,
        lapse=lapse,
        now=now,
        what="letter instead",
    )


def _planned(
    commitment: Commitment, *, at: dt.datetime, until: dt.datetime, lapse: Wake | None, now: dt.datetime, what: str
) -> Commitment:
    """The steps of care, at another time."""
    pending = tuple(wake for wake in commitment.agenda if wake.step not in CHAIN_STEPS)
    remind = Wake(step=Step.REMIND, at=whole_minute(at))
    return commitment.moved(
        at=now,
        because=NO_ROOM,
        agenda=(*pending, remind, *((lapse,) if lapse else ())),
        due_at=until,
        promised_by=None,
        slot=(at, until),
        what=what,
    )
