from __future__ import annotations

from dataclasses import replace

import pytest

from followthrough.adapters.mails.sameness_words import DECISIONS, questions
from followthrough.domain.event import Contact
from support.people import ORDER, a_customer, an_alike

TITLES = {"shopify": "Shopify"}


def words(*alike: object) -> list[str]:
    return [question.words for question in questions(alike, titles=TITLES)]


def test_she_is_told_by_her_name_and_her_last_matter_and_what_both_share() -> None:
    assert ["Nora Quill, the customer of order #1007 (Shopify), has the same phone number."] == words(an_alike())


def test_without_a_name_she_is_told_by_her_matter() -> None:
    nameless = a_customer("e-1", contact=Contact())

    assert ["The customer of order #1007 (Shopify) has the same phone number."] == words(an_alike(customer=nameless))


def test_a_source_that_is_gone_is_called_by_its_id() -> None:
    about = replace(an_alike().about, ref=replace(ORDER, source="oldshop"), details=())

    assert ["Nora Quill, the customer of order 820982911946154508 (oldshop), has the same phone number."] == words(
        an_alike(about=about)
    )


@pytest.mark.parametrize(
    ("is_same", "expected"),
    [
        (True, "Counts as one person with Nora Quill, the customer of order #1007 (Shopify)."),
        (False, "Is not the same person as Nora Quill, the customer of order #1007 (Shopify)."),
    ],
)
def test_what_was_decided_is_said_and_can_be_taken_back(is_same: bool, expected: str) -> None:
    [question] = questions([an_alike(is_same)], titles=TITLES)

    assert (expected, ["undo"]) == (question.words, list(question.choices))


def test_every_choice_that_is_offered_decides_something() -> None:
    offered = {value for each in questions([an_alike(), an_alike(True)], titles=TITLES) for value in each.choices}

    assert set(DECISIONS) == offered


def test_what_somebody_else_typed_makes_no_link() -> None:
    about = replace(an_alike().about, details=(("number", "https://evil.example"),))

    assert "://" not in words(an_alike(about=about))[0]
