"""Manners as a check: every letter, script and sentence of a business folder, read as a customer would read it.

A letter is not only read but written, to somebody with a name and to everybody whose name is none:
`Hello null,` is not seen in a template.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from followthrough.adapters.business_folder import BusinessFolder
from followthrough.adapters.letter import FOOTER, Letter, letter_of
from followthrough.adapters.manners_cards import NEW_TIME, bare, nameless, rules_of, sample
from followthrough.adapters.manners_words import Remark, remarks_on
from followthrough.adapters.task import SORRY, task_of
from followthrough.adapters.texts import Texts
from followthrough.application.cards import TOLD
from followthrough.application.ports import Card, Rules
from followthrough.domain.business import Business
from followthrough.domain.errors import InvalidBusiness
from followthrough.domain.manners import greeting
from followthrough.domain.playbook import FollowUp
from followthrough.domain.words import MessageClass, Step

PLEASE = {"en": "please", "de": "bitte"}
THANKS = {"en": "thank", "de": "dank"}

_TELLS_A_TIME = re.compile(r"\{\{\s*(?:by|day|when|window|until|date|agreed|closing)\b")
_GREETING = re.compile(r"\{\{\s*greeting\s*\}\}")
_HOLE = re.compile(r"(?:^|\s)[,.;:!?](?=\s|$)|,\s*,|\(\s*\)|“\s*”|\{\{|\}\}|\b(?:null|None|undefined)\b")
"""What is left of a sentence whose placeholder stayed empty."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One breach of manners: where it is, what is wrong and what to write."""

    file: str
    place: str
    """The line of a text, or the rule and key of a playbook."""
    remark: Remark

    def __str__(self) -> str:
        return f"{self.file}: {self.place}: {self.remark}."


def findings(folder: Path) -> tuple[Finding, ...]:
    """Everything in this business folder that is not said with manners.

    Raises InvalidBusiness if the folder has mistakes of another kind: those come first.
    """
    return findings_in(BusinessFolder(folder).current(), Texts.read(folder))


def findings_in(rules: Rules, texts: Texts) -> tuple[Finding, ...]:
    """Everything in these texts and rules that is not said with manners, file by file, each once."""
    found = [
        *(each for name in texts.letters for each in _of_letter(name, rules=rules, texts=texts)),
        *(each for name in texts.scripts for each in _of_script(name, rules=rules, texts=texts)),
        *_of_playbook(rules),
        *_of_firm(rules.business),
    ]
    return tuple(dict.fromkeys(found))


def _of_letter(called: str, *, rules: Rules, texts: Texts) -> Iterator[Finding]:
    name, _, speaking = called.rpartition(".")
    text, file = texts.letters[called], f"letters/{called}.txt"
    using = rules_of(name, rules.playbook)
    sells = bool(using) and all(rule.message_class is MessageClass.MARKETING for rule in using)
    for number, line in enumerate(text.splitlines(), start=1):
        for remark in remarks_on(line, sells=sells):
            yield Finding(file=file, place=str(number), remark=remark)
    if name == FOOTER:
        return
    for place, remark in _missing_in(text, name, speaking, using):
        yield Finding(file=file, place=str(place), remark=remark)
    cards = [sample(name, rule=rule, rules=rules, speaking=speaking) for rule in using]
    for remark in _as_written(cards, name, texts=texts):
        yield Finding(file=file, place=str(_greeting_line(text)), remark=remark)


def _missing_in(text: str, name: str, speaking: str, using: tuple[FollowUp, ...]) -> Iterator[tuple[int, Remark]]:
    """What a letter does not say at all: a greeting that is safe, please, thank you, when she hears from us."""
    if not _GREETING.search(text):
        wrong = "it does not greet her as we greet everybody"
        yield (
            _greeting_line(text),
            Remark(wrong=wrong, instead="begin with {{ greeting }}, which is safe without a name"),
        )
    for words in (PLEASE, THANKS):
        word = words.get(speaking, "")
        if word not in text.lower():
            yield 1, Remark(wrong=f"nowhere does it say “{word}”", instead="ask kindly, and thank her for something")
    if any(_owes_a_time(rule, name) for rule in using) and not _TELLS_A_TIME.search(text):
        wrong = "it does not say when she hears from us, or until when"
        yield 1, Remark(wrong=wrong, instead="name the time by {{ by }}, {{ day }}, {{ when }} or {{ until }}")


def _owes_a_time(rule: FollowUp, letter: str) -> bool:
    """Whether this letter tells her of a promise; the one that says we could not reach her is our last word on it."""
    if rule.message_class is not MessageClass.PROMISE:
        return False
    return letter in (rule.letter, rule.receipt, rule.then_letter, TOLD, NEW_TIME)


