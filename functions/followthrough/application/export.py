"""Everything that we hold about somebody, from every source that knows her by one of these keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from followthrough.application.ports import Hashes, Ledger
from followthrough.application.who import point_keys
from followthrough.domain.commitment import Commitment
from followthrough.domain.customer import ContactPoint, Customer, Note
from followthrough.domain.event import Contact
from followthrough.domain.subject import Subject


@dataclass(frozen=True, kw_only=True)
class Held:
    """What the ledger holds of one person."""

    customers: tuple[Customer, ...]
    points: tuple[ContactPoint, ...]
    addresses: Mapping[str, str]
    """What the key of a contact point stands for, where one of her records still says it."""
    subjects: tuple[Subject, ...]
    commitments: tuple[Commitment, ...]
    notes: tuple[Note, ...]


def held(keys: Iterable[str], *, ledger: Ledger, hashes: Hashes) -> Held:
    """Read everything. Raises Unreachable."""
    wanted = tuple(keys)
    customers = tuple(ledger.read(customers=wanted).customers.values()) if wanted else ()
    commitments = tuple(owed for key in wanted for owed in ledger.thread_of(key))
    points = {point for customer in customers for point in customer.points}
    points |= {point for owed in commitments for point in owed.points}
    return Held(
        customers=customers,
        points=tuple(ledger.read(points=sorted(points)).points.values()) if points else (),
        addresses={key: text for each in customers for key, text in _addresses(each.contact, hashes=hashes)},
        subjects=tuple(subject for key in wanted for subject in ledger.subjects_of(key)),
        commitments=commitments,
        notes=tuple(note for key in wanted for note in ledger.notes_of(key)),
    )


def _addresses(contact: Contact, *, hashes: Hashes) -> list[tuple[str, str]]:
    """The keys of her contact points with the addresses they were made of."""
    found: list[tuple[str, str]] = []
    if contact.email:
        found += [(key, contact.email) for key in point_keys(Contact(email=contact.email), "", hashes=hashes)]
    if contact.phone and contact.phone.e164:
        found += [(key, contact.phone.raw) for key in point_keys(Contact(phone=contact.phone), "", hashes=hashes)]
    return found
