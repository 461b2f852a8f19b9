"""What would happen if the next step fell due at this moment: the engine's own decision, in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import assert_never

from console.why.abroad import her_clock
from console.why.absence import who_is_not_there
from console.why.causes import because
from console.why.coming import coming
from followthrough.application.cards import Cards, Table, reader_of
from followthrough.application.deciding import Forget, MergeWith, MoveOn, asks_for_a_call, decided
from followthrough.domain.brake import by_the_word, waits_for_the_word
from followthrough.domain.civil_hours import NIGHT_THERE, NO_CIVIL_HOUR
from followthrough.domain.guards import Decision, Hold, OtherWay, Send, Skip, Wait, writes_to_customer
from followthrough.domain.manners import capitalised
from followthrough.domain.telling import Telling
from followthrough.domain.words import ASKING_STEPS, Step

BY_THE_CLOCK = frozenset({"quiet hours", NIGHT_THERE, NO_CIVIL_HOUR})
"""Reasons for which one wants to know what the customer's clock shows."""

NOBODY_THERE = "closed"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """A decision that nobody has acted upon."""

    step: Step
    decision: str
    """`send`, `wait`, `hold`, `merge`, `other way`, `skip`, `forget` or `move on`, for a program."""
    words: tuple[str, ...]


def verdict(table: Table, step: Step, *, cards: Cards, now: dt.datetime) -> Verdict:
    """What the engine would decide about this step now; nothing is written. Raises Unreachable."""
    decision = decided(table, step, cards=cards, now=now)
    if isinstance(decision, Send) and waits_for_the_word(table.commitment, step):
        decision = by_the_word(table.rules.facts.brake, now=now)
    return Verdict(
        step=step, decision=_NAMES[type(decision)], words=in_words(decision, table=table, step=step, now=now)
    )


def in_words(
    decision: Decision | MergeWith | MoveOn | Forget, *, table: Table, step: Step, now: dt.datetime
) -> tuple[str, ...]:
    """This decision as an owner reads it, with what explains it."""
    match decision:
        case MoveOn(later=later):
            on = Telling(now=now, zone=table.rules.business.zone).moment(later.due_at)
            return (f"It would move on to {on}, because the customer has heard from us, or will.",)
        case MergeWith(lead=lead):
            name = table.rules.playbook.by_id(lead.follow_up).name
            return (f"It would be made in one call with “{name}”, which the customer was promised for today.",)
        case Forget():
            return ("It would end, because the customer was forgotten.",)
        case Send():
            return (_sent(table, step, now=now),)
        case Wait(until=until, because=code):
            then = Telling(now=now, zone=table.rules.business.zone).moment(until)
            return (f"It would wait until {then}, because {because(code)}.", *_more(code, table=table, now=now))
        case Hold(because=code):
            return (f"It would be held, because {because(code)}. We look again on the next open day.",)
        case OtherWay(because=code):
            words = f"A person would say it instead of a letter, because {because(code)}."
            return (words, *_more(code, table=table, now=now))
        case Skip(because=code) if step is Step.RECEIPT:
            return (f"No letter would tell of it, because {because(code)}; everything else stays as it is.",)
        case Skip(because=code):
            return (f"It would end here, because {because(code)}.",)
        case _:
            assert_never(decision)


def _sent(table: Table, step: Step, *, now: dt.datetime) -> str:
    commitment = table.commitment
    is_letter = writes_to_customer(commitment, step)
    reader = table.owner if is_letter else reader_of(table, step, now=now)
    words = coming(step, channel=commitment.channel, owner=reader.person, is_promise=commitment.is_promise)
    if not is_letter and step not in ASKING_STEPS:
        end = words.removesuffix(_UNLESS)
        return f"It would be {end}." if end in _ENDS else capitalised(f"{end}.")
    if step is Step.REMIND and not is_letter and commitment.is_on_sheet_of(reader.id):
        return f"The morning sheet has asked {reader.person} for it already: no mail would say it again."
    counts = asks_for_a_call(table, step) and commitment.is_care and reader.calls_a_day is not None
    return capitalised(
        f"{words}: nothing speaks against it{_IF_THERE_IS_ROOM.format(reader.person) if counts else ''}."
    )


def _more(code: str, *, table: Table, now: dt.datetime) -> tuple[str, ...]:
    if code in BY_THE_CLOCK:
        return tuple(filter(None, (her_clock(table.contact, business=table.rules.business, now=now),)))
    return tuple(who_is_not_there(table.commitment, rules=table.rules, at=now)) if code == NOBODY_THERE else ()


_UNLESS = ", unless something is recorded by then"

_ENDS = frozenset({"broken", "dropped"})

_IF_THERE_IS_ROOM = ", if the day of {} has room for one more call"

_NAMES = {
    MergeWith: "merge",
    MoveOn: "move on",
    Forget: "forget",
    Send: "send",
    Wait: "wait",
    Hold: "hold",
    OtherWay: "other way",
    Skip: "skip",
}
