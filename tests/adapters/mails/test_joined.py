from __future__ import annotations

import pytest

from followthrough.adapters.mails.joined import all_promised, also_about, in_one_call
from followthrough.domain.subject import Subject
from followthrough.domain.telling import Telling
from support.cards import REPAIR, a_card, a_commitment, a_rule

BARS = a_card(
    rule=a_rule(id="week-after-delivery", reason="a week after the {product} came", windows=()),
    commitment=a_commitment(id="bars", follow_up="week-after-delivery", promised_by=None, words="Does it fit?"),
    details={"product": "Roof bars"},
)
CARD = a_card(joined=(BARS,))
TELLING = Telling(now=CARD.now, zone="Europe/Dublin")


def test_the_facts_of_the_other_matter_begin_with_why():
    rows = also_about(CARD, telling=TELLING)

    assert ("Also", "a week after the Roof bars came") == rows[0]
    assert ("Product", "Roof bars") in rows


def test_a_call_about_one_thing_is_also_about_nothing():
    assert () == also_about(a_card(), telling=TELLING)


def test_only_what_was_promised_is_quoted_and_only_once():
    twin = a_card(subject=Subject(ref=REPAIR, customer="repairs#81"))

    assert all_promised(a_card(), telling=TELLING) == all_promised(a_card(joined=(BARS, twin)), telling=TELLING)


@pytest.mark.parametrize(
    ("scripts", "expected"),
    [
        ([("Hello.", "The van?", "Anything else?", "Thanks.")], "Hello. The van? Anything else? Thanks."),
        (
            [("Hello.", "The van?", "Anything else?", "Thanks."), ("Hello!", "The bars?", "Anything else?", "Bye.")],
            "Hello. The van? The bars? Anything else? Thanks.",
        ),
        ([(), ("Hello!", "The bars?")], "Hello! The bars?"),
        ([("Hello.",), ("Hello!", "The bars?", "Bye.")], "Hello. The bars?"),
        ([()], ""),
    ],
)
def test_two_scripts_are_one_conversation(scripts, expected):
    assert expected == " ".join(in_one_call(*scripts))
