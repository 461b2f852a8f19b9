"""What makes the laptop move: parts that have something to do, done in order, each at its own time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

from workbench.engine.clock import VirtualClock

TOO_MUCH = 100_000
"""Steps at one instant after which it is sure that they go in a circle."""


class Part(Protocol):
    """A part of the machinery that AWS would run for us."""

    def due_at(self) -> dt.datetime | None:
        """When it next has something to do (a time that has passed means now), or None."""

    def work(self) -> bool:
        """Do one thing that is due now, if there is one, and say whether there was."""


class Engine:
    """Runs the parts until nothing is left to do at this instant, then at the next one."""

    def __init__(self, parts: Sequence[Part], *, clock: VirtualClock) -> None:
        self._parts = parts
        self._clock = clock

    def settle(self) -> None:
        """Do everything that is due now, and everything that follows from it now. The earlier part goes first."""
        for _ in range(TOO_MUCH):
            if not any(part.work() for part in self._parts):
                return
        raise RuntimeError(f"The stack does not come to rest at {self._clock.now().isoformat()}.")

    def advance(self, to: dt.datetime) -> None:
        """Let time pass: everything that falls due on the way is done at its own time, in order."""
        self.settle()
        while (instant := self.next_instant()) is not None and instant <= to:
            self._clock.move_to(instant)
            self.settle()
        if to > self._clock.now():
            self._clock.move_to(to)
            self.settle()

    def next_instant(self) -> dt.datetime | None:
        """The next time at which anything is due, after now."""
        now = self._clock.now()
        instants = (part.due_at() for part in self._parts)
        return min((at for at in instants if at is not None and at > now), default=None)
