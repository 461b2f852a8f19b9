"""No cold calling, no pressure: two reasons to phone somebody are one call, and nobody hears from us too often."""

from __future__ import annotations

import pytest

from support.garage import Garage
from workbench.story.visitor import answers, links_of, posts

RUTH = {
    "given_name": "Ruth",
    "family_name": "Penhale",
    "email": "ruth@penhale-bakery.example",
    "phone": "+353 20 915 0115",
}
PARTS = {"product": "Tow bar"}


@pytest.fixture
def ruth(bench):
    """Ruth fetched her van on Tuesday, and on Wednesday her roof bars came: both are to be asked about on the 18th."""
    garage = Garage(bench).at("5 13:20")
    garage.hears("shopify.order-placed.ruth")
    garage.at("6 09:00").tells("order.shipped", "9007199254741221", source="shopify")
    garage.at("10 17:05").hears("repairshopr.repair-collected.ruth")
    garage.at("11 17:07").hears("shopify.order-delivered.ruth")
    return garage


def asks(garage):
    """The tasks that ask somebody to phone, without the morning's sheets."""
    return [mail for mail in garage.mails("task") if mail["headers"]["X-Followthrough-Step"] != "report"]


def test_two_reasons_are_one_call(ruth):
    ruth.at("18 10:00")

    [task] = asks(ruth)
    assert "ONE call for Ruth Penhale: sliding door and roof bars" == task["subject"]
    assert {ruth.owed("week-after")["id"], ruth.owed("week-after-delivery")["id"]} == set(task["commitments"])
    assert "Does everything about the sliding door still feel right?" in task["text"]
    assert "A week ago your Roof bars arrived." in task["text"]
    assert 1 == task["text"].count("Is there anything else we can do for you, please?")
    assert 1 == task["text"].count("it is Donal from Corncrake Garage")


def test_one_answer_keeps_both_and_nobody_asks_again(ruth):
    ruth.at("18 10:16").answers_last_task(outcome="done", note="both fine; prefers letters")

    assert "kept" == ruth.owed("week-after")["state"]
    assert "kept" == ruth.owed("week-after-delivery")["state"]

    ruth.at("27 18:00")

    assert 1 == len(asks(ruth))
    assert [] == [alarm for alarm in ruth.bench.alarms() if "report" not in alarm["step"]]
    assert 0 == ruth.dead_letters()


def test_both_histories_say_which_call_they_were_made_with(ruth):
    ruth.at("18 10:05")

    van, bars = ruth.owed("week-after"), ruth.owed("week-after-delivery")
    assert f"one call with {bars['id']}" in ruth.becauses("week-after")
    assert f"one call with {van['id']}" in ruth.becauses("week-after-delivery")


def test_an_answer_taken_back_is_taken_back_for_both(ruth):
    ruth.at("18 10:16").answers_last_task(outcome="done")
    answers(links_of(asks(ruth)[-1])[0], {"undo": "yes"}, bench=ruth.bench)

    assert "open" == ruth.owed("week-after")["state"]
    assert "open" == ruth.owed("week-after-delivery")["state"]

    ruth.at("18 10:20").answers_last_task(outcome="done")

    assert "kept" == ruth.owed("week-after-delivery")["state"]
    assert 1 == len(asks(ruth))


def test_not_reached_means_one_more_call_about_both(ruth):
    ruth.at("18 10:16").answers_last_task(outcome="no_answer")
    ruth.at("18 13:45")

    assert 2 == len(asks(ruth))
    assert "ONE call for Ruth Penhale: sliding door and roof bars" == asks(ruth)[-1]["subject"]

    ruth.answers_last_task(outcome="done")
    ruth.at("27 18:00")

    assert ["kept", "kept"] == [ruth.owed(rule)["state"] for rule in ("week-after", "week-after-delivery")]
    assert 2 == len(asks(ruth))


def test_what_is_refunded_before_the_call_leaves_the_other_one(ruth):
    ruth.at("17 12:00").tells("order.refunded", "9007199254741221", source="shopify", customer=RUTH)
    ruth.at("18 10:30")

    [task] = asks(ruth)
    assert "roof bars" not in task["text"].casefold()
    assert "released" == ruth.owed("week-after-delivery")["state"]


def test_a_lead_that_is_called_off_leaves_the_other_matter_a_call_of_its_own(ruth):
    ruth.at("18 10:05")
    ruth.tells("repair.reopened", "88120043", source="repairshopr", customer=RUTH)
    ruth.at("18 14:00")

    _, called_back, own = asks(ruth)
    assert "Please do not phone Ruth Penhale" == called_back["subject"]
    assert [ruth.owed("week-after-delivery")["id"]] == own["commitments"]


def test_a_second_cheerful_call_in_thirty_days_is_not_made(ruth):
    ruth.at("18 10:16").answers_last_task(outcome="done")
    order = {"source": "shopify", "customer": RUTH, "details": PARTS, "total": {"minor": 25_000, "currency": "EUR"}}
    ruth.at("19 12:00").tells("order.delivered", "second", **order)
    ruth.at("31 18:00")

    assert 1 == len(asks(ruth))
    assert "contact budget" in ruth.becauses("week-after-delivery")


def test_what_is_cheerful_waits_for_the_morning_and_her_stop_ends_it_with_its_reason(bench):
    """Bought on Saturday at ten in the evening: nobody is thanked at night, nor on Sunday, nor after she says stop."""
    garage = Garage(bench).at("7 22:00")
    garage.tells("order.placed", "night", customer={**RUTH, "email": "ruth.night@penhale-bakery.example"})
    garage.at("9 07:59")
    waiting, night = garage.mails("letter")[:], garage.becauses("first-thanks")

    garage.at("9 08:00")
    [thanks] = garage.mails("letter")
    stop = next(link for link in links_of(thanks) if "/stop/" in link)
    posts(stop, {"List-Unsubscribe": "One-Click"}, bench=bench)
    night_customer = {**RUTH, "email": "ruth.night@penhale-bakery.example"}
    garage.at("10 12:00").tells("order.delivered", "night", customer=night_customer)
    garage.at("31 18:00")

    assert ([], "quiet hours") == (waiting, night[-1])
    assert [thanks] == garage.mails("letter")
    assert "opted out" == garage.becauses("week-after-delivery")[-1]
    assert [] == [mail for mail in asks(garage) if "a week after" in mail["subject"]]
