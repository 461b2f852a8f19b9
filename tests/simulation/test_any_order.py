"""Whatever order the deliveries about one subject come in, and however often, they end in one and the same ledger.

All arrive within one minute, before any wake is due; their own times lie within two days. Both runs may have planned
something that neither was owed in the end: what is withdrawn before anybody heard of it is no difference.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import dropwhile

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as some

from followthrough.adapters.webhooks.mapped import NEWS
from followthrough.domain.words import State
from support.worlds import COMPLAINT, HEARD, ORDER, PLUGIN, WORLDS, Desk, Told, World, differences, in_order

PLANNED = frozenset({"slow-order", "first-thanks"})


def _ends_as_in_order(world: World, data: some.DataObject) -> None:
    kept = data.draw(
        some.sets(some.sampled_from(range(len(world.told))), min_size=1) | some.just(range(len(world.told)))
    )
    told = _from_what_we_follow([world.told[place] for place in sorted(kept)])
    assume(told)
    again = data.draw(some.lists(some.sampled_from(told), max_size=4))
    desk = Desk()
    for number, each in enumerate(data.draw(some.permutations([*told, *again]))):
        desk.takes(each, key=data.draw(some.sampled_from(["", f"again {number}"])))

    assert [] == differences(in_order(tuple(told)), desk.came_to())


def _from_what_we_follow(told: list[Told]) -> list[Told]:
    """Without those at the beginning that tell of nothing anybody follows: of an order we do not know we keep nothing."""
    return list(dropwhile(_is_kept_of_nobody, told))


def _is_kept_of_nobody(told: Told) -> bool:
    desk = Desk()
    desk.takes(told)
    return not desk.ledger.records


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
@settings(max_examples=150, deadline=None, derandomize=True)
@given(data=some.data())
def test_any_order_with_any_repetition_ends_in_the_same_ledger(world, data):
    _ends_as_in_order(world, data)


@pytest.mark.long
@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
@settings(max_examples=3000, deadline=None, derandomize=True)
@given(data=some.data())
def test_any_of_thousands_of_orders_ends_in_the_same_ledger(world, data):
    _ends_as_in_order(world, data)


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
def test_every_world_comes_to_something_that_is_owed(world):
    """A property about nothing would hold."""
    end = in_order(world.told)

    assert sum(name.startswith("owed ") for name in end) > 1
    assert all(HEARD - NEWS < told.when < HEARD for told in world.told)


def test_an_edit_before_the_order_itself_is_right():
    created, updated = ORDER.told[:2]
    desk = Desk()

    first, then = desk.takes(updated), desk.takes(created)

    made = {owed.follow_up for owed in desk.ledger.commitments}
    assert ((), PLANNED) == (first.made, made)
    assert [] == differences(in_order((created, updated)), desk.came_to())
    assert 2 == len(then.made)


def test_nine_identical_edits_make_one_commitment_and_are_written_once():
    desk = Desk()

    made = [desk.takes(PLUGIN.told[1], key=f"telling {number}").made for number in range(9)]

    assert [2, *[0] * 8] == [len(ids) for ids in made]
    assert 1 == len(desk.ledger.written)


def test_a_complaint_that_was_none_by_an_older_state_holds_nobody_any_more():
    """The ticket was not new when we heard of it: what we first took for its opening was a change of state."""
    pending, opened = COMPLAINT.told[2], COMPLAINT.told[4]
    parked = {**pending.body["ticket"], "status": "A state of their own"}
    pending = replace(pending, body={**pending.body, "ticket": parked})
    desk = Desk()
    desk.takes(opened)
    held = [point.holds for point in desk.points]

    desk.takes(pending)

    assert [1] == [len(holds) for holds in held]
    assert [((), ())] == [(point.holds, point.complaints) for point in desk.points]
    assert {State.RELEASED} == {owed.state for owed in desk.ledger.commitments}
    assert [] == differences(in_order((pending, opened)), desk.came_to())


def test_her_own_words_are_written_down_once_though_what_they_began_is_begun_anew():
    pending, opened, new = COMPLAINT.told[2], COMPLAINT.told[4], COMPLAINT.told[0]
    desk = Desk()

    for told in (opened, pending, new):
        desk.takes(told)

    assert 1 == len(desk.notes)
    assert [] == differences(in_order((new, pending, opened)), desk.came_to())
