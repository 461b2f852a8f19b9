"""P11: management reads what became of the promises, says so, and decides; until then the letter comes back."""

from __future__ import annotations

import datetime as dt

from support.garage import Garage
from support.reports import a_car_comes_in, books, monday_letters, sheets, week_link
from workbench.story.visitor import Form, answers, opens, posts


def a_letter(garage: Garage) -> str:
    """Monday 9 March: the letter about a week in which one promise was kept and nothing stayed open; its link."""
    garage.at("2 08:40").hears("repairshopr.repair-received.nora")
    garage.at("2 14:35").answers_last_task(outcome="done")
    garage.tells("repair.cancelled", "88120041", source="repairshopr")
    return week_link(monday_letters(garage.at("9 07:30"))[-1])


def test_the_owner_reads_the_letter_and_decides_that_promises_are_handed_over(bench):
    garage = Garage(bench)
    link = a_letter(garage)

    page = answers(link, {"outcome": "hand_over_on"}, bench=bench)

    letter = monday_letters(garage)[-1]
    assert ("1 due: 1 kept.", ["maeve@corncrake.example"]) == (letter["subject"], letter["to"])
    assert (200, True) == (page.status, books(bench).facts().hand_over)
    assert "Read by Maeve on Monday 9 March, 07:30" in page.body.decode()

    garage.at("13 18:00")

    assert [] == sheets(garage)


def test_a_scanner_that_opens_the_link_and_presses_the_button_reads_nothing(bench):
    garage = Garage(bench)
    link = a_letter(garage)
    before = books(bench).facts()

    statuses = [opens(link, bench=bench, method=method).status for method in ("HEAD", "GET")]
    pressed = posts(link, Form(opens(link, bench=bench).body.decode()).fields, bench=bench)

    assert ([200, 200], 422) == (statuses, pressed.status)
    assert before == books(bench).facts()


def test_a_letter_that_nobody_read_stays_on_top_of_the_owners_sheet_until_it_is(bench):
    garage = Garage(bench)
    link = a_letter(garage)

    garage.at("9 18:00")
    monday = sheets(garage)
    garage.at("11 07:45")
    answers(link, {"outcome": "read"}, bench=bench)
    garage.at("13 18:00")

    assert [] == monday
    assert ["Tuesday 10 March: one thing to do", "Wednesday 11 March: one thing to do"] == [
        sheet["subject"] for sheet in sheets(garage)
    ]
    assert {link} == {week_link(sheet) for sheet in sheets(garage)}
    assert {"maeve@corncrake.example"} == {sheet["to"][0] for sheet in sheets(garage)}


def test_on_a_bank_holiday_the_letter_comes_the_next_morning_and_only_once(bench):
    garage = Garage(bench).at("31 08:40")
    a_car_comes_in(garage, 1)
    easter_monday = dt.datetime(2026, 4, 6, 20, 0, tzinfo=dt.UTC)

    bench.advance(to=easter_monday)
    holiday = len(monday_letters(garage))
    bench.advance(by=dt.timedelta(days=3))

    tuesday = [letter for letter in monday_letters(garage) if letter["sent_at"].startswith("2026-04")]
    assert 0 == len([letter for letter in monday_letters(garage)[:holiday] if letter["sent_at"].startswith("2026-04")])
    assert [("2026-04-07T06:45:00+00:00", "1 due: 1 broken.")] == [
        (each["sent_at"], each["subject"]) for each in tuesday
    ]


def test_a_run_that_is_done_again_sends_no_second_letter(bench):
    garage = Garage(bench).at("9 07:30")
    letters = monday_letters(garage)

    bench.call("Report", {"report": "week"})

    assert ("2026-03-09T07:30:00+00:00", letters) == (letters[-1]["sent_at"], monday_letters(garage))


def test_a_letter_about_a_week_in_which_nothing_was_due_asks_nobody_to_read_it(bench):
    garage = Garage(bench).at("6 18:00")

    [letter] = monday_letters(garage)

    assert "No promise fell due last week." == letter["subject"]
    assert ([], False) == (sheets(garage), "stays on top" in letter["text"])
