"""What would happen if: the use cases as they are, on a ledger that is forgotten afterwards."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from followthrough.application.make_commitments import make_commitments
from followthrough.application.ports import DueWake, Found, Hashes, Reading, Record, Rulebook
from followthrough.application.who import customer_key
from followthrough.domain.commitment import Commitment
from followthrough.domain.copying import replace
from followthrough.domain.customer import ContactPoint, Customer, Note
from followthrough.domain.day_plan import DayPlan
from followthrough.domain.errors import Conflict
from followthrough.domain.event import SubjectRef
from followthrough.domain.facts import Facts
from followthrough.domain.heard import Heard
from followthrough.domain.subject import Subject
from followthrough.domain.words import MessageClass


@dataclass
class StandingClock:
    """A clock that stands where it was put."""

    at: dt.datetime

    def now(self) -> dt.datetime:
        return self.at


class OpenHashes:
    """Keys that hide nothing: what is rehearsed never leaves this process."""

    def of(self, kind: str, value: str) -> str:
        return f"{kind}:{value}"


def rehearsed(
    readings: Iterable[Reading], *, before: str | None, rulebook: Rulebook, now: dt.datetime
) -> list[Commitment]:
    """The commitments that a delivery would make; `before` is the state that its subject had until then."""
    ledger, hashes = MemoryLedger(), OpenHashes()
    for reading in readings:
        if known := known_as(reading, before, hashes=hashes):
            ledger.records.setdefault(key_of(known), replace(known, version=1))
        make_commitments(reading, ledger=ledger, rulebook=rulebook, hashes=hashes, clock=StandingClock(now))
    return sorted(ledger.commitments, key=lambda owed: (owed.due_at, owed.id))


def known_as(reading: Reading, state: str | None, *, hashes: Hashes) -> Subject | None:
    """What the delivery is about, as if we knew it in this state already."""
    if state is None or reading.subject is None:
        return None
    customer = reading.customer or customer_key(reading.contact, reading.subject, hashes=hashes)
    return Subject(ref=reading.subject, customer=customer, status=state)


class MemoryLedger:
    """The ledger's promises in a dictionary: compare-and-swap by version, all or nothing."""

    def __init__(self) -> None:
        self.records: dict[str, Record] = {}
        self.tallies: Counter[str] = Counter()

    def read(
        self,
        *,
        subjects: Iterable[SubjectRef] = (),
        customers: Iterable[str] = (),
        points: Iterable[str] = (),
        commitments: Iterable[str] = (),
    ) -> Found:
        return Found(
            subjects=self._found("S", map(str, subjects)) if subjects else {},
            customers=self._found("C", customers) if customers else {},
            points=self._found("G", points) if points else {},
            commitments=self._found("P", commitments) if commitments else {},
        )

    def commit(self, *changed: Record, unchanged: Sequence[Record] = (), gone: Sequence[Note] = ()) -> None:
        written = {key_of(record): record for record in changed}
        removed = {key_of(record): record for record in gone}
        read = {key_of(record): record for record in unchanged}
        for key, record in (*written.items(), *removed.items(), *read.items()):
            stored = self.records.get(key)
            if (stored.version if stored else 0) != record.version:
                raise Conflict
        for key, record in written.items():
            self.records[key] = replace(record, version=record.version + 1)
        for key in removed:
            del self.records[key]

    def thread_of(self, customer: str) -> tuple[Commitment, ...]:
        hers = [owed for owed in self.commitments if owed.customer == customer]
        return tuple(sorted(hers, key=lambda owed: (owed.made_at, owed.id)))

    def subjects_of(self, customer: str) -> tuple[Subject, ...]:
        return tuple(sorted((one for one in self._subjects if one.customer == customer), key=lambda one: str(one.ref)))

    def subjects_from(self, source: str) -> tuple[Subject, ...]:
        return tuple(one for one in self._subjects if one.ref.source == source)

    def whole(self) -> tuple[Subject | Customer | Commitment, ...]:
        return tuple(one for one in self.records.values() if isinstance(one, Subject | Customer | Commitment))

    def notes_of(self, customer: str) -> tuple[Note, ...]:
        hers = [note for note in self.records.values() if isinstance(note, Note) and note.customer == customer]
        return tuple(sorted(hers, key=lambda note: note.at))

    def facts(self) -> Facts:
        found = self.records.get("F")
        return found if isinstance(found, Facts) else Facts()

    def day_plan(self, role: str, day: dt.date) -> DayPlan:
        found = self.records.get(f"D#{role}#{day.isoformat()}")
        return found if isinstance(found, DayPlan) else DayPlan(role=role, day=day)

    def heard(self) -> tuple[Heard, ...]:
        found = [record for record in self.records.values() if isinstance(record, Heard)]
        return tuple(sorted(found, key=lambda heard: heard.source))

    def heard_of(self, source: str) -> Heard | None:
        found = self.records.get(f"H#{source}")
        return found if isinstance(found, Heard) else None

    def tally(self, name: str, *, expires: dt.datetime, by: int = 1) -> int:  # noqa: ARG002 - memory does not expire
        self.tallies[name] += by
        return self.tallies[name]

    def waking(self, *, until: dt.datetime) -> tuple[DueWake, ...]:
        wakes = [
            DueWake(commitment=owed.id, step=owed.alarm.step, generation=owed.generation, at=owed.alarm.at)
            for owed in self.commitments
            if owed.alarm and owed.alarm.at <= until
        ]
        return tuple(sorted(wakes, key=lambda wake: wake.at))

    def promised(self, *, since: dt.datetime, until: dt.datetime) -> tuple[Commitment, ...]:
        found = [owed for owed in self.commitments if owed.promised_by and since <= owed.promised_by <= until]
        return tuple(sorted(found, key=lambda owed: (owed.promised_by or owed.due_at, owed.id)))

    def cared(self, *, since: dt.datetime, until: dt.datetime) -> tuple[Commitment, ...]:
        care = [owed for owed in self.commitments if owed.message_class is not MessageClass.PROMISE]
        found = [owed for owed in care if not owed.promised_by and since <= owed.due_at <= until]
        return tuple(sorted(found, key=lambda owed: (owed.due_at, owed.id)))

    @property
    def commitments(self) -> list[Commitment]:
        return [record for record in self.records.values() if isinstance(record, Commitment)]

    @property
    def _subjects(self) -> list[Subject]:
        return [record for record in self.records.values() if isinstance(record, Subject)]

    def _found(self, kind: str, keys: Iterable[str]) -> dict[str, Any]:
        return {key: found for key in keys if (found := self.records.get(f"{kind}#{key}"))}


def key_of(record: Record) -> str:
    """Under which key it is kept."""
    match record:
        case Subject():
            return f"S#{record.ref}"
        case Customer():
            return f"C#{record.key}"
        case ContactPoint():
            return f"G#{record.key}"
        case Commitment():
            return f"P#{record.id}"
        case Facts():
            return "F"
        case DayPlan():
            return f"D#{record.role}#{record.day.isoformat()}"
        case Heard():
            return f"H#{record.source}"
        case Note():
            which = f"{record.number}#{record.goodwill}"
            return f"N#{record.customer}#{record.at.isoformat()}#{record.commitment}#{which}"
