"""What the customer's clock shows, where it shows something else than the shop's."""

from __future__ import annotations

import datetime as dt

from followthrough.domain.business import Business
from followthrough.domain.civil_hours import is_near, plausible_zones
from followthrough.domain.event import Contact
from followthrough.domain.telling import Telling


def her_clock(contact: Contact, *, business: Business, now: dt.datetime) -> str:
    """`Where the customer is, it is 04:10 (New York time)`; the span of hours where only the country is known."""
    if is_near(contact, business=business, at=now):
        return ""
    zones = plausible_zones(contact, business=business)
    here = sorted({now.astimezone(zone).replace(tzinfo=None) for zone in zones})
    if len(here) == 1:
        place = Telling(now=now, zone=zones[0].key).place
        return f"Where the customer is, it is {here[0]:%H:%M} now ({place}), and it has to be a letter hour there too."
    return (
        f"Of the customer only the country is known ({contact.country}), where it is between {here[0]:%H:%M} and "
        f"{here[-1]:%H:%M} now: the hour has to be civil in all of it."
    )
