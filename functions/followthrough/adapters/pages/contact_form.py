"""The name, the number and the address of a customer, as somebody here types them to put them right."""

from __future__ import annotations

from collections.abc import Mapping

from followthrough.adapters.webhooks import phones, values
from followthrough.domain.acquaintance import EMAIL, NAME, PHONE
from followthrough.domain.errors import ChoiceNeeded
from followthrough.domain.event import Contact
from followthrough.domain.manners import full_name

FIELDS: Mapping[str, str] = {NAME: "right_name", PHONE: "right_phone", EMAIL: "right_email"}
"""What can be put right, by the field of the form."""


def shown(known: Contact) -> dict[str, str]:
    """What stands in the form as it is served."""
    return {
        FIELDS[NAME]: full_name(known) or "",
        FIELDS[PHONE]: known.phone.raw if known.phone else "",
        FIELDS[EMAIL]: known.email or "",
    }


def typed(fields: Mapping[str, str], *, known: Contact, country: str) -> Contact:
    """What was typed, and only that: what came back as it was served, or empty, says nothing.

    A number is judged as one that a source sends; `country` is where a national number is at home. A whole name stays
    whole, because to split it would be a guess. Raises ChoiceNeeded for what cannot be used.
    """
    before = shown(known)
    told = {key: " ".join(fields.get(key, "").split()) for key in before}
    told = {key: "" if text == " ".join(before[key].split()) else text for key, text in told.items()}
    right = Contact(
        given_name=values.name(told[FIELDS[NAME]]),
        phone=phones.assess(told[FIELDS[PHONE]], country=known.country or country),
        email=values.email(told[FIELDS[EMAIL]]),
    )
    unusable = {NAME: right.given_name, PHONE: right.phone, EMAIL: right.email}
    for thing, found in unusable.items():
        if told[FIELDS[thing]] and found is None:
            raise ChoiceNeeded(f"{_CALLED[thing]} cannot be used; please check it.")
    return right


_CALLED = {NAME: "This name", PHONE: "This phone number", EMAIL: "This email address"}
