from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from followthrough.adapters.aws.queues import wake_from_message
from followthrough.application.ports import DueWake
from followthrough.domain.errors import Unreachable
from followthrough.lambdas import carry_out, tend
from support.aws import Cloud, CloudEngine, unreachable
from support.fakes import FakeClock

SCHEDULED: dict[str, Any] = {}


def test_with_nothing_overdue_nobody_is_woken(cloud: Cloud, engine: CloudEngine, clock: FakeClock) -> None:
    assert {"woken": 0} == tend.handler(SCHEDULED, None, app=engine)
    assert [] == cloud.messages("due")


def test_a_wake_that_did_not_come_is_delivered(
    cloud: Cloud, engine: CloudEngine, clock: FakeClock, fetched: dict[str, DueWake]
) -> None:
    clock.at += dt.timedelta(minutes=5)

    assert {"woken": 1} == tend.handler(SCHEDULED, None, app=engine)
    assert [fetched["fetched-thanks"]] == [wake_from_message(message["body"]) for message in cloud.messages("due")]


def test_a_wake_that_may_still_come_by_itself_is_left_alone(
    cloud: Cloud, engine: CloudEngine, clock: FakeClock, fetched: dict[str, DueWake]
) -> None:
    clock.at = fetched["fetched-thanks"].at + dt.timedelta(seconds=59)

    assert {"woken": 0} == tend.handler(SCHEDULED, None, app=engine)


def test_what_was_woken_twice_is_sent_once(
    cloud: Cloud, engine: CloudEngine, clock: FakeClock, fetched: dict[str, DueWake]
) -> None:
    clock.at += dt.timedelta(minutes=5)
    for _ in range(2):
        tend.handler(SCHEDULED, None, app=engine)
    carry_out.handler(cloud.take("due"), None, app=engine)

    assert 1 == len(cloud.mails())


@pytest.mark.parametrize("call", ["dynamodb.Query", "sqs.SendMessage"])
def test_who_cannot_look_or_wake_says_so(
    cloud: Cloud, engine: CloudEngine, clock: FakeClock, fetched: dict[str, DueWake], call: str
) -> None:
    clock.at += dt.timedelta(minutes=5)
    cloud.spoil(call, unreachable, unreachable, unreachable)

    with pytest.raises(Unreachable):
        tend.handler(SCHEDULED, None, app=engine)


def test_it_says_how_many_it_woke(engine: CloudEngine, clock: FakeClock, fetched: dict[str, DueWake], log: Any) -> None:
    clock.at += dt.timedelta(minutes=5)
    tend.handler(SCHEDULED, None, app=engine)

    assert [("tended", 1)] == [(line["message"], line["woken"]) for line in log()]
