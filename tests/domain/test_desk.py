from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from followthrough.adapters.webhooks.kinds import KINDS as KNOWN
from followthrough.domain.desk import (
    KINDS,
    LOOKS_BACK_DAYS,
    TO_COLLEAGUE,
    Slip,
    Thing,
    plate,
    visit,
    visit_ids,
)
from followthrough.domain.errors import ChoiceNeeded
from followthrough.domain.event import Contact, Money, SubjectRef
from followthrough.domain.seen import Seen
from followthrough.domain.subject import Subject
from support.shop import at

NOW = at("2026-03-09 09:00")
TODAY = dt.date(2026, 3, 9)
MIDNIGHT = at("2026-03-09 00:00")
ADA = Contact(given_name="Ada", family_name="Holm")
PROMISE = Slip(
    thing=Thing.PROMISED, by="counter", key="k", contact=ADA, words="a key", agreed_by=at("2026-03-09 17:00")
)


def a_visit(id_: str, *seen: tuple[str, str]) -> Subject:
    ref = SubjectRef(source="desk", type="repair", id=id_)
    return Subject(ref=ref, customer="c", seen=tuple(Seen(kind=f"repair.{kind}", at=at(when)) for kind, when in seen))


def which(kind: str, *found: Subject) -> str:
    return visit(found, f"repair.{kind}", mark="m", today=TODAY, since=MIDNIGHT, otherwise="own")


def test_each_of_the_seven_things_is_a_kind_that_every_source_may_say() -> None:
    assert set(Thing) == set(KINDS)
    assert {*KINDS.values(), TO_COLLEAGUE} <= KNOWN


@pytest.mark.parametrize("typed", ["12-D-3456", "12 d 3456", "12d3456", " 12·D·3456 "])
def test_a_plate_is_the_same_however_it_is_written(typed: str) -> None:
    assert "12D3456" == plate(typed)


def test_a_car_is_looked_for_in_the_visits_of_three_months() -> None:
    ids = visit_ids("m", today=TODAY)

    assert ("m-260309-2", "m-260309", "m-260308-2") == ids[:3]
    assert 2 * LOOKS_BACK_DAYS == len(set(ids))


def test_what_is_ready_is_the_car_that_is_here() -> None:
    here = a_visit("m-260302", ("received", "2026-03-02 09:00"))
    last_year = a_visit("m-250302", ("received", "2025-03-02 09:00"), ("collected", "2025-03-03 09:00"))

    assert "m-260302" == which("completed", here, last_year)


def test_news_that_came_in_any_order_tell_the_same() -> None:
    here = a_visit("m-260302", ("completed", "2026-03-04 09:00"), ("received", "2026-03-02 09:00"))
    gone = a_visit("m-260301", ("collected", "2026-03-04 09:00"), ("received", "2026-03-01 09:00"))

    assert "m-260302" == which("collected", here, gone)


def test_a_car_that_comes_in_begins_a_new_visit_even_if_nobody_wrote_down_that_it_left() -> None:
    forgotten = a_visit("m-260102", ("received", "2026-01-02 09:00"))

    assert "m-260309" == which("received", forgotten)


def test_two_people_who_write_down_the_same_car_on_one_day_mean_one_visit() -> None:
    here = a_visit("m-260309", ("received", "2026-03-09 08:00"))

    assert "m-260309" == which("received", here)


def test_what_was_fetched_today_is_not_fetched_a_second_time() -> None:
    gone = a_visit("m-260302", ("received", "2026-03-02 09:00"), ("collected", "2026-03-09 08:30"))

    assert "m-260302" == which("collected", gone)


def test_what_was_fetched_last_week_is_not_fetched_again_today() -> None:
    gone = a_visit("m-260302", ("received", "2026-03-02 09:00"), ("collected", "2026-03-03 08:30"))

    assert "m-260309" == which("collected", gone)


def test_a_car_that_is_back_on_the_day_it_left_begins_another_visit() -> None:
    gone = a_visit("m-260309", ("received", "2026-03-09 08:00"), ("collected", "2026-03-09 08:30"))
    again = a_visit("m-260309-2", ("received", "2026-03-09 08:40"), ("collected", "2026-03-09 08:50"))

    assert "m-260309-2" == which("received", gone)
    assert "own" == which("received", again, gone)


def test_a_repair_that_was_taken_up_again_is_here() -> None:
    back = a_visit(
        "m-260302",
        ("received", "2026-03-02 09:00"),
        ("collected", "2026-03-03 09:00"),
        ("reopened", "2026-03-04 09:00"),
    )

    assert "m-260302" == which("completed", back)


@pytest.mark.parametrize(
    "changes",
    [
        {"contact": Contact()},
        {"words": None},
        {"agreed_by": None},
        {"agreed_by": NOW},
        {"agreed_by": NOW + dt.timedelta(days=367)},
        {"thing": Thing.PRICE_TOLD},
        {"thing": Thing.ASKED, "words": None},
        {"thing": Thing.COMPLAINED, "words": None},
    ],
)
def test_what_nobody_can_act_on_is_not_handed_in(changes: dict[str, object]) -> None:
    with pytest.raises(ChoiceNeeded):
        replace(PROMISE, **changes).checked(now=NOW)


@pytest.mark.parametrize(
    "slip",
    [
        PROMISE,
        replace(PROMISE, contact=Contact(), number="12-D-3456"),
        replace(PROMISE, contact=Contact(), colleague="workshop"),
        Slip(thing=Thing.CAME_IN, by="counter", key="k", number="12-D-3456"),
        Slip(thing=Thing.PRICE_TOLD, by="counter", key="k", number="1", amount=Money(minor=24000, currency="EUR")),
    ],
)
def test_a_missing_phone_number_stops_nothing(slip: Slip) -> None:
    assert slip == slip.checked(now=NOW)


def test_a_promise_says_whose_it_is_and_keeps_its_words_out_of_the_details() -> None:
    event = replace(PROMISE, by_phone=True).event(subject="s", now=NOW)

    assert (("how", "phone"), ("owner", "counter")) == event.details
    assert ("promise.made", "a key", PROMISE.agreed_by) == (event.kind, event.note, event.agreed_by)


def test_a_promise_in_the_house_names_the_colleague() -> None:
    event = replace(PROMISE, colleague="workshop", owner="mechanic").event(subject="s", now=NOW)

    assert "promise.made_to_colleague" == event.kind
    assert {"owner": "mechanic", "to": "workshop"} == dict(event.details)


def test_only_a_promise_has_an_agreed_time_and_an_owner() -> None:
    event = replace(PROMISE, thing=Thing.ASKED).event(subject="s", now=NOW)

    assert ((), None) == (event.details, event.agreed_by)
