"""What follows from something handed in at the desk, in one sentence each, for whoever stands there."""

from __future__ import annotations

from followthrough.adapters.mails.known import SHORT_PROMISE
from followthrough.application.hand_in import Follows, HandedIn
from followthrough.domain.desk import KINDS, Thing
from followthrough.domain.manners import filled, full_name
from followthrough.domain.money import told
from followthrough.domain.plain import inert
from followthrough.domain.telling import Telling
from followthrough.domain.words import Channel

THINGS = {
    Thing.CAME_IN: ("Came in", "A car or a part to repair"),
    Thing.PRICE_TOLD: ("Price told", "What the repair will cost"),
    Thing.READY: ("Ready", "It can be fetched"),
    Thing.FETCHED: ("Fetched", "It has gone home again"),
    Thing.ASKED: ("Asked something", "Somebody wants an answer"),
    Thing.COMPLAINED: ("Complained", "Something is not right"),
    Thing.PROMISED: ("I promised something", "To a customer or to a colleague"),
}
"""The seven things, as the desk reads them."""

_CALLED = {kind: THINGS[thing][0] for thing, kind in KINDS.items()}


def what_was_said(handed: HandedIn) -> str:
    """`Fetched: Ada Holm, 12-D-3456`."""
    number, total = dict(handed.event.details).get("number", ""), handed.event.total
    price = told(total) if total else ""
    about = [words for words in (full_name(handed.contact), inert(number), price) if words]
    what = _CALLED.get(handed.event.kind, "Promised to a colleague")
    return f"{what}: {', '.join(about)}" if about else what


def what_follows(handed: HandedIn) -> tuple[str, ...]:
    """Who does what by when, and what goes to the customer in writing."""
    return tuple(_sentence(follows, handed) for follows in handed.follows)


def what_is_missing(handed: HandedIn) -> tuple[str, ...]:
    """What we do not know, and that it stops nothing."""
    missing: list[str] = []
    if handed.is_new and handed.event.kind in ("repair.quoted", "repair.completed", "repair.collected"):
        missing.append("We did not find it among what is here, so it is entered as new.")
    if not any(follows.rule.to_colleague for follows in handed.follows):
        missing += _not_known(handed)
    return tuple(missing)


def _not_known(handed: HandedIn) -> list[str]:
    calls = [follows for follows in handed.follows if follows.commitment.channel is Channel.CALL]
    letters = [follows for follows in handed.follows if follows.rule.letter or follows.rule.receipt]
    missing: list[str] = []
    if calls and handed.contact.phone is None:
        missing.append(f"There is no phone number: {_person(calls[0], handed)} is told so, and looks for it.")
    if letters and not handed.contact.email:
        missing.append("There is no email address: no letter goes out, so please say it to the customer.")
    return missing


def _sentence(follows: Follows, handed: HandedIn) -> str:
    owed, person = follows.commitment, _person(follows, handed)
    telling = Telling(now=owed.made_at, zone=handed.rules.business.zone)
    if owed.channel is Channel.EMAIL:
        return _ended(f"A letter goes to the customer: {_reason(follows, handed)}")
    end = owed.promised_by or owed.due_at
    when = telling.between(owed.slot) if owed.slot and follows.rule.windows else telling.by(end)
    does = "phones" if owed.channel is Channel.CALL else "gets the task"
    letter = " A letter says so." if follows.rule.receipt and handed.contact.email else ""
    return _ended(f"{person} {does} {when}: {_reason(follows, handed)}") + letter


def _ended(sentence: str) -> str:
    """With its full stop, unless what it quotes has one."""
    return sentence if sentence.endswith((".", ".”", "!”", "?”")) else f"{sentence}."


def _person(follows: Follows, handed: HandedIn) -> str:
    return handed.rules.business.role(follows.commitment.owner).person


def _reason(follows: Follows, handed: HandedIn) -> str:
    event, roles = handed.event, handed.rules.business.roles
    details = {name: inert(word) for name, word in event.details}
    to = roles.get(details.get("to", ""))
    known = details | {
        "name": to.person if to else full_name(handed.contact) or "the customer",
        "promise": inert(event.note or "", at_most=SHORT_PROMISE),
    }
    return filled(follows.rule.reason, known, otherwise=event.subject.type)
