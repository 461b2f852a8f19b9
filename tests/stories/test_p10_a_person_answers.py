"""P10, P12, P13, P20: every letter is from a person, greets by a name we are sure of, says please or thank you,
gives a number and the way to her own page, and never hurries her."""

from __future__ import annotations

import pytest

from followthrough.adapters.files import SHIPPED
from support.garage import Garage

LETTERS = SHIPPED / "letters"
NAMES = sorted(file.stem.removesuffix(".en") for file in LETTERS.glob("*.en.txt") if not file.stem.startswith("footer"))
HURRY = ("last chance", "act now", "hurry", "only today", "urgent", "immediately", "don't miss", "final notice")


def _words(name: str) -> str:
    return " ".join((LETTERS / f"{name}.en.txt").read_text(encoding="utf-8").casefold().split())


@pytest.mark.parametrize("name", NAMES)
def test_a_letter_greets_and_thanks_and_names_a_person_and_a_number(name):
    words = _words(name)

    assert "{{ greeting }}" in words
    assert "thank you" in words or "please" in words
    assert "{{ who }}" in words
    assert "{{ number }}" in words


@pytest.mark.parametrize("name", NAMES)
def test_no_letter_hurries_her_or_speaks_of_today(name):
    words = _words(name)

    assert [] == [each for each in (*HURRY, "today", "tomorrow", "shortly", "asap") if each in words]


def test_a_guest_whose_name_is_null_is_greeted_without_a_name(bench):
    garage = Garage(bench).at("3 09:02")

    garage.hears("shopify.order-placed.guest")

    [letter] = garage.mails("letter")
    assert letter["text"].startswith("Hello,\r\n")
    assert "null" not in letter["text"].casefold()
    assert "555-555-SHIP" not in letter["text"]


def test_an_answer_to_a_letter_is_read_by_a_person(bench):
    garage = Garage(bench).at("2 08:40")

    garage.hears("repairshopr.repair-received.nora")

    [letter] = garage.mails("letter")
    assert "hello@corncrake.example" == letter["headers"]["Reply-To"]
    assert "noreply" not in "".join(map(str, letter["headers"].values())).casefold().replace("-", "")
