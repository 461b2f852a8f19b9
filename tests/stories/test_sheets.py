"""One morning sheet for each person: never empty, never twice, and the only mail on a full day."""

from __future__ import annotations

import datetime as dt

from support.garage import Garage
from support.reports import a_car_comes_in, answer_links, asked, books, sheets
from workbench.story.visitor import answers


def a_full_day(garage: Garage, *, cars: int) -> Garage:
    """So many price calls promised for Tuesday 3 March by 11:00, known since Monday afternoon."""
    garage.at("2 15:00")
    for number in range(cars):
        a_car_comes_in(garage, number)
    return garage.at("3 07:45")


def test_fifteen_due_tasks_are_one_sheet_and_no_task_mail(bench):
    garage = a_full_day(Garage(bench), cars=15)

    [sheet] = sheets(garage)
    garage.at("3 09:29")

    assert ["donal@corncrake.example"] == sheet["to"]
    assert "Tuesday 3 March: 15 to do" == sheet["subject"]
    assert 15 == len(set(sheet["commitments"])) == len(sheet["commitments"])
    assert 15 == len(answer_links(sheet))
    assert [] == asked(garage)
    assert "by the sheet" in garage.becauses("price-call")
    assert 0 == garage.dead_letters()


def test_what_a_full_sheet_asked_for_is_still_nudged_warned_and_shown_when_broken(bench):
    garage = a_full_day(Garage(bench), cars=5).at("3 11:00")

    assert ([], 5, 5) == (asked(garage), len(asked(garage, "warn")), len(asked(garage, "escalate")))


def test_an_answer_from_the_sheet_settles_it_before_anybody_is_asked_again(bench):
    garage = a_full_day(Garage(bench), cars=15)
    [sheet] = sheets(garage)

    for link in answer_links(sheet):
        answers(link, {"outcome": "done"}, bench=bench)
    garage.at("3 18:00")

    calls = [owed for owed in bench.commitments() if owed["follow_up"] == "price-call"]
    assert {"kept"} == {owed["state"] for owed in calls}
    assert [sheet] == garage.mails("task")


def test_a_few_tasks_have_their_own_mails_beside_the_sheet(bench):
    garage = a_full_day(Garage(bench), cars=4).at("3 09:29")

    assert (1, 4) == (len(sheets(garage)), len(asked(garage)))


def test_a_sheet_that_nobody_could_be_sent_leaves_the_task_mails(bench):
    garage = Garage(bench).at("2 15:00")
    for number in range(5):
        a_car_comes_in(garage, number)
    garage.at("3 07:44")
    bench.fault("sesv2.SendEmail", "unreachable", times=3)
    garage.at("3 07:45")

    assert books(bench).day_plan("adviser", dt.date(2026, 3, 3)).sheet_sent_at is None

    garage.at("3 09:29")

    assert (5, []) == (len(asked(garage)), sheets(garage))


def test_nobody_has_a_sheet_without_anything_on_it_and_on_a_closed_day_nobody_has_one(bench):
    garage = Garage(bench).at("10 17:05")
    garage.hears("repairshopr.repair-collected.ruth")

    garage.at("17 23:00")

    assert [] == sheets(garage)

    garage.at("18 07:45")

    assert ["donal@corncrake.example"] == [mail["to"][0] for mail in sheets(garage)]


def test_a_refund_between_the_sheet_and_the_call_says_please_do_not_phone(bench):
    garage = a_full_day(Garage(bench), cars=5)
    garage.tells("repair.cancelled", "R-1")
    garage.at("3 09:00")

    assert ["Please do not phone Adab Holm"] == [mail["subject"] for mail in asked(garage, "stand_down")]
