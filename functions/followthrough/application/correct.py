"""Somebody here knows better what she is called or how she is reached: it stands until her source tells something new."""

from __future__ import annotations

from dataclasses import dataclass

from followthrough.application.following import following, open_elsewhere, reached
from followthrough.application.ports import Clock, Hashes, Ledger
from followthrough.application.retry import until_first
from followthrough.application.who import point_keys
from followthrough.domain.acquaintance import PARTS, is_same, tells
from followthrough.domain.errors import Missing
from followthrough.domain.event import Contact, PhoneQuality


@dataclass(frozen=True, kw_only=True)
class Correcting:
    """What correcting needs of the world."""

    ledger: Ledger
    hashes: Hashes
    clock: Clock


@dataclass(frozen=True, kw_only=True)
class Corrected:
    """What was put right, by name only, and how many open promises follow her."""

    things: tuple[str, ...]
    promises: int


def correct(customer: str, right: Contact, *, by: str, tools: Correcting) -> Corrected:
    """Put right what `right` tells; everything still owed to her follows in the same commit. Raises Missing."""
    return until_first(lambda: _correct(customer, right, by=by, tools=tools))


def _correct(name: str, right: Contact, *, by: str, tools: Correcting) -> Corrected:
    ledger, now = tools.ledger, tools.clock.now()
    known = ledger.read(customers=[name]).customers.get(name)
    if known is None:
        raise Missing("There is no such customer.")
    things = tuple(thing for thing in PARTS if tells(right, thing) and _is_other(right, known.contact, thing))
    if not things:
        return Corrected(things=(), promises=0)
    better = known.corrected(right, by=by, at=now)
    customer = better.at(point_keys(better.contact, name, hashes=tools.hashes), seen_at=now)
    found = ledger.read(points=dict.fromkeys((*known.points, *customer.points))).points
    points = reached(customer, known, points=found)
    owed = open_elsewhere(customer, known, ledger=ledger)
    moved = following(owed, customer)
    changed_points = (point for key, point in points.items() if point != found.get(key))
    changed = (each for key, each in moved.items() if each != owed[key])
    ledger.commit(customer, *changed_points, *changed)
    return Corrected(things=things, promises=len(moved))


def _is_other(right: Contact, known: Contact, thing: str) -> bool:
    """Whether this is news to us; a number that was found wrong and is given again is: somebody has checked it."""
    doubted = thing == "phone" and known.phone is not None and known.phone.quality is PhoneQuality.DOUBTFUL
    return doubted or not is_same(right, known, thing)
