"""What becomes of a step whose time has come: decided here alone, for the engine, the morning sheet and `explain`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from followthrough.application.cards import Cards, Table
from followthrough.application.climb import broken_silence
from followthrough.application.one_call import lead_of
from followthrough.domain.commitment import ONE_CALL, Commitment
from followthrough.domain.guards import BUDGET, Decision, Send, Skip, Wait, decide
from followthrough.domain.words import Channel, Step


@dataclass(frozen=True, kw_only=True)
class MoveOn:
    """She has heard from us meanwhile: a ritual begins to count anew."""

    later: Commitment


@dataclass(frozen=True)
class Forget:
    """Who was forgotten is not contacted any more."""


@dataclass(frozen=True, kw_only=True)
class MergeWith:
    """She is phoned today anyway, as she was promised: one call says both."""

    lead: Commitment
    because: str = ONE_CALL


def decided(table: Table, step: Step, *, cards: Cards, now: dt.datetime) -> Decision | MergeWith | MoveOn | Forget:
    """What this step comes to at this moment, by everything that is known; nothing is written.

    Room in the day and a burst of letters are looked at when it is carried out. Raises Unreachable.
    """
    later = broken_silence(table, step, ledger=cards.ledger, now=now)
    if later is not None:
        return MoveOn(later=later)
    if table.customer.is_forgotten and step is not Step.STAND_DOWN:
        return Forget()
    decision = decide(table.scene(now=now), step)
    if not asks_for_a_call(table, step) or not (isinstance(decision, Send) or _lacks_budget(decision)):
        return decision
    lead = lead_of(table, cards=cards, now=now)
    return MergeWith(lead=lead) if lead else decision


def asks_for_a_call(table: Table, step: Step) -> bool:
    """Whether this step makes somebody phone a customer."""
    return step is Step.REMIND and table.commitment.channel is Channel.CALL and not table.rule.to_colleague


def _lacks_budget(decision: Decision) -> bool:
    """What has no room in the contact budget may still be said in a call that is made anyway."""
    return isinstance(decision, Wait | Skip) and decision.because == BUDGET
