"""How to read what a source sends: the rest of its file, compiled once and checked to the last key."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from followthrough.adapters.webhooks.extract import NOTHING, Detail, Details, Expression, Person, Scope, Total
from followthrough.adapters.webhooks.kinds import KINDS, TYPES, unknown
from followthrough.adapters.webhooks.sources import SourceSpec
from followthrough.adapters.webhooks.tables import Table
from followthrough.domain.event import Money

TOP_KEYS = "only_if at began_at test subject customer recipient details total status note goodwill event"
EVENT_KEYS = "kind topics when at first enters leaves amount currency agreed_by"
PERSON_KEYS = " ".join(field.name for field in dataclasses.fields(Person))


@dataclass(frozen=True, kw_only=True)
class EventRule:
    """Which deliveries of a source make which event.

    Senders of events are told apart by `topics` and `when`. Senders of states are understood by comparing:
    `enters` means the state is one of these and was none of them before, `leaves` that it was one of these,
    `first` that this is the first we hear of the subject. States are compared without regard to case.
    `amount` and `currency` stand where this event tells another amount than the order or repair as a whole,
    `agreed_by` where it tells the time that was agreed with her.
    """

    kind: str
    topics: frozenset[str]
    when: Expression | None
    at: Expression
    first: frozenset[str]
    enters: frozenset[str]
    leaves: frozenset[str]
    amount: Expression | None = None
    currency: Expression | None = None
    agreed_by: Expression = NOTHING

    def total_of(self, scope: Scope, *, usual: Total) -> Money | None:
        """The amount that this event is about."""
        total = Total(amount=self.amount or usual.amount, currency=self.currency or usual.currency)
        return total.of(scope)

    def listens(self, topic: str, scope: Scope) -> bool:
        """Whether a delivery like this may make the event at all, states aside."""
        return (not self.topics or topic in self.topics) and (self.when is None or self.when.holds(scope))

    @property
    def compares(self) -> bool:
        """Whether the state of the subject decides."""
        return bool(self.first or self.enters or self.leaves)


@dataclass(frozen=True, kw_only=True)
class SourceMap:
    """Everything we know of the payloads of one source.

    `at` is the sender's own time of a delivery: the time of its events unless they name a better one,
    and our guard against states that arrive in the wrong order.
    `began_at` is when the subject itself began: what began before the firm's start line makes nothing.
    """

    source: str
    subject_type: str
    subject_id: Expression
    customer: Person
    recipient: Person
    details: Details
    total: Total
    status: Expression
    goodwill: Expression
    at: Expression
    began_at: Expression
    test: Expression
    note: Expression
    """What she wrote, in her words."""
    only_if: Expression | None
    rules: tuple[EventRule, ...]

    def concerns(self, topic: str, scope: Scope) -> bool:
        """Whether a delivery like this one is about something that we follow."""
        if self.only_if is not None and not self.only_if.holds(scope):
            return False
        return any(not rule.topics or topic in rule.topics for rule in self.rules)


def compile_map(spec: SourceSpec) -> SourceMap:
    """Raises InvalidBusiness, which names file and key."""
    top = Table(spec.mapping, file=spec.file)
    top.allow(TOP_KEYS)
    subject = top.table("subject")
    subject.allow("type id")
    total = top.table("total")
    total.allow("amount currency")
    kind_of_subject = subject.word("type", TYPES)
    return SourceMap(
        source=spec.id,
        subject_type=kind_of_subject,
        subject_id=_expression(subject, "id", required=True),
        customer=_person(top.table("customer")),
        recipient=_person(top.table("recipient")),
        details=_details(top.table("details")),
        total=Total(amount=_expression(total, "amount"), currency=_expression(total, "currency")),
        status=_expression(top, "status"),
        goodwill=_expression(top, "goodwill"),
        at=_expression(top, "at"),
        began_at=_expression(top, "began_at"),
        test=_expression(top, "test"),
        note=_expression(top, "note"),
        only_if=_expression(top, "only_if") if "only_if" in top else None,
        rules=tuple(_rule(table, kind_of_subject) for table in top.tables("event")),
    )


def _rule(table: Table, subject_type: str) -> EventRule:
    table.allow(EVENT_KEYS)
    kind = table.text("kind")
    if kind not in KINDS:
        raise table.wrong("kind", unknown(kind))
    if not kind.startswith(f"{subject_type}."):
        raise table.wrong("kind", f'"{kind}" cannot happen to a subject of type "{subject_type}"')
    return EventRule(
        kind=kind,
        topics=frozenset(table.texts("topics")),
        when=_expression(table, "when") if "when" in table else None,
        at=_expression(table, "at"),
        first=_states(table.texts("first")),
        enters=_states(table.texts("enters")),
        leaves=_states(table.texts("leaves")),
        amount=_expression(table, "amount") if "amount" in table else None,
        currency=_expression(table, "currency") if "currency" in table else None,
        agreed_by=_expression(table, "agreed_by"),
    )


def _person(table: Table) -> Person:
    table.allow(PERSON_KEYS)
    return Person(**{key: _expression(table, key) for key in PERSON_KEYS.split()})


def _details(table: Table) -> Details:
    return Details(by_name={key: _detail(table, key) for key in table})


def _detail(table: Table, key: str) -> Detail:
    if not table.has_table(key):
        return Detail(expression=_expression(table, key))
    listed = table.table(key)
    listed.allow("list")
    return Detail(expression=_expression(listed, "list", required=True), is_list=True)


def _expression(table: Table, key: str, *, required: bool = False) -> Expression:
    if key not in table and not required:
        return NOTHING
    try:
        return Expression(table.text(key))
    except ValueError as wrong:
        raise table.wrong(key, f"this is not JMESPath: {wrong}") from wrong


def _states(words: Iterable[str]) -> frozenset[str]:
    return frozenset(state(word) for word in words)


def state(word: Any) -> str:
    """A state as it is compared."""
    return " ".join(str(word).split()).casefold()
