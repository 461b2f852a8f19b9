"""P18: what cannot be kept is told in time, with another way; she says on her page which suits her."""

from __future__ import annotations

import pytest

from support.garage import Garage
from workbench.story.visitor import answers, links_of, opens

OISIN = {"given_name": "Oisín", "family_name": "Marr", "email": "oisin@lanternlane.example", "phone": "+353209150112"}


@pytest.fixture
def garage(bench) -> Garage:
    """Monday 9 March, 14:30: Oisín's car cannot be ready on Tuesday, and a letter has told him so."""
    garage = Garage(bench).at("4 15:00")
    garage.tells(
        "repair.approved", "R-1", customer=OISIN, details={"work": "gearbox"}, agreed_by="2026-03-10T17:00:00+00:00"
    )
    garage.at("9 14:20")
    task = [mail for mail in garage.mails("task") if "ready before" in mail["subject"]][-1]
    fields = {"outcome": "cannot_keep", "when": "2026-03-12T12:00", "note": "part is late"}
    assert 200 == answers(links_of(task)[0], fields, bench=bench).status
    return garage.at("9 14:31")


def told(garage: Garage) -> dict:
    return next(mail for mail in garage.mails("letter") if mail["subject"].startswith("Sorry"))


def says(garage: Garage, **fields: str):
    return answers(links_of(told(garage))[0], fields, bench=garage.bench)


def promises(garage: Garage) -> list[tuple[str, str]]:
    found = [each for each in garage.bench.commitments() if each["follow_up"] == "ready-by"]
    return [(each["state"], each["promised_by"]) for each in found]


def test_it_is_told_a_day_before_it_is_due_with_other_ways(garage):
    text = " ".join(told(garage)["text"].split())

    assert "2026-03-09T14:30:00+00:00" == told(garage)["sent_at"]
    assert "Your car will be ready on Thursday 12 March by 12:00 instead, and Cormac looks after it." in text
    assert "a courtesy car until then, a later time or to fetch it now and come again" in text
    assert [("open", "2026-03-12T12:00:00+00:00"), ("told", "2026-03-10T17:00:00+00:00")] == sorted(promises(garage))


def test_her_page_asks_whether_the_new_time_suits_her(garage):
    page = opens(links_of(told(garage))[0], bench=garage.bench).body.decode()

    assert "Your car will be ready on Thursday 12 March by 12:00." in page
    assert "That suits me" in page
    assert "<li>a courtesy car until then</li>" in page
    assert "no_need" not in page


def test_that_the_time_suits_her_keeps_no_promise_and_her_words_are_kept(garage):
    garage.at("9 14:52")

    says(garage, outcome="fine", note="I take the courtesy car.")
    garage.at("10 08:00")

    assert "open" == garage.owed("ready-by")["state"]
    assert "answered fine" in garage.whats("ready-by")

    garage.at("12 11:30").tells("repair.completed", "R-1", customer=OISIN)

    assert ("kept", "repair.completed") == (
        garage.owed("ready-by")["state"],
        garage.owed("ready-by")["history"][-1]["because"],
    )


def test_a_later_time_is_hers_for_the_asking_and_a_sooner_one_is_not(garage):
    sooner = says(garage, outcome="another_time", when="2026-03-11T12:00")
    later = says(garage, outcome="another_time", when="2026-03-13T16:00")
    garage.at("9 14:45")

    assert (422, 200) == (sooner.status, later.status)
    assert "cannot promise it sooner" in sooner.body.decode()
    assert "2026-03-13T16:00:00+00:00" == garage.owed("ready-by")["promised_by"]
    assert "It will be ready on Friday 13 March by 16:00" in " ".join(garage.mails("letter")[-1]["text"].split())


def test_please_phone_me_brings_a_call_and_leaves_the_work_as_it_is(garage):
    says(garage, outcome="phone_me")

    garage.at("9 15:00")

    assert ("open", "open") == (garage.owed("ready-by")["state"], garage.owed("answer")["state"])
    assert "2026-03-12T12:00:00+00:00" == garage.owed("ready-by")["promised_by"]


def test_a_car_that_was_ready_after_its_time_is_kept_late_or_stays_broken(garage):
    garage.at("12 13:30").tells("repair.completed", "R-1", customer=OISIN)

    assert "broken" == garage.owed("ready-by")["state"]
