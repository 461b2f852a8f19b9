"""Amounts as whole numbers of a currency's smallest unit, and how we say them: never a float."""

from __future__ import annotations

from decimal import Decimal

from followthrough.domain.event import Money

USUAL_DECIMALS = 2
DECIMALS = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG"), 0),
    **dict.fromkeys(("RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
"""Currencies whose smallest unit is not a hundredth (ISO 4217)."""


def decimals_of(currency: str) -> int:
    """How many places after the point an amount of this currency has."""
    return DECIMALS.get(currency, USUAL_DECIMALS)


def whole(units: int, currency: str) -> Money:
    """So many euros, yen or dinars: what an owner writes without a point."""
    return Money(minor=units * 10 ** decimals_of(currency), currency=currency)


def told(money: Money) -> str:
    """`EUR 610.00`, `JPY 5000`: the same in every language, and never taken for another currency's."""
    places = decimals_of(money.currency)
    return f"{money.currency} {Decimal(money.minor).scaleb(-places):.{places}f}"
