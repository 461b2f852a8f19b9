"""Another version of the business goes live.

The version is put in force first; then what is in the hands of roles that are gone is given on, and what nobody wants
any more is released. Until that is done the version itself knows who answers for a role that is gone, and runs the
rules that were taken out: each step may be done again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from followthrough.application.ports import Clock, Ledger, Rules
from followthrough.application.retry import until_first
from followthrough.domain.commitment import Commitment
from followthrough.domain.errors import InvalidBusiness, RuleBroken
from followthrough.domain.one_voice import freed, is_riding
from followthrough.domain.publishing import Effect, effect_of, given_to

TAKEN_OUT = "rule taken out"
"""Why it is released, as its history tells it."""

AS_FAR_AS_ANYTHING_IS_PLANNED = dt.timedelta(days=100 * 366)
"""The furthest that an owner can write is 999 months."""
READ_AT_ONCE = 100

KNOWN_EVERYWHERE = dt.timedelta(minutes=2)
"""By then every function has the new version: a task for a role that it brings goes out no earlier."""

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Publishing:
    """What publishing needs of the world."""

    ledger: Ledger
    clock: Clock


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What somebody has decided about what is open."""

    released: frozenset[str] = frozenset()
    """The rules whose open commitments nobody wants any more."""
    hand_over_to: str | None = None
    """Who takes what is in the hands of roles that are gone."""


@dataclass(frozen=True, kw_only=True)
class Done:
    """What became of it."""

    handed_over: int
    released: int


def open_ones(tools: Publishing) -> list[Commitment]:
    """Everything that is open now, by its time. Raises Unreachable."""
    wakes = tools.ledger.waking(until=tools.clock.now() + AS_FAR_AS_ANYTHING_IS_PLANNED)
    found = _read([wake.commitment for wake in wakes], ledger=tools.ledger)
    return sorted((owed for owed in found if owed.takes_an_answer), key=lambda owed: (owed.due_at, owed.id))


def effect(before: Rules, after: Rules, *, owed: Sequence[Commitment]) -> Effect:
    """What this version would do to everything that is open."""
    return effect_of(before.playbook, after.playbook, firms=(before.business, after.business), owed=owed)


def go_live(effect: Effect, plan: Plan, *, after: Rules, put: Callable[[], T], tools: Publishing) -> tuple[T, Done]:
    """Let it be so; `put` puts the version in force and raises Conflict if another one was faster.

    Raises RuleBroken if something would be in nobody's hands, InvalidBusiness for a role that is not there.
    """
    if effect.roles_gone and plan.hand_over_to is None:
        gone = ", ".join(f'"{each.role}"' for each in effect.roles_gone)
        raise RuleBroken(f"Promises are open in the hands of {gone}. Please say who takes them: --hand-over-to ROLE.")
    taker = plan.hand_over_to or ""
    if taker and taker not in after.business.roles:
        raise InvalidBusiness(f'There is no role "{taker}"; the roles are {", ".join(sorted(after.business.roles))}.')
    edition = put()
    held = [name for each in effect.roles_gone for name in each.open]
    _each(held, lambda owed, at: [given_to(owed, to=taker, at=at, asked_at=at + KNOWN_EVERYWHERE)], tools=tools)
    unwanted = [name for each in (*effect.removed, *effect.resting) if each.rule in plan.released for name in each.open]
    _each(unwanted, lambda owed, at: _released(owed, at, after=after, ledger=tools.ledger), tools=tools)
    return edition, Done(handed_over=len(held), released=len(unwanted))


def _read(names: Sequence[str], *, ledger: Ledger) -> Iterable[Commitment]:
    for start in range(0, len(names), READ_AT_ONCE):
        yield from ledger.read(commitments=names[start : start + READ_AT_ONCE]).commitments.values()


def _each(
    names: Iterable[str], change: Callable[[Commitment, dt.datetime], list[Commitment]], *, tools: Publishing
) -> None:
    """Change these one by one, as they are when their turn comes; what has ended meanwhile is left alone."""

    def once(name: str) -> None:
        owed = tools.ledger.read(commitments=[name]).commitments[name]
        if owed.takes_an_answer:
            tools.ledger.commit(*change(owed, tools.clock.now()))

    for name in names:
        until_first(partial(once, name))


def _released(owed: Commitment, at: dt.datetime, *, after: Rules, ledger: Ledger) -> list[Commitment]:
    """It ends; a call that was to be made with it is a call of its own again."""
    riders = ledger.read(commitments=owed.joined).commitments.values() if owed.joined else ()
    free = [
        freed(rider, rule=rule, business=after.business, now=at, not_before=at, because=TAKEN_OUT)
        for rider in riders
        if is_riding(rider) and rider.is_open and rider.rides_with == owed.id
        if (rule := after.playbook.find(rider.follow_up))
    ]
    return [owed.released(at=at, because=TAKEN_OUT), *free]
