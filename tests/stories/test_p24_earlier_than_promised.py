"""P24: what she is told is later than what we aim at, so that a promise is kept early and not just kept."""

from __future__ import annotations

import datetime as dt

from support.garage import Garage


def _at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def test_staff_are_asked_again_at_our_own_time_and_the_customer_only_knows_the_later_one(bench):
    garage = Garage(bench).at("2 08:40")
    garage.hears("repairshopr.repair-received.nora")
    garage.at("2 15:31")

    owed = garage.owed("price-call")
    letter, nudge = garage.mails("letter")[0], garage.mails("task")[-1]
    assert dt.timedelta(minutes=90) == _at(owed["promised_by"]) - _at(owed["due_at"])
    assert ("2026-03-02T15:30:00+00:00", "nudge") == (nudge["sent_at"], nudge["headers"]["X-Followthrough-Step"])
    assert "17:00" in letter["text"]
    assert "15:30" not in letter["text"]


def test_a_promise_kept_by_an_event_needs_nobodys_answer(bench):
    garage = Garage(bench).at("4 10:10")
    garage.hears("repairshopr.repair-received.oisin")

    garage.at("4 14:25").hears("repairshopr.repair-quoted.oisin")
    garage.at("4 18:00")

    assert "kept" == garage.owed("price-call")["state"]
    assert [] == [each for each in garage.subjects("task") if "price" in each]
