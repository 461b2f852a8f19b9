"""Whatever order the deliveries about one subject come in, and however often, they end in one and the same ledger."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from support.worlds import WORLDS, Desk, World, in_order


def _ends_as_in_order(world: World, data: some.DataObject) -> None:
    told = [each for each in world.told if data.draw(some.booleans() | some.just(value=True))]
    again = data.draw(some.lists(some.sampled_from(told), max_size=4)) if told else []
    arriving = data.draw(some.permutations([*told, *again]))
    desk = Desk()
    for number, each in enumerate(arriving):
        desk.takes(each, key=data.draw(some.sampled_from(["", f"again {number}"])))

    assert in_order(told) == desk.came_to()


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
@settings(max_examples=150, deadline=None, derandomize=True)
@given(data=some.data())
def test_any_order_with_any_repetition_ends_in_the_same_ledger(world, data):
    _ends_as_in_order(world, data)
