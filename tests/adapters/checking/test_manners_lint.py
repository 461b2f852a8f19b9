from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from followthrough.adapters.business.business_folder import DEFAULT, BusinessFolder
from followthrough.adapters.business.texts import Texts
from followthrough.adapters.checking.manners_lint import unmannerly
from followthrough.adapters.checking.manners_words import remarks_on
from followthrough.adapters.templating import TEMPLATES
from followthrough.application.ports import Rules
from followthrough.domain.asked_first import AskedFirst, Leave
from followthrough.domain.playbook import Playbook

RULES = BusinessFolder().current()
TEXTS = Texts.read(DEFAULT)
HER_PAGES = sorted(path for pattern in ("page_hers", "page_stop", "letter") for path in TEMPLATES.glob(f"{pattern}*"))


def of_letter(name: str, *changes: tuple[str, str], footer: str | None = None) -> list[str]:
    """What is found in a shipped letter after these changes, or in one of no rule's."""
    text = TEXTS.letters[f"{name}.en"]
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after)
    footer = TEXTS.letters["footer.en"] if footer is None else footer
    return found(Texts(letters={f"{name}.en": text, "footer.en": footer}, scripts={}))


def of_script(name: str, *changes: tuple[str, str]) -> list[str]:
    text = TEXTS.scripts[name]
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after)
    return found(Texts(letters={}, scripts={name: text}))


def found(texts: Texts, rules: Rules = RULES) -> list[str]:
    return [str(each) for each in unmannerly(rules, texts)]


def test_everything_that_ships_is_said_with_manners():
    assert [] == found(TEXTS)


@pytest.mark.parametrize("template", HER_PAGES, ids=lambda path: path.name)
def test_her_own_page_and_the_frame_of_a_letter_have_manners_too(template: Path):
    lines = template.read_text(encoding="utf-8").splitlines()

    assert [] == [str(remark) for line in lines if "<" not in line for remark in remarks_on(line)]


BROKEN_LETTERS = [
    # greeting
    (
        "ready",
        ("{{ greeting }}", "Hello {{ name }},"),
        "ready.en.txt: line 3: it does not greet her as we greet everybody",
    ),
    (
        "ready",
        ("{{ greeting }}", "Hello {{ name }},"),
        "line 3: somebody without a name would read “Hello ,”",
    ),
    ("ready", ("We are here", "{{ name }}, we are here"), "a sentence has a hole where something is not known: “, we"),
    ("ready", ("{{ greeting }}", "{{ greeting }} dear {{ name }}, "), "a hole where something is not known"),
    ("ready", ("{{ greeting }}", "Hi! {{ greeting }}"), "somebody without a name would read “Hi! Hello,”"),
    ("ready", ("{{ greeting }}", "Dear Mrs {{ name }},"), "line 3: “Mrs” guesses who she is; write {{ greeting }}"),
    ("ready", ("{{ greeting }}", "Hello {{ first_name }},"), "cannot be filled in: 'first_name' is undefined"),
    # please, thank you
    ("ready", (", please phone", ", phone"), "line 1: nowhere does it say “please”; ask kindly"),
    ("ready", ("Thank you for your trust.", ""), "line 1: nowhere does it say “thank”; ask kindly"),
    # when she hears next
    ("no-news", ("{{ by }}", "in time"), "line 1: it does not say when she hears from us, or until when"),
    ("told", ("{{ when }}", "later"), "line 1: it does not say when she hears from us, or until when"),
    # a person, a number
    ("ready", ("{{ who }}", "us"), "it names no person; say {{ who }} looks after it"),
    ("ready", ("{{ number }}", "our number"), "it gives no number; say that a person is on {{ number }}"),
    ("ready", ("We are here", "Do not reply. We are here"), "“Do not reply” shuts the door"),
    # pressure and noise
    (
        "ready",
        ("Your car is ready.", "Your car is ready, act now."),
        "line 5: “act now” hurries her; say by when it is",
    ),
    ("ready", ("Your car is ready.", "Letzte Chance."), "“Letzte Chance” hurries her"),
    ("ready", ("Your car is ready.", "YOUR CAR IS READY."), "shouts; write it in small letters"),
    ("ready", ("Your car is ready.", "Your car is ready!!!"), "line 5: “!!” is loud; write a full stop"),
    # marks
    ("how-is-it", ("Does everything fit", "How satisfied are you, does it fit"), "“How satisfied” asks for marks"),
    ("ready", ("Thank you", "Give us five stars, please. Thank you"), "“five stars” asks for marks"),
    # what is not known
    (
        "money-back",
        ("{% if amount %}, {{ amount }},{% endif %}", ", {{ amount }},"),
        "hole where something is not known",
    ),
]


@pytest.mark.parametrize(("name", "change", "wrong"), BROKEN_LETTERS, ids=[each[2] for each in BROKEN_LETTERS])
def test_every_rule_has_a_letter_that_breaks_it(name, change, wrong):
    said = of_letter(name, change)

    assert any(wrong in each for each in said), said
    assert all(each.startswith((f"letters/{name}.en.txt: ", "letters/footer.en.txt: ")) for each in said)


