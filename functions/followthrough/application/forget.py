"""A customer is forgotten: contact ceases first, then what is owed is released, then what we know of her is deleted.

Every commit stands by itself, and her addresses know whose they were until the very end: after a crash the same
request finds everything that is left, and one that was heeded changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import partial
from typing import Self, TypeVar

from followthrough.application.ports import Clock, Hashes, Ledger, Rulebook, Rules
from followthrough.application.retry import until_first
from followthrough.application.whom import is_an_address
from followthrough.domain.commitment import Commitment
from followthrough.domain.customer import ContactPoint, Customer
from followthrough.domain.event import SubjectRef
from followthrough.domain.forgetting import ERASED, Hers, bare, let_go, tombstone, without_her
from followthrough.domain.ladder import OPENED
from followthrough.domain.one_voice import MOST_RIDERS, freed, is_riding
from followthrough.domain.words import Step

AT_ONCE = 50
"""Records of one commit: DynamoDB takes 100."""

LEADS_AT_ONCE = 100 // (1 + MOST_RIDERS)
"""Commitments of one commit: each may lead that many calls, which are set free with it."""

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Forgetting:
    """What forgetting needs of the world."""

    ledger: Ledger
    rulebook: Rulebook
    hashes: Hashes
    clock: Clock


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What was done, in numbers: it may be kept, for it says nothing about her."""

    customers: int = 0
    """Records of her, one for each way in which a source knows her, that hold no name and no address any more."""
    released: int = 0
    """What was still owed to her."""
    called_back: int = 0
    """Tasks that were out, and that staff are told not to act on."""
    alarms: int = 0
    """Alarms that go with what they were for."""
    subjects: int = 0
    """Orders, repairs and the like of which ids, times and states are left."""
    notes: int = 0
    """Words of hers and about her."""
    addresses: int = 0
    """Her email addresses and phone numbers, of which a keyed hash is left."""
    wishes: int = 0
    """Those of them that go on remembering a full stop, or that letters come back."""

    def __add__(self, other: Receipt) -> Receipt:
        return Receipt(**{each.name: getattr(self, each.name) + getattr(other, each.name) for each in fields(Receipt)})


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request to forget somebody, and what heeding it needs."""

    asked_at: dt.datetime
    everywhere: bool
    """Whether she is forgotten as every source knows her: then older news of any source stays out."""
    now: dt.datetime
    ledger: Ledger
    rules: Rules

    @classmethod
    def by_us(cls, *, everywhere: bool, tools: Forgetting) -> Self:
        """A request that a person here makes, now."""
        now = tools.clock.now()
        return cls(asked_at=now, everywhere=everywhere, now=now, ledger=tools.ledger, rules=tools.rulebook.current())


def forget(keys: Iterable[str], request: Request) -> Receipt:
    """Forget these customers.

    Raises Conflict, Unreachable: the same request goes on where it stopped.
    """
    done = Receipt()
    for key in keys:
        done += _forget(key, request)
    return done


def _forget(key: str, request: Request) -> Receipt:
    """Forget one customer, as one source knows her."""
    customer = request.ledger.read(customers=[key]).customers.get(key)
    if customer is None or _came_anew(customer, request):
        return Receipt()
    done = until_first(partial(_cease, key, request))
    thread, subjects = request.ledger.thread_of(key), request.ledger.subjects_of(key)
    hers = Hers(
        customer=key,
        owed=frozenset(owed.id for owed in thread),
        subjects=frozenset(str(subject.ref) for subject in subjects),
        complained_at=frozenset(seen.at for subject in subjects for seen in subject.seen if seen.kind == OPENED),
    )
    for names in _parts([owed.id for owed in thread], LEADS_AT_ONCE):
        done += until_first(partial(_release, names, hers, request))
    for refs in _parts([subject.ref for subject in subjects], AT_ONCE):
        done += until_first(partial(_strip, refs, request))
    done += until_first(partial(_burn_notes, key, request))
    points = dict.fromkeys((*customer.points, *(point for owed in thread for point in owed.points)))
    for some in _parts(list(points), AT_ONCE):
        done += until_first(partial(_leave, some, hers, request))
    return done


def _came_anew(customer: Customer, request: Request) -> bool:
    """Whether this very request, or a later one, was heeded before, and she has come to us again since."""
    heeded = customer.erased_at is not None and customer.erased_at >= request.asked_at
    return heeded and not customer.is_forgotten


def _cease(key: str, request: Request) -> Receipt:
    """Her record without her. Her addresses are written with it, so that a claim read before this finds them changed."""
    customer = request.ledger.read(customers=[key]).customers[key]
    if customer.is_forgotten:
        return Receipt()
    points = request.ledger.read(points=customer.points).points
    request.ledger.commit(tombstone(customer, at=request.now), *points.values())
    return Receipt(customers=1)


def _release(names: Sequence[str], hers: Hers, request: Request) -> Receipt:
    """What is owed to her ends; a call of somebody else that was to be made with one of these is a call of its own."""
    found = request.ledger.read(commitments=names).commitments
    ended = {owed.id: after for owed in found.values() if (after := let_go(owed, at=request.now)) != owed}
    request.ledger.commit(*ended.values(), *_set_free(ended, hers, request))
    before = [found[name] for name in ended]
    return Receipt(
        released=sum(owed.is_open for owed in before),
        called_back=sum(_is_called_back(owed) for owed in ended.values()),
        alarms=sum(owed.alarm is not None for owed in before),
    )


def _set_free(ended: dict[str, Commitment], hers: Hers, request: Request) -> list[Commitment]:
    names = {name for lead in ended.values() for name in lead.joined} - frozenset(hers.owed)
    riders = request.ledger.read(commitments=sorted(names)).commitments.values() if names else ()
    free: list[Commitment] = []
    for rider in riders:
        rule = request.rules.playbook.find(rider.follow_up)
        if rule is None or not rider.is_open or not is_riding(rider) or rider.rides_with not in ended:
            continue
        business, now = request.rules.business, request.now
        free.append(freed(rider, rule=rule, business=business, now=now, not_before=now, because=ERASED))
    return free


def _is_called_back(owed: Commitment) -> bool:
    return any(wake.step is Step.STAND_DOWN for wake in owed.agenda)


def _strip(refs: Sequence[SubjectRef], request: Request) -> Receipt:
    found = request.ledger.read(subjects=refs).subjects.values()
    stripped = [bare(subject) for subject in found if bare(subject) != subject]
    request.ledger.commit(*stripped)
    return Receipt(subjects=len(stripped))


def _burn_notes(key: str, request: Request) -> Receipt:
    notes = request.ledger.notes_of(key)
    for some in _parts(notes, AT_ONCE):
        request.ledger.commit(gone=some)
    return Receipt(notes=len(notes))


def _leave(keys: Sequence[str], hers: Hers, request: Request) -> Receipt:
    """Her addresses forget her; it is done last, for by them she is found."""
    found = request.ledger.read(points=keys).points.values()
    at = request.now if request.everywhere else None
    used = [point for point in found if point.customers]
    left = [after for point in used if (after := without_her(point, hers, at=at)) != point]
    request.ledger.commit(*left)
    addresses = [point for point in left if is_an_address(point.key) and not point.customers]
    return Receipt(addresses=len(addresses), wishes=sum(_remembers_a_wish(point) for point in addresses))


def _remembers_a_wish(point: ContactPoint) -> bool:
    return point.opted_out_at is not None or point.bounced_at is not None


def _parts(whole: Sequence[T], size: int) -> list[Sequence[T]]:
    return [whole[start : start + size] for start in range(0, len(whole), size)]
