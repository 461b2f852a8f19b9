"""What happened to a promise, line by line, as one would tell it; a line without better words says itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from console.why.causes import because, is_known
from followthrough.adapters.mails.last_contacts import said
from followthrough.application.cards import CUSTOMER
from followthrough.domain.business import Business
from followthrough.domain.commitment import BY_THE_SHEET, NOT_SENT, PASSED_ON, PASSED_TO
from followthrough.domain.manners import capitalised
from followthrough.domain.words import Channel, Outcome, Reply, Step

_ANSWERED = "answered "


@dataclass(frozen=True, kw_only=True)
class Told:
    """What one needs to know of a promise to tell a line of its history."""

    business: Business
    channel: Channel

    def name(self, bearer: str) -> str:
        """The first name behind a role; a role nobody holds any more says itself."""
        if bearer == CUSTOMER:
            return "the customer"
        role = self.business.roles.get(bearer)
        return role.person if role else bearer

    @property
    def thing(self) -> str:
        """What the first step sends."""
        return "letter" if self.channel is Channel.EMAIL else "task"


def happened(what: str, code: str, *, told: Told) -> str:
    """One line of a history as a sentence."""
    first, _, how = what.partition(" ")
    if first in _STEPS:
        return _step(Step(first), how, code, told=told)
    if what.startswith(_ANSWERED):
        return _answered(what.removeprefix(_ANSWERED), by=told.name(code))
    if what in _LINES:
        return _LINES[what](code, told)
    return f"{what}, because {because(code)}." if code else f"{what}."


def _step(step: Step, how: str, code: str, *, told: Told) -> str:
    """A step that was carried out: `how` says what went wrong with it, if something did."""
    if step not in _SENDS:
        return _because(_DONE[step].format(thing=told.thing), code if is_known(code) else "")
    thing = "letter" if step is Step.RECEIPT else told.thing if step is Step.REMIND else "mail"
    match how:
        case "":
            return _sent(step, thing, code)
        case "crossed":
            return _because(f"The {thing} may have gone out", code)
        case "unsure":
            return _because(f"Nobody knows whether the {thing} went out", code)
        case "bounce" | "reject":
            return f"The {thing} did not reach its reader: it came back."
        case _:
            return _because(f"{step} {how}", code)


def _sent(step: Step, thing: str, code: str) -> str:
    """It went out, or was left out on purpose; a reason we have no words for is the id that the mail service gave it."""
    if code == BY_THE_SHEET:
        return f"The morning sheet stood for the {thing}: no mail said it again."
    if code.startswith(NOT_SENT):
        return _because(f"No {thing} went out", code.removeprefix(NOT_SENT))
    return _because(_DONE[step].format(thing=thing), code if is_known(code) else "")


def _made(code: str, _told: Told) -> str:
    """By an event; or after another one like it, whose id it names."""
    event = is_known(code) or not _AN_ID.fullmatch(code)
    return _because("It was made", code) if event else "It was made, because its turn has come again."


def _answered(outcome: str, *, by: str) -> str:
    words = said(outcome) if outcome in _OUTCOMES else outcome
    return f"{capitalised(by)} answered: {words}."


def _between(sentence: str, *, otherwise: str) -> Callable[[str, Told], str]:
    """A line that names from whom to whom, perhaps after a reason: `no room: adviser > counter`."""

    def said_of(code: str, told: Told) -> str:
        giver, _, taker = code.rpartition(": ")[2].partition(PASSED_TO)
        names = {"giver": told.name(giver), "taker": told.name(taker)}
        return capitalised(sentence.format(**names)) if taker else otherwise

    return said_of


def _because(fact: str, code: str) -> str:
    return f"{fact}, because {because(code)}." if code else f"{fact}."


def _with(fact: str) -> Callable[[str, Told], str]:
    return lambda code, _: _because(fact, code)


def _only(fact: str) -> Callable[[str, Told], str]:
    return lambda _code, _told: fact


_STEPS = frozenset(str(step) for step in Step)
_AN_ID = re.compile(r"[0-9a-f]{8,}")
_OUTCOMES = frozenset(str(answer) for answer in (*Outcome, *Reply))
_SENDS = frozenset(set(Step) - {Step.SETTLE, Step.LAPSE, Step.HAND_OVER})

_DONE: Mapping[Step, str] = {
    Step.RECEIPT: "A letter told the customer how it stands",
    Step.REMIND: "The {thing} went out",
    Step.NUDGE: "Our own time had come: whoever has it was asked again",
    Step.WARN: "It was at risk: whoever has it was asked to keep it, pass it on or tell the customer",
    Step.ESCALATE: "The promised time had come: the owner was told",
    Step.LAPSE: "It was dropped",
    Step.SETTLE: "The answer could not be taken back any more, and what follows from it was done",
    Step.ASK: "A person was asked whether the letter had arrived",
    Step.STAND_DOWN: "Whoever had the task was told not to act on it",
    Step.HAND_OVER: "The shift was about to end: we looked who takes it over",
}

_LINES: Mapping[str, Callable[[str, Told], str]] = {
    "made": _made,
    "waits": _with("It waits"),
    "held": _with("It was held"),
    "asked again": _with("The task went out to somebody else"),
    "next try": _with("Another try was planned for the other half of the day"),
    "new time": _with("It was moved to a new time"),
    "moved": _with("It was moved"),
    "cannot keep": _only("It cannot be kept: the customer is told a new time before it is due."),
    "promised anew": _only("It was promised anew, in the place of one that could not be kept."),
    PASSED_ON: _between("{giver} passed it on to {taker}.", otherwise="It was passed on."),
    "stands in": _between("{taker} was asked, who stands in for {giver}.", otherwise="Somebody else was asked."),
    "shared": _between("{taker} has it, because the day of {giver} is full.", otherwise="It was shared."),
    "one call": _only("It became part of one call for two reasons."),
    "call of its own": _with("It is a call of its own again"),
    "moved along": _only("It moved along with the call that it is made in."),
    "goes another way": _with("A person says it instead of a letter"),
    "on the sheet": _only("The morning sheet asked for it."),
    "decided": lambda code, _: f"The customer said yes to {code}.",
    "told": _with("The customer knew before it was due"),
    "kept": _with("Kept"),
    "kept_late": _with("Kept, but late"),
    "mended": lambda code, _: f"It stays broken, and was put right {code}.",
    "broken": _with("Broken"),
    "released": _with("Nothing is owed any more"),
    "withdrawn": _with("It was never owed after all, and nobody had heard of it"),
    "lapsed": _with("It was dropped"),
    "not done": _with("What was still planned was left out"),
    "settled": lambda code, _: f"The mail service reported that the letter {_ARRIVED.get(code, f'had news: {code}')}.",
    "stale wake": _only("An alarm of an older plan rang, and did nothing."),
    "answer taken back": lambda code, told: f"{capitalised(told.name(code))} took the answer back.",
    "letter instead": _with("A letter takes the place of the call"),
}
_ARRIVED: Mapping[str, str] = {"send": "went out", "delivery": "arrived"}
