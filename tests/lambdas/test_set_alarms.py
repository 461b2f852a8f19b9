from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from followthrough.domain.commitment import Wake
from followthrough.domain.words import Step
from followthrough.lambdas import set_alarms
from support.aws import Cloud, CloudEngine, failed, stream_event, unreachable
from support.cards import a_commitment, at

TEN = Wake(step=Step.REMIND, at=at("2026-03-10 10:00"))
NOON = Wake(step=Step.NUDGE, at=at("2026-03-10 12:00"))
MADE = a_commitment(agenda=(TEN, NOON))
SECOND = a_commitment(id="decade00decade00deca", agenda=(TEN,))


def set_for(engine: CloudEngine, *changes: Any) -> list[str]:
    return failed(set_alarms.handler(stream_event(*changes), None, app=engine))


def times(cloud: Cloud) -> list[str]:
    return sorted(schedule["ScheduleExpression"] for schedule in cloud.schedules())


def test_a_new_commitment_gets_one_alarm_for_its_next_step(cloud: Cloud, engine: CloudEngine) -> None:
    assert [] == set_for(engine, (None, MADE))
    assert ["at(2026-03-10T10:00:00)"] == times(cloud)


def test_a_step_that_was_done_makes_way_for_the_next(cloud: Cloud, engine: CloudEngine) -> None:
    done = MADE.did(Step.REMIND, at=TEN.at)

    set_for(engine, (None, MADE), (MADE, done))

    assert ["at(2026-03-10T12:00:00)"] == times(cloud)


def test_what_was_released_rings_no_more(cloud: Cloud, engine: CloudEngine) -> None:
    set_for(engine, (None, MADE), (MADE, MADE.released(at=at("2026-03-03 09:00"), because="order.cancelled")))

    assert [] == times(cloud)


def test_the_same_records_again_change_nothing(cloud: Cloud, engine: CloudEngine) -> None:
    changes = [(None, MADE), (None, SECOND)]

    assert ([], []) == (set_for(engine, *changes), set_for(engine, *changes))
    assert 2 == len(times(cloud))


def test_a_change_that_touches_no_alarm_calls_nobody(cloud: Cloud, engine: CloudEngine) -> None:
    set_for(engine, (MADE, MADE.noted("seen", at=TEN.at)))

    assert [] == cloud.calls


def test_what_is_due_within_two_minutes_waits_in_the_due_queue(cloud: Cloud, engine: CloudEngine) -> None:
    now = engine.clock.now()
    soon = a_commitment(agenda=(Wake(step=Step.RECEIPT, at=now + dt.timedelta(seconds=90)),))
    over = a_commitment(id="decade00decade00deca", agenda=(Wake(step=Step.RECEIPT, at=now - dt.timedelta(hours=1)),))

    set_for(engine, (None, soon), (None, over))

    sent = [asked.get("DelaySeconds", 0) for asked in cloud.asked if "MessageBody" in asked]
    assert ([90, 0], []) == (sent, times(cloud))


def test_only_what_failed_comes_again(cloud: Cloud, engine: CloudEngine) -> None:
    cloud.spoil("scheduler.CreateSchedule", unreachable, unreachable, unreachable)

    assert ["seq-0"] == set_for(engine, (None, MADE), (None, SECOND))
    assert 1 == len(times(cloud))


def test_a_record_that_nobody_can_read_comes_again_alone(cloud: Cloud, engine: CloudEngine) -> None:
    event = stream_event((None, MADE), (None, SECOND))
    event["Records"][0]["dynamodb"]["NewImage"]["record"] = {"S": '{"id": "c0ffee"}'}

    assert ["seq-0"] == failed(set_alarms.handler(event, None, app=engine))
    assert 1 == len(times(cloud))


def test_what_was_erased_loses_its_alarm(cloud: Cloud, engine: CloudEngine) -> None:
    set_for(engine, (None, MADE))

    assert [] == set_for(engine, (MADE, None))
    assert [] == times(cloud)


def test_a_moved_commitment_has_the_alarm_of_its_new_generation_only(cloud: Cloud, engine: CloudEngine) -> None:
    moved = replace(MADE, generation=2, agenda=(NOON,))

    set_for(engine, (None, MADE), (MADE, moved))

    assert ["at(2026-03-10T12:00:00)"] == times(cloud)


def test_every_record_is_one_line_of_ids(engine: CloudEngine, log: Any) -> None:
    set_for(engine, (None, MADE), (MADE, None))

    assert [("alarm set", MADE.id), ("alarm cleared", MADE.id)] == [
        (line["message"], line["commitment"]) for line in log()
    ]
