"""What is left of somebody who was forgotten: keys, codes and times, and her wish to be left alone.

Each record is made anew from what may stay, so that a field which is added later is forgotten until somebody decides
otherwise here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from followthrough.domain.commitment import Commitment
from followthrough.domain.customer import ContactPoint, Customer
from followthrough.domain.event import Contact
from followthrough.domain.subject import Subject
from followthrough.domain.timeline import Reached
from followthrough.domain.words import Step

ERASED = "erased"
"""Why a commitment to somebody who was forgotten is released."""


def tombstone(customer: Customer, *, at: dt.datetime) -> Customer:
    """Her record without her: it keeps late news of an earlier time from bringing her back."""
    return Customer(
        key=customer.key,
        contact=Contact(),
        points=customer.points,
        seen_at=at,
        erased_at=at,
        version=customer.version,
    )


def let_go(owed: Commitment, *, at: dt.datetime) -> Commitment:
    """Nothing is owed to her any more; staff who hold a task are still told not to act on it."""
    if owed.is_open:
        return owed.released(at=at, because=ERASED)
    kept = tuple(wake for wake in owed.agenda if wake.step is Step.STAND_DOWN)
    if kept == owed.agenda:
        return owed
    return replace(owed, agenda=kept).noted("not done", at=at, because=ERASED)


def bare(subject: Subject) -> Subject:
    """The order or repair as ids, times and the state its source gave it: enough to know late news of it again."""
    return Subject(
        ref=subject.ref,
        customer=subject.customer,
        parent=subject.parent,
        status=subject.status,
        as_of=subject.as_of,
        status_at=subject.status_at,
        seen=tuple(seen.in_short for seen in subject.seen),
        line=tuple(_bare(reached) for reached in subject.line),
        deliveries=subject.deliveries,
        commitments=subject.commitments,
        stars=subject.stars,
        began_at=subject.began_at,
        version=subject.version,
    )


def latest_erasure(records: Iterable[Customer | ContactPoint]) -> dt.datetime | None:
    """When whom these are about was last forgotten, if ever."""
    return max((record.erased_at for record in records if record.erased_at is not None), default=None)


def _bare(reached: Reached) -> Reached:
    return replace(reached, means=tuple(seen.in_short for seen in reached.means))


@dataclass(frozen=True, kw_only=True)
class Hers:
    """What belongs to one customer, by its keys: how a shared address knows what to forget."""

    customer: str
    owed: Collection[str]
    subjects: Collection[str]
    complained_at: Collection[dt.datetime]


def without_her(point: ContactPoint, hers: Hers, *, at: dt.datetime | None) -> ContactPoint:
    """An address without her. Nobody else's, it keeps her full stop and its bounces, and nothing more.

    `at` is given when she was forgotten as every source knew her: what is older brings nobody back here.
    """
    others = tuple(key for key in point.customers if key != hers.customer)
    if not others:
        return ContactPoint(
            key=point.key,
            opted_out_at=point.opted_out_at,
            bounced_at=point.bounced_at,
            erased_at=at or point.erased_at,
            version=point.version,
        )
    return replace(
        point,
        customers=others,
        contacts=tuple(contact for contact in point.contacts if contact.commitment not in hers.owed),
        calls=tuple(call for call in point.calls if call not in hers.owed),
        holds=tuple(hold for hold in point.holds if hold.because.partition(" ")[2] not in hers.subjects),
        first_order=None if point.first_order in hers.subjects else point.first_order,
        complaints=tuple(when for when in point.complaints if when not in hers.complained_at),
    )
