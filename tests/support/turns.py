"""Two actors who take turns at the calls of the ports: every way their calls can fall between each other."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from support.fakes import nobody_else
from support.shop import Shop

MOST_CALLS = 40
"""No action of ours makes this many calls; one that does is a loop."""


@dataclass
class Actor:
    """Somebody who waits before each call of a port until it is his turn; what he raises is kept."""

    action: Callable[[], object]
    failure: Exception | None = None
    calls: int = 0
    has_finished: bool = False
    _waits: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    _may_go: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    _thread: threading.Thread | None = None

    def begin(self) -> None:
        """Let him come as far as his first call."""
        self._thread = threading.Thread(target=self._act, daemon=True)
        self._thread.start()
        self._waits.acquire()

    def goes_on(self, calls: int = MOST_CALLS) -> None:
        """Let him make this many calls more, or all that are left."""
        for _ in range(calls):
            if self.has_finished:
                return
            self._may_go.release()
            self._waits.acquire()

    def is_here(self) -> bool:
        return threading.current_thread() is self._thread

    def waits_for_his_turn(self) -> None:
        self.calls += 1
        self._waits.release()
        self._may_go.acquire()

    def _act(self) -> None:
        try:
            self.action()
        except Exception as failure:  # noqa: BLE001 - told to the test, which decides
            self.failure = failure
        self.has_finished = True
        self._waits.release()


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """What came of two actions that met: the shop afterwards, how often each called, and what each raised."""

    shop: Shop
    calls: tuple[int, int]
    failures: tuple[Exception | None, Exception | None]


def every_meeting(
    shop: Callable[[], Shop], one: Callable[[Shop], object], other: Callable[[Shop], object]
) -> Iterator[Meeting]:
    """Every placement of two steps: one makes n calls, the other makes m, one goes on to the end, then the other.

    With n or m of nothing this is each before, between and after every call of the other.
    """
    for first, second in ((one, other), (other, one)):
        alone = [_meet(shop(), action, lambda _: None, turns=(MOST_CALLS, 0)).calls[0] for action in (first, second)]
        for turns in itertools.product(range(alone[0] + 1), range(alone[1] + 1)):
            yield _meet(shop(), first, second, turns=turns)


def _meet(
    shop: Shop, first: Callable[[Shop], object], second: Callable[[Shop], object], *, turns: tuple[int, int]
) -> Meeting:
    one, other = Actor(lambda: first(shop)), Actor(lambda: second(shop))
    shop.before_each_call(lambda: [actor.waits_for_his_turn() for actor in (one, other) if actor.is_here()])
    one.begin()
    other.begin()
    one.goes_on(turns[0])
    other.goes_on(turns[1])
    one.goes_on()
    other.goes_on()
    shop.before_each_call(nobody_else)
    assert one.has_finished
    assert other.has_finished
    return Meeting(shop=shop, calls=(one.calls, other.calls), failures=(one.failure, other.failure))
