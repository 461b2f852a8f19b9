"""One source file and a ledger in memory: tell it deliveries as they come, and see what it takes to have happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from followthrough.adapters.webhooks import normalise
from followthrough.adapters.webhooks.reading import Normaliser
from followthrough.application.make_commitments import Made, make_commitments
from followthrough.application.ports import Reading
from followthrough.domain.commitment import Commitment
from followthrough.domain.customer import Customer
from followthrough.domain.subject import Subject
from support.deliveries import SOURCES, a_delivery
from support.fakes import FakeClock, FixedRulebook, MemoryLedger, PlainHashes
from support.shop import shipped_rules


@cache
def normaliser(source: str) -> Normaliser:
    """What reads a shipped source for a shop in Ireland."""
    return normalise.compiled(SOURCES[source], country="IE")


@dataclass(kw_only=True)
class Ear:
    """Hears one source. `now` is when a delivery arrives, unless it is said."""

    source: str
    now: dt.datetime
    ledger: MemoryLedger = field(default_factory=MemoryLedger)

    def reads(
        self, body: object, *, headers: Mapping[str, str] | None = None, at: dt.datetime | None = None
    ) -> Reading:
        """What the source file makes of a delivery, by itself."""
        delivery = a_delivery(self.source, body, headers=headers, at=at or self.now)
        [reading] = normaliser(self.source).read_all(delivery).readings
        return reading

    def hears(self, body: object, *, headers: Mapping[str, str] | None = None, at: dt.datetime | None = None) -> Made:
        """Take a delivery in, as the engine does."""
        return make_commitments(
            self.reads(body, headers=headers, at=at),
            ledger=self.ledger,
            rulebook=FixedRulebook(shipped_rules()),
            hashes=PlainHashes(),
            clock=FakeClock(at or self.now),
        )

    def happened(self, number: str) -> list[str]:
        """What happened to the subject with this id, in the order of its own times."""
        seen = [event for subject in self.subjects if subject.ref.id == number for event in subject.seen]
        return [event.kind for event in sorted(seen, key=lambda event: event.at)]

    @property
    def subjects(self) -> list[Subject]:
        return [record for record in self.ledger.records.values() if isinstance(record, Subject)]

    @property
    def customers(self) -> list[Customer]:
        return [record for record in self.ledger.records.values() if isinstance(record, Customer)]

    @property
    def owed(self) -> list[Commitment]:
        return self.ledger.commitments


def kinds_of(reading: Reading) -> list[str]:
    """What a delivery that is the first of its subject tells."""
    return [event.kind for event in reading.events(None).events]
