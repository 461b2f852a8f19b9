"""The checker itself: it must see what is wrong, or three hundred quiet runs say nothing."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from simulation.checker import faults

Json = dict[str, Any]

FIRM: Json = {
    "business": {
        "zone": "Europe/Dublin",
        "country": "IE",
        "asked_first": {"calls": {"IE": "may"}, "letters": {"IE": "may"}},
        "hours": {"mon": ["09:00-17:00"]},
        "closed": {},
        "letters": {"hours": ["08:00-20:00"], "days": ["mon"]},
        "budget": {
            "cheerful": {"at_most": 1, "in_days": 14},
            "care_calls": {"at_most": 1, "in_days": 30},
            "the_same_letter": {"at_most": 1, "in_days": 90},
        },
        "role": [{"id": "owner", "email": "owner@random.example", "days": ["mon"]}],
    },
    "playbook": {"follow_up": [{"id": "rule", "hold_while": ["complaint open"]}]},
    "events": [],
}
OWED: Json = {
    "id": "p-1",
    "follow_up": "rule",
    "subject": "canonical/order/1",
    "points": ["epoint:nora@quill.example"],
    "occurrence": "1",
    "owner": "owner",
    "channel": "email",
    "made_at": "2026-03-01T00:00:00+00:00",
}
LETTER: Json = {
    "at": "2026-03-02T10:00:00+00:00", "key": "rref:canonical/nora", "points": ["epoint:nora@quill.example"], "how": "email", "channel": "email", "step": "remind",
    "class": "care", "is_cheerful": True, "announces": "", "follow_up": "rule", "commitment": "p-1", "generation": 1, "with": [],
}  # fmt: skip
TASK: Json = {"at": "2026-03-02T10:00:00+00:00", "kind": "task", "step": "remind", "to": "owner@random.example", "subject": "", "commitments": ["p-1"], "generation": 1}  # fmt: skip
QUIET: Json = {"from": "2026-02-01T00:00:00+00:00", "contacts": [LETTER], "sent": [TASK], "commitments": [OWED], "answers": [], "trouble": [], "stops": [], "replies": [], "news": []}  # fmt: skip


def found(**changes: Any) -> list[str]:
    return [said.partition(":")[0] for said in faults(FIRM, {**deepcopy(QUIET), **changes})]


def test_an_ordinary_letter_and_an_ordinary_task_are_no_fault():
    assert [] == found()


@pytest.mark.parametrize(
    "when", ["2026-03-02T07:59:59+00:00", "2026-03-02T20:00:00+00:00", "2026-03-03T10:00:00+00:00"]
)
def test_a_letter_out_of_hours_is_seen(when: str):
    assert ["quiet hours"] == found(contacts=[{**LETTER, "at": when}])


@pytest.mark.parametrize(
    "when", ["2026-03-02T08:59:00+00:00", "2026-03-02T17:00:00+00:00", "2026-03-03T10:00:00+00:00"]
)
def test_a_task_for_somebody_who_is_not_there_is_seen(when: str):
    assert ["closed"] == found(sent=[{**TASK, "at": when}])


def test_a_second_friendly_letter_within_the_budget_is_seen():
    again = {**LETTER, "at": "2026-03-09T10:00:00+00:00", "commitment": "p-2", "follow_up": "other"}

    assert ["over budget"] == found(contacts=[LETTER, again], commitments=[OWED, {**OWED, "id": "p-2"}])


def test_a_letter_after_a_stop_is_seen():
    assert ["after a stop"] == found(stops=[{"at": "2026-03-01T10:00:00+00:00", "points": LETTER["points"]}])


def test_the_same_step_twice_and_the_same_letter_twice_are_seen():
    letters = [LETTER, {**LETTER, "class": "promise", "is_cheerful": False}]

    assert ["twice", "the letter twice"] == found(sent=[TASK, TASK], contacts=letters)


def test_advertising_without_a_yes_is_seen():
    assert ["without consent"] == found(contacts=[{**LETTER, "class": "marketing"}])


CALL = {**LETTER, "how": "call", "channel": "call", "to": "owner@random.example"}
NORA = {"ref": "nora", "email": "nora@quill.example"}


def told(kind: str, at: str, **more: Any) -> Json:
    subject = {"type": "order", "id": "1"}
    return {"kind": kind, "occurred_at": at, "subject": subject, "customer": NORA, "asked": "unknown", **more}


def seen(events: list[Json], contact: Json, *, rule: Json | None = None, **business: Any) -> list[str]:
    """What is wrong with this one contact, after these events."""
    firm = deepcopy(FIRM)
    firm["events"], firm["playbook"]["follow_up"] = events, [{"id": "rule", "hold_while": [], **(rule or {})}]
    firm["business"] |= business
    run = {**deepcopy(QUIET), "contacts": [contact]}
    return [said.partition(":")[0] for said in faults(firm, run)]


def test_advertising_after_a_yes_was_taken_back_is_seen():
    consent = [
        told(
            "contact.consent_changed",
            f"2026-02-0{day}T10:00:00+00:00",
            subject={"type": "contact", "id": word},
            asked=word,
        )
        for day, word in ((1, "yes"), (2, "no"))
    ]

    assert [] == seen(consent[:1], {**LETTER, "class": "marketing"})
    assert ["without consent"] == seen(consent, {**LETTER, "class": "marketing"})


def test_a_kindness_to_somebody_who_said_no_is_seen():
    assert ["she said no"] == seen([told("order.placed", "2026-02-01T10:00:00+00:00", asked="no")], CALL)


def test_a_kindness_that_nobody_asked_for_where_one_has_to_ask_is_seen():
    assert [] == seen([], CALL)
    assert ["not asked"] == seen([], CALL, asked_first={"calls": {"IE": "only_if_asked"}})


def test_a_call_in_her_night_is_seen_where_her_day_is_near():
    abroad = [told("order.placed", "2026-02-01T10:00:00+00:00", customer={**NORA, "zone": "America/New_York"})]

    assert ["night there"] == seen(abroad, CALL)
    assert [] == seen(abroad, {**CALL, "at": "2026-03-02T14:00:00+00:00"})


def test_a_letter_in_her_night_is_seen():
    abroad = [told("order.placed", "2026-02-01T10:00:00+00:00", customer={**NORA, "zone": "America/New_York"})]

    assert ["quiet hours"] == seen(abroad, LETTER)


def test_one_kind_call_more_than_the_day_has_room_for_is_seen():
    full = [{**FIRM["business"]["role"][0], "calls_a_day": 0}]

    assert ["no room"] == seen([], CALL, role=full)


def test_a_kind_letter_before_its_day_is_seen():
    placed, rule = [told("order.placed", "2026-02-27T10:00:00+00:00")], {"when": "order.placed", "due": "3 days later"}

    assert [] == seen(placed, LETTER, rule=rule)
    assert ["too early"] == seen(placed, LETTER, rule={**rule, "due": "4 days later"})


def test_a_letter_about_what_was_cancelled_is_seen():
    cancelled = [told("order.cancelled", "2026-03-02T09:00:00+00:00")]

    assert ["after its end"] == seen(cancelled, LETTER, rule={"cancel_on": ["order.cancelled"]})


def test_something_kind_in_a_promised_call_after_a_stop_is_seen():
    both = {**CALL, "class": "promise", "is_cheerful": True}

    assert ["after a stop"] == found(
        contacts=[both], stops=[{"at": "2026-03-01T10:00:00+00:00", "points": LETTER["points"]}]
    )


def test_a_letter_in_a_pause_is_seen():
    pause = {"what": "pause", "at": "2026-03-02T09:00:00+00:00", "until": "2026-03-02T11:00:00+00:00"}

    assert ["paused"] == found(news=[pause])


def test_something_cheerful_during_a_complaint_is_seen():
    opened = {
        "kind": "complaint.opened",
        "occurred_at": "2026-03-01T10:00:00+00:00",
        "subject": {"type": "complaint", "id": "k"},
        "customer": {"ref": "nora", "email": "nora@quill.example"},
    }

    assert ["complaint open"] == [said.partition(":")[0] for said in faults({**FIRM, "events": [opened]}, QUIET)]


def test_what_would_have_stopped_the_engine_is_told():
    assert ["trouble"] == found(trouble=[{"what": "The text cannot be filled in."}])
