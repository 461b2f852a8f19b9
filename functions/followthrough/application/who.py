"""Who a delivery is about: stable keys for the customer and for her contact points, which tell nothing themselves."""

from __future__ import annotations

from dataclasses import fields, replace

from followthrough.application.ports import Hashes
from followthrough.domain.event import Contact, SubjectRef

BEST_FIRST = "repsn"
"""How well a key names a person: the source's reference, email, phone, the subject alone, nobody."""


def customer_key(contact: Contact, subject: SubjectRef, *, hashes: Hashes) -> str:
    """The customer as this source knows her, by the best that it told us."""
    if contact.is_recipient or not contact.is_known:
        return "s" + hashes.of("subject", str(subject))
    if contact.ref:
        return "r" + hashes.of("ref", f"{subject.source}/{contact.ref}")
    if contact.email:
        return "e" + hashes.of("email", f"{subject.source}/{_email(contact.email)}")
    if contact.phone and contact.phone.e164:
        return "p" + hashes.of("phone", f"{subject.source}/{contact.phone.e164}")
    return "s" + hashes.of("subject", str(subject))


def better(one: str, other: str) -> str:
    """Of two keys for the same customer the one that names her better; the first, if they are alike."""
    return min(one, other, key=lambda key: BEST_FIRST.index(key[0]))


def point_keys(contact: Contact, customer: str, *, hashes: Hashes) -> tuple[str, ...]:
    """Her email address and phone number, the same from every source; a customer with neither has one of her own."""
    keys: list[str] = []
    if contact.email:
        keys.append(email_point(contact.email, hashes=hashes))
    if contact.phone and contact.phone.e164:
        keys.append("p" + hashes.of("point", contact.phone.e164))
    return tuple(keys) or ("n" + customer,)


def email_point(address: str, *, hashes: Hashes) -> str:
    """The contact point of an email address, whoever has it."""
    return "e" + hashes.of("point", _email(address))


def merged(known: Contact | None, told: Contact) -> Contact:
    """What we know of her after one more delivery: news fill gaps and replace, a recipient never replaces a buyer."""
    if known is None:
        return told
    if told.is_recipient and known.is_known and not known.is_recipient:
        return known
    if known.is_recipient and not told.is_recipient and told.is_known:
        return told
    news = {field.name: value for field in fields(told) if (value := getattr(told, field.name)) is not None}
    if not told.is_known:
        del news["is_recipient"]
    if known.phone and told.phone and known.phone.e164 == told.phone.e164:
        news["phone"] = known.phone  # found wrong, it stays so until we are told another one
    return replace(known, **news)


def _email(address: str) -> str:
    return address.strip().casefold()
