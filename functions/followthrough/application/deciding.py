"""What becomes of a step whose time has come: decided here alone, for the engine, the morning sheet and `explain`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from followthrough.application.cards import Table
from followthrough.application.climb import broken_silence
from followthrough.application.ports import Ledger
from followthrough.domain.commitment import Commitment
from followthrough.domain.guards import Decision, decide
from followthrough.domain.words import Step


@dataclass(frozen=True, kw_only=True)
class MoveOn:
    """She has heard from us meanwhile: a ritual begins to count anew."""

    later: Commitment


@dataclass(frozen=True)
class Forget:
    """Who was forgotten is not contacted any more."""


def decided(table: Table, step: Step, *, ledger: Ledger, now: dt.datetime) -> Decision | MoveOn | Forget:
    """What this step comes to at this moment, by everything that is known; nothing is written.

    Room in the day, joined calls and a burst of letters are looked at when it is carried out. Raises Unreachable.
    """
    later = broken_silence(table, step, ledger=ledger, now=now)
    if later is not None:
        return MoveOn(later=later)
    if table.customer.is_forgotten and step is not Step.STAND_DOWN:
        return Forget()
    return decide(table.scene(now=now), step)
