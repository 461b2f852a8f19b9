from __future__ import annotations

import pytest

from followthrough.adapters.bundle import Bundle, checked
from followthrough.adapters.business_folder import DEFAULT
from followthrough.adapters.files import Files
from followthrough.domain.errors import InvalidBusiness

SHIPPED = Files.of(DEFAULT)


def mistakes(**changes: str | None) -> list[str]:
    """What is said of the shipped business when these files are other ones, or gone."""
    texts = {**SHIPPED.texts, **{name.replace("__", "/"): text for name, text in changes.items()}}
    with pytest.raises(InvalidBusiness) as wrong:
        checked(Files({name: text for name, text in texts.items() if text is not None}))
    return str(wrong.value).splitlines()


def shipped(name: str, old: str, new: str) -> str:
    assert old in SHIPPED.texts[name], f"{name} says {old} no more"
    return SHIPPED.texts[name].replace(old, new, 1)


def test_the_business_that_ships_is_fit_to_be_published() -> None:
    bundle = checked(SHIPPED)

    assert "corncrake" == bundle.rules.business.id
    assert set(bundle.normalisers) == set(bundle.sources) == set(bundle.titles)
    assert "price-call" in bundle.texts.scripts


def test_each_part_is_compiled_once() -> None:
    bundle = Bundle(SHIPPED)

    assert bundle.rules is bundle.rules
    assert bundle.normalisers is bundle.normalisers


def test_mistakes_of_several_files_are_told_at_once() -> None:
    said = mistakes(
        **{
            "playbook.toml": shipped("playbook.toml", 'call    = "adviser"', 'call    = "advisor"'),
            "sources__shopify.toml": "id =",
            "sources__square.toml": 'id = "Square"',
        }
    )

    assert any('rule "price-call": call: there is no role "advisor"; did you mean "adviser"?' in line for line in said)
    assert {"playbook.toml", "shopify.toml", "square.toml"} == {line.partition(":")[0] for line in said}


def test_two_files_of_one_source_are_told() -> None:
    [said] = mistakes(**{"sources__another.toml": SHIPPED.texts["sources/square.toml"]})

    assert 'id: "square" is the id of another.toml already.' in said


def test_what_only_shows_behind_the_door_is_told_too() -> None:
    broken = SHIPPED.texts["sources/shopify.toml"].replace("[subject]", "[subjcet]", 1)

    assert all(line.startswith("shopify.toml: ") for line in mistakes(**{"sources__shopify.toml": broken}))


def test_a_letter_that_a_rule_names_is_there_in_the_language_of_the_firm() -> None:
    said = mistakes(**{"letters__quote.en.txt": None, "letters__we-tried.en.txt": None})

    assert any('rule "quote": letter: there is no file "letters/quote.en.txt"' in line for line in said)
    assert any('rule "price-call": tries.then: there is no file "letters/we-tried.en.txt"' in line for line in said)


def test_a_script_that_a_rule_names_is_there() -> None:
    said = mistakes(**{"scripts__quote-silent.txt": None})

    assert ['playbook.toml: rule "quote-silent": script: there is no file "scripts/quote-silent.txt".'] == said
    assert (
        'did you mean "sorry"?'
        in mistakes(**{"playbook.toml": shipped("playbook.toml", '"quote-silent"\nmoved', '"sorri"\nmoved')})[0]
    )


def test_the_letters_that_every_business_needs_are_there() -> None:
    assert ["letters/footer.en.txt: every business needs this letter, and it is not there."] == mistakes(
        **{"letters__footer.en.txt": None}
    )


def test_a_text_that_is_not_well_written_is_told_with_its_line() -> None:
    [said] = mistakes(**{"scripts__sorry.txt": "Good morning,\n{{ name \n"})

    assert said.startswith("scripts/sorry.txt: line 2: ")
