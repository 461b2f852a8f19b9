from __future__ import annotations

from dataclasses import replace

from console.why.abroad import her_clock
from followthrough.domain.event import Contact
from support.cards import BUSINESS, NORA, at

NOON = at("2026-03-10 12:00")
FIRM = replace(BUSINESS, zones_by_country={"US": ("America/New_York", "Pacific/Honolulu")})


def test_a_customer_next_door_has_no_clock_of_her_own():
    assert "" == her_clock(NORA, business=FIRM, now=NOON)


def test_her_clock_is_told_with_its_place():
    there = Contact(zone="America/New_York")

    assert "Where the customer is, it is 08:00 now (New York time), and it has to be a letter hour there too." == (
        her_clock(there, business=FIRM, now=NOON)
    )


def test_of_a_country_with_many_clocks_the_first_and_the_last_are_told():
    said = her_clock(Contact(country="US"), business=FIRM, now=NOON)

    assert "only the country is known (US), where it is between 02:00 and 08:00 now" in said
