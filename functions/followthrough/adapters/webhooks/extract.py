"""Where in a payload something stands: JMESPath, kept on a short lead; this module is its only home."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import jmespath
from jmespath.exceptions import ArityError, JMESPathError, UnknownFunctionError

from followthrough.adapters.webhooks import phones, values
from followthrough.domain.event import Contact, Money

Scope = Mapping[str, object]
"""What an expression sees: `body`, `headers` (lower-case names) and `topic`."""

EMPTY: Scope = {"body": {}, "headers": {}, "topic": ""}


class Expression:
    """One JMESPath expression of a source file."""

    def __init__(self, source: str) -> None:
        """Raises ValueError if it is not JMESPath, or calls a function that JMESPath does not have."""
        self._compiled = jmespath.compile(source)
        try:
            self._compiled.search(EMPTY)
        except (ArityError, UnknownFunctionError):
            raise
        except JMESPathError:
            pass  # a function that got null from the empty scope; a real payload may well suit it

    def of(self, scope: Scope) -> object:
        """What stands there, or None: a payload of an unexpected shape is a missing value, not an error."""
        try:
            found: object = self._compiled.search(scope)
        except JMESPathError:
            return None
        return found

    def holds(self, scope: Scope) -> bool:
        return bool(self.of(scope))


NOTHING = Expression("`null`")


@dataclass(frozen=True, kw_only=True)
class Person:
    """Where the customer stands in a payload."""

    ref: Expression = NOTHING
    given_name: Expression = NOTHING
    family_name: Expression = NOTHING
    email: Expression = NOTHING
    phone: Expression = NOTHING
    language: Expression = NOTHING
    country: Expression = NOTHING
    zone: Expression = NOTHING

    def of(self, scope: Scope, *, shop_country: str, is_recipient: bool = False) -> Contact:
        country = values.country(self.country.of(scope))
        return Contact(
            ref=values.text(self.ref.of(scope)),
            given_name=values.name(self.given_name.of(scope)),
            family_name=values.name(self.family_name.of(scope)),
            email=values.email(self.email.of(scope)),
            phone=phones.assess(self.phone.of(scope), country=country or shop_country),
            language=values.language(self.language.of(scope)),
            country=country,
            zone=values.zone(self.zone.of(scope)),
            is_recipient=is_recipient,
        )


@dataclass(frozen=True, kw_only=True)
class Total:
    """Where an amount and its currency stand."""

    amount: Expression
    currency: Expression

    def of(self, scope: Scope) -> Money | None:
        return values.money(self.amount.of(scope), self.currency.of(scope))


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
