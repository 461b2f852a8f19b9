"""P9, P17: a promise that nobody keeps is asked about again, is at risk, is broken in the open, and stays on the books."""

from __future__ import annotations

from support.garage import Garage
from support.reports import monday_letters


def _asked(bench) -> Garage:
    garage = Garage(bench).at("11 09:20")
    garage.hears("canonical.inquiry-received.hanne")
    return garage


def test_nobody_is_asked_too_early_and_then_with_rising_urgency(bench):
    garage = _asked(bench).at("11 17:00")

    sent = [(mail["sent_at"][11:16], mail["headers"]["X-Followthrough-Step"]) for mail in garage.mails("task")]
    assert [("11:30", "remind"), ("15:00", "nudge"), ("16:15", "warn"), ("17:00", "escalate")] == sent


def test_a_broken_promise_goes_to_the_owner_with_words_for_sorry(bench):
    garage = _asked(bench).at("11 17:00")

    mail = garage.mails("task")[-1]
    assert ["maeve@corncrake.example"] == mail["to"]
    assert "I am sorry" in mail["text"]
    assert "broken" == garage.owed("answer")["state"]


def test_what_was_mended_stays_broken_and_says_in_how_many_minutes(bench):
    garage = _asked(bench).at("11 17:08")

    garage.answers_last_task(outcome="done", note="sorry said")
    mails = len(bench.mail())
    garage.at("13 18:00")

    assert "broken" == garage.owed("answer")["state"]
    assert "in 8 minutes" in garage.becauses("answer")
    assert mails == len(bench.mail())


def test_a_promise_that_breaks_at_night_is_told_in_the_morning_and_nobody_is_woken(bench):
    garage = Garage(bench).at("13 16:59")
    garage.tells("complaint.opened", "C-1", customer={"given_name": "Idris", "email": "idris.vale@postbag.example"})

    garage.at("16 18:00")

    hours = {mail["sent_at"][11:13] for mail in garage.mails("task")}
    assert all("08" <= hour < "18" or hour == "07" for hour in hours)


def test_management_hears_how_long_a_question_waited_in_open_hours(bench):
    garage = Garage(bench).at("10 17:00")
    garage.tells("inquiry.received", "Q-1", customer={"given_name": "Hanne", "email": "hanne@brook.example"})
    garage.at("11 09:30").answers_last_task(outcome="done")
    garage.at("13 16:00").tells("inquiry.received", "Q-2", customer={"email": "ruth@penhale.example"})

    garage.at("16 07:30")

    assert "First answered after 2\xa0h of open hours. Still waiting: 1." in monday_letters(garage)[-1]["text"]
