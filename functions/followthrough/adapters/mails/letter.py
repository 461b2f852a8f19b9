"""A letter of the owner, filled in for one customer: a subject, paragraphs and a closing that is always the same."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from followthrough.adapters.business.texts import Texts
from followthrough.adapters.mails.figures import figures
from followthrough.adapters.mails.known import details_of, how_we_reach, is_abroad, quoted_words, typed_words
from followthrough.adapters.templating import filled_in
from followthrough.application.ports import Card
from followthrough.domain.business import Business
from followthrough.domain.commitment import Commitment
from followthrough.domain.errors import InvalidBusiness
from followthrough.domain.manners import given_name, greeting
from followthrough.domain.moving import new_slot
from followthrough.domain.plain import plain
from followthrough.domain.telling import Telling
from followthrough.domain.words import Channel, State

FOOTER = "footer"
_SUBJECT = "Subject:"
_BLANK_LINE = re.compile(r"\n\s*\n")


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """One paragraph; `words: address` at its end becomes a link, if the address is one of ours."""

    words: str
    link: str = ""

    def __str__(self) -> str:
        return f"{self.words}: {self.link}" if self.link else self.words


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A letter in words, before it becomes text and HTML."""

    language: str
    subject: str
    paragraphs: tuple[Paragraph, ...]
    who: str
    closing: str
    number: str
    footer: tuple[Paragraph, ...]
    business: str


def letter_of(card: Card, *, name: str, one_click: bool, texts: Texts) -> Letter:
    """This letter as this customer gets it now, in her own time. Raises InvalidBusiness if it cannot be written."""
    business = card.rules.business
    text, speaking = texts.letter(name, languages=_languages(card))
    facts = _facts(card, speaking=speaking, stop=card.stop_url if one_click else "")
    links = (card.her_page_url, facts["stop"], business.privacy_url)
    subject, _, body = filled_in(text, facts, called=name).partition("\n")
    footer_text, _ = texts.letter(FOOTER, languages=(speaking,))
    footer_facts = facts | ({"her_page": ""} if card.her_page_url in body else {})
    return Letter(
        language=speaking,
        subject=_subject(subject, called=name),
        paragraphs=_paragraphs(body, links=links),
        who=facts["who"],
        closing=_closing(business),
        number=business.phone,
        footer=_paragraphs(filled_in(footer_text, footer_facts, called=FOOTER), links=links),
        business=business.name,
    )


def _languages(card: Card) -> tuple[str, ...]:
    """Hers if we write it, else the shop's."""
    hers = (card.contact.language or "").lower()[:2]
    return tuple(dict.fromkeys(language for language in (hers, card.rules.business.language) if language))


def _facts(card: Card, *, speaking: str, stop: str) -> dict[str, str]:
    """What a letter may name; about the call it announces, if it announces one."""
    business, owed = card.rules.business, _owed(card)
    telling = Telling(now=card.now, zone=owed.zone, speaking=speaking, abroad=is_abroad(card))
    by, details = _by(owed), details_of(card)
    windows = card.rules.playbook.by_id(owed.follow_up).windows if card.announced else card.follow_up.windows
    facts = {
        "greeting": greeting(card.contact, speaking=speaking),
        "rule": owed.follow_up,
        "phones": "yes" if owed.channel is Channel.CALL else "",
        "name": given_name(card.contact) or "",
        "who": (card.announced_owner or card.owner).person,
        "by": telling.by(by),
        "day": telling.day(owed.slot[0] if owed.slot else by),
        "when": telling.between(owed.slot) if owed.slot and windows else telling.by(by),
        "number": business.phone,
        "promise": typed_words(card),
        "reach": how_we_reach(card.contact),
        "business": business.name,
        "imprint": business.imprint,
        "privacy": business.privacy_url,
        "her_page": card.her_page_url,
        "stop": stop,
        "work": owed.subject.type,
        "product": owed.subject.type,
    }
    facts |= {"sentence": "", "remedy": ""} | quoted_words(card)
    if owed.slot and windows:
        facts["window"] = telling.window(owed.slot)
    facts |= figures(card, telling=telling)
    return details | facts | {name: details[name] for name in ("work", "product") if name in details}


def _owed(card: Card) -> Commitment:
    """What she may expect: the call that this announces, or this itself, at its new time if it has one."""
    owed = card.announced or card.commitment
    if owed.new_time is None:
        return owed
    found = new_slot(card.follow_up, owed.new_time, now=card.now)
    return replace(owed, promised_by=found.closes_at, slot=(found.opens_at, found.closes_at))


def _by(owed: Commitment) -> dt.datetime:
    """Until when she may expect it: a broken promise stays in the books at its old time, and she is told the new one."""
    if owed.state is State.BROKEN and owed.slot:
        return owed.slot[1]
    return owed.promised_by or owed.due_at


def _closing(business: Business) -> str:
    """How every letter ends: the firm, and what it stands for."""
    motto = business.motto.rstrip(".")
    return f"{business.name} \N{EN DASH} {motto[:1].lower()}{motto[1:]}."


def _subject(line: str, *, called: str) -> str:
    if not line.startswith(_SUBJECT):
        raise InvalidBusiness(f'The letter "{called}" must begin with a line "Subject: …".')
    return plain(line.removeprefix(_SUBJECT))


def _paragraphs(text: str, *, links: Iterable[str]) -> tuple[Paragraph, ...]:
    known = frozenset(link for link in links if link)
    lines = (" ".join(block.split()) for block in _BLANK_LINE.split(text))
    return tuple(_paragraph(line, links=known) for line in lines if line)


def _paragraph(line: str, *, links: frozenset[str]) -> Paragraph:
    words, colon, end = line.rpartition(": ")
    return Paragraph(words=words, link=end) if colon and end in links else Paragraph(words=line)
