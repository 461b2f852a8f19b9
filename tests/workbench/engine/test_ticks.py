"""The ticks that are left out would have found nothing: proved on the real stack, tick by tick."""

from __future__ import annotations

import datetime as dt

import boto3
import pytest
from botocore.awsrequest import AWSResponse

from workbench.bench import Bench
from workbench.engine.clock import VirtualClock
from workbench.engine.expressions import Rate
from workbench.engine.ticks import Ticks
from workbench.engine.wire import Call, Proceed
from workbench.story.samples import sample, send

MONDAY = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
FIVE_MINUTES = Rate(every=dt.timedelta(minutes=5), since=MONDAY)


def at(hour: int, minute: int, *, day: int = 2) -> dt.datetime:
    return dt.datetime(2026, 3, day, hour, minute, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("earliest", "last", "now", "expected"),
    [
        (None, None, at(9, 0), at(9, 0, day=3)),
        (None, at(9, 0, day=3), at(9, 0, day=3), at(9, 0, day=4)),
        (at(10, 1), None, at(9, 0), at(10, 5)),
        (at(10, 5), None, at(9, 0), at(10, 5)),
        (at(8, 0), None, at(9, 0), at(9, 5)),
        (at(8, 0), None, at(9, 1), at(9, 5)),
        (at(8, 0), at(9, 5), at(9, 5), at(9, 10)),
        (at(8, 0), at(9, 5), at(11, 58), at(12, 0)),
        (at(12, 0, day=9), None, at(9, 0), at(9, 0, day=3)),
    ],
)
def test_a_tick_is_needed_when_something_is_overdue_and_once_a_day(
    earliest: dt.datetime | None, last: dt.datetime | None, now: dt.datetime, expected: dt.datetime
) -> None:
    ticks = Ticks(lambda: earliest, clock=VirtualClock(now))

    assert expected == ticks.next_needed(FIVE_MINUTES, last)


def test_every_tick_that_is_left_out_would_have_been_idle() -> None:
    left_out: set[dt.datetime] = set()
    busy: set[dt.datetime] = set()

    def note(call: Call, proceed: Proceed) -> AWSResponse:
        if call.by and call.by.function == "Tend" and call.name != "dynamodb.Query":
            busy.add(bench.now)
        return proceed()

    def every_tick(rate: Rate, last: dt.datetime | None) -> dt.datetime:
        here = (last or rate.since) + rate.every
        if here == bench.now and bench.machinery.ticks.next_needed(rate, last) > here:
            left_out.add(here)
        return here

    with Bench.start(now=at(8, 40)) as bench:
        bench.wire.layers.insert(0, note)
        bench.machinery.schedules.next_tick = every_tick
        send(sample("repairshopr.repair-received.nora"), bench=bench)
        bench.advance(to=at(9, 0))
        lose_every_alarm(bench)
        bench.advance(to=at(15, 0))

    assert len(left_out) > 50
    assert len(busy) > 0
    assert not left_out & busy


def lose_every_alarm(bench: Bench) -> None:
    for alarm in bench.alarms():
        boto3.client("scheduler").delete_schedule(Name=alarm["name"], GroupName=bench.stack.refs["Alarms"])
