"""A ledger in memory for a year of a whole firm: what is asked for each day is found without looking at everything."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from console.rehearsal import MemoryLedger, key_of
from followthrough.application.ports import DueWake, Found, Record
from followthrough.domain.commitment import Commitment
from followthrough.domain.customer import Note
from followthrough.domain.event import SubjectRef
from followthrough.domain.words import MessageClass

ONE_DAY = dt.timedelta(days=1)

Stream = Callable[[Commitment | None, Commitment], None]
"""Who hears of every commitment that was written, as the stream of the real table tells it: before, and after."""


class IndexedLedger(MemoryLedger):
    """The same promises, with the indexes of the real table: by customer, by alarm, by promised day, by day of care."""

    def __init__(self, stream: Stream) -> None:
        super().__init__()
        self.writes = self.reads = 0
        self._stream = stream
        self._threads: dict[str, dict[str, None]] = defaultdict(dict)
        self._notes: dict[str, list[Note]] = defaultdict(list)
        self._waking: dict[str, Commitment] = {}
        self._days: dict[tuple[bool, dt.date], dict[str, None]] = defaultdict(dict)

    def read(
        self,
        *,
        subjects: Iterable[SubjectRef] = (),
        customers: Iterable[str] = (),
        points: Iterable[str] = (),
        commitments: Iterable[str] = (),
    ) -> Found:
        self.reads += 1
        return super().read(subjects=subjects, customers=customers, points=points, commitments=commitments)

    def commit(self, *changed: Record, unchanged: Sequence[Record] = (), gone: Sequence[Note] = ()) -> None:
        written = [(record, self.records.get(key_of(record))) for record in changed if isinstance(record, Commitment)]
        super().commit(*changed, unchanged=unchanged, gone=gone)
        self.writes += len(changed) + len(gone)
        for record in changed:
            if isinstance(record, Note):
                self._notes[record.customer].append(record)
        for record, before in written:
            old = before if isinstance(before, Commitment) else None
            self._index(record, old)
            self._stream(old, record)

    def thread_of(self, customer: str) -> tuple[Commitment, ...]:
        self.reads += 1
        hers = (self._commitment(name) for name in self._threads.get(customer, ()))
        return tuple(sorted((o for o in hers if o.customer == customer), key=lambda owed: (owed.made_at, owed.id)))

    def notes_of(self, customer: str) -> tuple[Note, ...]:
        self.reads += 1
        kept = (self.records.get(key_of(note)) for note in self._notes.get(customer, ()))
        return tuple(sorted((note for note in kept if isinstance(note, Note)), key=lambda note: note.at))

    def waking(self, *, until: dt.datetime) -> tuple[DueWake, ...]:
        self.reads += 1
        wakes = [
            DueWake(commitment=owed.id, step=owed.alarm.step, generation=owed.generation, at=owed.alarm.at)
            for owed in self._waking.values()
            if owed.alarm and owed.alarm.at <= until
        ]
        return tuple(sorted(wakes, key=lambda wake: wake.at))

    def promised(self, *, since: dt.datetime, until: dt.datetime) -> tuple[Commitment, ...]:
        self.reads += 1
        found = [
            owed
            for owed in self._between(since, until, promised=True)
            if owed.promised_by and since <= owed.promised_by <= until
        ]
        return tuple(sorted(found, key=lambda owed: (owed.promised_by or owed.due_at, owed.id)))

    def cared(self, *, since: dt.datetime, until: dt.datetime) -> tuple[Commitment, ...]:
        self.reads += 1
        care = (
            owed
            for owed in self._between(since, until, promised=False)
            if owed.message_class is not MessageClass.PROMISE and not owed.promised_by
        )
        return tuple(sorted((o for o in care if since <= o.due_at <= until), key=lambda owed: (owed.due_at, owed.id)))

    def _index(self, new: Commitment, old: Commitment | None) -> None:
        self._threads[new.customer][new.id] = None
        if new.alarm is None:
            self._waking.pop(new.id, None)
        else:
            self._waking[new.id] = new
        if old is None or _day(old) != _day(new):
            self._days[_day(new)][new.id] = None

    def _between(self, since: dt.datetime, until: dt.datetime, *, promised: bool) -> Iterator[Commitment]:
        """Whatever was ever meant for a day between these: it may have moved since, so its time is looked at again."""
        day, names = since.date(), dict[str, None]()
        while day <= until.date():
            names |= self._days.get((promised, day), {})
            day += ONE_DAY
        return (self._commitment(name) for name in names)

    def _commitment(self, name: str) -> Commitment:
        found = self.records[f"P#{name}"]
        assert isinstance(found, Commitment)
        return found


def _day(owed: Commitment) -> tuple[bool, dt.date]:
    at = owed.promised_by or owed.due_at
    return owed.promised_by is not None, at.date()
