"""The clock of the whole process: it stands still until it is moved."""

from __future__ import annotations

import datetime as dt
from types import TracebackType
from typing import Self

import time_machine


class VirtualClock:
    """While it is entered, everything in this process asks it for the time: moto, the SDK, the handlers."""

    def __init__(self, now: dt.datetime) -> None:
        self._now = now.astimezone(dt.UTC)
        self._travel = time_machine.travel(self._now, tick=False)
        self._traveller: time_machine.Traveller | None = None

    def __enter__(self) -> Self:
        self._traveller = self._travel.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._travel.stop()

    def now(self) -> dt.datetime:
        """The virtual instant, in UTC."""
        return self._now

    def move_to(self, instant: dt.datetime) -> None:
        """It is this time now, earlier or later."""
        if self._traveller is None:
            raise RuntimeError("The clock has not been started.")
        self._now = instant.astimezone(dt.UTC)
        self._traveller.move_to(self._now)
