"""Whom a delivery is about: what it says, else what its subject knows, else what the order knows that it belongs to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from followthrough.application.ports import Hashes, Ledger, Reading
from followthrough.application.who import better, can_be_found, customer_key, point_keys
from followthrough.domain.acquaintance import heard
from followthrough.domain.commitment import Commitment
from followthrough.domain.copying import replace
from followthrough.domain.customer import ContactPoint, Customer
from followthrough.domain.event import Contact, SubjectRef
from followthrough.domain.subject import Subject


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """A subject and its customer, before and after hearing of her."""

    before: Subject | None
    """The subject as it was read."""
    subject: Subject
    known: Customer | None
    """The customer as she was read."""
    former: Customer | None
    """Whom the subject was about until now, by whatever key; none, if it is new."""
    customer: Customer
    points: Mapping[str, ContactPoint | None]
    """The contact points that were looked for already, and what stood there."""
    commitments: Mapping[str, Commitment]
    read: tuple[Customer, ...]
    """Every record of hers that was looked at: one of them may say that she was forgotten."""


def meet(reading: Reading, ref: SubjectRef, *, ledger: Ledger, hashes: Hashes, now: dt.datetime) -> Meeting:
    """Read the subject and whom it is about; a second read only for what the first one named."""
    told = Contact() if reading.customer else reading.contact  # an event of our own says nothing new of her
    guess = reading.customer or customer_key(told, ref, hashes=hashes)
    points = point_keys(told, guess, hashes=hashes)
    found = ledger.read(subjects=[ref], customers=[guess], points=points)
    before = found.subjects.get(str(ref))
    subject = before or Subject(ref=ref, customer=guess)
    key = better(subject.customer, guess)
    named = ledger.read(customers={subject.customer, key}, commitments=subject.commitments) if before else found
    known = {**found.customers, **named.customers}
    earlier = known.get(subject.customer)
    renamed = can_be_found(guess) and guess != subject.customer
    lender = _lender(reading, before, told, ledger=ledger) if renamed or not can_be_found(key) else None
    if lender and renamed and lender.key == subject.customer:
        # Until now she was known by the order it belongs to. Now she is named herself, and the records stay apart.
        key, earlier = guess, None
    elif lender and not can_be_found(key):
        key, known, told, earlier = lender.key, {lender.key: lender}, Contact(), None
    customer = _acquainted(key, known.get(key), earlier, news=told, at=reading.told_at, now=now)
    keys = point_keys(customer.contact, key, hashes=hashes)
    return Meeting(
        before=before,
        subject=replace(subject, customer=key),
        known=known.get(key),
        former=named.customers.get(subject.customer) if before else None,
        customer=_seen(customer, known.get(key), points=keys, now=now),
        points={point: found.points.get(point) for point in points},
        commitments=named.commitments,
        read=tuple(known.values()),
    )


def _lender(reading: Reading, before: Subject | None, told: Contact, *, ledger: Ledger) -> Customer | None:
    """The customer of the order or repair that this belongs to: she is asked where nobody is named who could be found."""
    parent = None if reading.customer else _parent(reading, before)
    found = ledger.read(subjects=[parent]).subjects.get(str(parent)) if parent else None
    if found is None:
        return None
    lender = ledger.read(customers=[found.customer]).customers.get(found.customer)
    says_more = can_be_found(found.customer) or not told.names_buyer
    return lender if lender and lender.contact.names_buyer and says_more else None


def _parent(reading: Reading, before: Subject | None) -> SubjectRef | None:
    told = (event.parent for event in reading.events(before).events if event.parent is not None)
    return (before.parent if before else None) or next(told, None)


def _acquainted(
    key: str,
    known: Customer | None,
    earlier: Customer | None,
    *,
    news: Contact,
    at: dt.datetime | None,
    now: dt.datetime,
) -> Customer:
    """The customer after this delivery; what she was known by before, under a worse key, is not forgotten."""
    told = heard(news, at=at)
    if known is not None:
        both = known.hearing(earlier.as_told) if earlier and earlier.key != key else known
        return both.hearing(told)
    if earlier is not None:
        return replace(earlier, key=key, version=0).hearing(told)
    return Customer(key=key, contact=told.contact, as_of=told.as_of, points=(), seen_at=now)


def _seen(customer: Customer, known: Customer | None, *, points: tuple[str, ...], now: dt.datetime) -> Customer:
    """When we last learnt something of her is when her address or her name changed."""
    if known and (known.contact, known.points) == (customer.contact, points):
        return customer
    return customer.at(points, seen_at=now)
