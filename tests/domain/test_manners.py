from __future__ import annotations

import re

import pytest

from followthrough.domain.event import Contact
from followthrough.domain.manners import capitalised, filled, full_name, given_name, greeting, listed, within_a_sentence


def test_she_is_greeted_by_her_name() -> None:
    assert "Hello Nora," == greeting(Contact(given_name="Nora", family_name="Quill"))


@pytest.mark.parametrize(
    "given",
    [
        None,
        "",
        "  ",
        "null",
        "None",
        "undefined",
        "Guest",
        "guest customer",
        "N/A",
        "-",
        "nora88",
        "nora@quill.example",
        "https://evil.example",
        "win.at.evil.com",
        "<b>Nora</b>",
        "{{ name }}",
        "\u202e\u200b",
        "x" * 61,
    ],
)
def test_what_is_not_a_name_is_never_used_as_one(given: str | None) -> None:
    contact = Contact(given_name=given, email="nora@quill.example")

    assert "Hello," == greeting(contact)
    assert full_name(contact) is None


@pytest.mark.parametrize("given", ["Oisín", "Siobhán-Máire", "O'Brien", "王小明", "J. R.", "محمد"])
def test_names_of_the_world_are_names(given: str) -> None:
    assert given == given_name(Contact(given_name=given))


def test_a_family_name_alone_is_no_greeting_but_a_name_to_ask_for() -> None:
    contact = Contact(given_name="null", family_name="Quill")

    assert ("Hello,", "Quill") == (greeting(contact), full_name(contact))


@pytest.mark.parametrize(
    ("speaking", "expected"), [("de", "Guten Tag Nora,"), ("de-AT", "Guten Tag Nora,"), ("xx", "Hello Nora,")]
)
def test_a_greeting_is_in_her_language_if_we_speak_it(speaking: str, expected: str) -> None:
    assert expected == greeting(Contact(given_name="Nora"), speaking=speaking)


def test_an_unknown_placeholder_is_said_in_a_general_word() -> None:
    facts = {"work": "brakes", "product": ""}

    assert "the price for her brakes" == filled("the price for her {work}", facts, otherwise="repair")
    assert "the repair, the repair" == filled("the {product}, the {who}", facts, otherwise="repair")


def test_a_placeholder_reaches_no_further_than_its_name() -> None:
    assert "{work.__class__}" == filled("{work.__class__}", {"work": "brakes"}, otherwise="repair")


@pytest.mark.parametrize(
    ("words", "expected"), [((), ""), (("a",), "a"), (("a", "b"), "a and b"), (("a", "b", "c"), "a, b and c")]
)
def test_a_list_is_said_as_people_say_it(words: tuple[str, ...], expected: str) -> None:
    assert expected == listed(words)


def test_only_the_first_letter_becomes_a_capital() -> None:
    assert "Nobody phoned Nora Quill" == capitalised("nobody phoned Nora Quill")


@pytest.mark.parametrize(
    ("words", "expected"), [("Roof bars", "roof bars"), ("BMW bars", "BMW bars"), ("roof bars", "roof bars"), ("", "")]
)
def test_a_thing_is_named_within_a_sentence(words: str, expected: str) -> None:
    assert expected == within_a_sentence(words)


def test_a_name_that_came_in_one_field_is_said_whole() -> None:
    """To split it would be a guess: whose given name comes first, and how many words it has, nobody told us."""
    contact = Contact(given_name="Nora van der Quill")

    assert ("Hello Nora van der Quill,", "Nora van der Quill") == (greeting(contact), full_name(contact))


@pytest.mark.parametrize("given", ["Dr. Nora Quill", "Frau Quill", "Mx Quill"])
def test_a_title_that_she_gave_herself_stays(given: str) -> None:
    assert given == full_name(Contact(given_name=given))


@pytest.mark.parametrize("speaking", ["en", "de", "fr"])
@pytest.mark.parametrize("given", ["Nora", "Idris", "Nora Quill"])
def test_no_title_is_guessed_from_a_name(given: str, speaking: str) -> None:
    """Whoever has to be asked how she is called is not told by us."""
    hello = greeting(Contact(given_name=given), speaking=speaking)

    assert not re.search(r"\b(mr|mrs|ms|miss|sir|madam|herr|frau|monsieur|madame)\b", hello, re.IGNORECASE)
