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
from followthrough.adapters.letter import FOOTER
from followthrough.adapters.manners_cards import rules_of, sample
from followthrough.adapters.manners_letters import as_written, greeting_line, unsaid
from followthrough.adapters.manners_words import Remark, remarks_on, unkind
from followthrough.adapters.task import SORRY, task_of
from followthrough.adapters.texts import Texts
from followthrough.application.ports import Rules
from followthrough.domain.business import Business
from followthrough.domain.errors import InvalidBusiness
from followthrough.domain.playbook import FollowUp
from followthrough.domain.words import Channel, MessageClass, Step


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
    for place, remark in unsaid(text, letter=name, speaking=speaking, using=using):
        yield Finding(file=file, place=str(place), remark=remark)
    cards = [sample(name, rule=rule, rules=rules, speaking=speaking) for rule in using]
    for remark in as_written(cards, letter=name, texts=texts):
        yield Finding(file=file, place=str(greeting_line(text)), remark=remark)


def _of_script(name: str, *, rules: Rules, texts: Texts) -> Iterator[Finding]:
    """A script is spoken: it begins with who is phoning, and ends with thanks. One of mere tasks is only read by staff."""
    text, file = texts.scripts[name], f"scripts/{name}.txt"
    using = tuple(rule for rule in rules.playbook.follow_ups if rule.script == name)
    sells = bool(using) and all(rule.message_class is MessageClass.MARKETING for rule in using)
    for number, line in enumerate(text.splitlines(), start=1):
        for remark in remarks_on(line, sells=sells, is_read=False):
            yield Finding(file=file, place=str(number), remark=remark)
    if using and all(rule.channel is not Channel.CALL for rule in using):
        return
    for remark in _unsaid_in(text, rules.business.language):
        yield Finding(file=file, place="1", remark=remark)
    for rule in using if name != SORRY else rules.playbook.follow_ups[:1]:
        yield from _spoken(rule, file, rules=rules, texts=texts)


def _unsaid_in(text: str, speaking: str) -> Iterator[Remark]:
    for placeholder, what in (("hello", "a good day"), ("who", "who is phoning"), ("business", "from where")):
        if not re.search(rf"\{{\{{\s*{placeholder}\s*\}}\}}", text.partition("\n")[0]):
            yield Remark(wrong=f"its first line does not say {what}", instead=f"begin with {{{{ {placeholder} }}}}")
    yield from unkind(text, speaking=speaking)


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
