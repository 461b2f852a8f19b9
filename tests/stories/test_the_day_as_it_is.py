"""Somebody is ill, a pipe bursts, letters wait, a shift ends: two taps, and no promise is lost or kept twice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from followthrough.application.day import change
from support.garage import Garage
from support.reports import answer_links, asked, books, sheets
from support.today import day_link, says, shows
from workbench.bench import Bench
from workbench.story.visitor import Form, answers, opens, posts

CUSTOMERS = ("Nora", "Idris", "Ruth", "Bram", "Ada", "Tess", "Hanne", "Oisin", "Mara")
OK, UNPROCESSABLE, GONE = 200, 422, 410


def a_customer(name: str, number: int) -> dict[str, Any]:
    return {
        "given_name": name,
        "family_name": "Quill",
        "email": f"{name.lower()}@quill.example",
        "phone": f"+353 20 915 01{number:02}",
        "country": "IE",
    }


def nine_price_calls(bench: Bench) -> Garage:
    """Monday afternoon, after 14:30: nine cars came in, and nine prices are promised for Tuesday, 11:00."""
    garage = Garage(bench)
    for number, name in enumerate(CUSTOMERS, start=1):
        garage.at(f"2 15:{number:02}")
        garage.tells("repair.received", str(number), customer=a_customer(name, number), details={"work": "brakes"})
    return garage.at("3 07:40")


def price_calls(garage: Garage) -> list[dict[str, Any]]:
    return [each for each in garage.bench.commitments() if each["follow_up"] == "price-call"]


def letters_to(garage: Garage, name: str) -> list[str]:
    return [mail["subject"] for mail in garage.mails("letter") if f"{name.lower()}@quill.example" in mail["to"]]


def sheet_of_nine(garage: Garage) -> dict[str, Any]:
    """The one sheet that asks for all nine calls; beside it no mail asks for any of them."""
    nine = {each["id"] for each in price_calls(garage) if each["state"] == "open"}
    [sheet] = [sheet for sheet in sheets(garage) if nine & set(sheet["commitments"])]
    assert nine <= set(sheet["commitments"])
    assert [] == [mail for mail in asked(garage) if nine & set(mail["commitments"])]
    return sheet


def the_ledger(garage: Garage) -> list[dict[str, Any]]:
    return garage.bench.commitments()


# ----- the adviser is ill ------------------------------------------------------------------------------


def test_the_adviser_is_ill_and_nine_calls_are_settled_in_two_taps_by_whoever_covers(bench):
    garage = nine_price_calls(bench)
    letters = len(garage.mails("letter"))

    shown = shows(garage, "owner", what="away", who="adviser").body.decode()

    assert all(f"{name} Quill, by 11:00: Iris takes it" in shown for name in CUSTOMERS)

    saved = says(garage, "owner", "cover", what="away", who="adviser")
    garage.at("3 09:45")

    sheet = sheet_of_nine(garage)
    assert (OK, ["iris@corncrake.example"]) == (saved.status, sheet["to"])
    assert (9, 1) == (len(answer_links(sheet)), sheet["text"].count("For Donal, who is away"))

    for link in answer_links(sheet):
        answers(link, {"outcome": "done"}, bench=bench)
    garage.at("5 08:00")

    assert {"kept"} == {each["state"] for each in price_calls(garage)}
    assert letters == len(garage.mails("letter"))


def test_nine_customers_are_told_a_new_time_in_two_taps_each_once_and_nothing_is_broken(bench):
    garage = nine_price_calls(bench)

    page = says(garage, "owner", "tell", what="away", who="adviser").body.decode()

    assert "9 customers are told a new time" in page
    garage.at("3 07:49")
    assert [1] * 9 == [len(letters_to(garage, name)) for name in CUSTOMERS]

    garage.at("3 17:30")

    told = [each for each in price_calls(garage) if each["state"] == "told"]
    anew = [each for each in price_calls(garage) if each["state"] == "open"]
    assert [2] * 9 == [len(letters_to(garage, name)) for name in CUSTOMERS]
    assert (9, 9) == (len(told), len(anew))
    assert {"2026-03-04T12:00:00+00:00"} == {each["promised_by"] for each in anew}
    assert [] == asked(garage)
    assert [] == sheets(garage)
    assert 0 == garage.dead_letters()

    garage.at("4 10:30")

    assert ["donal@corncrake.example"] == sheet_of_nine(garage)["to"]


def test_telling_twice_tells_each_customer_once(bench):
    garage = nine_price_calls(bench)

    says(garage, "owner", "tell", what="away", who="adviser")
    says(garage, "owner", "tell", what="away", who="adviser")
    garage.at("3 17:30")

    assert [2] * 9 == [len(letters_to(garage, name)) for name in CUSTOMERS]
    assert 18 == len(price_calls(garage))


def test_a_scanner_and_a_look_change_nothing(bench):
    garage = nine_price_calls(bench)
    before = the_ledger(garage)

    for role in ("owner", "adviser"):
        link = day_link(role, bench=bench)
        opens(link, bench=bench, method="HEAD")
        form = Form(opens(link, bench=bench).body.decode()).fields
        assert UNPROCESSABLE == posts(link, form, bench=bench).status
        shown = Form(shows(garage, role, what="away").body.decode()).fields
        posts(link, shown, bench=bench)

    garage.at("3 09:15")
    assert before[0]["owner"] == the_ledger(garage)[0]["owner"]
    assert ["donal@corncrake.example"] == sheet_of_nine(garage)["to"]


def test_somebody_else_cannot_be_sent_home(bench):
    garage = nine_price_calls(bench)

    away = shows(garage, "counter", what="away", who="adviser", choice="cover")
    closed = shows(garage, "counter", what="closed", choice="cover")
    garage.at("3 09:30")

    assert [UNPROCESSABLE, UNPROCESSABLE] == [away.status, closed.status]
    assert "This is for the owner to say. Nothing is saved yet." in away.body.decode()
    assert ["donal@corncrake.example"] == garage.mails("task")[-1]["to"]


def test_back_again_and_everything_is_his_as_before(bench):
    garage = nine_price_calls(bench)
    says(garage, "adviser", "cover", what="away")

    page = shows(garage, "adviser", what="back adviser 2026-03-03 2026-03-03").body.decode()
    garage.at("3 10:30")

    assert "Taken back" in page
    assert ["donal@corncrake.example"] == sheet_of_nine(garage)["to"]


def test_cover_goes_on_from_one_to_the_next_and_never_in_a_circle(bench):
    garage = nine_price_calls(bench)

    says(garage, "owner", "cover", what="away", who="adviser")
    shown = shows(garage, "owner", what="away", who="counter").body.decode()
    says(garage, "owner", "cover", what="away", who="counter")
    garage.at("3 10:30")

    assert "Nora Quill, by 11:00: Maeve takes it" in shown
    assert ["maeve@corncrake.example"] == sheet_of_nine(garage)["to"]


def test_what_a_whole_role_leaves_stands_on_the_owners_sheet(bench):
    garage = nine_price_calls(bench)
    says(garage, "owner", "cover", what="away", who="adviser")
    says(garage, "owner", "cover", what="away", who="counter")

    garage.at("3 07:46")

    sheets = [mail for mail in garage.mails("task") if "to do" in mail["subject"]]
    assert [["maeve@corncrake.example"]] == [mail["to"] for mail in sheets]
    assert 9 == len(sheets[0]["commitments"])


def test_care_waits_for_whom_she_knows(bench):
    garage = Garage(bench).at("3 10:00")
    garage.tells(
        "order.delivered", "77", customer=a_customer("Idris", 2), total={"amount": "150.00", "currency": "EUR"}
    )
    garage.at("10 07:40")

    shown = shows(garage, "owner", what="away", who="adviser").body.decode()
    says(garage, "owner", "cover", what="away", who="adviser")
    garage.at("10 17:30")

    assert "One friendly follow-up moves by itself" in shown
    assert [] == [mail for mail in garage.mails("task") if "Idris" in mail["subject"]]

    garage.at("11 13:30")

    assert [["donal@corncrake.example"]] == [mail["to"] for mail in garage.mails("task") if "Idris" in mail["subject"]]


# ----- a closed day, letters that wait -----------------------------------------------------------------


def test_a_day_is_closed_in_the_morning_and_its_customers_are_told_before_their_time(bench):
    garage = nine_price_calls(bench)

    shown = shows(garage, "owner", what="closed").body.decode()
    says(garage, "owner", "tell", what="closed")
    garage.at("3 17:30")

    assert "Nora Quill, by 11:00: nobody is in before that" in shown
    assert [] == garage.mails("task")
    assert [1] * 9 == [len(letters_to(garage, name)) - 1 for name in CUSTOMERS]
    assert {"told", "open"} == {each["state"] for each in price_calls(garage)}


def test_letters_wait_overnight_and_leave_when_somebody_says_go_on(bench):
    garage = Garage(bench).at("2 16:00")
    says(garage, "owner", "cover", what="pause")

    garage.tells("repair.received", "1", customer=a_customer("Nora", 1), details={"work": "brakes"})
    garage.at("3 09:30")
    waiting = garage.mails("letter")[:]

    shows(garage, "owner", what="resume letters")
    garage.at("3 10:31")

    assert [] == waiting
    assert 1 == len(garage.mails("letter"))
    assert 2 == garage.becauses("price-call").count("paused")  # in eighteen hours: once before the tasks, once after
    assert "task" in {mail["kind"] for mail in bench.mail()}


# ----- a shift ends ------------------------------------------------------------------------------------


def the_question(garage: Garage, *, day: str, clock: str) -> Garage:
    garage.at(f"{day} {clock}")
    garage.tells("inquiry.received", "900", customer=a_customer("Hanne", 7))
    return garage


def test_nobody_takes_over_at_the_end_of_a_shift_and_the_nudge_finds_who_covers(bench):
    garage = the_question(Garage(bench), day="11", clock="09:20")

    garage.at("11 16:59")

    told = [
        (mail["headers"]["X-Followthrough-Step"], mail["to"])
        for mail in garage.mails("task")
        if "X-Followthrough-Step" in mail["headers"]
    ]
    iris, donal = ["iris@corncrake.example"], ["donal@corncrake.example"]
    assert [("remind", iris), ("nudge", donal), ("warn", donal)] == told
    assert "counter" == garage.owed("answer")["owner"]
    assert "hand-over is off" in garage.becauses("answer")

    garage.at("11 17:01")

    assert "broken" == garage.owed("answer")["state"]
    assert ["maeve@corncrake.example"] == garage.mails("task")[-1]["to"]


@pytest.fixture
def handing_over(bench: Bench) -> Garage:
    """The owner has switched hand-over on."""
    change(lambda facts: replace(facts, hand_over=True), ledger=books(bench))
    return Garage(bench)


def test_before_the_shift_ends_an_open_promise_passes_to_whoever_stays(handing_over):
    garage = the_question(handing_over, day="26", clock="11:40")

    garage.at("26 12:14")
    before = len(garage.mails("task"))
    garage.at("26 12:16")

    [mail] = garage.mails("task")[before:]
    assert ["donal@corncrake.example"] == mail["to"]
    assert "Hand-over: please phone Hanne Quill before 17:00 – the question; Iris goes home at 12:30" == mail["subject"]
    assert "adviser" == garage.owed("answer")["owner"]

    garage.answers_last_task(outcome="polite_no", note="The tent shop in town sells them.")
    garage.at("27 08:00")

    assert "kept" == garage.owed("answer")["state"]
    assert [] == [mail for mail in garage.mails("task") if "maeve@corncrake.example" in mail["to"]]


def test_what_is_done_before_the_shift_ends_is_handed_to_nobody(handing_over):
    garage = the_question(handing_over, day="26", clock="11:40")
    garage.at("26 11:50")
    garage.answers_last_task(outcome="done")
    mails = len(garage.mails("task"))

    garage.at("26 17:30")

    assert mails == len(garage.mails("task"))
    assert "kept" == garage.owed("answer")["state"]
