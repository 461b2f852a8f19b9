"""What people answer, and what becomes of it: on the whole stack, from the links in their mails."""

from __future__ import annotations

from support.garage import Garage


def test_a_task_that_is_not_his_goes_to_who_covers_for_him(bench):
    garage = Garage(bench).at("3 16:20")
    garage.hears("repairshopr.repair-collected.nora")
    garage.at("10 10:05")

    page = garage.answers_last_task(outcome="not_mine")
    garage.at("10 10:06")

    assert 200 == page.status
    assert ["iris@corncrake.example"] == garage.mails("task")[-1]["to"]
    assert ("counter", "open") == (garage.owed("week-after")["owner"], garage.owed("week-after")["state"])
    assert "adviser > counter" in garage.becauses("week-after")

    garage.answers_last_task(outcome="done")

    assert "kept" == garage.owed("week-after")["state"]


def test_what_cannot_be_kept_is_told_before_it_is_due_and_promised_anew(bench):
    garage = Garage(bench).at("2 08:40")
    garage.hears("repairshopr.repair-received.nora")
    garage.at("2 14:35")

    page = garage.answers_last_task(outcome="cannot_keep", when="2026-03-05T12:00")
    garage.at("2 14:44")
    before = garage.subjects("letter")[1:]
    garage.at("2 14:46")

    first, second = [each for each in bench.commitments() if each["follow_up"] == "price-call"]
    assert (200, []) == (page.status, before)
    assert ["Sorry – later than promised: on Thursday 5 March by 12:00"] == garage.subjects("letter")[1:]
    assert ("told", "2026-03-02T17:00:00+00:00") == (first["state"], first["promised_by"])
    assert ("open", "2026-03-05T12:00:00+00:00") == (second["state"], second["promised_by"])

    garage.at("5 10:00")
    garage.answers_last_task(outcome="done")

    assert ["told", "kept"] == [each["state"] for each in bench.commitments() if each["follow_up"] == "price-call"]
    assert 0 == garage.dead_letters()
