"""What sources have told of a customer, thing by thing: the same, whatever order their deliveries came in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from followthrough.domain.copying import replace
from followthrough.domain.event import Contact, Phone

NAME, EMAIL, PHONE = "name", "email", "phone"

PARTS: Mapping[str, tuple[str, ...]] = {
    "ref": ("ref",),
    NAME: ("given_name", "family_name"),
    EMAIL: ("email",),
    PHONE: ("phone",),
    "language": ("language",),
    "country": ("country",),
    "zone": ("zone",),
}
"""The things that a source tells of her, by the fields they fill. A name is one thing: half of each would be nobody's."""

AsOf = tuple[tuple[str, dt.datetime], ...]
"""The source's own time of each thing; a thing without one is older than all others."""

OLDEST = dt.datetime.min.replace(tzinfo=dt.UTC)


@dataclass(frozen=True, kw_only=True)
class Acquaintance:
    """What has been told of her, and as of when."""

    contact: Contact
    as_of: AsOf = ()

    def met(self, other: Acquaintance) -> Acquaintance:
        """Both together: of each thing the one that its source told last, by the source's own clock.

        Whoever ordered takes the place of whom the parcel went to, and who is named that of who is not; nothing of the
        lesser one is kept, so that no letter to her goes to a neighbour. What was told in one instant is chosen by its
        text: any rule will do, as long as it is the same in every order.
        """
        if self.contact == other.contact:
            return replace(self, as_of=_latest(self.as_of, other.as_of))
        if _rank(self.contact) != _rank(other.contact):
            return max(self, other, key=lambda each: _rank(each.contact))
        contact, times = self.contact, dict(self.as_of)
        before, news = dict(self.as_of), dict(other.as_of)
        for thing in PARTS:
            if _outweighs(other.contact, self.contact, thing, news=news, before=before):
                contact = with_thing(contact, thing, of=other.contact)
                times |= {name: at for name, at in other.as_of if name == thing}
        return Acquaintance(contact=contact, as_of=tuple(sorted(times.items())))


def _latest(known: AsOf, news: AsOf) -> AsOf:
    """As of when each thing was told last."""
    times = dict(known)
    return tuple(sorted((times | {name: max(at, times.get(name, at)) for name, at in news}).items()))


def heard(contact: Contact, *, at: dt.datetime | None) -> Acquaintance:
    """What one delivery tells; without a time of its own it only fills gaps."""
    things = [thing for thing in PARTS if tells(contact, thing)] if at else []
    return Acquaintance(contact=contact, as_of=tuple((thing, at) for thing in sorted(things) if at))


def tells(contact: Contact, thing: str) -> bool:
    """Whether this says anything about that."""
    return any(getattr(contact, part) is not None for part in PARTS[thing])


def with_thing(contact: Contact, thing: str, *, of: Contact) -> Contact:
    """The same contact with one thing of another one."""
    return replace(contact, **{part: getattr(of, part) for part in PARTS[thing]})


def only(contact: Contact, thing: str) -> Contact:
    """Nothing but this one thing."""
    return with_thing(Contact(), thing, of=contact)


def is_same(one: Contact, other: Contact, thing: str) -> bool:
    """Whether both say the same of this, however it is written: a name in one field or in two, a number with spaces."""
    return _plain(one, thing) == _plain(other, thing)


def trusted_alike(phone: Phone | None, *, before: Phone | None) -> Phone | None:
    """A number that was found wrong stays so when it is told again; another one is judged anew."""
    if phone is None or before is None or phone.e164 is None or phone.e164 != before.e164:
        return phone
    return replace(phone, quality=before.quality)


def _outweighs(
    new: Contact, old: Contact, thing: str, *, news: Mapping[str, dt.datetime], before: Mapping[str, dt.datetime]
) -> bool:
    later, earlier = ((tells(new, thing), news.get(thing, OLDEST)), (tells(old, thing), before.get(thing, OLDEST)))
    return _text(new, thing) > _text(old, thing) if later == earlier else later > earlier


def _rank(contact: Contact) -> int:
    """Nobody, whom the parcel went to, who ordered."""
    if not contact.is_known:
        return 0
    return 1 if contact.is_recipient else 2


def _text(contact: Contact, thing: str) -> str:
    if thing == PHONE:
        return f"{contact.phone.e164} {contact.phone.raw}" if contact.phone else ""
    return "\n".join(str(getattr(contact, part)) for part in PARTS[thing])


def _plain(contact: Contact, thing: str) -> str:
    if thing == PHONE and contact.phone is not None:
        return contact.phone.e164 or "".join(sign for sign in contact.phone.raw if sign.isalnum())
    words = (str(getattr(contact, part) or "") for part in PARTS[thing])
    return " ".join(" ".join(words).casefold().split())
