"""Before anything is taken in: read the subject, whom it is about, and what else of hers it may touch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from followthrough.application.following import addressed, following, open_elsewhere, reached
from followthrough.application.intake import Before, Intake
from followthrough.application.meeting import Meeting, meet
from followthrough.application.ports import Hashes, Ledger, Reading, Rules
from followthrough.domain.commitment import Commitment
from followthrough.domain.customer import ContactPoint
from followthrough.domain.event import COMPLAINT, Contact, Event
from followthrough.domain.forgetting import latest_erasure
from followthrough.domain.words import Channel


def open_intake(reading: Reading, *, ledger: Ledger, rules: Rules, hashes: Hashes, now: dt.datetime) -> Intake:
    """Read the subject, whom it is about, and whatever else of hers an event may touch. Raises Malformed, Unreachable."""
    ref = reading.subject
    assert ref is not None
    met = meet(reading, ref, ledger=ledger, hashes=hashes, now=now)
    customer = met.customer
    beside = _addresses_beside(met, ledger=ledger)
    points = _points(met, beside, ledger=ledger)
    hers = {key: points[key] for key in customer.points if key in points}
    also_hers = {key: points[key] for key in beside if key in points}
    commitments = dict(met.commitments)
    out = _calls_to_her({**hers, **also_hers}, ledger=ledger) if ref.type == COMPLAINT else {}
    riders = _riders_of({**commitments, **out}, ledger=ledger)
    elsewhere = open_elsewhere(customer, met.known, ledger=ledger)
    elsewhere = {key: owed for key, owed in elsewhere.items() if key not in {**commitments, **out, **riders}}
    return Intake(
        rules=rules,
        now=now,
        before=Before(
            subject=met.before,
            customer=met.known,
            contact=met.former.contact if met.former else Contact(),
            reached=tuple(points[key] for key in met.former.points if key in points) if met.former else (),
            points=hers,
            commitments=commitments,
            out=out,
            riders=riders,
            elsewhere=elsewhere,
        ),
        subject=met.subject,
        customer=customer,
        points=reached(customer, met.known, points=points),
        beside=also_hers,
        commitments={owed.id: addressed(owed, customer) for owed in commitments.values()},
        out=following(out, customer),
        riders=following(riders, customer),
        elsewhere=following(elsewhere, customer),
        erased_at=latest_erasure((*met.read, *(point for key, point in points.items() if key not in beside))),
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
    intake.out.update({key: intake.out.get(key) or intake.elsewhere.pop(key, owed) for key, owed in found.items()})


def _addresses_beside(met: Meeting, *, ledger: Ledger) -> tuple[str, ...]:
    """The contact points of those who are the same person, by a person's word: a wish told there is hers."""
    same = met.customer.same_as
    others = ledger.read(customers=same).customers.values() if same else ()
    theirs = dict.fromkeys(point for other in others for point in other.points)
    return tuple(point for point in theirs if point not in met.customer.points)


def _points(met: Meeting, beside: tuple[str, ...], *, ledger: Ledger) -> Mapping[str, ContactPoint]:
    """Her contact points, those she had before, and those of the same person, as far as they are on our books."""
    former = {key for customer in (met.known, met.former) if customer for key in customer.points}
    wanted = (*met.customer.points, *sorted(former), *beside)
    unread = [key for key in dict.fromkeys(wanted) if key not in met.points]
    found = {key: point for key, point in met.points.items() if point is not None}
    return {**found, **ledger.read(points=unread).points} if unread else found


def _calls_to_her(points: Mapping[str, ContactPoint], *, ledger: Ledger) -> dict[str, Commitment]:
    """The calls to her that are planned or out, as her contact points remember them, whatever source they came from."""
    contacts = [contact for point in points.values() for contact in point.contacts]
    calls = {contact.commitment for contact in contacts if contact.channel is Channel.CALL and contact.commitment}
    calls |= {planned for point in points.values() for planned in point.calls}
    return dict(ledger.read(commitments=sorted(calls)).commitments) if calls else {}


def _riders_of(leads: dict[str, Commitment], *, ledger: Ledger) -> dict[str, Commitment]:
    """The calls about other matters that are to be made with one of these."""
    names = {name for lead in leads.values() if lead.takes_an_answer for name in lead.joined} - leads.keys()
    return dict(ledger.read(commitments=sorted(names)).commitments) if names else {}
