from __future__ import annotations

import pytest

from followthrough.adapters.pages.outcome_hints import choice_words, when_label
from followthrough.application.ports import Card
from followthrough.domain.event import SubjectRef
from followthrough.domain.words import Asks, Channel, Outcome
from support.cards import a_card, a_commitment, a_rule, at

WORK = a_commitment(channel=Channel.TASK)


def hint(outcome: Outcome, card: Card) -> str:
    return choice_words(outcome, card)[1]


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        (a_card(), "And all is well"),
        (a_card(commitment=WORK), "And nothing is left to do"),
        (a_card(rule=a_rule(asks=Asks.LISTEN)), "Please answer the questions below"),
        (a_card(rule=a_rule(done_means="order.delayed"), commitment=WORK), "Please give the new date below"),
        (a_card(rule=a_rule(then_letter="progress"), commitment=WORK), "The sentence below goes to the customer"),
        (a_card(rule=a_rule(then_letter="progress")), "And all is well"),
        (a_card(rule=a_rule(then_event="complaint.resolved")), "And the complaint is closed"),
        (a_card(commitment=a_commitment(new_time=at("2026-03-12 12:00"))), "Sorry is said, and the new time told"),
    ],
)
def test_what_done_means_is_said_for_each_kind_of_task(card: Card, expected: str) -> None:
    assert ("Done", expected) == choice_words(Outcome.DONE, card)


def test_a_problem_after_a_complaint_opens_no_second_one() -> None:
    complaint = a_card(commitment=a_commitment(subject=SubjectRef(source="helpdesk", type="complaint", id="1")))

    assert "We listen once more" == hint(Outcome.PROBLEM, complaint)
    assert "We open a complaint and listen" == hint(Outcome.PROBLEM, a_card())


def test_the_field_for_a_time_says_which_time() -> None:
    assert "By when we put it right, by our clock" == when_label(a_card(rule=a_rule(asks=Asks.LISTEN)))
    assert "The new date" == when_label(a_card(rule=a_rule(done_means="order.delayed")))
    assert "The time that was agreed, by our clock, if there is one" == when_label(a_card())


def test_what_comes_again_and_again_rests_where_a_single_task_is_moved() -> None:
    ritual = a_card(rule=a_rule(every=2, then_letter="no-news"), commitment=WORK)

    assert "Or they call us themselves: it rests until the time below" == hint(Outcome.RESCHEDULE, ritual)
    assert "Until when it rests, by our clock, if it does" == when_label(ritual)
    assert "Please give it below" == hint(Outcome.RESCHEDULE, a_card(commitment=WORK))
