"""P15: a changed delivery date moves what follows from it, and nobody hears the same thing twice."""

from __future__ import annotations

import pytest

from support.garage import Garage
from workbench.story.visitor import answers, links_of, posts

IDRIS = {"given_name": "Idris", "family_name": "Vale", "email": "idris.vale@postbag.example", "phone": "+353209150114"}
CARRIER = {"product": "Bike carrier"}
LATE = "Your order is taking longer than we like"


@pytest.fixture
def garage(bench) -> Garage:
    """Monday 2 March, 11:05: Idris orders a bike carrier."""
    garage = Garage(bench).at("2 11:05")
    garage.tells("order.placed", "1007", customer=IDRIS, details=CARRIER)
    return garage


def made(garage: Garage, follow_up: str) -> list[dict]:
    return [each for each in garage.bench.commitments() if each["follow_up"] == follow_up]


def a_late_order(garage: Garage, by: str) -> dict:
    garage.tells("order.delayed", "1007", customer=IDRIS, agreed_by=by)
    return garage.mails("letter")[-1]


def chooses(garage: Garage, outcome: str):
    letter = [mail for mail in garage.mails("letter") if mail["subject"] == LATE][-1]
    return answers(links_of(letter)[0], {"outcome": outcome}, bench=garage.bench)


def test_a_parcel_that_came_again_later_moves_the_call_and_makes_no_second_one(garage):
    garage.at("4 10:00").tells("order.delivered", "1007", customer=IDRIS)
    first = garage.owed("week-after-delivery")
    garage.at("6 10:00").tells("order.delivered", "1007", customer=IDRIS)

    moved = garage.owed("week-after-delivery")

    assert ([first["id"]], "2026-03-13T17:00:00+00:00") == (
        [each["id"] for each in made(garage, "week-after-delivery")],
        moved["due_at"],
    )
    assert "moved" == moved["history"][-1]["what"]

    garage.at("13 13:29")

    assert [] == [subject for subject in garage.subjects("task") if "phone Idris" in subject]

    garage.at("13 13:30")

    assert "Please phone Idris Vale" in garage.subjects("task")[-1]


@pytest.mark.parametrize("kind", ["order.delayed", "order.updated"])
def test_a_new_delivery_date_moves_the_call_to_a_week_after_it(garage, kind):
    garage.at("4 10:00").tells("order.delivered", "1007", customer=IDRIS)

    garage.at("5 10:00").tells(kind, "1007", customer=IDRIS, agreed_by="2026-03-12T12:00:00+00:00")

    assert ["2026-03-19T17:00:00+00:00"] == [each["due_at"] for each in made(garage, "week-after-delivery")]


def test_news_that_is_older_than_what_we_know_moves_nothing(garage):
    garage.at("6 10:00").tells("order.delivered", "1007", customer=IDRIS)
    before = garage.owed("week-after-delivery")

    garage.tells("order.delivered", "1007", customer=IDRIS, occurred_at="2026-03-04T10:00:00+00:00")

    assert before == garage.owed("week-after-delivery")


def test_a_call_that_is_on_somebodys_desk_is_called_back_when_its_day_moves(garage):
    garage.at("4 10:00").tells("order.delivered", "1007", customer=IDRIS)
    garage.at("11 13:40")

    garage.tells("order.delayed", "1007", customer=IDRIS, agreed_by="2026-03-16T12:00:00+00:00")

    assert "Please do not phone Idris Vale" == garage.subjects("task")[-1]
    assert "The order was delayed." in garage.mails("task")[-1]["text"]

    garage.at("23 13:30")

    assert "Please phone Idris Vale" in garage.subjects("task")[-1]


def test_what_she_agreed_with_us_is_not_moved_by_a_parcel(garage):
    garage.at("4 10:00").tells("order.delivered", "1007", customer=IDRIS)
    garage.at("11 13:40")
    garage.answers_last_task(outcome="reschedule", when="2026-03-12T14:00")

    garage.at("11 15:00").tells("order.delivered", "1007", customer=IDRIS)

    assert "2026-03-12T14:30:00+00:00" == garage.owed("week-after-delivery")["promised_by"]


