"""Manners as a check: every letter, script and sentence of a business folder, read as a customer would read it.

A letter is not only read but written, to somebody with a name and to everybody whose name is none:
`Hello null,` is not seen in a template.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from followthrough.adapters.business.business_shape import FILE as FIRM
from followthrough.adapters.business.mistakes import Mistake, of_rule
from followthrough.adapters.business.playbook_shape import FILE as PLAYBOOK
from followthrough.adapters.business.texts import Texts
from followthrough.adapters.checking.manners_cards import rules_of, sample
from followthrough.adapters.checking.manners_letters import as_written, greeting_line, unsaid
from followthrough.adapters.checking.manners_words import Remark, remarks_on, unkind
from followthrough.adapters.mails.letter import FOOTER
from followthrough.adapters.mails.task import SORRY, task_of
from followthrough.application.ports import Rules
from followthrough.domain.business import Business
from followthrough.domain.errors import InvalidBusiness
from followthrough.domain.playbook import FollowUp
from followthrough.domain.words import Channel, MessageClass, Step


def unmannerly(rules: Rules, texts: Texts) -> tuple[Mistake, ...]:
    """Everything in these texts and rules that is not said with manners, file by file, each once.

    That nobody has confirmed who may be asked is a remark: until then only those hear from us who said yes.
    """
    found = [
        *(each for name in texts.letters for each in _of_letter(name, rules=rules, texts=texts)),
        *(each for name in texts.scripts for each in _of_script(name, rules=rules, texts=texts)),
        *_of_playbook(rules),
        *_of_firm(rules.business),
    ]
    return tuple(dict.fromkeys(found))


def _of_letter(called: str, *, rules: Rules, texts: Texts) -> Iterator[Mistake]:
    name, _, speaking = called.rpartition(".")
    text, file = texts.letters[called], f"letters/{called}.txt"
    using = rules_of(name, rules.playbook)
    sells = bool(using) and all(rule.message_class is MessageClass.MARKETING for rule in using)
    for number, line in enumerate(text.splitlines(), start=1):
        for remark in remarks_on(line, sells=sells):
            yield _on_line(number, remark, file=file)
    if name == FOOTER:
        return
    for place, remark in unsaid(text, letter=name, speaking=speaking, using=using):
        yield _on_line(place, remark, file=file)
    cards = [sample(name, rule=rule, rules=rules, speaking=speaking) for rule in using]
    for remark in as_written(cards, letter=name, texts=texts):
        yield _on_line(greeting_line(text), remark, file=file)


def _of_script(name: str, *, rules: Rules, texts: Texts) -> Iterator[Mistake]:
    """A script is spoken: it begins with who is phoning, and ends with thanks. One of mere tasks is only read by staff."""
    text, file = texts.scripts[name], f"scripts/{name}.txt"
    using = tuple(rule for rule in rules.playbook.follow_ups if rule.script == name)
    sells = bool(using) and all(rule.message_class is MessageClass.MARKETING for rule in using)
    for number, line in enumerate(text.splitlines(), start=1):
        for remark in remarks_on(line, sells=sells):
            yield _on_line(number, remark, file=file)
    if using and all(rule.channel is not Channel.CALL for rule in using):
        return
    for remark in _unsaid_in(text, rules.business.language):
        yield _on_line(1, remark, file=file)
    for rule in using if name != SORRY else rules.playbook.follow_ups[:1]:
        yield from _spoken(rule, file, rules=rules, texts=texts)


def _unsaid_in(text: str, speaking: str) -> Iterator[Remark]:
    for placeholder, what in (("hello", "a good day"), ("who", "who is phoning"), ("business", "from where")):
        if not re.search(rf"\{{\{{\s*{placeholder}\s*\}}\}}", text.partition("\n")[0]):
            yield Remark(wrong=f"its first line does not say {what}", instead=f"begin with {{{{ {placeholder} }}}}")
    yield from unkind(text, speaking=speaking)


def _spoken(rule: FollowUp, file: str, *, rules: Rules, texts: Texts) -> Iterator[Mistake]:
    """The script as staff read it on the card."""
    card = sample("", rule=rule, rules=rules, speaking=rules.business.language)
    try:
        task_of(card, step=Step.ESCALATE if file.endswith(f"/{SORRY}.txt") else Step.REMIND, texts=texts)
    except InvalidBusiness as wrong:
        instead = "please compare it with the other scripts"
        yield _on_line(1, Remark(wrong=str(wrong).rstrip("."), instead=instead), file=file)


def _of_playbook(rules: Rules) -> Iterator[Mistake]:
    """What the playbook itself says to a customer: its words, and what it offers instead."""
    for rule in rules.playbook.follow_ups:
        sells = rule.message_class is MessageClass.MARKETING
        said = [("words", rule.words), *(("alternatives", words) for words in rule.alternatives)]
        for key, words in said:
            for remark in remarks_on(words, sells=sells):
                yield Mistake(file=PLAYBOOK, table=of_rule(rule.name), key=key, what=str(remark))


def _of_firm(business: Business) -> Iterator[Mistake]:
    """Whether somebody has answered for whom we may be kind to unasked; until then hardly anybody hears from us."""
    place = "asked_first"
    if business.asked_first.confirmed is None:
        instead = 'read docs/contact-rules.md, and write confirmed = "the day on which you did"'
        wrong = "nobody has confirmed it, so only those hear from us who were asked and said yes"
        yield Mistake(file=FIRM, key=place, what=f"{wrong}; {instead}", is_remark=True)
    for key, table in (("calls", business.asked_first.calls), ("letters", business.asked_first.letters)):
        if business.country not in table:
            wrong = f"it does not say what holds in your own country, {business.country}"
            instead = f'write {business.country} = "may" or "only_if_asked"'
            yield Mistake(file=FIRM, key=f"{place}.{key}", what=f"{wrong}; {instead}", is_remark=True)


def _on_line(number: int, remark: Remark, *, file: str) -> Mistake:
    return Mistake(file=file, key=f"line {number}", what=str(remark))
