from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from followthrough.application.places import Places
from followthrough.domain.customer import Hold
from followthrough.domain.event import Money
from support.shop import IDRIS, NORA, Shop, an_event, at

DELIVERED_AT = at("2026-03-03 12:00")
DUE_AT = at("2026-03-10 13:30")
TODAY = dt.date(2026, 3, 10)


def delivered(shop: Shop, number: str, *, worth: int, contact=NORA) -> None:
    total = Money(minor=worth, currency="EUR")
    shop.hears(an_event("order.delivered", DELIVERED_AT, contact=contact, number=number, source="shop", total=total))


def two_calls(*, room: int | None = 1) -> Shop:
    """Nora's is worth more than that of Idris."""
    shop = Shop()
    shop.has_time_for("adviser", room)
    delivered(shop, "nora", worth=30_000)
    delivered(shop, "idris", worth=20_000, contact=IDRIS)
    shop.clock.at = DUE_AT
    return shop


def call(shop: Shop, number: str):
    return next(owed for owed in shop.all_owed("week-after-delivery") if owed.subject.id == number)


def place(shop: Shop, number: str) -> str | None:
    table = shop.tools.cards.lay(call(shop, number), rules=shop.rulebook.rules)
    places = Places(ledger=shop.ledger, rules=shop.rulebook.rules, now=shop.clock.at)
    return places.place_of(table)


def test_the_worthier_has_a_place_even_if_the_other_rings_first():
    shop = two_calls()

    assert place(shop, "idris") is None
    assert "adviser" == place(shop, "nora")


def test_a_place_is_kept_however_often_it_is_asked_for():
    shop = two_calls()

    assert ["adviser", "adviser"] == [place(shop, "nora") for _ in range(2)]
    assert (call(shop, "nora").id,) == shop.ledger.day_plan("adviser", TODAY).seats


def test_whoever_has_no_limit_has_no_plan():
    shop = two_calls(room=None)

    assert ["adviser", "adviser"] == [place(shop, number) for number in ("idris", "nora")]
    assert shop.ledger.day_plan("adviser", TODAY).planned_at is None


def test_a_held_call_takes_no_place():
    shop = two_calls()
    for point in shop.points():
        if point.key in call(shop, "nora").points:
            shop.ledger.commit(point.holding(Hold(because="complaint", since=DELIVERED_AT)))

    assert "adviser" == place(shop, "idris")


def test_a_call_for_which_she_has_heard_from_us_too_often_takes_no_place():
    shop = two_calls()
    budget = replace(shop.rulebook.rules.business.budget, care_calls=0)
    business = replace(shop.rulebook.rules.business, budget=budget)
    shop.rulebook.rules = replace(shop.rulebook.rules, business=business)

    place(shop, "idris")

    assert call(shop, "nora").id not in shop.ledger.day_plan("adviser", TODAY).seats


def test_a_call_to_where_one_has_to_ask_first_takes_no_place():
    shop = Shop()
    shop.has_time_for("adviser", 1)
    delivered(shop, "nora", worth=30_000, contact=replace(NORA, country="DE"))
    delivered(shop, "idris", worth=20_000, contact=IDRIS)
    shop.clock.at = DUE_AT

    assert "adviser" == place(shop, "idris")


def test_who_shares_the_calls_makes_what_the_first_one_has_no_room_for():
    shop = two_calls()
    shop.plays_by("week-after-delivery", also=("workshop",))

    assert "workshop" == place(shop, "idris")
    assert "adviser" == place(shop, "nora")


def test_who_shares_the_calls_but_is_not_there_makes_none():
    shop = two_calls()
    shop.plays_by("week-after-delivery", also=("counter",))

    assert place(shop, "idris") is None


def test_who_shares_makes_the_calls_of_its_own_first():
    shop = two_calls()
    shop.plays_by("week-after-delivery", also=("workshop",))
    shop.has_time_for("workshop", 1)
    own = replace(call(shop, "nora"), id="own", owner="workshop", points=("own",), worth=1, version=0)
    shop.ledger.commit(own)

    assert place(shop, "idris") is None
    assert ("own",) == shop.ledger.day_plan("workshop", TODAY).seats


@pytest.mark.parametrize("room", [0, 1])
def test_a_promise_made_today_has_a_place_in_a_full_day(room):
    shop = two_calls(room=room)
    place(shop, "nora")
    shop.hears(an_event("inquiry.received", DUE_AT, number="q", source="web"))
    promised = shop.owed("answer")
    table = shop.tools.cards.lay(promised, rules=shop.rulebook.rules)

    Places(ledger=shop.ledger, rules=shop.rulebook.rules, now=DUE_AT).place_of(table)

    assert promised.id in shop.ledger.day_plan("counter", TODAY).seats


def test_tomorrow_is_another_day():
    shop = two_calls()
    shop.until(at("2026-03-11 14:00"))

    assert [True, True] == [call(shop, number).task_is_out for number in ("nora", "idris")]
    assert (call(shop, "idris").id,) == shop.ledger.day_plan("adviser", TODAY + dt.timedelta(days=1)).seats


def test_what_she_waits_for_untold_has_a_place_in_a_full_day_and_is_never_dropped():
    shop = Shop()
    shop.has_time_for("adviser", 0)
    shop.hears(an_event("repair.quoted", at("2026-03-02 10:00")))

    shop.until(at("2026-03-02 16:00"))

    assert shop.owed("quote-call").task_is_out
