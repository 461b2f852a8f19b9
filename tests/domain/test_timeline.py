from __future__ import annotations

import datetime as dt
import itertools
from functools import reduce

import pytest

from followthrough.domain.seen import Seen
from followthrough.domain.timeline import (
    MOST_STATES,
    Reached,
    begun_in,
    happened,
    rank,
    shortened,
    with_state,
)
from support.cards import at

NOON = at("2026-03-10 12:00")
USUAL = {"new": 0, "ready": 1, "done": 2}
MEANS = {"ready": "repair.completed", "done": "repair.collected", "new": "repair.received"}


def reached(state: str, minutes: int, *, is_news: bool = True, product: str = "") -> Reached:
    when = NOON + dt.timedelta(minutes=minutes)
    seen = Seen(kind=MEANS[state], at=when, details=(("product", product),) if product else ())
    return Reached(at=when, state=state, means=(seen,), news=(seen.kind,) if is_news else ())


def leads(kind: str, before: str | None, now: str) -> bool:
    return MEANS[now] == kind and before != now


def line_of(*states: Reached) -> tuple[Reached, ...]:
    return reduce(lambda line, each: with_state(line, each, usual=USUAL), states, ())


def kinds(line: tuple[Reached, ...]) -> list[str]:
    return [seen.kind for seen in happened(line, leads)]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_a_state_that_comes_late_is_put_in_its_place(order):
    states = (reached("new", 0), reached("ready", 1), reached("done", 2))

    line = line_of(*(states[place] for place in order))

    assert ["repair.received", "repair.completed", "repair.collected"] == kinds(line)


def test_a_state_between_tells_of_steps_that_nobody_could_see_before():
    before = line_of(reached("ready", 0), reached("ready", 2))
    after = with_state(before, reached("new", 1), usual=USUAL)

    assert (["repair.completed"], ["repair.completed", "repair.received", "repair.completed"]) == (
        kinds(before),
        kinds(after),
    )


def test_the_same_state_told_again_adds_nothing():
    line = line_of(reached("new", 0), reached("ready", 1))

    assert line == with_state(line, reached("ready", 1), usual=USUAL)


def test_one_state_told_twice_with_other_words_is_the_same_in_either_order():
    one, other = reached("new", 0, product="a"), reached("new", 0, product="b", is_news=False)

    assert line_of(one, other) == line_of(other, one)
    assert ("repair.received",) == line_of(other, one)[0].news


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_states_of_one_second_stand_in_their_usual_order(order):
    states = (reached("new", 0), reached("ready", 0), reached("done", 0))

    assert ["new", "ready", "done"] == [each.state for each in line_of(*(states[place] for place in order))]


def test_states_that_nobody_put_in_an_order_stand_by_their_text():
    assert rank("Apple", usual={}) < rank("banana", usual={})
    assert rank("something else", usual=USUAL) < rank("NEW", usual=USUAL) < rank(" Done ", usual=USUAL)


def test_the_first_state_we_know_is_an_event_only_if_it_is_news():
    assert ["repair.received"] == kinds(line_of(reached("new", 0)))
    assert [] == kinds(line_of(reached("new", 0, is_news=False)))
    assert ["repair.completed"] == kinds(line_of(reached("new", 0, is_news=False), reached("ready", 1, is_news=False)))


def test_what_we_only_know_to_have_been_is_no_event_and_nothing_comes_before_it():
    base = begun_in("ready", at=NOON)

    assert base == with_state(base, reached("new", -1), usual=USUAL)
    assert ["repair.collected"] == kinds(with_state(base, reached("done", 0), usual=USUAL))
    assert ["repair.collected"] == kinds(with_state(begun_in("new", at=None), reached("done", 0), usual=USUAL))


def test_a_line_is_shortened_by_what_only_repeats():
    line = line_of(reached("new", 0), *(reached("ready", minute) for minute in range(1, MOST_STATES + 5)))

    short = shortened(line)

    assert (MOST_STATES, kinds(line)) == (len(short), kinds(short))
    assert short[-1] == line[-1]


def test_a_line_that_repeats_nothing_begins_later():
    steps = ("new", "ready", "done")
    line = line_of(*(reached(steps[minute % 3], minute) for minute in range(MOST_STATES + 3)))

    short = shortened(line)

    assert (MOST_STATES, True, ()) == (len(short), short[0].is_base, short[0].means)
    assert kinds(line)[4:] == kinds(short)
    assert short == with_state(short, reached("done", 1), usual=USUAL)


def test_one_event_that_two_steps_tell_is_one():
    when = NOON
    twice = Seen(kind="repair.received", at=when)
    line = tuple(
        Reached(at=NOON + dt.timedelta(minutes=minute), state=state, means=(twice,), news=("repair.received",))
        for minute, state in enumerate(("new", "ready", "new"))
    )

    assert (twice,) == happened(line, lambda kind, _before, now: (kind, now) == ("repair.received", "new"))
