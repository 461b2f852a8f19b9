"""Time that jumps: everything that is planned happens at its own minute, in the order in which the real stack does it."""

from __future__ import annotations

import datetime as dt
import heapq
import itertools
from collections.abc import Callable
from enum import IntEnum

from console.rehearsal import StandingClock
from followthrough.application.ports import DueWake
from followthrough.domain.commitment import Wake

MOST_AT_ONCE = 2_000
"""More than this at one instant is a circle."""

Act = Callable[[], object]


class Rank(IntEnum):
    """What comes first at one instant: what is due already, the alarms by name, the reports, then what the world does."""

    SOON = 0
    ALARM = 1
    REPORT = 2
    LOOK = 3
    EVENT = 4
    ANSWER = 5


class Timeline:
    """What is planned, and a clock that stands at what is happening."""

    def __init__(self, begins: dt.datetime) -> None:
        self.clock = StandingClock(begins)
        self._plan: list[tuple[dt.datetime, Rank, str, int, Act]] = []
        self._count = itertools.count()

    @property
    def now(self) -> dt.datetime:
        return self.clock.now()

    def plan(self, at: dt.datetime, act: Act, *, rank: Rank, name: str = "") -> None:
        """This happens then, or now if that has passed; of one rank at one instant by name, then as it was planned."""
        heapq.heappush(self._plan, (max(at, self.now), rank, name, next(self._count), act))

    def until(self, end: dt.datetime) -> None:
        """Let everything happen that is due up to this moment, and all that follows from it."""
        at_once, last = 0, self.now
        while self._plan and self._plan[0][0] <= end:
            at, _, _, _, act = heapq.heappop(self._plan)
            at_once = at_once + 1 if at == last else 0
            if at_once > MOST_AT_ONCE:
                raise RuntimeError(f"The rehearsal does not come to rest at {at.isoformat()}.")
            self.clock.at = last = at
            act()
        self.clock.at = max(self.now, end)


class AlarmClock:
    """The alarm clock and the due queue: an alarm rings at its minute unless it is cancelled, a queued wake comes anyway."""

    def __init__(self, timeline: Timeline, *, ring: Callable[[DueWake], None]) -> None:
        self._timeline = timeline
        self._ring = ring
        self._alarms: set[tuple[str, Wake, int]] = set()

    def set(self, commitment: str, wake: Wake, *, generation: int) -> None:
        alarm = (commitment, wake, generation)
        if alarm in self._alarms:
            return
        self._alarms.add(alarm)
        due = DueWake(commitment=commitment, step=wake.step, generation=generation, at=wake.at)
        name = f"{commitment}-{wake.step}-{generation}"
        self._timeline.plan(wake.at, lambda: self._rings(alarm, due), rank=Rank.ALARM, name=name)

    def cancel(self, commitment: str, wake: Wake, *, generation: int) -> None:
        self._alarms.discard((commitment, wake, generation))

    def wake(self, wake: DueWake, *, delay: dt.timedelta = dt.timedelta()) -> None:
        self._timeline.plan(self._timeline.now + delay, lambda: self._ring(wake), rank=Rank.SOON)

    def _rings(self, alarm: tuple[str, Wake, int], due: DueWake) -> None:
        if alarm in self._alarms:
            self._alarms.discard(alarm)
            self._ring(due)
