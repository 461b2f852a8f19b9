"""P1, P2: the price the same day, and a call a week after the repair, by whoever is in."""

from __future__ import annotations

from support.garage import Garage


def test_the_price_call_is_promised_in_writing_and_asked_of_staff_in_time(bench):
    garage = Garage(bench).at("2 08:40")

    garage.hears("repairshopr.repair-received.nora")
    garage.at("2 14:29")

    assert ["We will phone you by 17:00 with the price"] == garage.subjects("letter")
    assert [] == garage.mails("task")

    garage.at("2 14:30")

    assert ["Please phone Nora Quill before 17:00 – the price for the brakes"] == garage.subjects("task")
    assert ["donal@corncrake.example"] == garage.mails("task")[0]["to"]


def test_a_kept_promise_rings_no_one(bench):
    garage = Garage(bench).at("2 08:40")
    garage.hears("repairshopr.repair-received.nora")
    garage.at("2 15:12")

    garage.answers_last_task(outcome="done", note="EUR 240, go ahead")
    mails = len(bench.mail())
    garage.at("3 08:00")

    assert "kept" == garage.owed("price-call")["state"]
    assert mails == len(bench.mail())
    assert [] == [alarm for alarm in bench.alarms() if alarm["commitment"] == garage.owed("price-call")["id"]]


def test_a_week_after_the_repair_staff_phone_between_ten_and_half_past_twelve(bench):
    garage = Garage(bench).at("3 16:20")

    garage.hears("repairshopr.repair-collected.nora")
    garage.at("10 09:59")

    assert [] == [subject for subject in garage.subjects("task") if "Nora" in subject]

    garage.at("10 10:00")

    assert "Please phone Nora Quill between 10:00 and 12:30, a week after the repair" == garage.subjects("task")[-1]
    assert "2026-03-10T12:30:00+00:00" == garage.owed("week-after")["promised_by"]
    assert (
        "Donal will phone you on Tuesday 10 March between 10:00 and 12:30 to hear whether everything is right."
        == garage.owed("week-after")["words"]
    )


def test_a_call_on_a_closed_day_moves_to_the_next_open_one_and_her_letter_says_so(bench):
    garage = Garage(bench).at("10 17:05")

    garage.hears("repairshopr.repair-collected.ruth")
    garage.at("18 09:59")
    tasks = garage.mails("task")[:]
    garage.at("18 10:00")

    assert "Wednesday 18 March" in garage.mails("letter")[0]["text"]
    assert [] == [mail for mail in tasks if mail["headers"]["X-Followthrough-Step"] == "remind"]
    assert "Please phone Ruth Penhale between 10:00 and 12:30, a week after the repair" == garage.subjects("task")[-1]


def test_ten_in_the_morning_is_still_ten_after_the_clocks_go_forward(bench):
    garage = Garage(bench).at("23 11:15")

    garage.tells(
        "repair.collected",
        "R-77",
        customer={
            "given_name": "Tess",
            "family_name": "Arden",
            "email": "tess@arden.example",
            "phone": "+353209150116",
        },
    )
    garage.at("30 09:59")
    before = len(garage.mails("task"))
    garage.at("30 10:00")

    assert "2026-03-30T09:00:00+00:00" == garage.mails("task")[-1]["sent_at"]
    assert before + 1 == len(garage.mails("task"))


def test_no_answer_is_tried_again_in_the_other_half_of_the_day(bench):
    garage = Garage(bench).at("3 16:20")
    garage.hears("repairshopr.repair-collected.nora")
    garage.at("10 10:20")

    garage.answers_last_task(outcome="no_answer")
    garage.at("10 13:30")

    assert "Please phone Nora Quill between 13:30 and 17:00, a week after the repair" == garage.subjects("task")[-1]
    assert "open" == garage.owed("week-after")["state"]


def test_after_three_tries_on_two_days_she_gets_a_letter_and_it_counts_as_tried(bench):
    garage = Garage(bench).at("3 16:20")
    garage.hears("repairshopr.repair-collected.nora")

    for moment in ("10 10:20", "10 14:00", "11 10:30"):
        garage.at(moment)
        garage.answers_last_task(outcome="no_answer")
    garage.at("11 10:39")
    letters = garage.subjects("letter")
    garage.at("11 10:41")

    assert "kept" == garage.owed("week-after")["state"]
    assert 1 == len(letters)
    assert 2 == len(garage.mails("letter"))
    assert "tried" in garage.mails("letter")[-1]["text"]


def test_a_promise_nobody_kept_is_nudged_put_at_risk_and_broken_before_the_owners_eyes(bench):
    garage = Garage(bench).at("11 09:20")

    garage.hears("canonical.inquiry-received.hanne")
    garage.at("11 17:00")

    steps = [mail["headers"]["X-Followthrough-Step"] for mail in garage.mails("task")]
    assert ["remind", "nudge", "warn", "escalate"] == steps
    assert ["maeve@corncrake.example"] == garage.mails("task")[-1]["to"]
    assert "broken" == garage.owed("answer")["state"]

    garage.at("11 17:08")
    garage.answers_last_task(outcome="done", note="sorry said")

    assert "broken" == garage.owed("answer")["state"]
    assert "in 8 minutes" in garage.becauses("answer")
