from __future__ import annotations

from followthrough.domain.event import Money
from support.shop import Shop, an_event, at

WORTHY = Money(minor=25_000, currency="EUR")
DELIVERED_AT = at("2026-03-03 12:00")


def delivered(shop: Shop, number: str, when=DELIVERED_AT) -> None:
    shop.hears(an_event("order.delivered", when, number=number, source="shop", total=WORTHY))


def test_a_shared_call_is_asked_of_whoever_has_room_and_says_so():
    shop = Shop()
    shop.has_time_for("adviser", 0)
    shop.plays_by("week-after-delivery", also=("workshop",))
    delivered(shop, "1")

    shop.until(at("2026-03-10 17:00"))

    [task] = shop.tasks()
    assert "cormac@corncrake.example" == task.to
    assert ["no room: adviser > workshop"] == [
        entry.because for entry in shop.owed("week-after-delivery").history if entry.what == "shared"
    ]


def test_what_has_no_room_in_the_budget_is_said_in_a_call_that_is_made_anyway():
    shop = Shop()
    delivered(shop, "1")
    shop.until(at("2026-03-10 14:00"))
    shop.taps(shop.owed("week-after-delivery"), "done")
    delivered(shop, "2", when=at("2026-03-10 15:00"))
    shop.hears(an_event("repair.collected", at("2026-03-10 16:00"), number="van"))

    shop.until(at("2026-03-18 10:05"))

    assert [1, 2] == [len(task.commitments) for task in shop.tasks()]


def test_a_lead_with_no_room_left_sets_its_riders_free():
    shop = Shop()
    delivered(shop, "1")
    delivered(shop, "2")
    shop.plays_by("week-after-delivery", else_letter=None, tries=None)
    shop.until(at("2026-03-10 14:00"))
    lead = next(owed for owed in shop.all_owed("week-after-delivery") if owed.joined)
    shop.taps(lead, "no_answer")
    shop.has_time_for("adviser", 0)

    shop.until(at("2026-03-30 12:00"))

    [rider] = [owed for owed in shop.all_owed("week-after-delivery") if owed.id != lead.id]
    assert "no room" in {entry.because for entry in shop.latest(lead).history}
    assert not shop.latest(lead).is_open
    assert not rider.is_open
