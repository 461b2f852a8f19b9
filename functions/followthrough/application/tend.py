"""Every four minutes: deliver the wakes that did not come, and age the claims that were never recorded."""

from __future__ import annotations

import datetime as dt

from followthrough.application.ports import Clock, DueQueue, Ledger

GRACE = dt.timedelta(minutes=1)
"""An alarm may fire up to a minute after its time (EventBridge Scheduler); only after that it is called lost."""


def tend(*, ledger: Ledger, due: DueQueue, clock: Clock) -> int:
    """Wake whatever is overdue, again: a wake that comes twice finds its step done or claimed. Says how many.

    A claim that was never recorded is overdue too: its redelivered wake finds it old and decides what that means.
    """
    overdue = ledger.waking(until=clock.now() - GRACE)
    for wake in overdue:
        due.wake(wake)
    return len(overdue)
