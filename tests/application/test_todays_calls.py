from __future__ import annotations

import pytest

from followthrough.application.todays_calls import todays_calls
from followthrough.domain.event import Money
from support.shop import IDRIS, NORA, Shop, an_event, at

COLLECTED_AT = at("2026-03-03 16:20")
MORNING = at("2026-03-10 07:45")


def delivered(shop: Shop, number: str, *, worth: int = 20_000, contact=NORA) -> None:
    total = Money(minor=worth, currency="EUR")
    shop.hears(an_event("order.delivered", COLLECTED_AT, number=number, source="shop", total=total, contact=contact))


def collected(shop: Shop) -> None:
    shop.hears(an_event("repair.collected", COLLECTED_AT, number="van"))


def listed(shop: Shop) -> list[str]:
    """The subjects that the morning lists, those of a joined call together."""
    shop.clock.at = MORNING
    open_ones = sorted((owed for owed in shop.ledger.commitments if owed.is_open), key=lambda owed: owed.due_at)
    laid = [shop.looks(owed) for owed in open_ones]
    found = todays_calls(laid, ledger=shop.ledger, cards=shop.tools.cards, now=MORNING)
    return ["+".join(each.commitment.subject.id for each in (table, *table.riders)) for table in found]


def test_two_reasons_to_phone_one_person_are_listed_once():
    shop = Shop()
    collected(shop)
    delivered(shop, "bars")
    shop.until(MORNING)

    assert ["van+bars"] == listed(shop)

    shop.until(at("2026-03-10 14:00"))

    assert [2] == [len(task.commitments) for task in shop.tasks()][:1]
    assert 1 == shop.subjects_sent().count("remind week-after")


def test_care_without_a_place_is_not_listed_and_keeps_its_history_clean():
    shop = Shop()
    shop.has_time_for("adviser", 1)
    delivered(shop, "small", worth=20_000)
    delivered(shop, "large", worth=30_000, contact=IDRIS)

    assert ["large"] == listed(shop)
    assert ["made"] == [entry.what for entry in next(o for o in shop.ledger.commitments if o.worth == 20_000).history]


@pytest.mark.parametrize("times", [1, 2])
def test_what_another_role_makes_is_listed_for_it_however_often_the_morning_looks(times):
    shop = Shop()
    shop.has_time_for("adviser", 0)
    shop.plays_by("week-after-delivery", also=("workshop",), windows=())
    delivered(shop, "1")

    lists = [listed(shop) for _ in range(times)]

    assert [["1"]] * times == lists
    assert "workshop" == shop.owed("week-after-delivery").owner
    assert 1 == sum(entry.what == "shared" for entry in shop.owed("week-after-delivery").history)


def test_a_task_that_is_out_is_listed_as_it_is():
    shop = Shop()
    collected(shop)
    shop.until(at("2026-03-10 10:05"))

    assert ["van"] == listed(shop)
