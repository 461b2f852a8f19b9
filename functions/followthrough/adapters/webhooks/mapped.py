"""Deliveries of a source that speaks its own language, read by the map in its file."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import cached_property

from followthrough.adapters.webhooks import values
from followthrough.adapters.webhooks.delivery import Delivery, key_part
from followthrough.adapters.webhooks.extract import Scope
from followthrough.adapters.webhooks.reading import (
    Normalised,
    Parts,
    an_object,
    document,
    flaws,
    in_our_time,
    parts_of,
)
from followthrough.adapters.webhooks.source_map import EventRule, SourceMap, SubjectRule
from followthrough.domain.errors import Malformed
from followthrough.domain.event import Asked, Contact, Event, SubjectRef
from followthrough.domain.seen import Seen
from followthrough.domain.subject import Subject
from followthrough.domain.timeline import LONGEST_STATE, Reached, begun_in, happened, shortened, with_state

NEWS = dt.timedelta(days=2)
"""What a subject that we have never heard of reached longer ago than this is history and makes no event."""

CLOCK_SKEW = dt.timedelta(minutes=5)
"""How far ahead of ours a sender's clock may be before it is worth a remark."""


@dataclass(frozen=True, kw_only=True)
class MappedNormaliser:
    """Reads what one source sends; `country` is the shop's, where a number without a country is at home."""

    map: SourceMap
    country: str

    def read_all(self, delivery: Delivery) -> Parts:
        """Raises Malformed if it is not JSON, or several things where the source file knows of one."""
        whole = document(delivery.body)
        if self.map.split is None:
            return Parts(readings=(self._one(an_object(whole), whole=whole, delivery=delivery),))
        found = self.map.split.of({"body": whole, "whole": whole, "headers": delivery.headers, "topic": delivery.topic})
        if not isinstance(found, list):
            raise Malformed("There is no list where the source file looks for one.")
        return parts_of(found, read=lambda item, place: self._item(item, place=place, whole=whole, delivery=delivery))

    def read(self, delivery: Delivery) -> MappedReading:
        """A delivery about one thing. Raises Malformed if it is not JSON, or concerns us and does not say about what."""
        whole = document(delivery.body)
        return self._one(an_object(whole), whole=whole, delivery=delivery)

    def _item(self, item: object, *, place: int, whole: object, delivery: Delivery) -> MappedReading:
        """One of several: its place tells it from its neighbours where it has no id."""
        return self._one(an_object(item), whole=whole, delivery=replace(delivery, key=f"{delivery.key}.{place}"))

    def _one(self, body: dict[str, object], *, whole: object, delivery: Delivery) -> MappedReading:
        told: Scope = {"body": body, "whole": whole, "headers": delivery.headers, "topic": delivery.topic}
        topic = self.map.topic_of(delivery.topic, told)
        scope: Scope = {**told, "topic": topic}
        rule = self.map.subject_of(topic, scope)
        return MappedReading(
            map=self.map,
            country=self.country,
            delivery=delivery,
            topic=topic,
            scope=scope,
            about=rule,
            subject=self._subject(rule, scope) if rule else None,
        )

    def _subject(self, rule: SubjectRule, scope: Scope) -> SubjectRef:
        name = values.text(rule.id.of(scope))
        if name is None:
            raise Malformed(f"This {rule.type} has no id.")
        return SubjectRef(source=self.map.source, type=rule.type, id=name)


