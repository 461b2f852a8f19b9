"""What we know of the payloads of one source: which of them is about what, and which of them makes which event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from followthrough.adapters.webhooks import values
from followthrough.adapters.webhooks.extract import (
    NEVER,
    NOTHING,
    Details,
    Expression,
    Moment,
    Person,
    Scope,
    Total,
    plain,
)
from followthrough.domain.event import Money, SubjectRef

ANY_STATE = "*"
"""In `leaves`: whatever it was, as long as we knew it. A state that we first hear of may be years old."""


@dataclass(frozen=True, kw_only=True)
class Listener:
    """Which deliveries something is for, states aside: those of these topics that say so."""

    topics: frozenset[str] = frozenset()
    when: Expression | None = None

    def listens(self, topic: str, scope: Scope) -> bool:
        return (not self.topics or topic in self.topics) and (self.when is None or self.when.holds(scope))


@dataclass(frozen=True, kw_only=True)
class ParentRule:
    """Where the order stands that a complaint or refund belongs to; perhaps known from another `source`."""

    source: str
    type: str
    id: Expression

    def of(self, scope: Scope) -> SubjectRef | None:
        name = values.text(self.id.of(scope))
        return SubjectRef(source=self.source, type=self.type, id=name) if name else None


@dataclass(frozen=True, kw_only=True)
class SubjectRule:
    """What a delivery is about. A source may send about several things: the first that listens is it."""

    type: str
    id: Expression
    listener: Listener = Listener()
    parent: ParentRule | None = None


@dataclass(frozen=True, kw_only=True)
class EventRule:
    """Which deliveries of a source make which event.

    Senders of events are told apart by `topics` and `when`. Senders of states are understood by comparing:
    `enters` means the state is one of these and was none of them before, `leaves` that it was one of these
    (`*` is any that we knew), `first` that this is the first we hear of the subject. States are compared without regard to case.
    `total` stands where this event tells another amount than the order or repair as a whole, `agreed_by` where it
    tells the time that was agreed with her, `asked` where it tells what she agreed to.
    """

    kind: str
    listener: Listener
    at: Moment
    first: frozenset[str]
    enters: frozenset[str]
    leaves: frozenset[str]
    amount: Expression | None = None
    currency: Expression | None = None
    agreed_by: Moment = NEVER
    asked: Expression | None = None

    def total_of(self, scope: Scope, *, usual: Total) -> Money | None:
        """The amount that this event is about."""
        amount, currency = self.amount or usual.amount, self.currency or usual.currency
        total = Total(amount=amount, currency=currency, is_minor=usual.is_minor, decimals=usual.decimals)
        return total.of(scope)

    def is_about(self, subject: SubjectRule) -> bool:
        """Whether this can happen to a subject of that type at all."""
        return self.kind.startswith(f"{subject.type}.")

    @property
    def compares(self) -> bool:
        """Whether the state of the subject decides."""
        return bool(self.first or self.enters or self.leaves)

    def may_reach(self, state: str) -> bool:
        """Whether some step to this state is what it waits for."""
        return plain(state) in self.first | self.enters

    def follows(self, before: str | None, now: str) -> bool:
        """Whether the step from the state before (none, if we know of none) to the state now is what it waits for."""
        if before is None:
            return self.may_reach(now) and not self.leaves
        if self.leaves and not self.leaves & {plain(before), ANY_STATE}:
            return False
        return plain(now) in self.enters and plain(before) not in self.enters


@dataclass(frozen=True, kw_only=True)
class SourceMap:
    """How to read what one source sends.

    `at` is the sender's own time of a delivery: the time of its events unless they name a better one,
    and our guard against states that arrive in the wrong order.
    `began_at` is when the subject itself began: what began before the firm's start line makes nothing.
    `topic` and `dedup` are for senders who say in the body what their headers do not: what it is, and which one.
    `split` is for senders who put several things into one delivery.
    """

    source: str
    subjects: tuple[SubjectRule, ...]
    customer: Person
    recipient: Person
    details: Details
    total: Total
    at: Moment
    began_at: Moment
    rules: tuple[EventRule, ...]
    status: Expression = NOTHING
    states: Mapping[str, int]
    """The place of each state in the order in which they normally come, where the source file tells it."""
    goodwill: Expression = NOTHING
    test: Expression = NOTHING
    note: Expression = NOTHING
    """What she wrote, in her words."""
    asked: Expression = NOTHING
    only_if: Expression | None = None
    topic: Expression | None = None
    dedup: tuple[Expression, ...] = ()
    split: Expression | None = None

    def topic_of(self, topic: str, scope: Scope) -> str:
        """What the sender calls this delivery: by its headers, or in its body."""
        return topic if self.topic is None else values.text(self.topic.of(scope)) or topic

    def subject_of(self, topic: str, scope: Scope) -> SubjectRule | None:
        """What a delivery like this one is about; nothing, if it is about nothing that we follow."""
        if self.only_if is not None and not self.only_if.holds(scope):
            return None
        rule = next((rule for rule in self.subjects if rule.listener.listens(topic, scope)), None)
        return rule if rule and self._is_followed(rule, topic) else None

    def _is_followed(self, subject: SubjectRule, topic: str) -> bool:
        rules = (rule for rule in self.rules if rule.is_about(subject))
        return any(not rule.listener.topics or topic in rule.listener.topics for rule in rules)
