"""A sender replays a year of orders and repairs: what is long over makes nothing, and what somebody waits for is done."""

from __future__ import annotations

import pytest

from support.garage import Garage

ADA = {"given_name": "Ada", "family_name": "Holm", "email": "ada@holm.example", "phone": "+353 20 915 0131"}
TOTAL = {"minor": 24_000, "currency": "EUR"}
LIVES = {
    "repair": ("repair.received", "repair.quoted", "repair.approved", "repair.completed", "repair.collected"),
    "order": ("order.placed", "order.delayed", "order.shipped", "order.delivered", "order.refunded"),
    "waiting": ("order.placed", "order.ready_for_collection", "order.collected"),
}


@pytest.fixture
def garage(bench) -> Garage:
    return Garage(bench).at("9 10:00")


def replays(garage: Garage, life: str, *, year: int, number: str) -> None:
    """Each delivery of this life comes a minute after the one before, as a sender tells old news; a day lay between."""
    for day, kind in enumerate(LIVES[life]):
        when = f"{year}-02-{10 + day}T12:00:00+00:00"
        agreed = {"agreed_by": f"{year}-02-20T12:00:00+00:00"} if kind == "order.delayed" else {}
        garage.tells(kind, number, occurred_at=when, customer=ADA, total=TOTAL, **agreed)
        garage.at(f"9 10:{day + 1:02}")


@pytest.mark.parametrize("life", LIVES)
def test_a_life_that_ended_a_year_ago_makes_nothing_and_nobody_hears_of_it(garage, life):
    replays(garage, life, year=2025, number="old")

    garage.at("31 12:00")

    assert [] == garage.bench.commitments()
    assert [] == garage.mails("letter")
    assert [] == garage.asks()
    assert 0 == garage.dead_letters()


def test_what_happens_to_an_old_order_today_is_followed_up_today(garage):
    replays(garage, "repair", year=2025, number="old")

    garage.tells("complaint.opened", "C-1", customer=ADA, parent={"type": "repair", "id": "old"})
    garage.at("9 14:40")

    assert ["Thank you for telling us"] == [subject[:24] for subject in garage.subjects("letter")]
    assert ["open"] == [each["state"] for each in garage.bench.commitments() if each["follow_up"] == "listen"]


def test_what_somebody_was_promised_long_ago_for_a_time_to_come_is_kept_all_the_same(garage):
    garage.tells(
        "promise.made",
        "by-phone-1",
        occurred_at="2025-03-09T10:00:00+00:00",
        agreed_by="2026-03-12T17:00:00+00:00",
        note="A year after, we look at the brakes once more",
        customer=ADA,
    )

    garage.at("12 16:30")

    assert ("open", "2026-03-12T17:00:00+00:00") == (
        garage.owed("by-hand")["state"],
        garage.owed("by-hand")["promised_by"],
    )
    assert [garage.owed("by-hand")["id"]] == garage.asks()[0]["commitments"]


def test_a_date_corrected_into_last_year_lets_the_call_go_and_says_why(garage):
    garage.tells("order.delivered", "1007", customer=ADA, total=TOTAL)
    garage.at("10 10:00").tells("order.updated", "1007", customer=ADA, agreed_by="2025-02-10T12:00:00+00:00")

    garage.at("31 12:00")

    assert "released" == garage.owed("week-after-delivery")["state"]
    assert "too long ago" == garage.becauses("week-after-delivery")[-1]
    assert [] == garage.asks()


def test_a_call_that_is_on_somebodys_desk_is_called_back_when_its_date_was_last_year(garage):
    garage.tells("order.delivered", "1007", customer=ADA, total=TOTAL)
    garage.at("16 13:40").tells("order.updated", "1007", customer=ADA, agreed_by="2025-02-10T12:00:00+00:00")

    assert "Please do not phone Ada Holm" == garage.subjects("task")[-1]
    assert "It turns out to have happened too long ago to ask about now." in garage.mails("task")[-1]["text"]

    garage.at("31 12:00")

    assert 2 == len(garage.asks())


def test_old_news_that_come_late_move_no_call_that_is_planned(garage):
    garage.tells("order.delivered", "1007", customer=ADA, total=TOTAL)
    before = garage.owed("week-after-delivery")

    garage.tells("order.delivered", "1007", customer=ADA, total=TOTAL, occurred_at="2025-02-10T12:00:00+00:00")
    garage.tells("order.placed", "1007", customer=ADA, total=TOTAL, occurred_at="2025-02-08T12:00:00+00:00")

    assert [before["due_at"]] == [
        each["due_at"] for each in garage.bench.commitments() if each["follow_up"] == "week-after-delivery"
    ]
    assert [] == [each for each in garage.bench.commitments() if each["follow_up"] == "slow-order"]
