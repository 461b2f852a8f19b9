"""From what a source sent to what happened, in our words.

`compiled` once for each source, `read` once for each delivery, then `events` for as often as the ledger
has to be read again.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from followthrough.adapters.webhooks import canonical
from followthrough.adapters.webhooks.delivery import Delivery
from followthrough.adapters.webhooks.mapped import MappedNormaliser
from followthrough.adapters.webhooks.mapping import compile_map
from followthrough.adapters.webhooks.reading import Normalised, Normaliser, flaws, in_our_time, parsed
from followthrough.adapters.webhooks.sources import SourceSpec
from followthrough.adapters.webhooks.tables import Table
from followthrough.domain.event import Contact, Event, SubjectRef
from followthrough.domain.subject import Subject


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
    """Reads those who speak our language already: the canonical source and the event bus."""

    country: str

    def read(self, delivery: Delivery) -> CanonicalReading:
        """Raises Malformed, which names the keys that are wrong."""
        return self.told(parsed(delivery.body), received_at=delivery.received_at, key=delivery.key)

    def told(self, detail: object, *, received_at: dt.datetime, key: str) -> CanonicalReading:
        """An event that came as parsed JSON, such as the `detail` of an EventBridge event. Raises Malformed.

        `key` tells repetitions of a sender who gives its events no ids.
        """
        told = canonical.checked(detail)
        event = told.event(country=self.country)
        at = in_our_time(event.occurred_at, received_at=received_at)
        own_key = f"{told.source}:{told.event_id}" if told.event_id else key
        return CanonicalReading(event=replace(event, occurred_at=at), delivery_key=own_key)


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
        return Normalised(events=(self.event,), quality=flaws(self.contact))
