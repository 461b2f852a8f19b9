"""P24: what she is told is later than what we aim at, so that a promise is kept early and not just kept."""

from __future__ import annotations

import datetime as dt

from support.garage import Garage
from support.reports import asked
from workbench.story.visitor import links_of, opens

NAMES = ("Idris", "Ruth", "Bram", "Ada", "Tess")
HONEST = "nine times of ten it is done by"
LISTENED = {
    "outcome": "done",
    "expected": "Four straps.",
    "got": "Three.",
    "remedy": "bring the fourth.",
    "cause": "part_missing",
    "when": "2026-03-06T17:00",
}


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


def test_whoever_is_about_to_promise_reads_what_this_shop_really_keeps(bench):
    garage = Garage(bench).at("3 09:00")
    for number, name in enumerate(NAMES):
        _complains(garage, name, number)
    garage.at("3 14:00")
    first = _the_page_after_a_complaint(garage)
    for task in asked(garage):
        garage.answers(task, **LISTENED)
    garage.at("6 14:00")
    for number in range(len(NAMES)):
        garage.tells("complaint.remedied", f"C-{number}")

    _complains(garage.at("9 09:00"), "Hanne", 9)
    garage.at("9 14:00")

    assert HONEST not in first
    assert f"{HONEST} Thursday 12 March" in _the_page_after_a_complaint(garage)
    assert HONEST not in "".join(mail["text"] for mail in garage.mails("letter"))


def _complains(garage: Garage, name: str, number: int) -> None:
    customer = {"given_name": name, "family_name": "Vale", "email": f"{name.lower()}@vale.example"}
    garage.tells("complaint.opened", f"C-{number}", customer=customer)


def _the_page_after_a_complaint(garage: Garage) -> str:
    return opens(links_of(garage.mails("task")[-1])[0], bench=garage.bench).body.decode()
