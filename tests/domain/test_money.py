from __future__ import annotations

import pytest

from followthrough.domain.event import Money
from followthrough.domain.money import told, whole


@pytest.mark.parametrize(
    ("minor", "currency", "words"),
    [
        (61000, "EUR", "EUR 610.00"),
        (5, "EUR", "EUR 0.05"),
        (124050, "GBP", "GBP 1240.50"),
        (5000, "JPY", "JPY 5000"),
        (12345, "KWD", "KWD 12.345"),
        (10**14, "EUR", "EUR 1000000000000.00"),
    ],
)
def test_an_amount_is_told_with_the_places_that_its_currency_has(minor, currency, words):
    assert words == told(Money(minor=minor, currency=currency))


@pytest.mark.parametrize(("currency", "words"), [("EUR", "EUR 100.00"), ("JPY", "JPY 100"), ("KWD", "KWD 100.000")])
def test_what_an_owner_writes_without_a_point_is_whole_units_of_any_currency(currency, words):
    assert words == told(whole(100, currency))
