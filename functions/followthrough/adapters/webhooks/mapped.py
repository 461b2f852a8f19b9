"""Deliveries of a source that speaks its own language, read by the map in its file."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from followthrough.adapters.webhooks import values
from followthrough.adapters.webhooks.delivery import Delivery
from followthrough.adapters.webhooks.extract import Scope
from followthrough.adapters.webhooks.mapping import EventRule, SourceMap, state
from followthrough.adapters.webhooks.reading import Normalised, flaws, in_our_time, parsed
from followthrough.domain.errors import Malformed
from followthrough.domain.event import Contact, Event, SubjectRef
from followthrough.domain.subject import Subject

NEWS = dt.timedelta(days=2)
"""What a subject that we have never heard of reached longer ago than this is history and makes no event."""

CLOCK_SKEW = dt.timedelta(minutes=5)
"""How far ahead of ours a sender's clock may be before it is worth a remark."""


@dataclass(frozen=True, kw_only=True)
class MappedNormaliser:
    """Reads what one source sends; `country` is the shop's, where a number without a country is at home."""

    map: SourceMap
    country: str

    def read(self, delivery: Delivery) -> MappedReading:
        """Raises Malformed if it is not JSON, or concerns us and does not say what it is about."""
        scope: Scope = {"body": parsed(delivery.body), "headers": delivery.headers, "topic": delivery.topic}
        subject = self._subject(delivery, scope)
        return MappedReading(map=self.map, country=self.country, delivery=delivery, scope=scope, subject=subject)

    def _subject(self, delivery: Delivery, scope: Scope) -> SubjectRef | None:
        if not self.map.concerns(delivery.topic, scope):
            return None
        name = values.text(self.map.subject_id.of(scope))
        if name is None:
            raise Malformed(f"This {self.map.subject_type} has no id.")
        return SubjectRef(source=self.map.source, type=self.map.subject_type, id=name)


@dataclass(frozen=True, kw_only=True)
class MappedReading:
    """One delivery, parsed."""

    map: SourceMap
    country: str
    delivery: Delivery
    scope: Scope
    subject: SubjectRef | None

    @property
    def delivery_key(self) -> str:
        return self.delivery.key

    @property
    def customer(self) -> None:
        """The ledger finds her by what the delivery says."""

    @cached_property
    def contact(self) -> Contact:
        """The buyer; only if nothing at all is known of her, whom it was sent to."""
        buyer = self.map.customer.of(self.scope, shop_country=self.country)
        if buyer.is_known:
            return buyer
        recipient = self.map.recipient.of(self.scope, shop_country=self.country, is_recipient=True)
        return recipient if recipient.is_known else buyer

    @cached_property
    def at(self) -> dt.datetime | None:
        """The sender's own time of this delivery."""
        return values.moment(self.map.at.of(self.scope))

    @property
    def told_at(self) -> dt.datetime:
        """The same, as far as we believe it: a clock that runs ahead has no last word on who she is."""
        return in_our_time(self.at, received_at=self.delivery.received_at)

    @cached_property
    def began_at(self) -> dt.datetime | None:
        """When the order or repair itself began, if the sender tells."""
        return values.moment(self.map.began_at.of(self.scope))

    def events(self, previous: Subject | None) -> Normalised:
        """What happened, given what we knew before."""
        if self.subject is None:
            return Normalised(events=(), why=f'nothing here follows "{self.delivery.topic}"')
        stale = self._is_stale(previous)
        now = None if stale else values.text(self.map.status.of(self.scope))
        before = state(previous.status) if previous and previous.status else None
        rules = [rule for rule in self._rules() if self._happened(rule, before=before, now=now)]
        return Normalised(
            events=tuple(self._event(rule, self.subject) for rule in rules),
            status=now,
            as_of=self.at if now else None,
            began_at=self.began_at,
            quality=self._quality(),
            why="" if rules else "older than what we know" if stale else "no change that anything follows",
        )

    def _rules(self) -> list[EventRule]:
        return [rule for rule in self.map.rules if rule.listens(self.delivery.topic, self.scope)]

    def _is_stale(self, previous: Subject | None) -> bool:
        """Whether a newer state than this one has been here already."""
        return bool(self.at and previous and previous.as_of and self.at < previous.as_of)

    def _happened(self, rule: EventRule, *, before: str | None, now: str | None) -> bool:
        """Whether the step from the state before to the state now is what the rule waits for."""
        if not rule.compares:
            return True
        if now is None:
            return False
        if before is None:
            return state(now) in rule.first | rule.enters and not rule.leaves and self._is_news(rule)
        if rule.leaves and before not in rule.leaves:
            return False
        return state(now) in rule.enters and before not in rule.enters

    def _is_news(self, rule: EventRule) -> bool:
        """Whether what we first hear of happened lately, by the sender's own time."""
        at = self._own_time(rule)
        return at is not None and at >= self.delivery.received_at - NEWS

    def _own_time(self, rule: EventRule) -> dt.datetime | None:
        return values.moment(rule.at.of(self.scope)) or self.at

    def _event(self, rule: EventRule, subject: SubjectRef) -> Event:
        return Event(
            kind=rule.kind,
            occurred_at=in_our_time(self._own_time(rule), received_at=self.delivery.received_at),
            subject=subject,
            contact=self.contact,
            details=self.map.details.of(self.scope),
            total=rule.total_of(self.scope, usual=self.map.total),
            agreed_by=values.moment(rule.agreed_by.of(self.scope)),
            note=values.note(self.map.note.of(self.scope)),
            test=self.map.test.holds(self.scope),
            began_at=self.began_at,
            goodwill=values.lines(self.map.goodwill.of(self.scope)),
        )

    def _quality(self) -> tuple[str, ...]:
        ahead = self.at is not None and self.at > self.delivery.received_at + CLOCK_SKEW
        clock = ("no time",) if self.at is None else ("clock ahead",) if ahead else ()
        return (*flaws(self.contact), *clock)
