"""One letter, read and written: what it does not say, and what is left of it for somebody without a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from followthrough.adapters.business.texts import Texts
from followthrough.adapters.checking.manners_cards import NEW_TIME, bare, nameless
from followthrough.adapters.checking.manners_words import Remark, unkind
from followthrough.adapters.mails.letter import Letter, letter_of
from followthrough.application.cards import TOLD
from followthrough.application.ports import Card
from followthrough.domain.errors import InvalidBusiness
from followthrough.domain.manners import greeting
from followthrough.domain.playbook import FollowUp
from followthrough.domain.words import MessageClass

_TELLS_A_TIME = re.compile(r"\{\{\s*(?:by|day|when|window|until|date|agreed|closing)\b")
_GREETING = re.compile(r"\{\{\s*greeting\s*\}\}")
_HOLE = re.compile(r"(?:^|\s)[,.;:!?](?=\s|$)|,\s*,|\(\s*\)|“\s*”|\{\{|\}\}|\b(?:null|None|undefined)\b")
"""What is left of a sentence whose placeholder stayed empty."""


def unsaid(text: str, *, letter: str, speaking: str, using: tuple[FollowUp, ...]) -> Iterator[tuple[int, Remark]]:
    """What a letter does not say at all: a greeting that is safe, please, thank you, when she hears from us."""
    if not _GREETING.search(text):
        wrong = "it does not greet her as we greet everybody"
        yield (
            greeting_line(text),
            Remark(wrong=wrong, instead="begin with {{ greeting }}, which is safe without a name"),
        )
    yield from ((1, remark) for remark in unkind(text, speaking=speaking))
    if any(_owes_a_time(rule, letter) for rule in using) and not _TELLS_A_TIME.search(text):
        wrong = "it does not say when she hears from us, or until when"
        yield 1, Remark(wrong=wrong, instead="name the time by {{ by }}, {{ day }}, {{ when }} or {{ until }}")


def _owes_a_time(rule: FollowUp, letter: str) -> bool:
    """Whether this letter tells her of a promise; the one that says we could not reach her is our last word on it."""
    if rule.message_class is not MessageClass.PROMISE:
        return False
    return letter in (rule.letter, rule.receipt, rule.then_letter, TOLD, NEW_TIME)


def as_written(cards: list[Card], *, letter: str, texts: Texts) -> Iterator[Remark]:
    """What is wrong with the letter as it arrives: by every rule that sends it, and at everybody without a name."""
    try:
        for card in cards:
            yield from _lacking(letter_of(card, name=letter, one_click=True, texts=texts), card)
            yield from _holes(letter_of(bare(card), name=letter, one_click=True, texts=texts))
        for card in cards[:1]:
            yield from islice(_to_nobody(card, letter=letter, texts=texts), 1)
    except InvalidBusiness as wrong:
        sentence = str(wrong).rstrip(".")
        yield Remark(wrong=sentence, instead="please compare it with the other letters")


def _to_nobody(card: Card, *, letter: str, texts: Texts) -> Iterator[Remark]:
    """What everybody without a name would read: the first of it is enough, the others come of the same words."""
    for nobody in nameless(card):
        written = letter_of(nobody, name=letter, one_click=True, texts=texts)
        yield from (*_greeted(written, nobody), *_holes(written))


def _lacking(letter: Letter, card: Card) -> Iterator[Remark]:
    """Somebody to turn to, where we are, and a way to say stop, in the letter as she reads it."""
    business, body = card.rules.business, _body(letter)
    footer = "\n".join(map(str, letter.footer))
    if letter.who not in f"{letter.subject}\n{body}":
        yield Remark(wrong="it names no person", instead="say {{ who }} looks after it")
    if business.phone not in body:
        yield Remark(wrong="it gives no number", instead="say that a person is on {{ number }}")
    if business.imprint not in footer:
        yield Remark(wrong="it ends without saying who we are", instead="give the footer its {{ imprint }}")
    if business.privacy_url not in footer:
        yield Remark(wrong="it does not lead to what we know about her", instead="give the footer its {{ privacy }}")
    if _may_be_stopped(card) and card.stop_url not in f"{body}\n{footer}":
        yield Remark(wrong="she cannot say stop", instead="give the footer its {{ stop }}")


def _may_be_stopped(card: Card) -> bool:
    return card.commitment.message_class is not MessageClass.PROMISE


def _greeted(letter: Letter, card: Card) -> Iterator[Remark]:
    """No name is guessed, and no handle read out."""
    told, body = (card.contact.given_name or "").strip(), _body(letter)
    if body.startswith(greeting(card.contact, speaking=letter.language)):
        return
    first = body.partition("\n")[0][:40]
    called = f"whose name is sent as “{told[:20]}”" if told else "without a name"
    yield Remark(
        wrong=f"somebody {called} would read “{first}”",
        instead="begin with {{ greeting }}, and use {{ name }} nowhere else",
    )


def _holes(letter: Letter) -> Iterator[Remark]:
    """Sentences in which something is missing that was not known."""
    for text in (letter.subject, *map(str, letter.paragraphs)):
        if hole := _hole(text):
            wrong = f"a sentence has a hole where something is not known: “{hole}”"
            yield Remark(wrong=wrong, instead="put {% if … %} and {% endif %} around what may be missing")


def _hole(text: str) -> str:
    found = _HOLE.search(text)
    return text[max(0, found.start() - 20) : found.end() + 5].strip() if found else ""


def _body(letter: Letter) -> str:
    return "\n".join(map(str, letter.paragraphs))


def greeting_line(text: str) -> int:
    """The first line after the subject that says anything."""
    lines = enumerate(text.splitlines(), start=1)
    return next((number for number, line in lines if number > 1 and line.strip()), 1)
