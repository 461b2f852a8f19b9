"""The parts that AWS would run for us, put together: who stands on the wire, and who works in which order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

from workbench.engine.asynchronous import Asynchronous
from workbench.engine.bus import Bus
from workbench.engine.clock import VirtualClock
from workbench.engine.faults import Faults
from workbench.engine.feedback import Feedback
from workbench.engine.figures import LogFigures
from workbench.engine.functions import Functions
from workbench.engine.loop import Engine, Part
from workbench.engine.mailbox import Mailbox
from workbench.engine.queues import QueuePoller, Queues
from workbench.engine.schedules import Schedules
from workbench.engine.steps import Conductor
from workbench.engine.stream import StreamPoller
from workbench.engine.strict import Strict
from workbench.engine.ticks import Ticks
from workbench.engine.wire import Layer
from workbench.ledger_view import LedgerView
from workbench.stack.description import Stack


class Forgetful(Protocol):
    """Whatever remembers something of the run."""

    def forget(self) -> None: ...


class Machinery:
    """Everything between the template and its functions."""

    def __init__(self, stack: Stack, *, clock: VirtualClock) -> None:
        self._clock = clock
        self.conductor = Conductor()
        self.faults = Faults()
        self.queues = Queues()
        self.functions = Functions(stack.functions)
        self.mailbox = Mailbox(clock=clock)
        self.ledger = LedgerView(stack.tables[0])
        self.feedback = Feedback(stack.mail_events, mailbox=self.mailbox, clock=clock)
        self.ticks = Ticks(self.ledger.earliest_wake, clock=clock)
        self._strict = Strict(now=clock.now)
        self._bus = Bus(stack.rules, queues=self.queues, clock=clock)
        self._figures = LogFigures()
        self._asynchronous = Asynchronous(functions=self.functions, queues=self.queues, clock=clock)
        self._streams = [
            StreamPoller(each, functions=self.functions, queues=self.queues, clock=clock)
            for each in stack.stream_mappings
        ]
        self._pollers = [
            QueuePoller(each, functions=self.functions, queues=self.queues, clock=clock)
            for each in stack.queue_mappings
        ]
        self.schedules = Schedules(
            queues=self.queues,
            functions=self.functions,
            asynchronous=self._asynchronous,
            clock=clock,
            next_tick=self.ticks.next_needed,
        )
        # What has happened already comes before what the clock brings next.
        parts: list[Part] = [
            self._asynchronous,
            self._bus,
            self.feedback,
            *self._streams,
            *self._pollers,
            self.schedules,
            self._figures,
        ]
        self.engine = Engine(parts, clock=clock)

    def layers(self) -> list[Layer]:
        """The wire, outermost first: a paused call has not been struck by a fault yet."""
        before, behind = (self.conductor, self.feedback, self.faults), (self._bus, self.mailbox)
        return [*(each.watch for each in before), *self._strict.layers, *(each.watch for each in behind)]

    @property
    def fired(self) -> int:
        """How many alarms, reports and delayed messages have come since the start."""
        return self.schedules.fired + sum(poller.woken for poller in self._pollers)

    def next_alarm(self) -> dt.datetime | None:
        """When the next alarm, report or delayed message is due, after now: not the ticks, and nothing of the plumbing."""
        waiting: Sequence[dt.datetime | None] = [
            self.schedules.next_but_ticks(),
            *(each.due_at() for each in self._pollers),
        ]
        return min((at for at in waiting if at and at > self._clock.now()), default=None)

    def forget(self) -> None:
        """Nothing is on its way, no fault is waiting, no mail and no failure is remembered."""
        forgetful: Sequence[Forgetful] = (
            self.functions, self.faults, self.mailbox, self.ledger, self.feedback, self.schedules,
            self._strict, self._bus, self._asynchronous, self._figures, *self._streams, *self._pollers,
        )  # fmt: skip
        for each in forgetful:
            each.forget()
