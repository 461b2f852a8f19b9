from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.toys import BOX, Toybox
from workbench.bench import Bench

SMALL = Path(__file__).with_name("small.yaml")
MONDAY = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def small_stack() -> Iterator[Bench]:
    with Bench.start(now=MONDAY, template=SMALL) as bench:
        yield bench


@pytest.fixture
def bench(small_stack: Bench) -> Bench:
    """The small stack with its toys, as on its first day."""
    small_stack.reset(MONDAY)
    return small_stack


@pytest.fixture
def toys(bench: Bench) -> Toybox:
    BOX.empty()
    return BOX
