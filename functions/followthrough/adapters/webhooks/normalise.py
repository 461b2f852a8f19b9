"""From what a source sent to what happened, in our words.

`compiled` once for each source, `read` once for each delivery, then `events` for as often as the ledger
has to be read again.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from followthrough.adapters.webhooks import canonical, cloud_events, values
from followthrough.adapters.webhooks.delivery import Delivery
from followthrough.adapters.webhooks.mapped import MappedNormaliser
from followthrough.adapters.webhooks.mapping import compile_map
from followthrough.adapters.webhooks.reading import (
    Normalised,
    Normaliser,
    Parts,
    an_object,
    flaws,
    in_our_time,
    parts_of,
)
from followthrough.adapters.webhooks.sources import SourceSpec
from followthrough.adapters.webhooks.tables import Table
from followthrough.application.ports import Reading
from followthrough.domain.event import Contact, Event, SubjectRef
from followthrough.domain.subject import Subject

NOBODY = Contact()


def compiled(spec: SourceSpec, *, country: str) -> Normaliser:
    """What reads this source; `country` is the shop's. Raises InvalidBusiness, which names file and key."""
    top = Table(spec.mapping, file=spec.file)
    if "format" in top:
        top.allow("format")
        top.word("format", frozenset({"canonical"}))
        return CanonicalNormaliser(country=country)
    return MappedNormaliser(map=compile_map(spec), country=country)


@dataclass(frozen=True, kw_only=True)
class CanonicalNormaliser:
    """Reads those who speak our language already, bare or in an envelope: the canonical source and the event bus."""

    country: str

    def read_all(self, delivery: Delivery) -> Parts:
        """Raises Malformed, which names the keys that are wrong."""
        whole = cloud_events.whole(delivery.headers, delivery.body)
        if not isinstance(whole, list):
            return Parts(readings=(self._one(whole, delivery=delivery),))
        return parts_of(whole, read=lambda item, place: self._item(item, place=place, delivery=delivery))

    def read(self, delivery: Delivery) -> Reading:
        """The one event of a delivery. Raises Malformed, which names the keys that are wrong."""
        return self._one(cloud_events.whole(delivery.headers, delivery.body), delivery=delivery)

    def told(self, detail: object, *, received_at: dt.datetime, key: str) -> CanonicalReading:
        """An event that came as parsed JSON, such as the `detail` of an EventBridge event. Raises Malformed.

        `key` tells repetitions of a sender who gives its events no ids.
        """
        told = canonical.checked(detail)
        event = told.event(country=self.country)
        at = in_our_time(event.occurred_at, received_at=received_at)
        own_key = f"{told.source}:{told.event_id}" if told.event_id else key
        return CanonicalReading(event=replace(event, occurred_at=at), delivery_key=own_key)

    def _item(self, item: object, *, place: int, delivery: Delivery) -> Reading:
        """One of several: its place tells it from its neighbours where it has no id."""
        return self._one(item, delivery=replace(delivery, key=f"{delivery.key}.{place}"))

    def _one(self, told: object, *, delivery: Delivery) -> Reading:
        envelope, at = cloud_events.enclosed(told), delivery.received_at
        if envelope is None:
            return self.told(an_object(told), received_at=at, key=delivery.key)
        key = envelope.key or delivery.key
        if not envelope.is_ours:
            return Unfollowed(topic=envelope.type, delivery_key=key)
        return self.told(envelope.event(), received_at=at, key=key)


@dataclass(frozen=True, kw_only=True)
class CanonicalReading:
    """One event, as told."""

    event: Event
    delivery_key: str

    @property
    def customer(self) -> None:
        """The ledger finds her by what the event says."""

    @property
    def subject(self) -> SubjectRef:
        return self.event.subject

    @property
    def contact(self) -> Contact:
        return self.event.contact

    @property
    def told_at(self) -> dt.datetime:
        """The sender's own time, already held against ours."""
        return self.event.occurred_at

    def events(self, previous: Subject | None) -> Normalised:  # noqa: ARG002 - what is told needs no comparing
        """The event itself."""
        return Normalised(events=(self.event,), quality=flaws(self.contact), is_trial=self.event.test)


@dataclass(frozen=True, kw_only=True)
class Unfollowed:
    """An envelope that is not for us: verified, and about nothing that anybody follows here."""

    topic: str
    delivery_key: str
    customer: None = None
    subject: None = None
    told_at: None = None
    contact: Contact = NOBODY

    def events(self, previous: Subject | None) -> Normalised:  # noqa: ARG002 - there is nothing to compare
        """Nothing, and why."""
        return Normalised(events=(), why=f'nothing here follows "{values.text(self.topic, limit=80)}"')
