from __future__ import annotations

import datetime as dt

import pytest

from workbench.engine import loop as engine
from workbench.engine.clock import VirtualClock
from workbench.engine.loop import Engine

NINE = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


class Alarm:
    """Rings once at each of its times, and may wake another."""

    def __init__(self, name: str, *times: dt.datetime, clock: VirtualClock, heard: list[str]) -> None:
        self.name = name
        self.times = list(times)
        self.clock = clock
        self.heard = heard

    def due_at(self) -> dt.datetime | None:
        return min(self.times, default=None)

    def work(self) -> bool:
        at = self.due_at()
        if at is None or at > self.clock.now():
            return False
        self.times.remove(at)
        self.heard.append(f"{self.name} {self.clock.now():%H:%M}")
        return True


def minutes(count: int) -> dt.datetime:
    return NINE + dt.timedelta(minutes=count)


def test_everything_is_done_at_its_own_time_and_the_earlier_part_goes_first() -> None:
    heard: list[str] = []
    with VirtualClock(NINE) as clock:
        early = Alarm("a", minutes(5), minutes(20), clock=clock, heard=heard)
        late = Alarm("b", minutes(5), minutes(3), minutes(90), clock=clock, heard=heard)
        Engine([early, late], clock=clock).advance(minutes(60))

        assert heard == ["b 09:03", "a 09:05", "b 09:05", "a 09:20"]
        assert clock.now() == minutes(60)


def test_what_is_overdue_already_is_done_at_once() -> None:
    heard: list[str] = []
    with VirtualClock(NINE) as clock:
        Engine([Alarm("a", minutes(-5), clock=clock, heard=heard)], clock=clock).settle()

    assert heard == ["a 09:00"]


def test_what_goes_in_a_circle_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    class Busy:
        def due_at(self) -> dt.datetime | None:
            return NINE

        def work(self) -> bool:
            return True

    monkeypatch.setattr(engine, "TOO_MUCH", 10)
    with VirtualClock(NINE) as clock, pytest.raises(RuntimeError, match="does not come to rest"):
        Engine([Busy()], clock=clock).settle()
