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
