from __future__ import annotations

import re

import pytest

from followthrough.adapters.business.texts import Texts
from followthrough.adapters.checking.text_check import (
    CLOCKS,
    IN_LETTERS,
    IN_REASONS,
    IN_SCRIPTS,
    IN_WORDS,
    OF_TODAY,
    SOON,
    Given,
    texts_checked,
)
from followthrough.adapters.mails import known, letter, task
from followthrough.domain.playbook import FollowUp, Playbook, Tries
from support.cards import a_card, a_rule

LETTERS = {
    f"{name}.en": "Subject: Hello\n\n{{ greeting }}\n\nThank you." for name in ("footer", "new-time", "told", "news")
}


def said(*rules: FollowUp, letters=None, scripts=None, details=frozenset(), is_whole=True) -> list[str]:
    scripts = {"week-after": "{{ hello }}, it is {{ who }}."} | (scripts or {})
    texts = Texts(letters=LETTERS | (letters or {}), scripts=scripts)
    given = Given(texts=texts, details=frozenset(details), language="en", is_whole=is_whole)
    rules = rules or (a_rule(receipt="news"),)
    return list(map(str, texts_checked(Playbook(follow_ups=rules), given)))


# ----- what may be named is what is filled in -----------------------------------------------------------------------


def test_a_letter_may_name_exactly_what_every_letter_is_given(monkeypatch):
    asked: list[set[str]] = []
    monkeypatch.setattr(letter, "filled_in", lambda _, facts, called: asked.append(set(facts)) or "Subject: x")  # noqa: ARG005

    letter.letter_of(
        a_card(details={}), name="l", one_click=False, texts=Texts(letters={"l.en": "", "footer.en": ""}, scripts={})
    )

    assert IN_LETTERS | {"window"} == asked[0]


def test_a_script_may_name_exactly_what_every_script_is_given(monkeypatch):
    asked: list[set[str]] = []
    monkeypatch.setattr(task, "filled_in", lambda _, facts, called: asked.append(set(facts)) or "")  # noqa: ARG005

    task._script(
        a_card(details={}),
        step=task.Step.REMIND,
        texts=Texts(letters={}, scripts={}),
        telling=task.Telling(now=a_card().now, zone="UTC"),
    )

    assert IN_SCRIPTS == asked[0]


def test_words_and_reasons_may_name_what_is_filled_into_them(monkeypatch):
    asked: list[set[str]] = []
    monkeypatch.setattr(known, "filled", lambda _, facts, otherwise: asked.append(set(facts)) or "")  # noqa: ARG005
    card = a_card(details={"work": "brakes", "product": "bars"}, said={"remedy": "anew", "sentence": "soon done"})

    known.our_words(card, telling=task.Telling(now=card.now, zone="UTC"))
    known.reason(card)

    assert [IN_WORDS, IN_REASONS - {"reference"}] == asked


# ----- times in words -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "word", ["today", "Tomorrow", "tonight", "yesterday", "heute", "Heute", "morgen", "übermorgen"]
)
def test_a_word_of_today_is_a_lie_by_the_time_it_is_read(word: str):
    assert OF_TODAY.search(f"We phone you {word}.")


@pytest.mark.parametrize("word", ["shortly", "soon", "ASAP", "in Kürze", "demnächst", "Wir melden uns bald"])
def test_a_word_without_a_time_is_no_promise(word: str):
    assert SOON.search(f"You hear from us {word}.")


@pytest.mark.parametrize("word", ["17:00", "5 pm", "9 o'clock", "on Tuesday", "am Dienstag", "8 Uhr"])
def test_a_time_written_out_is_right_for_one_customer_only(word: str):
    assert CLOCKS.search(f"We phone you {word}.")


@pytest.mark.parametrize(
    "text", ["Guten Morgen!", "Your bald tyres are done.", "A sooner time", "Pushed a day", "Sooner"]
)
def test_what_only_looks_like_one_is_left_alone(text: str):
    assert (None, None, None) == (OF_TODAY.search(text), SOON.search(text), CLOCKS.search(text))


@pytest.mark.parametrize("key", ["words", "reason"])
def test_words_that_promise_tomorrow_are_refused_wherever_they_stand(key: str):
    assert re.search(
        rf'rule "week-after": {key}: "tomorrow" is wrong', said(a_rule(receipt="news", **{key: "tomorrow"}))[0]
    )
    assert re.search(
        r"alternatives: “|alternatives: \"today\"", said(a_rule(receipt="news", alternatives=("today",)))[0]
    )


def test_a_script_that_says_soon_is_told_its_line():
    found = said(scripts={"week-after": "{{ hello }}.\nWe phone soon."})

    assert [
        'scripts/week-after.txt: line 2: "soon" is no time that anybody can keep; write {{ by }} or {{ day }}.'
    ] == found


# ----- what may be named --------------------------------------------------------------------------------------------


def test_a_detail_that_a_source_tells_may_be_named_in_words_and_one_that_none_tells_is_remarked():
    rule = a_rule(receipt="news", words="The {colour} one.")

    assert [] == said(rule, details={"colour"})
    assert ["nobody tells us {colour}; leave it out, or let a source tell it in its [details]."] == [
        line.partition("words: ")[2] for line in said(rule)
    ]


def test_a_letter_may_name_a_detail_only_where_it_asks_first():
    asking = "Subject: x\n\n{% if colour is defined %}{{ colour }}{% endif %}"

    assert [] == said(letters={"news.en": asking}, details={"colour"})
    assert "not everybody tells us" in said(letters={"news.en": "Subject: x\n\n{{ colour }}"}, details={"colour"})[0]


def test_an_end_that_no_rule_names_cannot_be_told():
    assert "nobody says how long" in said(a_rule(receipt="news", words="It holds until {until}."))[0]


# ----- what is there, and what nobody reads -------------------------------------------------------------------------


def test_every_letter_of_a_rule_has_to_be_written():
    rule = a_rule(
        letter="a", receipt="b", else_letter="c", then_letter="d", tries=Tries(count=1, over_days=1, then_letter="e")
    )

    assert list("abcde") == [re.findall(r"letters/(.)\.en", line)[0] for line in said(rule) if "no file" in line]


def test_a_letter_without_its_language_is_told_what_to_be_called():
    assert ["letters/news.txt: does not say its language; call it news.en.txt."] == said(letters={"news": "Subject: x"})


def test_a_letter_in_another_language_needs_a_footer_in_it():
    found = said(letters={"news.de": "Subject: x\n\n{{ greeting }}"})

    assert ["letters/footer.de.txt: is missing, please write it; every letter ends with it."] == found


def test_while_a_rule_cannot_be_read_nobody_says_that_its_letter_is_unread():
    assert ["letters/news.en.txt: no rule sends this letter."] == said(a_rule())
    assert [] == said(a_rule(), is_whole=False)


def test_a_window_can_be_told_by_the_letter_of_the_call_and_by_the_letter_that_announces_it():
    window = {"news.en": "Subject: x\n\nbetween {{ window }}"}
    call, letter = a_rule(announced_by="thanks"), a_rule(id="thanks", letter="news", windows=(), script=None)

    assert [] == said(call, letter, letters=window)
    assert "nothing here has a window" in said(letter, a_rule(), letters=window)[0]
