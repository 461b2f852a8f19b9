"""One person, several sources: what one of them hears of her counts for all, and what a person knows better stands."""

from __future__ import annotations

import json
from typing import Any

import pytest

from support.garage import Garage
from workbench.story.visitor import links_of, opens, posts

PHONE = "+353 20 915 0171"
HERE = {"ref": "h-1", "given_name": "Tess", "family_name": "Arden", "email": "tess@arden.example", "phone": PHONE}
THERE = {"ref": "w-1", "given_name": "Tess", "family_name": "Arden", "email": "tess@work.example", "phone": PHONE}


def a_wish(garage: Garage, **customer: str) -> None:
    """A ticket of the helpdesk, told by whoever has these."""
    garage.tells("complaint.opened", "T-1", source="helpdesk", customer={"ref": "z-7", **customer})


def put_right(garage: Garage, **right: str) -> None:
    link = links_of(garage.asks()[-1])[0]
    posts(link, {"correct": "yes", **right}, bench=garage.bench)


def reached_at(garage: Garage, follow_up: str) -> dict[str, Any]:
    return garage.owed(follow_up)["customer"]


def test_a_complaint_at_the_helpdesk_holds_the_shops_cheerful_call_by_her_number_alone(bench):
    garage = Garage(bench).at("2 11:05")
    garage.tells("order.delivered", "1007", source="shop", customer=HERE)

    a_wish(garage.at("6 09:00"), given_name="Tess", email="tess@elsewhere.example", phone="020 915 0171")
    garage.at("13 18:00")

    assert "complaint open" in garage.becauses("week-after-delivery")
    assert [] == [
        each for each in garage.subjects("task") if each.startswith("Please phone Tess Arden") and "week" in each
    ]


def test_a_dispute_that_names_only_the_order_holds_the_buyers_cheerful_call(bench):
    garage = Garage(bench).at("2 11:05")
    garage.tells("order.delivered", "1007", source="shop", customer=HERE)

    parent = {"type": "order", "id": "1007", "source": "shop"}
    garage.at("6 09:00").tells("complaint.opened", "dp-1", source="bank", parent=parent)
    garage.at("13 18:00")

    assert "complaint open" in garage.becauses("week-after-delivery")
    assert {"Tess Arden"} == {each["customer"]["name"] for each in bench.commitments()}


@pytest.mark.parametrize("contact_first", [True, False])
def test_an_order_that_names_a_reference_only_is_phoned_at_her_number_whichever_came_first(bench, contact_first):
    garage = Garage(bench).at("2 11:05")
    tell = [
        lambda: garage.tells("contact.updated", "h-1", source="till", customer=HERE),
        lambda: garage.tells("order.delivered", "S-1", source="till", customer={"ref": "h-1"}),
    ]
    for each in tell if contact_first else reversed(tell):
        each()
    garage.at("13 18:00")

    asked = [mail for mail in garage.asks() if garage.owed("week-after-delivery")["id"] in mail["commitments"]]
    assert "0171" in asked[0]["text"]
    assert "Tess Arden" == reached_at(garage, "week-after-delivery")["name"]
    assert 0 == garage.dead_letters()


def test_a_stop_at_one_address_reaches_the_other_when_a_person_says_it_is_she_and_no_longer_when_that_is_taken_back(
    bench,
):
    """She pressed stop in a letter of the shop before the shop knew her number."""
    garage = Garage(bench).at("2 11:05")
    garage.tells("order.placed", "1007", source="shop", customer={**HERE, "phone": None})
    stop = next(link for link in links_of(garage.mails("letter")[-1]) if "/stop/" in link)
    posts(stop, {"List-Unsubscribe": "One-Click"}, bench=bench)
    garage.tells("order.paid", "1007", source="shop", customer=HERE)
    garage.at("3 09:00").tells("repair.received", "R-1", source="workshop", customer=THERE)
    garage.at("3 16:00")
    link = links_of(next(mail for mail in garage.asks() if "R-1" in mail["text"]))[0]
    shown = opens(link, bench=bench).text
    other = shown.partition('name="other" value="')[2].partition('"')[0]
    assert "the customer of order 1007" in shown

    posts(link, {"other": other, "same": "yes"}, bench=bench)
    garage.tells("order.delivered", "W-5", source="workshop", customer=THERE)
    garage.at("13 18:00")
    assert "opted out" in garage.becauses("week-after-delivery")

    posts(link, {"other": other, "same": "undo"}, bench=bench)
    garage.at("16 09:00").tells("order.delivered", "W-6", source="workshop", customer=THERE)
    garage.at("25 18:00")
    assert "opted out" not in garage.becauses("week-after-delivery")


def test_a_correction_survives_what_the_source_repeats_and_yields_to_what_it_tells_anew(bench):
    garage = Garage(bench).at("2 11:05")
    garage.tells("repair.received", "R-1", source="workshop", customer=HERE)
    garage.at("2 15:00")
    put_right(garage, right_phone="020 915 0188")
    assert "0188" in reached_at(garage, "price-call")["phone"].replace(" ", "")

    garage.tells("repair.approved", "R-1", source="workshop", customer=HERE)
    assert "0188" in reached_at(garage, "price-call")["phone"].replace(" ", "")

    garage.at("2 15:30").tells("order.placed", "1", source="workshop", customer={**HERE, "phone": "+353 20 915 0190"})
    assert "0190" in reached_at(garage, "price-call")["phone"].replace(" ", "")


def test_a_corrected_number_is_the_one_that_is_phoned(bench):
    garage = Garage(bench).at("3 16:20")
    garage.tells("order.delivered", "1007", source="shop", customer=HERE)
    garage.at("4 09:00").tells("repair.received", "R-1", source="shop", customer=HERE)
    garage.at("4 15:00")
    put_right(garage, right_phone="020 915 0188")
    garage.at("13 18:00")

    call = garage.owed("week-after-delivery")["id"]
    asked = [mail for mail in garage.asks() if call in mail["commitments"]]
    assert (True, False) == ("0188" in asked[0]["text"], "0171" in asked[0]["text"])


def test_nothing_of_it_is_written_into_a_log_or_a_history(bench, capfd, caplog):
    caplog.set_level("DEBUG", logger="followthrough")
    garage = Garage(bench).at("2 11:05")
    garage.tells("repair.received", "R-1", source="workshop", customer=HERE)
    garage.at("2 15:00")
    put_right(garage, right_name="Teresa Arden", right_email="teresa@arden.example")

    ours = [vars(record) for record in caplog.records if record.name == "followthrough"]
    logged = "".join((*capfd.readouterr(), json.dumps(ours, default=str), str(garage.owed("price-call")["history"])))
    assert "put right" in logged
    assert [] == [word for word in ("teresa", PHONE) if word in logged.casefold()]
    assert "Teresa Arden" == reached_at(garage, "price-call")["name"]
