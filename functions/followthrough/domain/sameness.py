"""Two customers who may be one person: when that is worth asking, and what a person's word makes of it.

Nothing is merged and no address is copied from one to the other: what is shared are wishes and memory.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from followthrough.domain.customer import Customer, Verdict
from followthrough.domain.errors import RuleBroken
from followthrough.domain.subject import Subject

MOST_SAME = 10
"""As many records one person may have; what goes beyond is a shop's own account, and no person."""


@dataclass(frozen=True, kw_only=True)
class Alike:
    """Another customer who may be the same person, and what we know her by."""

    customer: Customer
    about: Subject
    """What she last had to do with us about."""
    shares: tuple[str, ...]
    """The contact points that both have."""
    verdict: Verdict | None = None
    """What a person has said already."""


def shared(one: Customer, other: Customer) -> tuple[str, ...]:
    """The contact points that both have."""
    return tuple(point for point in one.points if point in other.points)


def may_be_one(one: Customer, other: Customer) -> bool:
    """Whether it is worth asking: they share one address, and each has one that the other has not.

    Where one has all that the other has, every wish of either is found by the shared address already.
    """
    common = set(shared(one, other))
    return bool(common) and bool(set(one.points) - common) and bool(set(other.points) - common)


def judged(one: Customer, other: Customer, *, is_same: bool, by: str, at: dt.datetime) -> tuple[Customer, Customer]:
    """A person has decided: both sides remember it. Raises RuleBroken for somebody compared with herself, or a crowd."""
    if one.key == other.key:
        raise RuleBroken("This is one and the same customer already.")
    if is_same and any(len({*each.same_as} - {one.key, other.key}) >= MOST_SAME for each in (one, other)):
        raise RuleBroken(f"Nobody has more than {MOST_SAME} records: please take one back first.")
    return (
        _with(one, Verdict(other=other.key, is_same=is_same, by=by, at=at)),
        _with(other, Verdict(other=one.key, is_same=is_same, by=by, at=at)),
    )


def undecided(one: Customer, other: Customer) -> tuple[Customer, Customer]:
    """The decision is taken back: from now on each is by herself again, and it may be asked anew."""
    return _without(one, other.key), _without(other, one.key)


def _with(customer: Customer, verdict: Verdict) -> Customer:
    rest = _without(customer, verdict.other)
    return replace(rest, verdicts=(*rest.verdicts, verdict))


def _without(customer: Customer, other: str) -> Customer:
    return replace(customer, verdicts=tuple(each for each in customer.verdicts if each.other != other))
