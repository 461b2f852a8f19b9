"""What every test may ask for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from support.aws import Cloud, a_cloud
from workbench.bench import Bench

MONDAY = dt.datetime(2026, 3, 2, 7, 0, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def _running_bench() -> Iterator[Bench]:
    with Bench.start(now=MONDAY) as running:
        yield running


@pytest.fixture
def bench(_running_bench: Bench) -> Bench:
    """The whole stack on a Monday morning at seven, with an empty ledger; built once for each file of tests."""
    _running_bench.reset(MONDAY, keep_warm=True)
    return _running_bench


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    """A fresh account, behind the strict layer."""
    with a_cloud() as cloud:
        yield cloud
