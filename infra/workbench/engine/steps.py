"""Several invocations at once, interleaved at every call to AWS as the test decides, one step at a time.

Each worker runs in its own thread and stops before each call; the conductor lets one go on until its next call or its
end. Exactly one thread runs at any time: moto is not made for more, and so every run can be repeated.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from itertools import count
from random import Random
from typing import Any

from botocore.awsrequest import AWSResponse

from workbench.engine.wire import Call, Proceed

PATIENCE = 60
"""Seconds after which a worker that neither calls AWS nor ends is called stuck."""

Action = Callable[[], Any]


class Stuck(RuntimeError):
    """A worker neither called AWS nor ended."""


class Worker:
    """One invocation that goes step by step."""

    def __init__(self, action: Action, *, name: str, present: dict[int, Worker]) -> None:
        self.name = name
        self.waits_at: str | None = None
        """The call that it is about to make."""
        self.calls: list[str] = []
        self.result: Any = None
        self.error: BaseException | None = None
        self._action = action
        self._present = present
        self._go = threading.Semaphore(0)
        self._rest = threading.Semaphore(0)
        self.thread = threading.Thread(target=self._run, name=name, daemon=True)

    @property
    def is_done(self) -> bool:
        return self.thread.ident is not None and self.waits_at is None

    def step(self) -> None:
        """Go on to the next call, or to the end."""
        if self.thread.ident is None:
            self.thread.start()
        else:
            self._go.release()
        if not self._rest.acquire(timeout=PATIENCE):
            raise Stuck(f"{self.name} is stuck after {self.calls[-1:]}.")

    def pause(self, call: Call) -> None:
        """Called in the worker's own thread, before a call leaves."""
        self.waits_at = call.name
        self._rest.release()
        self._go.acquire()
        self.waits_at = None
        self.calls.append(call.name)

    def _run(self) -> None:
        self._present[threading.get_ident()] = self
        try:
            self.result = self._action()
        except BaseException as error:  # noqa: BLE001 - whatever ends a worker is told to the one who asked
            self.error = error
        finally:
            del self._present[threading.get_ident()]
            self._rest.release()


class Conductor:
    """A layer of the wire, and the one who says whose turn it is."""

    def __init__(self) -> None:
        self._workers: dict[int, Worker] = {}

    def watch(self, call: Call, proceed: Proceed) -> AWSResponse:
        worker = self._workers.get(threading.get_ident())
        if worker:
            worker.pause(call)
        return proceed()

    def play(self, actions: Sequence[Action], turn: Callable[[Sequence[int]], int]) -> list[Worker]:
        """Run these together to their ends; `turn` picks who goes on, among the numbers of those who still run."""
        named = [(f"worker {number}", action) for number, action in enumerate(actions)]
        workers = [Worker(action, name=name, present=self._workers) for name, action in named]
        while running := [number for number, worker in enumerate(workers) if not worker.is_done]:
            workers[turn(running)].step()
        return workers


class Turns:
    """One interleaving: the turns that were decided, then always the first who can."""

    def __init__(self, decided: Sequence[int]) -> None:
        self._decided = list(decided)
        self.taken: list[tuple[int, Sequence[int]]] = []
        """Each turn that was taken, with those who could have taken it."""

    def __call__(self, running: Sequence[int]) -> int:
        place = len(self.taken)
        chosen = self._decided[place] if place < len(self._decided) else running[0]
        self.taken.append((chosen, tuple(running)))
        return chosen


def every_interleaving(play: Callable[[Turns], None]) -> int:
    """Play every order in which the steps can come, and say how many there were.

    `play` sets the scene anew, plays it with the turns it is given, and checks what came of it. The number of steps
    may depend on their order.
    """
    played = 0
    decided: list[int] | None = []
    while decided is not None:
        turns = Turns(decided)
        play(turns)
        played += 1
        decided = _next(turns)
    return played


class Switches:
    """Two invocations that change hands at most twice: one goes some steps, the other some, then each to its end."""

    def __init__(self, *, first: int, steps: int, others: int) -> None:
        self._phases = [first] * steps + [1 - first] * others
        self._first = first
        self._taken = 0
        self._missing: int | None = None

    def __call__(self, running: Sequence[int]) -> int:
        planned = self._taken < len(self._phases)
        wanted = self._phases[self._taken] if planned else self._first
        self._taken += 1
        if wanted in running:
            return wanted
        if planned and self._missing is None:
            self._missing = wanted
        return running[0]

    @property
    def ran_out(self) -> int | None:
        """Who came to the end before the steps that were meant for it; nobody, if all were taken."""
        both_ended = self._taken < len(self._phases)
        return self._missing if self._missing is not None or not both_ended else 1 - self._first


def every_two_switches(play: Callable[[Switches], None]) -> int:
    """Play two invocations with every place of two changes of hands, and say how many there were.

    Every order of all steps is a number with many digits; what two changes cannot show has not been seen yet.
    """
    played = 0
    for first in (0, 1):
        for steps in count():
            for others in count(1):
                switches = Switches(first=first, steps=steps, others=others)
                play(switches)
                played += 1
                if switches.ran_out is not None:
                    break
            if switches.ran_out == first:
                break
    return played


def some_interleavings(play: Callable[[Callable[[Sequence[int]], int]], None], *, seed: int, times: int) -> None:
    """Play this many random orders; the same seed plays the same ones."""
    dice = Random(seed)  # noqa: S311 - for variety, not for secrets
    for _ in range(times):
        play(lambda running: dice.choice(list(running)))


def _next(turns: Turns) -> list[int] | None:
    """The next order after this one, depth first: the last turn that could still have been somebody else's is."""
    for place in range(len(turns.taken) - 1, -1, -1):
        chosen, running = turns.taken[place]
        others = [number for number in running if number > chosen]
        if others:
            return [number for number, _ in turns.taken[:place]] + [others[0]]
    return None
