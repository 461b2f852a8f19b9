"""EventBridge Scheduler's part that moto lacks: the schedules fire, each at its own time, in order."""

from __future__ import annotations

import datetime as dt
import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from moto.core.exceptions import ServiceException

from workbench.engine.asynchronous import Asynchronous
from workbench.engine.clock import VirtualClock
from workbench.engine.expressions import Rate, Timetable, timetable
from workbench.engine.functions import Functions
from workbench.engine.queues import Queues
from workbench.engine.scheduled import obituary, payload
from workbench.stack.moto_inside import inside

logger = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = dt.timedelta(seconds=30), dt.timedelta(hours=1)
"""AWS backs off exponentially between deliveries and does not say how; so does this."""


@dataclass(kw_only=True)
class Planned:
    """A schedule of moto, and when it is next due."""

    schedule: Any
    fingerprint: tuple[Any, ...]
    timetable: Timetable
    due_at: dt.datetime | None
    attempt: int = 0
    scheduled_at: dt.datetime | None = None
    """The time that a delivery being retried was meant for."""

    @property
    def is_tick(self) -> bool:
        """Whether this is a look around, every few minutes: most of them would find nothing."""
        return isinstance(self.timetable, Rate) and ":function:" in self.schedule.target["Arn"]


NextTick = Callable[[Rate, dt.datetime | None], dt.datetime]
"""When a tick is next needed, given its rate and when it ran last."""


@dataclass(kw_only=True)
class Schedules:
    """Every schedule of every group."""

    queues: Queues
    functions: Functions
    asynchronous: Asynchronous
    clock: VirtualClock
    next_tick: NextTick
    fired: int = 0
    """How many deliveries were made since the start, ticks not counted."""
    _planned: dict[str, Planned] = field(default_factory=dict)
    _ticked: dict[str, dt.datetime] = field(default_factory=dict)

    def due_at(self) -> dt.datetime | None:
        return min((due for due, _, _ in self._due()), default=None)

    def next_but_ticks(self) -> dt.datetime | None:
        """When the next alarm or report is due: the ticks are nobody's alarm."""
        return min((due for due, is_tick, _ in self._due() if not is_tick), default=None)

    def work(self) -> bool:
        """Fire the one schedule that is due first, if any is due now."""
        now = self.clock.now()
        due = [each for each in self._due() if each[0] <= now]
        if not due:
            return False
        _, _, arn = min(due)
        self._fire(self._planned[arn])
        return True

    def alarms(self) -> list[tuple[Any, dt.datetime]]:
        """Every one-time schedule with its time, the next first."""
        found = [(due, arn) for due, _, arn in self._due() if self._planned[arn].schedule.schedule_expression[0] == "a"]
        return [(self._planned[arn].schedule, due) for due, arn in sorted(found)]

    def forget(self) -> None:
        self._planned.clear()
        self._ticked.clear()

    def _due(self) -> Iterator[tuple[dt.datetime, bool, str]]:
        """When each schedule is due; at one instant the ticks come last."""
        self._keep_up()
        for arn, planned in self._planned.items():
            if planned.due_at is None:
                continue
            if isinstance(planned.timetable, Rate) and planned.is_tick:
                yield self.next_tick(planned.timetable, self._ticked.get(arn)), True, arn
            else:
                yield planned.due_at, False, arn

    def _keep_up(self) -> None:
        """Plan what is new or was changed, drop what was deleted."""
        current = {schedule.arn: schedule for schedule in _schedules()}
        for arn in [arn for arn in self._planned if arn not in current]:
            del self._planned[arn]
        for arn, schedule in current.items():
            known = self._planned.get(arn)
            if known is None or known.schedule is not schedule or known.fingerprint != _fingerprint(schedule):
                self._planned[arn] = self._plan(schedule)

    def _plan(self, schedule: Any) -> Planned:
        since = dt.datetime.fromtimestamp(schedule.start_date or schedule.creation_date, dt.UTC)
        table = timetable(schedule.schedule_expression, zone=schedule.schedule_expression_timezone, since=since)
        planned = Planned(schedule=schedule, fingerprint=_fingerprint(schedule), timetable=table, due_at=None)
        self._plan_next(planned, after=self.clock.now())
        return planned

    def _plan_next(self, planned: Planned, *, after: dt.datetime) -> None:
        schedule = planned.schedule
        planned.attempt, planned.scheduled_at = 0, None
        is_once = schedule.schedule_expression.startswith("at(")
        if schedule.start_date and not is_once:
            after = max(after, dt.datetime.fromtimestamp(schedule.start_date, dt.UTC))
        due = planned.timetable.after(after) if schedule.state == "ENABLED" else None
        over = schedule.end_date and not is_once and due and due.timestamp() > schedule.end_date
        planned.due_at = None if over else due

    def _fire(self, planned: Planned) -> None:
        now = self.clock.now()
        at = planned.scheduled_at or planned.due_at or now
        planned.attempt += 1
        delivered = self._deliver(planned, at)
        if planned.is_tick:
            self._ticked[planned.schedule.arn] = now
        else:
            self.fired += delivered
        if delivered or not self._will_try_again(planned, at):
            self._done_with(planned, at)

    def _deliver(self, planned: Planned, at: dt.datetime) -> bool:
        target = planned.schedule.target
        said = payload(planned.schedule, at, attempt=planned.attempt)
        function = self.functions.by_arn(target["Arn"])
        if function:
            self.asynchronous.call(function, json.loads(said))
            return True
        try:
            self.queues.send(target["Arn"], said)
        except ServiceException:
            logger.warning("The schedule %s could not be delivered.", planned.schedule.name, exc_info=True)
            return False
        return True

    def _will_try_again(self, planned: Planned, at: dt.datetime) -> bool:
        """A delivery that failed is tried again while its retry policy allows, and then goes to the dead letters."""
        policy = planned.schedule.target["RetryPolicy"]
        again = self.clock.now() + min(FIRST_PAUSE * 2 ** min(planned.attempt - 1, 10), LONGEST_PAUSE)
        oldest = dt.timedelta(seconds=policy.get("MaximumEventAgeInSeconds", 86_400))
        if planned.attempt <= policy.get("MaximumRetryAttempts", 185) and again - at <= oldest:
            planned.due_at, planned.scheduled_at = again, at
            return True
        grave = planned.schedule.target.get("DeadLetterConfig", {}).get("Arn")
        if grave:
            self.queues.send(
                grave,
                payload(planned.schedule, at, attempt=planned.attempt),
                obituary(planned.schedule, at, attempt=planned.attempt),
            )
        return False

    def _done_with(self, planned: Planned, at: dt.datetime) -> None:
        self._plan_next(planned, after=max(at, self.clock.now()))
        schedule = planned.schedule
        if planned.due_at is None and schedule.action_after_completion == "DELETE":
            _group(schedule.group_name).pop(schedule.name, None)
            self._planned.pop(schedule.arn, None)


def _fingerprint(schedule: Any) -> tuple[Any, ...]:
    return (
        schedule.schedule_expression,
        schedule.schedule_expression_timezone,
        schedule.state,
        schedule.start_date,
        schedule.end_date,
    )


def _schedules() -> Iterator[Any]:
    for group in inside("scheduler").schedule_groups.values():
        yield from group.schedules.values()


def _group(name: str) -> dict[str, Any]:
    schedules: dict[str, Any] = inside("scheduler").schedule_groups[name].schedules
    return schedules
