"""The vectors that others have failed, on the whole stack.

The pure ones stand in tests/domain/test_vectors.py; V17, forgotten one minute before the call, in test_forgotten.py.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from support.garage import DUBLIN, Garage
from support.reports import answer_links, asked, sheets
from support.today import says
from workbench.bench import Bench
from workbench.story.visitor import Form, answers, links_of, opens, posts

Json = dict[str, Any]

IDRIS = {"given_name": "Idris", "family_name": "Vale", "email": "idris@vale.example", "phone": "+353 20 915 0177"}
WORTH_A_CALL = {"amount": "150.00", "currency": "EUR"}
BUTTONS = (
    *("no_answer", "left_message", "reschedule", "problem", "wrong_number"),
    *("do_not_contact", "cannot_keep", "not_mine", "polite_no", "done"),
)


@pytest.fixture
def garage(bench: Bench) -> Garage:
    return Garage(bench)


def a_buyer(number: int) -> Json:
    phone = f"+353 20 915 03{number:02}"
    return {"given_name": "Ada", "family_name": "Holm", "email": f"ada{number}@holm.example", "phone": phone}


def delivered(garage: Garage, number: str, customer: Json) -> None:
    """A parcel came that was worth a call a week later."""
    garage.tells("order.delivered", number, customer=customer, total=WORTH_A_CALL)


def about(garage: Garage, follow_up: str, number: str) -> Json:
    """What we owe about this one order or repair."""
    [owed] = [
        each for each in garage.bench.commitments() if (each["follow_up"], each["subject"]["id"]) == (follow_up, number)
    ]
    return owed


def asked_about(garage: Garage, owed: Json) -> list[str]:
    """When somebody was asked for this by a mail of its own."""
    return [mail["sent_at"][:16] for mail in asked(garage) if owed["id"] in mail["commitments"]]


def stands_still_until(bench: Bench, day: int, clock: dt.time) -> None:
    """Nothing of ours runs; the world goes on."""
    bench.clock.move_to(dt.datetime.combine(dt.date(2026, 3, day), clock, tzinfo=DUBLIN))


def test_v08_what_was_held_over_a_weekend_is_asked_for_on_monday_and_only_working_days_count(garage):
    delivered(garage.at("6 10:00"), "77", IDRIS)
    garage.at("13 09:00").tells("complaint.opened", "T-9", source="helpdesk", customer=IDRIS)
    garage.at("16 08:30").tells("complaint.resolved", "T-9", source="helpdesk", customer=IDRIS)
    garage.at("20 17:29")

    call = garage.owed("week-after-delivery")
    assert ["2026-03-16T13:30"] == asked_about(garage, call)
    assert "open" == call["state"]

    garage.at("23 17:30")
    assert "lapsed" == garage.owed("week-after-delivery")["state"]


def test_v09_a_complaint_that_is_opened_and_resolved_at_once_keeps_nothing_back(garage):
    delivered(garage.at("4 10:00"), "77", IDRIS)

    garage.at("11 13:20")
    for kind in ("complaint.opened", "complaint.resolved"):
        garage.tells(kind, "T-9", source="helpdesk", customer=IDRIS)
    garage.at("11 13:31")

    call = garage.owed("week-after-delivery")
    assert (False, "open", "2026-03-11T17:00") == (call["held"], call["state"], call["due_at"][:16])
    assert ["2026-03-11T13:30"] == asked_about(garage, call)


def test_v11_what_is_moved_to_later_the_same_day_is_asked_for_again(garage):
    garage.at("2 08:40").hears("repairshopr.repair-received.nora")
    garage.at("2 14:35")

    garage.answers_last_task(outcome="reschedule", when="2026-03-02T16:30")
    garage.at("2 16:31")

    assert ["2026-03-02T14:30", "2026-03-02T16:15"] == asked_about(garage, garage.owed("price-call"))


def test_v12_a_letter_after_which_the_process_died_is_sent_once_and_shown_as_unknown(garage):
    garage.at("2 11:05")
    garage.bench.fault("sesv2.SendEmail", "crash_after")

    garage.hears("shopify.order-placed.idris")
    garage.at("4 12:00")

    assert (True, "open") == (garage.owed("first-thanks")["unsure"], garage.owed("first-thanks")["state"])
    assert 1 == len(garage.mails("letter"))
    assert "Please find out whether our letter reached Idris Vale" in garage.subjects("task")


def test_v13_a_scanner_that_looks_and_then_presses_every_button_changes_no_answer(garage):
    garage.at("3 16:20").hears("repairshopr.repair-collected.nora")
    garage.at("10 10:05")
    [link] = answer_links(sheets(garage)[-1])
    bench = garage.bench

    answers(link, {"outcome": "done", "note": "All is well."}, bench=bench)
    bench.advance(by=dt.timedelta(seconds=35))
    for method in ("GET", "GET", "GET", "HEAD"):
        opens(link, bench=bench, method=method)
    for form in Form(opens(link, bench=bench).body.decode()).every:
        posts(link, form, bench=bench)
    for button in BUTTONS:
        posts(link, {"form": "1", "outcome": button, "when": "2026-03-12T11:00"}, bench=bench)
    garage.at("11 12:00")

    assert "kept" == garage.owed("week-after")["state"]
    assert ["answered done"] == [what for what in garage.whats("week-after") if what.startswith("answered")]
    assert [] == [each for each in bench.commitments() if each["follow_up"] == "listen"]


def test_v14_a_refund_and_then_a_late_delivery_make_no_follow_up(garage):
    """As if they had come in order: what the delivery begins, the refund of a day later has ended."""
    garage.at("4 09:00").tells("order.refunded", "77", customer=IDRIS)

    garage.tells("order.delivered", "77", customer=IDRIS, total=WORTH_A_CALL, occurred_at="2026-03-03T15:00:00+00:00")
    garage.at("20 12:00")

    planned = [each for each in garage.bench.commitments() if each["follow_up"] == "week-after-delivery"]
    assert [("released", "order.refunded")] == [(each["state"], each["history"][-1]["because"]) for each in planned]
    assert [] == [mail for mail in garage.bench.mail() if planned[0]["id"] in mail["commitments"]]


def test_v15_after_nine_days_of_standstill_nothing_is_late_in_silence_and_nothing_floods(garage):
    """Standing still from Saturday evening to the Monday nine days later."""
    delivered(garage.at("3 10:00"), "still-kind", a_buyer(1))
    for number in range(2, 6):
        garage.at("3 10:30").tells("repair.collected", f"missed-{number}", customer=a_buyer(number))
    garage.at("7 10:00").tells("repair.collected", "today", customer=a_buyer(6))
    garage.at("7 20:30").tells("order.placed", "stale", customer=a_buyer(7))
    before = len(garage.bench.mail())

    stands_still_until(garage.bench, 16, dt.time(7))
    garage.at("16 17:30")

    mails = garage.bench.mail()[before:]
    broken = [mail["subject"] for mail in mails if mail["subject"].startswith("BROKEN: ")]
    todays = about(garage, "week-after", "today")
    assert ("lapsed", []) == (
        about(garage, "first-thanks", "stale")["state"],
        [m for m in mails if m["kind"] == "letter"],
    )
    assert ["broken"] * 4 == [about(garage, "week-after", f"missed-{number}")["state"] for number in range(2, 6)]
    assert 4 == sum("Tuesday 10 March" in subject for subject in broken)
    assert "2026-03-16T11:00" == todays["due_at"][:16]
    assert any(todays["id"] in sheet["commitments"] for sheet in sheets(garage))
    assert about(garage, "week-after-delivery", "still-kind")["id"] in sheets(garage)[-2]["commitments"]
    assert 20 > len(mails)
    assert 0 == garage.dead_letters()


def test_v16_who_covers_for_the_cover_gets_it_and_at_last_the_owner(garage):
    garage.at("2 15:10").tells("repair.received", "1", customer=IDRIS, details={"work": "brakes"})
    garage.at("3 07:40")

    says(garage, "owner", "cover", what="away", who="adviser")
    says(garage, "owner", "cover", what="away", who="counter")
    garage.at("3 08:45")

    call = garage.owed("price-call")["id"]
    readers = [mail["to"] for mail in garage.mails("task") if call in mail["commitments"]]
    assert {"maeve@corncrake.example"} == {name for to in readers for name in to}


@pytest.mark.parametrize("given", ["null", "idris.vale88", None])
def test_v18_whose_name_we_do_not_know_is_never_written_to_by_a_handle(garage, given):
    nameless = {"email": "idris@vale.example", "phone": "+353 20 915 0177", "given_name": given, "family_name": None}
    garage.at("3 10:00").tells("order.placed", "77", customer=nameless)
    garage.at("3 12:00")

    [letter] = garage.mails("letter")
    assert letter["text"].startswith("Hello,")
    assert not [word for word in ("null", "None", "vale88") if word in letter["text"] + letter["html"]]
    assert links_of(letter)
