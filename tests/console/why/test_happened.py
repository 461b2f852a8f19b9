from __future__ import annotations

import ast
from pathlib import Path

import pytest

import followthrough
from console.why.causes import is_known
from console.why.happened import Told, happened
from followthrough.domain.words import Channel, Outcome, Reply, Step
from support.cards import BUSINESS

CALL = Told(business=BUSINESS, channel=Channel.CALL)
LETTER = Told(business=BUSINESS, channel=Channel.EMAIL)
SENT_AS = "010f0197-service-id"


def codes(*names: str) -> set[str]:
    """Every text that the product's own code gives to one of these arguments: what a history can hold."""
    found = set()
    rings = [Path(followthrough.__file__).parent / ring for ring in ("domain", "application")]
    for path in (path for ring in rings for path in ring.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "noted" and "what" in names:
                found |= {str(node.args[0].value)} if isinstance(node.args[0], ast.Constant) else set()
            if isinstance(node, ast.keyword) and node.arg in names and isinstance(node.value, ast.Constant):
                found.add(str(node.value.value))
    return found


@pytest.mark.parametrize("code", sorted(codes("because")))
def test_every_reason_in_the_code_has_words(code):
    assert is_known(code) or code == "a new time"


@pytest.mark.parametrize("what", sorted(codes("what")))
def test_every_line_in_the_code_has_a_sentence(what):
    sentence = happened(what, "adviser", told=CALL)

    assert sentence.endswith(".")
    assert what != sentence.partition(",")[0].rstrip(".")


@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("how", ["", " crossed", " unsure", " bounce"])
def test_every_step_has_a_sentence_whatever_became_of_it(step, how):
    sentence = happened(f"{step}{how}", SENT_AS, told=CALL)

    assert sentence.endswith(".")
    assert not sentence.startswith(step)


def test_what_the_sheet_asked_for_is_told_as_no_mail():
    assert "The morning sheet stood for the task: no mail said it again." == happened(
        "remind", "by the sheet", told=CALL
    )


@pytest.mark.parametrize("answer", [*Outcome, *Reply])
def test_every_answer_names_who_gave_it(answer):
    assert happened(f"answered {answer}", "adviser", told=CALL).startswith("Donal answered: ")
    assert happened(f"answered {answer}", "customer", told=CALL).startswith("The customer answered: ")


@pytest.mark.parametrize(
    ("what", "code", "sentence"),
    [
        ("made", "repair.collected", "It was made, because the repair was fetched."),
        ("remind", SENT_AS, "The task went out."),
        ("remind", "not sent: opted out", "No task went out, because the customer asked for no more of these."),
        ("receipt", "not sent: no email address", "No letter went out, because we know no email address."),
        ("receipt unsure", "refused", "Nobody knows whether the letter went out, because the mail service refused it."),
        ("receipt bounce", "came back", "The letter did not reach its reader: it came back."),
        ("waits", "quiet hours", "It waits, because letters leave in letter hours only."),
        ("passed on", "adviser > counter", "Donal passed it on to Iris."),
        ("passed on", "adviser > juggler", "Donal passed it on to juggler."),
        ("stands in", "counter > adviser", "Donal was asked, who stands in for Iris."),
        ("shared", "no room: adviser > counter", "Iris has it, because the day of Donal is full."),
        ("made", "0123456789abcdef0123", "It was made, because its turn has come again."),
        ("decided", "EUR 610", "The customer said yes to EUR 610."),
        ("mended", "in 8 minutes", "It stays broken, and was put right in 8 minutes."),
        (
            "withdrawn",
            "repair.quoted",
            "It was never owed after all, and nobody had heard of it, because the price was told.",
        ),
        ("released", "order.refunded", "Nothing is owed any more, because the money was given back."),
        ("settled", "delivery", "The mail service reported that the letter arrived."),
        ("answer taken back", "customer", "The customer took the answer back."),
        ("settle", "", "The answer could not be taken back any more, and what follows from it was done."),
    ],
)
def test_a_line_reads_as_one_would_tell_it(what, code, sentence):
    assert sentence == happened(what, code, told=CALL)


def test_the_first_step_of_a_letter_is_the_letter():
    assert "The letter went out." == happened("remind", SENT_AS, told=LETTER)


@pytest.mark.parametrize(
    ("what", "code", "sentence"),
    [
        ("danced", "", "danced."),
        ("danced", "the moon is full", "danced, because the moon is full."),
        ("answered with a song", "juggler", "Juggler answered: with a song."),
        ("waits", "the moon is full", "It waits, because the moon is full."),
        ("passed on", "odd", "It was passed on."),
        ("receipt sang", "loudly", "receipt sang, because loudly."),
        ("made", "the moon is full", "It was made, because the moon is full."),
        ("settled", "odd", "The mail service reported that the letter had news: odd."),
    ],
)
def test_what_is_new_says_itself(what, code, sentence):
    assert sentence == happened(what, code, told=CALL)
