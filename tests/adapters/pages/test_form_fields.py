"""What the form of a task asks for."""

from __future__ import annotations

from followthrough.adapters.pages.form_fields import fields_of, usual
from followthrough.domain.telling import Telling
from followthrough.domain.words import Asks, Cause, State
from support.cards import a_card, a_commitment, a_rule, at

NOW = at("2026-03-10 10:00")


def test_listening_asks_three_questions_a_cause_and_who():
    fields = fields_of(a_card(rule=a_rule(asks=Asks.LISTEN)))

    assert ["expected", "got", "remedy", "cause", "who", "goodwill"] == [field.name for field in fields]
    assert [
        "What did you expect?",
        "What did you get instead?",
        "How would you like us to put it right?",
    ] == [field.label for field in fields[:3]]


def test_every_cause_can_be_chosen_in_words():
    [cause] = [field for field in fields_of(a_card(rule=a_rule(asks=Asks.LISTEN))) if field.name == "cause"]

    assert set(Cause) == set(cause.choices)
    assert "Part missing" == cause.choices[Cause.PART_MISSING]


def test_who_puts_it_right_is_a_person_and_a_job():
    [who] = [field for field in fields_of(a_card(rule=a_rule(asks=Asks.LISTEN))) if field.name == "who"]

    assert "Iris, counter" == who.choices["counter"]


def test_a_broken_promise_asks_for_its_cause_and_any_other_task_for_nothing_but_gifts():
    broken = a_card(commitment=a_commitment(state=State.BROKEN))

    assert ["cause", "goodwill"] == [field.name for field in fields_of(broken)]
    assert ["goodwill"] == [field.name for field in fields_of(a_card())]


def test_what_this_shop_keeps_nine_times_of_ten_is_proposed_when_there_is_history():
    telling = Telling(now=NOW, zone="Europe/Dublin")

    assert "" == usual(a_card(), telling=telling)
    assert "nine times of ten it is done by Thursday 12 March, 12:00." in usual(
        a_card(usual_by=at("2026-03-12 12:00")), telling=telling
    )
