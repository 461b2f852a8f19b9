"""P3: what was given without charge is written down, and whoever phones next knows it."""

from __future__ import annotations

from support.garage import Garage


def test_what_the_workshop_gave_is_on_the_card_of_the_call_a_week_later(bench):
    garage = Garage(bench).at("2 08:40")
    garage.hears("repairshopr.repair-received.nora")
    garage.at("3 16:20").hears("repairshopr.repair-collected.nora")

    garage.at("10 10:01")

    asked = garage.mails("task")[-1]
    assert "Given without charge: fetched the car; wipers and lights checked" in asked["text"]
    assert "wipers" not in "".join(mail["text"] for mail in garage.mails("letter"))


def test_the_same_ticket_told_twice_gives_nothing_twice(bench):
    garage = Garage(bench).at("2 08:40")
    for _ in range(2):
        garage.hears("repairshopr.repair-received.nora")

    garage.at("2 14:30")

    assert 1 == garage.mails("task")[-1]["text"].count("fetched the car")


def test_a_canonical_event_tells_gifts_too(bench):
    garage = Garage(bench).at("2 08:40")
    garage.tells("repair.received", "77", customer={"given_name": "Ada"}, goodwill=["washed the car", "a coffee"])

    garage.at("2 14:30")

    assert "Given without charge: washed the car; a coffee" in garage.mails("task")[-1]["text"]
