from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from followthrough.application.ports import DueWake, Record
from followthrough.lambdas.log import logger
from support.aws import Cloud, CloudEngine
from support.fakes import FakeClock
from support.shop import Shop, an_event, at

Log = Callable[[], list[dict[str, Any]]]
FETCHED_AT = at("2026-03-03 16:20")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(FETCHED_AT)


@pytest.fixture
def engine(cloud: Cloud, clock: FakeClock) -> CloudEngine:
    return cloud.engine(clock)


@pytest.fixture
def fetched(cloud: Cloud, engine: CloudEngine) -> dict[str, DueWake]:
    """Nora has fetched her car just now: the next wakes of what she is owed, by follow-up. Nothing went out yet."""
    return _written(cloud, engine, _story(until="2026-03-03 16:19"))


@pytest.fixture
def called(cloud: Cloud, engine: CloudEngine, clock: FakeClock) -> dict[str, DueWake]:
    """A week later, ten o'clock: she was thanked, and Donal has the task to phone her."""
    clock.at = at("2026-03-10 10:00")
    return _written(cloud, engine, _story(until="2026-03-10 10:00"))


@pytest.fixture
def log() -> Iterator[Log]:
    """The lines that were logged, as CloudWatch would keep them."""
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(logger().registered_formatter)
    logger().addHandler(handler)
    yield lambda: [json.loads(line) for line in lines.getvalue().splitlines()]
    logger()._logger.removeHandler(handler)


@cache
def _story(*, until: str) -> tuple[Record, ...]:
    """What the ledger holds of Nora then, as if nobody had written there before."""
    shop = Shop()
    shop.hears(an_event("repair.collected", FETCHED_AT))
    shop.until(at(until))
    return tuple(replace(record, version=0) for record in shop.ledger.records.values())


def _written(cloud: Cloud, engine: CloudEngine, records: tuple[Record, ...]) -> dict[str, DueWake]:
    engine.ledger.commit(*records)
    wakes = {wake.commitment: wake for wake in engine.ledger.waking(until=at("2027-01-01 00:00"))}
    found = engine.ledger.read(commitments=wakes).commitments
    cloud.forget_calls()
    return {commitment.follow_up: wakes[key] for key, commitment in found.items()}
