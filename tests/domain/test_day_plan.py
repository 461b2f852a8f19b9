from __future__ import annotations

import datetime as dt

from followthrough.domain.day_plan import DayPlan, Wish, chosen
from support.cards import at

TEN = at("2026-03-10 10:00")
A_DAY = DayPlan(role="adviser", day=dt.date(2026, 3, 10))


def a_wish(name: str, *, promise: bool = False, worth: int = 0, minutes: int = 0, points: str = "") -> Wish:
    return Wish(
        id=name,
        is_care=not promise,
        worth=worth,
        at=TEN + dt.timedelta(minutes=minutes),
        points=frozenset({points or name}),
    )


def test_of_two_with_room_for_one_the_worthier_is_chosen():
    wishes = [a_wish("small", worth=10), a_wish("large", worth=20)]

    assert ("large",) == chosen(wishes, room=1)


def test_of_two_worth_the_same_the_earlier_is_chosen():
    wishes = [a_wish("later", minutes=30), a_wish("earlier")]

    assert ("earlier",) == chosen(wishes, room=1)


def test_promises_come_before_care_of_any_worth():
    wishes = [a_wish("care", worth=1_000_000), a_wish("promise", promise=True)]

    assert ("promise",) == chosen(wishes, room=1)


def test_every_promise_has_a_place_even_in_a_full_day():
    wishes = [a_wish(name, promise=True) for name in ("a", "b", "c")]

    assert ("a", "b", "c") == chosen(wishes, room=1)


def test_places_that_are_taken_leave_less_room():
    wishes = [a_wish("a", worth=2), a_wish("b", worth=1)]

    assert ("a",) == chosen(wishes, room=2, seats=("somebody",))


def test_two_reasons_to_phone_one_person_take_one_place():
    wishes = [a_wish("van", promise=True, points="ruth"), a_wish("bars", worth=9, points="ruth"), a_wish("other")]

    assert ("van", "other") == chosen(wishes, room=2)


def test_somebody_who_has_a_place_already_needs_no_second_one():
    wishes = [a_wish("van", points="ruth"), a_wish("bars", points="ruth")]

    assert () == chosen(wishes, room=5, seats=("bars",))


def test_without_a_limit_there_is_room_for_everybody():
    wishes = [a_wish(str(number)) for number in range(30)]

    assert 30 == len(chosen(wishes, room=None))


def test_a_plan_has_room_until_its_places_are_taken():
    full = A_DAY.seating("a", "b")

    assert not full.has_room(2)
    assert full.has_room(3)
    assert full.has_room(None)


def test_taking_a_place_twice_takes_it_once():
    assert ("a", "b") == A_DAY.seating("a", "b").seating("a").seats


def test_a_place_that_is_given_up_is_free():
    assert ("b",) == A_DAY.seating("a", "b").vacating("a").seats