@dataclass(frozen=True, kw_only=True)
class MappedReading:
    """One delivery, parsed."""

    map: SourceMap
    country: str
    delivery: Delivery
    topic: str
    scope: Scope
    about: SubjectRule | None
    subject: SubjectRef | None

    @property
    def delivery_key(self) -> str:
        """What its source file takes for its id, beside source and topic; else what the door made of it."""
        told = [values.text(part.of(self.scope)) for part in self.map.dedup]
        if not told or None in told:
            return self.delivery.key
        return ":".join((self.map.source, key_part(self.topic), key_part("/".join(filter(None, told)))))

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
        return self.map.at.of(self.scope)

    @property
    def told_at(self) -> dt.datetime:
        """The same, as far as we believe it: a clock that runs ahead has the last word on nothing."""
        return in_our_time(self.at, received_at=self.delivery.received_at)

    @cached_property
    def began_at(self) -> dt.datetime | None:
        """When the order or repair itself began, if the sender tells."""
        return self.map.began_at.of(self.scope)

    def events(self, previous: Subject | None) -> Normalised:
        """What happened, given what we knew before."""
        if self.subject is None:
            return Normalised(events=(), why=self._nobody_follows())
        line = _line_of(previous)
        longer = self._with_state(line)
        was, told = happened(line, self._leads), happened(longer, self._leads)
        plainly = [self._event(rule, self.subject) for rule in self._rules() if not rule.compares]
        by_state = [self._told_by_state(seen, self.subject) for seen in told if seen not in was]
        is_latest = longer != line and longer[-1].at == self._reached_at and longer[-1].state == self._state
        return Normalised(
            events=(*plainly, *by_state),
            gone=tuple(seen for seen in was if seen not in told),
            line=shortened(longer) if longer != line else None,
            status=self._state if is_latest else None,
            as_of=self.at if is_latest else None,
            details=self.map.details.of(self.scope) if self._state else (),
            total=self.map.total.of(self.scope) if self._state else None,
            goodwill=self._goodwill if self._state else (),
            told_at=self.told_at if self._state else None,
            began_at=self.began_at,
            quality=self._quality(),
            is_trial=self.map.test.holds(self.scope),
            why="" if plainly or by_state else self._nothing_new(longer),
        )

    def _nobody_follows(self) -> str:
        return f'nothing here follows "{self.topic}"' if self.topic else "it does not say what kind of news it is"

    def _nothing_new(self, line: tuple[Reached, ...]) -> str:
        is_late = bool(line) and self._reached_at < line[-1].at
        return "older than what we know" if is_late else "no change that anything follows"

    @cached_property
    def _state(self) -> str | None:
        """The state that this delivery tells."""
        return values.text(self.map.status.of(self.scope), limit=LONGEST_STATE)

    @cached_property
    def _steps(self) -> dict[str, EventRule]:
        """The events that reaching this state may be, by their kinds."""
        steps = (rule for rule in reversed(self._rules()) if rule.compares and rule.may_reach(self._state or ""))
        return {rule.kind: rule for rule in steps}

    @property
    def _goodwill(self) -> tuple[str, ...]:
        return values.lines(self.map.goodwill.of(self.scope))

    @property
    def _reached_at(self) -> dt.datetime:
        return self.at or self.delivery.received_at

    def _with_state(self, line: tuple[Reached, ...]) -> tuple[Reached, ...]:
        """The states told so far and this one, with all that reaching it may be."""
        if self._state is None or self.subject is None:
            return line
        rules = self._steps
        reached = Reached(
            at=self._reached_at,
            state=self._state,
            means=tuple(Seen.of(self._event(rules[kind], self.subject)) for kind in sorted(rules)),
            news=tuple(kind for kind in sorted(rules) if self._is_news(rules[kind])),
        )
        return with_state(line, reached, usual=self.map.states)

    def _leads(self, kind: str, before: str | None, now: str) -> bool:
        """Whether a step from state to state is an event of this kind."""
        mine = (rule for rule in self.map.rules if rule.compares and rule.kind == kind)
        return any(rule.follows(before, now) for rule in mine)

    def _told_by_state(self, seen: Seen, subject: SubjectRef) -> Event:
        """An event that the states tell. The words of this delivery are told with its own state alone."""
        own = self._steps.get(seen.kind)
        event = self._event(own, subject) if own else None
        if event is not None and Seen.of(event) == seen:
            return event
        return replace(seen.event(subject), parent=self._parent(), contact=self.contact, began_at=self.began_at)

    def _rules(self) -> list[EventRule]:
        """The events that this delivery may be, states aside."""
        about = self.about
        if about is None:
            return []
        mine = (rule for rule in self.map.rules if rule.is_about(about))
        return [rule for rule in mine if rule.listener.listens(self.topic, self.scope)]

    def _is_news(self, rule: EventRule) -> bool:
        """Whether what we first hear of happened lately, by the sender's own time."""
        at = self._own_time(rule)
        return at is not None and at >= self.delivery.received_at - NEWS

    def _own_time(self, rule: EventRule) -> dt.datetime | None:
        return rule.at.of(self.scope) or self.at

    def _event(self, rule: EventRule, subject: SubjectRef) -> Event:
        return Event(
            kind=rule.kind,
            occurred_at=in_our_time(self._own_time(rule), received_at=self.delivery.received_at),
            subject=subject,
            parent=self._parent(),
            contact=self.contact,
            details=self.map.details.of(self.scope),
            total=rule.total_of(self.scope, usual=self.map.total),
            agreed_by=rule.agreed_by.of(self.scope),
            asked=self._asked(rule),
            note=values.note(self.map.note.of(self.scope)),
            test=self.map.test.holds(self.scope),
            began_at=self.began_at,
            goodwill=self._goodwill,
            told_at=self.told_at,
        )

    def _parent(self) -> SubjectRef | None:
        return self.about.parent.of(self.scope) if self.about and self.about.parent else None

    def _asked(self, rule: EventRule) -> Asked:
        told = (rule.asked or self.map.asked).of(self.scope)
        return next((asked for asked in Asked if asked == told), Asked.UNKNOWN)

    def _quality(self) -> tuple[str, ...]:
        ahead = self.at is not None and self.at > self.delivery.received_at + CLOCK_SKEW
        clock = ("no time",) if self.at is None else ("clock ahead",) if ahead else ()
        return (*flaws(self.contact), *clock)


def _line_of(subject: Subject | None) -> tuple[Reached, ...]:
    """The states told so far. Of a subject older than these lines we know only the last one."""
    if subject is None or subject.line or subject.status is None:
        return subject.line if subject else ()
    return begun_in(subject.status, at=subject.as_of)
