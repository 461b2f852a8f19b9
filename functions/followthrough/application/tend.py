"""Every four minutes: deliver the wakes that did not come, and age the claims that were never recorded."""

from __future__ import annotations

import datetime as dt

from followthrough.application.ports import Clock, DueQueue, Ledger

GRACE = dt.timedelta(minutes=1)
"""An alarm may fire up to a minute after its time (EventBridge Scheduler); only after that it is called lost."""


EVERY = dt.timedelta(minutes=4)
"""How often we look (template.yaml)."""


def tend(*, ledger: Ledger, due: DueQueue, clock: Clock) -> int:
    """Wake whatever is overdue, again: a wake that comes twice finds its step done or claimed. Says how many.

    A claim that was never recorded is overdue too: its redelivered wake finds it old and decides what that means.
    """
    now = clock.now()
    overdue = [wake for wake in ledger.waking(until=now - GRACE) if _is_turn(now - wake.at)]
    for wake in overdue:
        due.wake(wake)
    return len(overdue)


def _is_turn(late: dt.timedelta) -> bool:
    """At once, then after one look, two, four, eight: an outage of a day costs ten messages each, not hundreds."""
    looks = late // EVERY
    return looks & (looks - 1) == 0