@pytest.mark.parametrize(
    ("name", "gone", "wrong"),
    [
        ("ready", "{{ imprint }}", "it ends without saying who we are; give the footer its {{ imprint }}"),
        ("ready", "{{ privacy }}", "it does not lead to what we know about her"),
        ("how-is-it", "{{ stop }}", "she cannot say stop; give the footer its {{ stop }}"),
        ("yearly-check", "{{ stop }}", "she cannot say stop; give the footer its {{ stop }}"),
    ],
)
def test_the_end_of_a_letter_says_who_we_are_and_how_to_stop_it(name, gone, wrong):
    said = of_letter(name, footer=TEXTS.letters["footer.en"].replace(gone, "here"))

    (only,) = said
    assert only.startswith(f"letters/{name}.en.txt: line 3: {wrong}")


def test_a_promise_needs_no_way_to_stop_it():
    assert [] == of_letter("ready", footer=TEXTS.letters["footer.en"].replace("{{ stop }}", "here"))


def test_only_advertising_may_ask_for_marks():
    assert [] == of_letter("yearly-check", ("Thank you", "How satisfied are you? Thank you"))


def test_a_letter_in_another_language_is_asked_for_the_words_of_that_language():
    german = "Subject: Ihr Auto\n\n{{ greeting }}\n\nIhr Auto ist bis {{ closing }} da. {{ who }}, {{ number }}."
    footer = TEXTS.letters["footer.en"]

    said = found(Texts(letters={"ready.de": german, "footer.de": footer}, scripts={}))

    assert ["bitte", "dank"] == [each.split("“")[1].split("”")[0] for each in said]


def test_a_letter_whose_language_has_no_footer_is_told_of():
    german = "Subject: Ihr Auto\n\n{{ greeting }}\n\nBitte, {{ closing }}. {{ who }}, {{ number }}. Danke."

    (said,) = found(Texts(letters={"ready.de": german}, scripts={}))

    assert (
        'letters/ready.de.txt: line 3: There is no letter "footer" in de; please compare it with the other letters.'
        == said
    )


@pytest.mark.parametrize(
    ("name", "change", "wrong"),
    [
        (
            "week-after",
            ("{{ hello }}", "Hi {{ who }}"),
            "line 1: its first line does not say a good day; begin with {{ hello }}",
        ),
        ("week-after", ("it is {{ who }}", "it is us"), "line 1: its first line does not say who is phoning"),
        ("week-after", ("{{ business }}", "the garage"), "line 1: its first line does not say from where"),
        ("week-after", (", please?", "?"), "line 1: nowhere does it say “please”"),
        ("week-after", ("Thank you for your trust.", "Goodbye."), "line 1: nowhere does it say “thank”"),
        ("week-after", ("still feel right?", "deserve five stars?"), "line 2: “five stars” asks for marks"),
        ("week-after", ("{{ hello }}", "{{ hello }} Mr {{ name }}"), "line 1: “Mr” guesses who she is"),
        ("week-after", ("{{ work }}", "{{ wrok }}"), "cannot be filled in: 'wrok' is undefined; please compare it"),
        ("sorry", ("{{ by }}", "{{ byy }}"), "cannot be filled in: 'byy' is undefined; please compare it"),
    ],
)
def test_a_script_without_manners_is_told_of(name, change, wrong):
    said = of_script(name, change)

    assert any(wrong in each for each in said), said


@pytest.mark.parametrize(
    ("key", "changes", "wrong"),
    [
        ("words", {"words": "Act now, {by}."}, "“Act now” hurries her"),
        ("words", {"words": "How satisfied are you?"}, "“How satisfied” asks for marks"),
        ("alternatives", {"alternatives": ("ONLY THIS one",)}, "shouts"),
    ],
)
def test_the_words_of_a_rule_are_read_too(key, changes, wrong):
    rule = replace(RULES.playbook.by_id("ready-by"), **changes)
    rules = replace(RULES, playbook=Playbook(follow_ups=(rule,)))

    said = found(Texts(letters={}, scripts={}), rules)

    assert said
    assert all(each.startswith(f'playbook.toml: rule "ready-by": {key}: ') and wrong in each for each in said), said


def with_table(table: AskedFirst) -> list[str]:
    rules = replace(RULES, business=replace(RULES.business, asked_first=table))
    return found(Texts(letters={}, scripts={}), rules)


def test_a_table_of_countries_that_nobody_has_confirmed_is_told_of():
    (said,) = with_table(replace(RULES.business.asked_first, confirmed=None))

    assert said.startswith("business.toml: asked_first: nobody has confirmed it, so only those hear from us who")


def test_a_table_that_leaves_out_the_shop_itself_is_told_of():
    (said,) = with_table(replace(RULES.business.asked_first, letters={"GB": Leave.MAY}))

    assert said == (
        "business.toml: asked_first.letters: it does not say what holds in your own country, IE; "
        'write IE = "may" or "only_if_asked".'
    )
