"""What somebody typed into the form of the front desk, cleaned as carefully as what a stranger posts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from followthrough.adapters.webhooks import phones, values
from followthrough.domain.business import Business
from followthrough.domain.desk import Slip, Thing
from followthrough.domain.errors import ChoiceNeeded
from followthrough.domain.event import Asked, Contact, Money

NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")
"""What a form of ours is told apart by; random, and made when it was served."""

TYPED = (
    "what",
    "name",
    "number",
    "phone",
    "email",
    "work",
    "amount",
    "owner",
    "colleague",
    "how",
    "when",
    "words",
    "ask",
)
"""Every field, so that a form comes back as it was filled in."""

_THOUSANDS = re.compile(r"[.,\u2019' ](?=\d{3}(?:\D|$))")
_MONEY_SIGNS = re.compile(r"[€£$\s]|EUR|GBP|USD", re.IGNORECASE)


def slip_from(fields: Mapping[str, str], *, by: str, when: dt.datetime | None, business: Business) -> Slip:
    """The slip that this form is. Raises ChoiceNeeded with a sentence if something in it cannot be meant so."""
    if fields.get("what") not in set(Thing):
        raise ChoiceNeeded("Please choose what happened.")
    nonce = fields.get("slip", "")
    if not NONCE.fullmatch(nonce):
        raise ChoiceNeeded("This form is too old; please send it once more.")
    return Slip(
        thing=Thing(fields["what"]),
        by=by,
        key="|".join([by, nonce, *(f"{name}={fields.get(name, '')}" for name in TYPED)]),
        contact=_contact(fields, country=business.country),
        number=values.text(fields.get("number"), limit=40),
        work=values.text(fields.get("work")),
        words=values.note(fields.get("words")),
        amount=amount(fields.get("amount", ""), currency=business.currency),
        agreed_by=when,
        owner=_role(fields.get("owner", ""), business=business),
        by_phone=fields.get("how") == "phone",
        colleague=_role(fields.get("colleague", ""), business=business),
        asked=next((asked for asked in Asked if asked == fields.get("ask")), Asked.UNKNOWN),
    )


def amount(typed: str, *, currency: str) -> Money | None:
    """A price as people type it: `240`, `€ 1,240.50`, `1.240,50`; nothing if none was typed. Raises ChoiceNeeded."""
    bare = _MONEY_SIGNS.sub("", typed)
    if not bare:
        return None
    money = values.money(_THOUSANDS.sub("", bare).replace(",", "."), currency)
    if money is None:
        raise ChoiceNeeded("Please write the price as a number, such as 240 or 240.50.")
    return money


def _contact(fields: Mapping[str, str], *, country: str) -> Contact:
    given, _, family = (values.name(fields.get("name")) or "").partition(" ")
    typed = fields.get("email", "").strip()
    email = values.email(typed)
    if typed and email is None:
        raise ChoiceNeeded("This email address cannot be right; please look at it again, or leave it out.")
    return Contact(
        given_name=given or None,
        family_name=family or None,
        email=email,
        phone=phones.assess(fields.get("phone"), country=country),
    )


def _role(name: str, *, business: Business) -> str | None:
    return name if name in business.roles else None
