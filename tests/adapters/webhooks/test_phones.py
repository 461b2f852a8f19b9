from __future__ import annotations

import pytest

from followthrough.adapters.webhooks import phones
from followthrough.domain.event import Phone, PhoneQuality


@pytest.mark.parametrize(
    ("raw", "country", "e164"),
    [
        ("+353 20 915 0142", None, "+353209150142"),
        ("020 915 0142", "IE", "+353209150142"),
        ("(0)20-915 0142", "IE", "+353209150142"),
        ("+44 7700 900123", "IE", "+447700900123"),
        ("087 123 4567", "IE", "+353871234567"),
    ],
)
def test_a_number_of_its_country_is_good(raw, country, e164):
    assert phones.assess(raw, country=country) == Phone(raw=raw, quality=PhoneQuality.GOOD, e164=e164)


@pytest.mark.parametrize(
    ("raw", "country"),
    [
        ("555-555-SHIP", "IE"),
        ("555-555-SHIP", "US"),
        ("087 123 4567", None),
        ("087 123 4567", "XX"),
        ("0000000000", "IE"),
        ("+353 20 915", "IE"),
        ("+353 20 915 01422", "IE"),
        ("+353 20 915 0142 ext 3", "IE"),
        ("1590 123 456", "IE"),
        ("12345", "IE"),
    ],
)
def test_a_number_that_may_not_ring_is_doubtful_and_shown_as_written(raw, country):
    assert phones.assess(raw, country=country) == Phone(raw=raw, quality=PhoneQuality.DOUBTFUL, e164=None)


@pytest.mark.parametrize("raw", [None, "", "  ", "n/a", "********", "none", "1234", 7, ["+353 20 915 0142"]])
def test_what_is_no_number_is_none(raw):
    assert phones.assess(raw, country="IE") is None
