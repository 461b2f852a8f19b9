"""The stream of the ledger is the outbox: whatever was written there gets the one alarm of its next step."""

from __future__ import annotations

import datetime as dt

from followthrough.application.ports import Alarms, Clock, DueQueue, DueWake
from followthrough.domain.commitment import Commitment, Wake

SOON = dt.timedelta(minutes=2)
"""Nearer than this there is no alarm: EventBridge Scheduler refuses or forgets what is past, so the due queue waits."""


def set_alarms(old: Commitment | None, new: Commitment | None, *, alarms: Alarms, due: DueQueue, clock: Clock) -> str:
    """Bring the alarm of one commitment in line with what was just written. Doing it twice changes nothing."""
    before, after = _alarm(old), _alarm(new)
    if before == after:
        return "unchanged"
    now = clock.now()
    if new is not None and after is not None:
        _set(new, after[0], alarms=alarms, due=due, now=now)
    if old is not None and before is not None and before[0].at > now + SOON:
        alarms.cancel(old.id, before[0], generation=old.generation)
    return "set" if after else "cleared"


def _set(commitment: Commitment, wake: Wake, *, alarms: Alarms, due: DueQueue, now: dt.datetime) -> None:
    if wake.at > now + SOON:
        alarms.set(commitment.id, wake, generation=commitment.generation)
        return
    soon = DueWake(commitment=commitment.id, step=wake.step, generation=commitment.generation, at=wake.at)
    due.wake(soon, delay=max(wake.at - now, dt.timedelta()))


def _alarm(commitment: Commitment | None) -> tuple[Wake, int] | None:
    if commitment is None or commitment.alarm is None:
        return None
    return commitment.alarm, commitment.generation
