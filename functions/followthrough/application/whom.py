"""Who is meant when somebody names a customer: by an address, by what one source knows, or by the source itself."""

from __future__ import annotations

from collections.abc import Iterable

from followthrough.application.ports import Hashes, Ledger
from followthrough.application.who import customer_key, point_keys
from followthrough.domain.event import Contact, SubjectRef


def at_address(contact: Contact, *, ledger: Ledger, hashes: Hashes) -> tuple[str, ...]:
    """Everybody who has this email address or phone number, as every source knows them, by their keys."""
    points = ledger.read(points=point_keys(contact, "", hashes=hashes)).points
    return tuple(dict.fromkeys(key for point in points.values() for key in point.customers))


def as_known_by(subject: SubjectRef, contact: Contact, *, ledger: Ledger, hashes: Hashes) -> tuple[str, ...]:
    """The customer whom this source means: by its own reference, by an address, or by both, as it told us of her.

    `subject` is the contact of the source, whose id is its reference. Whom other sources know is not meant.
    """
    named = (*_names(Contact(ref=subject.id), subject, hashes=hashes), *_names(contact, subject, hashes=hashes))
    near = of_source(at_address(contact, ledger=ledger, hashes=hashes), subject.source, ledger=ledger)
    return _with_earlier_names((*named, *near), subject, ledger=ledger, hashes=hashes)


def of_source(keys: Iterable[str], source: str, *, ledger: Ledger) -> tuple[str, ...]:
    """Those of whom this source has told us something."""
    return tuple(key for key in keys if any(each.ref.source == source for each in ledger.subjects_of(key)))


def everybody_of(source: str, *, ledger: Ledger, hashes: Hashes) -> tuple[str, ...]:
    """All customers of whom this source has told us; it reads the whole ledger."""
    keys = [each.customer for each in ledger.subjects_from(source)]
    anything = SubjectRef(source=source, type="contact", id="")
    return _with_earlier_names(keys, anything, ledger=ledger, hashes=hashes)


def _with_earlier_names(keys: Iterable[str], subject: SubjectRef, *, ledger: Ledger, hashes: Hashes) -> tuple[str, ...]:
    """These, and before them what this source may have called them when it knew only an address.

    Those come first, because they are found by the contact of the others.
    """
    found = known(keys, ledger=ledger)
    records = ledger.read(customers=found).customers.values() if found else ()
    earlier = [name for record in records for name in _names(record.contact, subject, hashes=hashes)]
    return (*(key for key in known(earlier, ledger=ledger) if key not in found), *found)


def _names(contact: Contact, subject: SubjectRef, *, hashes: Hashes) -> list[str]:
    """Every key that this source's customer may have by what is known of her."""
    ways = (Contact(ref=contact.ref), Contact(email=contact.email), Contact(phone=contact.phone))
    return [customer_key(way, subject, hashes=hashes) for way in ways if way.is_known]


def beside(keys: Iterable[str], *, ledger: Ledger) -> tuple[str, ...]:
    """The other customers who share an address with one of these: perhaps the same person, perhaps somebody else."""
    these = tuple(keys)
    points = {point for customer in ledger.read(customers=these).customers.values() for point in customer.points}
    sharing = ledger.read(points=sorted(points)).points.values() if points else ()
    return tuple(dict.fromkeys(key for point in sharing for key in point.customers if key not in these))


def is_an_address(point: str) -> bool:
    """Whether this is the key of an email address or a phone number, not of a customer who gave neither."""
    return not point.startswith("n")


def known(keys: Iterable[str], *, ledger: Ledger) -> tuple[str, ...]:
    """Those of these whom the ledger holds, each once."""
    wanted = tuple(dict.fromkeys(keys))
    found = ledger.read(customers=wanted).customers if wanted else {}
    return tuple(key for key in wanted if key in found)
