"""A person says whether two customers are one, and may take it back: wishes and memory are shared, addresses are not."""

from __future__ import annotations

from dataclasses import dataclass

from followthrough.application.cards import Table
from followthrough.application.ports import Clock, Ledger
from followthrough.application.retry import until_first
from followthrough.application.settle import OURSELVES
from followthrough.domain.customer import Customer
from followthrough.domain.errors import Missing
from followthrough.domain.event import SubjectRef
from followthrough.domain.sameness import Alike, judged, may_be_one, shared, undecided

MOST_ASKED = 5
"""As many others are shown on one page; an address that more people share is a company's."""


@dataclass(frozen=True, kw_only=True)
class Judging:
    """What deciding needs of the world."""

    ledger: Ledger
    clock: Clock


def alike(table: Table, *, ledger: Ledger) -> tuple[Alike, ...]:
    """The customers of other sources who may be the same person, decided or not; who never had to do with us is none."""
    one = table.customer
    sharing = (key for point in table.own_points for key in point.customers)
    decided = (verdict.other for verdict in one.verdicts)
    keys = [key for key in dict.fromkeys((*decided, *sharing)) if key != one.key][:MOST_ASKED]
    found = ledger.read(customers=keys).customers if keys else {}
    others = [found[key] for key in keys if key in found]
    asked = [other for other in others if one.verdict_on(other.key) or may_be_one(one, other)]
    hers = _matters(one.key, ledger=ledger) if asked else ()
    return tuple(each for other in asked if (each := _known_by(other, one, hers, ledger=ledger)))


def judge(one: str, other: str, *, is_same: bool | None, by: str, tools: Judging) -> None:
    """Write the decision down on both sides, or take it back if it is none. Raises Missing, RuleBroken."""
    until_first(lambda: _judge(one, other, is_same=is_same, by=by, tools=tools))


def _judge(one: str, other: str, *, is_same: bool | None, by: str, tools: Judging) -> None:
    found = tools.ledger.read(customers=[one, other]).customers
    if {one, other} != found.keys():
        raise Missing("There is no such customer.")
    before, now = (found[one], found[other]), tools.clock.now()
    after = undecided(*before) if is_same is None else judged(*before, is_same=is_same, by=by, at=now)
    if after == before:
        return
    # Written anew as they are: a letter whose wishes were read before this was decided finds them changed.
    points = tools.ledger.read(points=dict.fromkeys(point for each in before for point in each.points)).points
    tools.ledger.commit(*after, *points.values())


def _known_by(other: Customer, one: Customer, hers: tuple[SubjectRef, ...], *, ledger: Ledger) -> Alike | None:
    """What we know the other one by: her last matter. One source knows by itself who is who, and is not asked about."""
    theirs, verdict = _matters(other.key, ledger=ledger), one.verdict_on(other.key)
    if not theirs or (verdict is None and {ref.source for ref in hers} & {ref.source for ref in theirs}):
        return None
    about = ledger.read(subjects=[theirs[-1]]).subjects.get(str(theirs[-1]))
    return Alike(customer=other, about=about, shares=shared(one, other), verdict=verdict) if about else None


def _matters(customer: str, *, ledger: Ledger) -> tuple[SubjectRef, ...]:
    """What sources have told us of her, oldest first; what we report to ourselves names no source."""
    refs = (owed.subject for owed in ledger.thread_of(customer))
    return tuple(ref for ref in refs if ref.source != OURSELVES)
