"""P17: what was promised, and what became of it: kept, tried, told, broken; and what was not due any more."""

from __future__ import annotations

from support.garage import Garage
from support.reports import a_car_comes_in, asked, monday_letters, somebody_asks
from workbench.story.visitor import answers, links_of


def answer(garage: Garage, name: str, **fields: str) -> None:
    """Somebody answers the newest task about this customer."""
    task = next(mail for mail in reversed(garage.mails("task")) if name in mail["subject"])
    answers(links_of(task)[0], fields, bench=garage.bench)


def test_a_week_is_counted_by_what_became_of_its_promises(bench):
    garage = Garage(bench).at("9 08:40")
    for number in range(4):
        a_car_comes_in(garage, number)
    garage.at("9 14:35")
    answer(garage, "Adaa", outcome="done")
    answer(garage, "Adab", outcome="polite_no", note="the garage next door does it")
    answer(garage, "Adac", outcome="cannot_keep", when="2026-03-18T12:00")
    garage.tells("repair.cancelled", "R-3")
    garage.at("11 09:20")
    somebody_asks(garage, 1)
    garage.at("16 07:30")

    letter = monday_letters(garage)[-1]
    assert "4 due: 2 kept, 1 told, 1 broken." == letter["subject"]
    assert "Nobody phoned Hanne Brook" in letter["text"]
    assert "Answered with a polite no: 1" in letter["text"]
    assert "Ada" not in letter["text"]


def test_a_call_that_was_only_tried_has_its_own_column(bench):
    garage = Garage(bench).at("3 16:20")
    garage.hears("repairshopr.repair-collected.nora")
    for moment in ("10 10:20", "10 14:00", "11 10:30"):
        garage.at(moment).answers_last_task(outcome="no_answer")

    garage.at("16 07:30")

    assert "1 due: 1 tried." == monday_letters(garage)[-1]["subject"]


def test_what_she_released_counts_for_nobody_and_is_mentioned(bench):
    garage = Garage(bench).at("3 16:20")
    garage.hears("repairshopr.repair-collected.nora")
    letter = garage.mails("letter")[0]
    answers(links_of(letter)[0], {"outcome": "no_need"}, bench=bench)

    garage.at("16 07:30")

    monday = monday_letters(garage)[-1]
    assert "No promise fell due last week." == monday["subject"]
    assert "No need any more, said the customer: 1" in monday["text"]


def test_friendly_calls_are_counted_apart_from_promises(bench):
    garage = Garage(bench).at("3 10:00")
    garage.hears("shopify.order-placed.idris")
    garage.hears("shopify.order-delivered.idris")
    garage.at("30 07:30")

    letters = monday_letters(garage)
    assert {"No promise fell due last week."} == {letter["subject"] for letter in letters}
    assert any("Friendly follow-ups" in letter["text"] for letter in letters)


def test_everybody_sees_his_own_figures_and_management_sees_nobodys(bench):
    garage = Garage(bench).at("2 08:40")
    garage.hears("repairshopr.repair-received.nora")
    garage.at("2 14:35").answers_last_task(outcome="done")
    garage.tells("repair.cancelled", "88120041", source="repairshopr")
    garage.at("6 15:00")
    a_car_comes_in(garage, 1)
    garage.at("9 07:45")

    sheet = next(mail for mail in garage.mails("task") if "Monday 9 March" in mail["subject"])
    letter = monday_letters(garage)[-1]
    assert "for your eyes only: 1 due: 1 kept." in sheet["text"]
    assert ["donal@corncrake.example"] == sheet["to"]
    assert "Donal" not in letter["text"]
    assert 0 == len(asked(garage, "escalate"))