def _as_written(cards: list[Card], name: str, *, texts: Texts) -> Iterator[Remark]:
    """What is wrong with the letter as it arrives: by every rule that sends it, and at everybody without a name."""
    try:
        for card in cards:
            yield from _lacking(letter_of(card, name=name, one_click=True, texts=texts), card)
            yield from _holes(letter_of(bare(card), name=name, one_click=True, texts=texts))
        for card in (each for first in cards[:1] for each in nameless(first)):
            letter = letter_of(card, name=name, one_click=True, texts=texts)
            yield from (*_greeted(letter, card), *_holes(letter))
    except InvalidBusiness as wrong:
        sentence = str(wrong).rstrip(".")
        yield Remark(wrong=sentence, instead="please compare it with the other letters")


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
    told = (card.contact.given_name or "").strip()
    if _body(letter).startswith(greeting(card.contact, speaking=letter.language)):
        return
    shown = f"“{told[:20]}”" if told else "nothing"
    yield Remark(
        wrong=f"whose name is {shown} is not greeted as we greet everybody",
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


def _greeting_line(text: str) -> int:
    """The first line after the subject that says anything."""
    lines = enumerate(text.splitlines(), start=1)
    return next((number for number, line in lines if number > 1 and line.strip()), 1)


def _of_script(name: str, *, rules: Rules, texts: Texts) -> Iterator[Finding]:
    """A script is spoken: it begins with who is phoning, and ends with thanks."""
    text, file = texts.scripts[name], f"scripts/{name}.txt"
    using = tuple(rule for rule in rules.playbook.follow_ups if rule.script == name)
    sells = bool(using) and all(rule.message_class is MessageClass.MARKETING for rule in using)
    for number, line in enumerate(text.splitlines(), start=1):
        for remark in remarks_on(line, sells=sells, is_read=False):
            yield Finding(file=file, place=str(number), remark=remark)
    for remark in _unsaid(text, rules.business.language):
        yield Finding(file=file, place="1", remark=remark)
    for rule in using if name != SORRY else rules.playbook.follow_ups[:1]:
        yield from _spoken(rule, file, rules=rules, texts=texts)


def _unsaid(text: str, speaking: str) -> Iterator[Remark]:
    for placeholder, what in (("hello", "a good day"), ("who", "who is phoning"), ("business", "from where")):
        if not re.search(rf"\{{\{{\s*{placeholder}\s*\}}\}}", text.partition("\n")[0]):
            yield Remark(wrong=f"its first line does not say {what}", instead=f"begin with {{{{ {placeholder} }}}}")
    for words in (PLEASE, THANKS):
        word = words.get(speaking, "")
        if word not in text.lower():
            yield Remark(wrong=f"nowhere does it say “{word}”", instead="ask kindly, and thank her for something")


def _spoken(rule: FollowUp, file: str, *, rules: Rules, texts: Texts) -> Iterator[Finding]:
    """The script as staff read it on the card."""
    card = sample("", rule=rule, rules=rules, speaking=rules.business.language)
    try:
        task_of(card, step=Step.ESCALATE if file.endswith(f"/{SORRY}.txt") else Step.REMIND, texts=texts)
    except InvalidBusiness as wrong:
        instead = "please compare it with the other scripts"
        yield Finding(file=file, place="1", remark=Remark(wrong=str(wrong).rstrip("."), instead=instead))


def _of_playbook(rules: Rules) -> Iterator[Finding]:
    """What the playbook itself says to a customer: its words, and what it offers instead."""
    for rule in rules.playbook.follow_ups:
        sells = rule.message_class is MessageClass.MARKETING
        said = [("words", rule.words), *(("alternatives", words) for words in rule.alternatives)]
        for key, words in said:
            for remark in remarks_on(words, sells=sells):
                yield Finding(file="playbook.toml", place=f'rule "{rule.id}": {key}', remark=remark)


def _of_firm(business: Business) -> Iterator[Finding]:
    """Whether somebody has answered for whom we may be kind to unasked; until then hardly anybody hears from us."""
    file, place = "business.toml", "asked_first"
    if business.asked_first.confirmed is None:
        instead = 'read docs/contact-rules.md, and write confirmed = "the day on which you did"'
        wrong = "nobody has confirmed it, so only those hear from us who were asked and said yes"
        yield Finding(file=file, place=place, remark=Remark(wrong=wrong, instead=instead))
    for key, table in (("calls", business.asked_first.calls), ("letters", business.asked_first.letters)):
        if business.country not in table:
            wrong = f"it does not say what holds in your own country, {business.country}"
            instead = f'write {business.country} = "may" or "only_if_asked"'
            yield Finding(file=file, place=f"{place}.{key}", remark=Remark(wrong=wrong, instead=instead))
