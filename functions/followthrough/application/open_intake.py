"""Before anything is taken in: read the subject, whom it is about, and what else of hers it may touch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from followthrough.application.intake import Before, Intake
from followthrough.application.ports import Hashes, Ledger, Reading, Rules
from followthrough.application.who import better, customer_key, merged, point_keys
from followthrough.domain.commitment import Commitment
from followthrough.domain.customer import ContactPoint, Customer
from followthrough.domain.event import COMPLAINT, Contact, Event
from followthrough.domain.subject import Subject
from followthrough.domain.words import Channel


def open_intake(reading: Reading, *, ledger: Ledger, rules: Rules, hashes: Hashes, now: dt.datetime) -> Intake:
    """Read the subject and whom it is about; a second read only for what the first one named."""
    ref = reading.subject
    assert ref is not None
    guess = reading.customer or customer_key(reading.contact, ref, hashes=hashes)
    keys = point_keys(reading.contact, guess, hashes=hashes)
    found = ledger.read(subjects=[ref], customers=[guess], points=keys)
    known_subject = found.subjects.get(str(ref))
    subject = known_subject or Subject(ref=ref, customer=guess)
    key = better(subject.customer, guess)
    named = ledger.read(customers={subject.customer, key}, commitments=subject.commitments) if known_subject else found
    known = named.customers.get(key) or found.customers.get(key)
    earlier = known or named.customers.get(subject.customer)
    contact = merged(earlier.contact if earlier else None, reading.contact)
    customer = _customer(key, known=known, points=point_keys(contact, key, hashes=hashes), contact=contact, now=now)
    unread = [point for point in customer.points if point not in keys]
    former = [point for point in (known.points if known else ()) if point not in customer.points]
    points = {**found.points, **(ledger.read(points=[*unread, *former]).points if unread or former else {})}
    hers = {point: points[point] for point in customer.points if point in points}
    wishes = [points[point] for point in former if point in points]
    commitments = dict(named.commitments)
    out = _calls_to_her(hers, ledger=ledger) if ref.type == COMPLAINT else {}
    riders = _riders_of({**commitments, **out}, ledger=ledger)
    return Intake(
        rules=rules,
        now=now,
        before=Before(
            subject=known_subject,
            customer=known,
            contact=earlier.contact if earlier else None,
            points=hers,
            commitments=commitments,
            out=out,
            riders=riders,
        ),
        subject=replace(subject, customer=key),
        customer=customer,
        points={point: _heeding(hers.get(point) or ContactPoint(key=point), wishes) for point in customer.points},
        commitments={owed.id: _addressed(owed, customer) for owed in commitments.values()},
        out=dict(out),
        riders=dict(riders),
    )


def look_at_job(intake: Intake, events: Iterable[Event], *, ledger: Ledger) -> None:
    """Read the job that a complaint is about, and what is owed about it."""
    told = (event.parent for event in events if event.parent is not None)
    ref = intake.subject.parent or next(told, None)
    if ref is None or intake.subject.ref.type != COMPLAINT:
        return
    intake.job = ledger.read(subjects=[ref]).subjects.get(str(ref))
    found = ledger.read(commitments=intake.job.commitments).commitments if intake.job else {}
    intake.before.out.update(found)
    intake.out.update(found)


def _calls_to_her(points: dict[str, ContactPoint], *, ledger: Ledger) -> dict[str, Commitment]:
    """The calls to her that are planned or out, as her contact points remember them, whatever source they came from."""
    contacts = [contact for point in points.values() for contact in point.contacts]
    calls = {contact.commitment for contact in contacts if contact.channel is Channel.CALL and contact.commitment}
    calls |= {planned for point in points.values() for planned in point.calls}
    return dict(ledger.read(commitments=sorted(calls)).commitments) if calls else {}


def _riders_of(leads: dict[str, Commitment], *, ledger: Ledger) -> dict[str, Commitment]:
    """The calls about other matters that are to be made with one of these."""
    names = {name for lead in leads.values() if lead.takes_an_answer for name in lead.joined} - leads.keys()
    return dict(ledger.read(commitments=sorted(names)).commitments) if names else {}


def _heeding(point: ContactPoint, wishes: list[ContactPoint]) -> ContactPoint:
    for former in wishes:
        point = point.heeding(former)
    return point


def _customer(
    key: str, *, known: Customer | None, points: tuple[str, ...], contact: Contact, now: dt.datetime
) -> Customer:
    if known is None:
        return Customer(key=key, contact=contact, points=points, seen_at=now)
    if (known.contact, known.points) == (contact, points):
        return known
    return replace(known, contact=contact, points=points, seen_at=now)


def _addressed(commitment: Commitment, customer: Customer) -> Commitment:
    """What is still owed follows the customer when we learn better who she is."""
    if not commitment.is_open or (commitment.customer, commitment.points) == (customer.key, customer.points):
        return commitment
    return replace(commitment, customer=customer.key, points=customer.points)
