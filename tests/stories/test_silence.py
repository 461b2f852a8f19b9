"""A source that falls silent: its webhook may be switched off, and nobody would know."""

from __future__ import annotations

from typing import Any

from support.garage import Garage
from workbench.bench import Bench

HOURS = ("09:00", "11:00", "14:00", "16:00")


def told(garage: Garage) -> list[dict[str, Any]]:
    """The mails about silence, the oldest first."""
    return [mail for mail in garage.mails("report") if "nothing has come" in mail["subject"]]


def a_busy_shop(garage: Garage, *days: int) -> Garage:
    """Four orders on each of these days of March."""
    for day in days:
        for number, clock in enumerate(HOURS):
            garage.at(f"{day} {clock}").hears("shopify.order-placed.idris", id=820000 + day * 10 + number)
    return garage


def test_a_shop_that_falls_silent_is_told_to_the_owner_once(bench: Bench):
    garage = a_busy_shop(Garage(bench), 2, 3, 4).at("7 07:44")
    before = told(garage)

    [mail] = told(garage.at("7 07:45"))
    garage.at("14 18:00")

    assert [] == before
    assert ["maeve@corncrake.example"] == mail["to"]
    assert "Shopify: nothing has come since Wednesday 4 March, 16:00" == mail["subject"]
    assert "we usually hear from it about every 2 hours" in mail["text"]
    assert [mail] == told(garage)
    assert 0 == garage.dead_letters()


def test_a_weekend_is_no_silence(bench: Bench):
    garage = a_busy_shop(Garage(bench), 3, 4, 5, 6).at("9 08:59")

    assert [] == told(garage)
    assert [] == told(a_busy_shop(garage, 9).at("10 08:00"))


def test_a_shop_that_comes_back_and_falls_silent_again_is_told_again(bench: Bench):
    garage = a_busy_shop(Garage(bench), 2, 3, 4).at("7 08:00")
    a_busy_shop(garage, 9).at("12 07:45")

    assert ["Wednesday 4 March, 16:00", "Monday 9 March, 16:00"] == [
        mail["subject"].partition("since ")[2] for mail in told(garage)
    ]


def test_deliveries_of_which_nothing_follows_are_signs_of_life(bench: Bench):
    garage = a_busy_shop(Garage(bench), 2, 3, 4)
    for day in (5, 6, 7):
        garage.at(f"{day} 10:00").hears("shopify.order-placed.idris", test=True)

    assert [] == told(garage.at("9 07:45"))


def test_a_mail_service_that_is_down_in_the_morning_loses_no_word_of_it(bench: Bench):
    garage = a_busy_shop(Garage(bench), 2, 3, 4).at("7 07:44")
    bench.fault("sesv2.SendEmail", "unreachable", times=1)

    assert 1 == len(told(garage.at("7 12:00")))


def test_our_own_front_desk_is_never_missed(bench: Bench):
    garage = Garage(bench)
    for day in (2, 3, 4):
        for clock in HOURS:
            garage.at(f"{day} {clock}").hears("desk.promise-made.hanne")

    assert [] == told(garage.at("14 18:00"))
