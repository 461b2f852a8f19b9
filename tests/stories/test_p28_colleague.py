"""P28: what is promised to a colleague is a promise too: same ledger, same care, and nobody outside hears of it."""

from __future__ import annotations

from support.garage import Garage
from support.markup import seen
from workbench.story.visitor import links_of, opens

DISCS = {"words": "Brake discs on the bench.", "colleague": "workshop", "when": "2026-03-09T14:00"}


def test_a_promise_to_a_colleague_is_a_task_and_no_letter(bench):
    garage = Garage(bench).at("9 08:30")

    page = garage.writes_at_desk("promised", by="mechanic", **DISCS)
    garage.at("9 11:00")
    [task] = garage.mails("task")

    assert "Senan gets the task by 14:00" in seen(page.text).text
    assert ["senan@corncrake.example"] == task["to"]
    assert "Please keep the promise to Cormac: “Brake discs on the bench.” before 14:00" == task["subject"]
    assert "Missing here" not in task["text"]
    assert [] == garage.mails("letter")
    assert ("mechanic", "promise") == (garage.owed("colleague")["owner"], garage.owed("colleague")["class"])


def test_the_desk_hands_on_no_customer_with_a_promise_in_the_house(bench):
    garage = Garage(bench).at("9 08:30")

    garage.writes_at_desk("promised", by="mechanic", **DISCS, name="Ada Holm", email="ada.holm@quaystreet.example")

    assert {"name": None, "email": None, "phone": None} == garage.owed("colleague")["customer"]


def test_no_customer_is_written_to_even_if_a_sender_named_one(bench):
    garage = Garage(bench).at("9 08:30")
    told = {"details": {"owner": "mechanic"}, "note": "Brake discs.", "agreed_by": "2026-03-09T14:00:00Z"}

    garage.tells("promise.made_to_colleague", "d-1", customer={"email": "ada.holm@quaystreet.example"}, **told)
    garage.at("9 12:00").answers_last_task(outcome="cannot_keep", when="2026-03-09T16:00", note="van is late")
    garage.at("10 12:00")

    assert [] == garage.mails("letter")
    assert "problem" not in opens(links_of(garage.mails("task")[-1])[0], bench=bench).text


def test_kept_it_is_kept_and_broken_the_owner_hears_of_it(bench):
    garage = Garage(bench).at("9 08:30")
    garage.writes_at_desk("promised", by="mechanic", **DISCS)
    garage.at("9 14:00")

    assert "broken" == garage.owed("colleague")["state"]
    assert ["maeve@corncrake.example"] == garage.mails("task")[-1]["to"]
    assert "customer" not in garage.mails("task")[-1]["text"]


def test_it_counts_among_no_figures_about_customers(bench):
    garage = Garage(bench).at("9 08:30")
    garage.writes_at_desk("promised", by="mechanic", **DISCS)

    garage.at("16 08:00")

    assert "broken" == garage.owed("colleague")["state"]
    assert "No promise fell due last week." == garage.subjects("report")[-1]