def test_a_late_order_is_told_with_its_new_date_and_she_keeps_it(garage):
    garage.at("3 10:00")
    letter = a_late_order(garage, "2026-03-12T12:00:00+00:00")

    page = chooses(garage, "keep_it")
    garage.at("6 12:00")

    assert (LATE, True) == (letter["subject"], "New date: Thursday 12 March." in letter["text"])
    assert 200 == page.status
    assert ([], "released") == (made(garage, "cancel-order"), garage.owed("slow-order")["state"])
    assert [] == [subject for subject in garage.subjects("task") if "Idris" in subject]


def test_a_late_order_that_she_calls_off_is_cancelled_by_a_person(garage):
    garage.at("3 10:00")
    a_late_order(garage, "2026-03-12T12:00:00+00:00")

    chooses(garage, "cancel_it")
    garage.at("3 10:09")
    before = made(garage, "cancel-order")
    garage.at("3 11:00")

    assert [] == before
    assert "Please cancel the order of Idris Vale before 12:00" in garage.subjects("task")

    garage.tells("order.cancelled", "1007", customer=IDRIS)

    assert "kept" == garage.owed("cancel-order")["state"]


def test_a_decision_taken_back_in_time_asks_nobody_to_cancel(garage):
    garage.at("3 10:00")
    link = links_of(a_late_order(garage, "2026-03-12T12:00:00+00:00"))[0]
    chooses(garage, "cancel_it")

    posts(link, {"undo": "yes"}, bench=garage.bench)
    garage.at("4 12:00")

    assert [] == made(garage, "cancel-order")


def test_a_slow_order_is_asked_of_the_counter_and_its_new_date_is_told_once(garage):
    garage.at("5 10:00")
    asked = garage.subjects("task")[-1]

    refused = garage.answers_last_task(outcome="done")
    garage.answers_last_task(outcome="done", when="2026-03-16T12:00")
    garage.at("5 10:09")
    before = garage.subjects("letter")
    garage.at("5 10:11")

    assert "Please find out when the order of Idris Vale will come, and answer with the new date before 12:00" == asked
    assert (422, True) == (refused.status, b"give the new date" in refused.body)
    assert LATE not in before
    assert "New date: Monday 16 March." in garage.mails("letter")[-1]["text"]

    a_late_order(garage, "2026-03-16T12:00:00+00:00")
    garage.at("6 12:00")

    assert 1 == garage.subjects("letter").count(LATE)


def test_another_new_date_is_told_again(garage):
    garage.at("3 10:00")
    a_late_order(garage, "2026-03-12T12:00:00+00:00")

    garage.at("10 10:00")
    letter = a_late_order(garage, "2026-03-19T12:00:00+00:00")

    assert 2 == garage.subjects("letter").count(LATE)
    assert "New date: Thursday 19 March." in letter["text"]


def test_an_order_that_left_in_time_is_slow_for_nobody(garage):
    garage.at("4 16:00").tells("order.shipped", "1007", customer=IDRIS)

    garage.at("6 17:00")

    assert "released" == garage.owed("slow-order")["state"]
    assert [] == [subject for subject in garage.subjects("task") if "Idris" in subject]


def test_a_refund_is_told_with_amount_and_day_and_somebody_looks_that_it_went_out(garage):
    garage.at("4 10:00").tells("order.delivered", "1007", customer=IDRIS)
    garage.at("5 21:00")

    garage.tells("order.refunded", "1007", customer=IDRIS, total={"amount": "149.00", "currency": "EUR"})
    garage.at("6 07:59")
    before = garage.subjects("letter")
    garage.at("6 08:00")

    assert "Your money is on its way" not in before
    text = " ".join(garage.mails("letter")[-1]["text"].split())
    assert "Your money, EUR 149.00, is on its way and should reach you by Thursday 12 March." in text
    assert ["released"] * 2 == [garage.owed(rule)["state"] for rule in ("week-after-delivery", "slow-order")]

    garage.at("11 11:00")

    assert "Please check that the money of Idris Vale went back before 12:00" in garage.subjects("task")


def test_what_waits_for_her_for_five_days_is_a_call_and_nothing_once_she_fetched_it(garage):
    garage.at("4 10:00").tells("order.ready_for_collection", "1007", customer=IDRIS)
    garage.tells("order.ready_for_collection", "1008", customer=IDRIS)
    garage.at("6 10:00").tells("order.collected", "1008", customer=IDRIS)

    garage.at("9 10:00")

    waiting = {each["subject"]["id"]: each["state"] for each in made(garage, "waiting-for-you")}
    assert {"1007": "open", "1008": "released"} == waiting
    assert 1 == len([subject for subject in garage.subjects("task") if "still waiting here" in subject])
