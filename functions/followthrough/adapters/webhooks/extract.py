"""Where in a payload something stands: JMESPath, kept on a short lead; this module is its only home."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import jmespath
from jmespath.exceptions import ArityError, UnknownFunctionError

from followthrough.adapters.webhooks import phones, values
from followthrough.domain.event import Contact, Money

Scope = Mapping[str, object]
"""What an expression sees: `body`, `headers` (lower-case names) and `topic`; and `whole`, which is the body as it came
where `split` has taken it apart."""

EMPTY: Scope = {"body": {}, "whole": {}, "headers": {}, "topic": ""}


UNSUITED = (TypeError, ValueError, ArithmeticError)
"""What a payload of an unexpected shape makes JMESPath raise: its own errors are ValueErrors, but it orders a word and
a number as Python does."""


class Expression:
    """One JMESPath expression of a source file, and perhaps the words into which what it finds is translated."""

    def __init__(self, source: str, *, words: Mapping[str, str] | None = None, otherwise: str | None = None) -> None:
        """Raises ValueError if it is not JMESPath, or calls a function that JMESPath does not have."""
        self.source = source
        self._compiled = jmespath.compile(source)
        self._words = None if words is None else {plain(key): word for key, word in words.items()}
        self._otherwise = otherwise
        try:
            self._compiled.search(EMPTY)
        except (ArityError, UnknownFunctionError):
            raise
        except UNSUITED:
            pass  # a function that got null from the empty scope; a real payload may well suit it

    def of(self, scope: Scope) -> object:
        """What stands there, or None: a payload of an unexpected shape is a missing value, not an error."""
        try:
            found: object = self._compiled.search(scope)
        except UNSUITED:
            return None
        if self._words is None:
            return found
        told = str(found).casefold() if isinstance(found, bool) else values.text(found)
        return self._words.get(plain(told), self._otherwise) if told else self._otherwise

    def holds(self, scope: Scope) -> bool:
        """Whether the sender means yes."""
        return values.flag(self.of(scope))


def plain(word: str) -> str:
    """A word as it is compared: neither case nor spacing counts."""
    return " ".join(word.split()).casefold()


NOTHING = Expression("`null`")


@dataclass(frozen=True, kw_only=True)
class Moment:
    """Where a time stands and how it is written: `iso`, counted in `s` or `ms`, or `naive` by the clock of `zone`."""

    expression: Expression
    unit: str = "iso"
    zone: ZoneInfo | None = None

    def of(self, scope: Scope) -> dt.datetime | None:
        found = self.expression.of(scope)
        if self.unit in COUNTED:
            return values.moment_of_count(found, per_second=COUNTED[self.unit])
        return values.moment(found, clock=self.zone)


COUNTED = {"s": 1, "ms": 1000}
"""Units of time that are counted from 1970, and how many of them are a second."""

NEVER = Moment(expression=NOTHING)


@dataclass(frozen=True, kw_only=True)
class Person:
    """Where the customer stands in a payload.

    `name` is for senders that have the whole name in one field: it is taken as it is and never cut into parts.
    """

    ref: Expression = NOTHING
    name: Expression = NOTHING
    given_name: Expression = NOTHING
    family_name: Expression = NOTHING
    email: Expression = NOTHING
    phone: Expression = NOTHING
    language: Expression = NOTHING
    country: Expression = NOTHING
    zone: Expression = NOTHING

    def of(self, scope: Scope, *, shop_country: str, is_recipient: bool = False) -> Contact:
        country = values.country(self.country.of(scope))
        given, family = values.name(self.given_name.of(scope)), values.name(self.family_name.of(scope))
        return Contact(
            ref=values.text(self.ref.of(scope)),
            given_name=given if given or family else values.name(self.name.of(scope)),
            family_name=family,
            email=values.email(self.email.of(scope)),
            phone=phones.assess(self.phone.of(scope), country=country or shop_country),
            language=values.language(self.language.of(scope)),
            country=country,
            zone=values.zone(self.zone.of(scope)),
            is_recipient=is_recipient,
        )


@dataclass(frozen=True, kw_only=True)
class Total:
    """Where an amount and its currency stand, and whether the sender writes it out or counts its smallest unit.

    `decimals` tells for which currencies its smallest unit is not that of ISO 4217.
    """

    amount: Expression
    currency: Expression
    is_minor: bool = False
    decimals: Mapping[str, int] = field(default_factory=dict)

    def of(self, scope: Scope) -> Money | None:
        amount, currency = self.amount.of(scope), self.currency.of(scope)
        if self.is_minor:
            return values.minor_money(amount, currency, decimals=self.decimals)
        return values.money(amount, currency)


@dataclass(frozen=True, kw_only=True)
class Detail:
    """One short fact about the subject; several things become `Roof bars + 2 more`."""

    expression: Expression
    is_list: bool = False

    def of(self, scope: Scope) -> str | None:
        found = self.expression.of(scope)
        if not self.is_list:
            return values.text(found)
        named = [name for item in found if (name := values.text(item))] if isinstance(found, list) else []
        if not named:
            return None
        return named[0] if len(named) == 1 else f"{named[0]} + {len(named) - 1} more"


@dataclass(frozen=True, kw_only=True)
class Details:
    """The facts about the subject that words in letters and tasks may use."""

    by_name: Mapping[str, Detail] = field(default_factory=dict)

    def of(self, scope: Scope) -> tuple[tuple[str, str], ...]:
        found = ((name, detail.of(scope)) for name, detail in sorted(self.by_name.items()))
        return tuple((name, value) for name, value in found if value is not None)
