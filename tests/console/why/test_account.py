from __future__ import annotations

from dataclasses import replace
from typing import Any

from console.why.account import Account, account_of
from followthrough.domain.commitment import Commitment, Wake
from followthrough.domain.words import Channel, MessageClass, Step
from support.cards import BUSINESS, a_commitment, a_rule, at

MADE = at("2026-03-03 16:20")


def owed(**changes: Any) -> Commitment:
    return a_commitment(caused_at=MADE, **changes).noted("made", at=MADE, because="repair.collected")


def account(commitment: Commitment, **rule: Any) -> Account:
    return account_of(commitment, rule=a_rule(**rule), business=BUSINESS, is_held=False, now=at("2026-03-04 09:00"))


def test_it_exists_because_of_an_event_and_a_rule():
    first = account(owed()).exists[0]

    assert "The repair was fetched on Tuesday 3 March, 16:20. The rule “week-after” makes a call of that." == first


def test_a_ritual_exists_because_its_turn_has_come():
    again = a_commitment().noted("made", at=MADE, because="0123456789abcdef0123")

    assert "It was made, because its turn has come again. The rule is “week-after”." == account(again).exists[0]


def test_a_ritual_says_how_often_it_comes():
    said = [account(owed(), every=days).exists[-1] for days in (1, 2)]

    assert all(
        words in each for words, each in zip(("every working day in", "every 2 working days in"), said, strict=True)
    )


def test_every_class_says_what_it_has_to_make_way_for():
    said = {kind: account(owed(message_class=kind)).exists[1] for kind in MessageClass}

    assert 3 == len(set(said.values()))


def test_a_promise_in_the_place_of_another_leads_to_it():
    found = account(owed(follows="c0ffee"))

    assert "in the place of a promise that could not be kept" in found.exists[0]
    assert [("It stands in the place of", "c0ffee")] == [(each.words, each.id) for each in found.beside]


def test_one_call_for_two_reasons_leads_to_the_other_one_from_both_sides():
    lead, partner = account(owed(joined=("c2",))), account(owed(rides_with="c1"))

    assert ["c2", "c1"] == [each.id for found in (lead, partner) for each in found.beside]


def test_a_letter_instead_of_a_call_says_why():
    assert any("takes the place of the call" in each for each in account(owed(channel=Channel.EMAIL)).exists)


def test_a_task_instead_of_a_letter_says_why():
    found = account(owed(channel=Channel.TASK), channel=Channel.EMAIL)

    assert any("no email address" in each for each in found.exists)


def test_care_that_would_have_been_a_promise_says_why():
    found = account(owed(message_class=MessageClass.CARE), message_class=MessageClass.PROMISE)

    assert any("It would be a promise" in each for each in found.exists)


def test_a_promise_that_somebody_else_has_now_says_so():
    assert "The rule gives it to Donal; now Iris has it." in account(owed(owner="counter"), role="adviser").exists


def test_the_letter_that_tells_of_it_is_named():
    assert (
        "The letter of “fetched-thanks” tells the customer of it."
        in account(owed(), announced_by="fetched-thanks").exists
    )


def test_its_history_and_its_agenda_are_told_in_their_order():
    agenda = tuple(Wake(step=step, at=at(f"2026-03-10 1{n}:00")) for n, step in enumerate((Step.REMIND, Step.NUDGE)))

    found = account(replace(owed(), agenda=agenda))

    assert ["It was made, because the repair was fetched."] == [point.words for point in found.became]
    assert ["the task goes to Donal", "Donal is asked again"] == [point.words for point in found.coming]


def test_a_rule_that_is_gone_still_leaves_an_account():
    gone = account_of(owed(), rule=None, business=BUSINESS, is_held=False, now=MADE)

    assert gone.exists
    assert "is not in the playbook any more" in gone.then[0]
