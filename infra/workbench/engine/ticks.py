"""Which ticks of a look around every few minutes are worth running: the others would find nothing to do.

In four weeks there are eight thousand of them. One is run when something in the ledger is overdue at its time, and one
each virtual day; `tests/workbench/engine/test_ticks.py` proves that those left out would have been idle.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from workbench.engine.clock import VirtualClock
from workbench.engine.expressions import Rate

AT_LEAST_EVERY = dt.timedelta(days=1)


class Ticks:
    """Decides when a tick is next needed. `earliest` is the first time at which anything in the ledger is due."""

    def __init__(self, earliest: Callable[[], dt.datetime | None], *, clock: VirtualClock) -> None:
        self._earliest = earliest
        self._clock = clock

    def next_needed(self, rate: Rate, last: dt.datetime | None) -> dt.datetime:
        """The first tick at which something is overdue, or the one a day after the last."""
        ran = last or rate.since
        daily = ran + AT_LEAST_EVERY
        earliest = self._earliest()
        wanted = daily if earliest is None else min(earliest, daily)
        return _at_or_after(rate, max(wanted, self._clock.now()), ran=ran)


def _at_or_after(rate: Rate, instant: dt.datetime, *, ran: dt.datetime) -> dt.datetime:
    """The first tick that is not before this instant and after the one that ran."""
    steps = max(-((rate.since - instant) // rate.every), (ran - rate.since) // rate.every + 1)
    return rate.since + steps * rate.every
