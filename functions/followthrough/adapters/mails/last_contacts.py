"""What has been between this customer and us, one line a contact: a call goes better when nobody asks twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from followthrough.application.cards import CUSTOMER
from followthrough.application.ports import Card
from followthrough.domain.commitment import Commitment, Entry
from followthrough.domain.customer import Note
from followthrough.domain.manners import given_name
from followthrough.domain.plain import inert
from followthrough.domain.telling import Telling
from followthrough.domain.words import Channel, Outcome, Reply, Step

SHOWN = 3

_SAID = {
    Outcome.DONE: "done",
    Outcome.NO_ANSWER: "no answer",
    Outcome.LEFT_MESSAGE: "left a message",
    Outcome.RESCHEDULE: "another time was agreed",
    Outcome.PROBLEM: "there is a problem",
    Outcome.DO_NOT_CONTACT: "asked not to be contacted",
    Outcome.NOT_MINE: "passed it on",
    Outcome.WRONG_NUMBER: "wrong number",
    Outcome.POLITE_NO: "a polite no",
    Outcome.CANNOT_KEEP: "cannot keep it",
    Reply.FINE: "everything is fine",
    Reply.ANOTHER_TIME: "asked for another time",
    Reply.PHONE_ME: "please phone me",
    Reply.NOT_RIGHT: "something is not right",
    Reply.NO_NEED: "no need to phone",
    Reply.GO_AHEAD: "go ahead",
    Reply.NO_THANK_YOU: "no, thank you",
    Reply.KEEP_IT: "keeps the order",
    Reply.CANCEL_IT: "please cancel it",
}
_ANSWERED = "answered "


@dataclass(frozen=True, kw_only=True)
class _Contact:
    at: dt.datetime
    who: str = ""
    what: str = ""
    note: str = ""
    is_answer: bool = False


def last_contacts(card: Card, *, telling: Telling) -> tuple[str, ...]:
    """The last answers, notes and letters of this customer, newest first, with who and when."""
    contacts = sorted(_each_once(_contacts(card)), key=lambda contact: contact.at, reverse=True)
    return tuple(_line(contact, telling=telling) for contact in contacts[:SHOWN])


def who_is(bearer: str, *, card: Card) -> str:
    """The first name behind a role, or what the customer is called, as colleagues say it."""
    if bearer == CUSTOMER:
        return given_name(card.contact) or "the customer"
    role = card.rules.business.roles.get(bearer)
    return role.person if role else bearer


def said(outcome: str) -> str:
    """An answer of staff or of a customer, in words."""
    return {str(answer): words for answer, words in _SAID.items()}[outcome]


def _each_once(contacts: Iterator[_Contact]) -> Iterator[_Contact]:
    """What was said in one call about two matters was said once; of the two lines the one with the note is told."""
    noted_last = sorted(contacts, key=lambda contact: bool(contact.note))
    yield from {(each.at, each.who, each.what or each.note): each for each in noted_last}.values()


def _contacts(card: Card) -> Iterator[_Contact]:
    """Everything that happened, with the note that was written with it; notes that stand alone come last."""
    notes = {(note.commitment, note.at): note for note in card.notes if not note.goodwill}
    thread = {commitment.id: commitment for commitment in (*card.thread, card.commitment)}
    for commitment in thread.values():
        for contact in _of(commitment, card=card):
            note = notes.pop((commitment.id, contact.at), None) if contact.is_answer else None
            yield replace(contact, note=_words(note)) if note else contact
    for note in notes.values():
        yield _Contact(at=note.at, who=who_is(note.by, card=card), note=_words(note))


def _words(note: Note) -> str:
    """The note with what else was written down with it: `Expected: four straps. Got: three. …`."""
    answers = [f"{name.capitalize()}: {text.rstrip('.')}." for name, text in note.said]
    return " ".join((*answers, note.text)).strip()


def _of(commitment: Commitment, *, card: Card) -> list[_Contact]:
    """The answers that stand and the letters that went out."""
    found: list[_Contact] = []
    for entry in commitment.history:
        if entry.what == "answer taken back":
            found.remove(next(contact for contact in reversed(found) if contact.is_answer))
        elif entry.what.startswith(_ANSWERED):
            what = said(entry.what.removeprefix(_ANSWERED))
            found.append(_Contact(at=entry.at, who=who_is(entry.because, card=card), what=what, is_answer=True))
        elif _is_letter(entry, commitment):
            found.append(_Contact(at=entry.at, what="a letter from us"))
    return found


def _is_letter(entry: Entry, commitment: Commitment) -> bool:
    written = entry.what == Step.RECEIPT or (entry.what == Step.REMIND and commitment.channel is Channel.EMAIL)
    return written and not entry.because.startswith("not sent")


def _line(contact: _Contact, *, telling: Telling) -> str:
    note = f"“{inert(contact.note)}”" if contact.note else ""
    what = ", ".join(words for words in (contact.who, contact.what, note) if words)
    return f"{telling.moment(contact.at)}: {what}"
