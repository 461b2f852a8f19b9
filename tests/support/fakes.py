"""The ports of the application in memory: same promises, no AWS. Fakes before mocks."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from followthrough.application.ports import (
    Burst,
    Card,
    DueWake,
    Found,
    Message,
    Pass,
    Record,
    Rules,
)
from followthrough.domain.commitment import Commitment, Wake
from followthrough.domain.customer import ContactPoint, Customer, Note
from followthrough.domain.day_plan import DayPlan
from followthrough.domain.errors import BadSignature, Conflict
from followthrough.domain.event import SubjectRef
from followthrough.domain.facts import Facts
from followthrough.domain.subject import Subject
from followthrough.domain.words import MessageClass, Step


@dataclass
class FakeClock:
    """A clock that stands still until it is moved."""

    at: dt.datetime

    def now(self) -> dt.datetime:
        return self.at


def nobody_else() -> None:
    """Nobody acts between our calls."""


class MemoryLedger:
    """The ledger's promises in a dictionary: compare-and-swap by version, all or nothing.

    `before_call` runs before each read and commit: there somebody else may act.
    `written` is every commit, in order.
    """

    def __init__(self) -> None:
        self.records: dict[str, Record] = {}
        self.written: list[tuple[Record, ...]] = []
        self.tallies: Counter[str] = Counter()
        self.before_call: Callable[[], None] = nobody_else

    def read(
        self,
        *,
        subjects: Iterable[SubjectRef] = (),
        customers: Iterable[str] = (),
        points: Iterable[str] = (),
        commitments: Iterable[str] = (),
    ) -> Found:
        self.before_call()
        return Found(
            subjects=self._found("S", [str(ref) for ref in subjects]),
            customers=self._found("C", customers),
            points=self._found("G", points),
            commitments=self._found("P", commitments),
        )

    def commit(self, *changed: Record, unchanged: Sequence[Record] = (), gone: Sequence[Note] = ()) -> None:
        self.before_call()
        for record in (*changed, *unchanged, *gone):
            stored = self.records.get(_key(record))
            if (stored.version if stored else 0) != record.version:
                raise Conflict
        for record in changed:
            self.records[_key(record)] = replace(record, version=record.version + 1)
        for record in gone:
            del self.records[_key(record)]
        if changed:
            self.written.append(changed)

    def thread_of(self, customer: str) -> tuple[Commitment, ...]:
        hers = [owed for owed in self.commitments if owed.customer == customer]
        return tuple(sorted(hers, key=lambda owed: (owed.made_at, owed.id)))

    def subjects_of(self, customer: str) -> tuple[Subject, ...]:
        return tuple(
            sorted((each for each in self._subjects if each.customer == customer), key=lambda each: str(each.ref))
        )

    def subjects_from(self, source: str) -> tuple[Subject, ...]:
        return tuple(each for each in self._subjects if each.ref.source == source)

    def notes_of(self, customer: str) -> tuple[Note, ...]:
        hers = [note for note in self.records.values() if isinstance(note, Note) and note.customer == customer]
        return tuple(sorted(hers, key=lambda note: note.at))

    def facts(self) -> Facts:
        self.before_call()
        found = self.records.get("F")
        return found if isinstance(found, Facts) else Facts()

    def day_plan(self, role: str, day: dt.date) -> DayPlan:
        self.before_call()
        found = self.records.get(f"D#{role}#{day.isoformat()}")
        return found if isinstance(found, DayPlan) else DayPlan(role=role, day=day)

    def tally(self, name: str, *, expires: dt.datetime, by: int = 1) -> int:  # noqa: ARG002 - memory does not expire
        self.before_call()
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
        return tuple(sorted(found, key=lambda owed: (owed.promised_by, owed.id)))

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
        return {key: self.records[f"{kind}#{key}"] for key in keys if f"{kind}#{key}" in self.records}


def _key(record: Record) -> str:
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
        case Note():
            which = f"{record.number}#{record.goodwill}"
            return f"N#{record.customer}#{record.at.isoformat()}#{record.commitment}#{which}"


@dataclass
class FixedRulebook:
    """Rules that do not change."""

    rules: Rules

    def current(self) -> Rules:
        return self.rules


class PlainHashes:
    """Keys that can be read in a test."""

    def of(self, kind: str, value: str) -> str:
        return f"{kind}:{value}"


@dataclass
class PlainLinks:
    """Links that can be read in a test."""

    def answer(self, commitment: str, *, bearer: str) -> str:
        return f"https://promises.example/a/{commitment}/{bearer}"

    def stop(self, customer: str) -> str:
        return f"https://promises.example/stop/{customer}"

    def staff(self, page: str, *, bearer: str) -> str:
        return f"https://promises.example/{page}/{bearer}"

    def read_staff(self, page: str, token: str) -> str:
        return token.removeprefix(f"{page}/")

    def read_answer(self, token: str) -> Pass:
        commitment, _, bearer = token.partition("/")
        if not bearer:
            raise BadSignature
        return Pass(commitment=commitment, bearer=bearer)

    def read_stop(self, token: str) -> str:
        return token


@dataclass
class FakePost:
    """A mail service that keeps what it was handed; `fails_with` are the errors of its next calls, in order.

    `before_call` runs before each mail: there somebody else may act.
    """

    sent: list[Message] = field(default_factory=list)
    fails_with: list[Exception] = field(default_factory=list)
    before_call: Callable[[], None] = nobody_else

    def send(self, message: Message) -> str:
        self.before_call()
        if self.fails_with:
            raise self.fails_with.pop(0)
        self.sent.append(message)
        return f"sent-{len(self.sent)}"


class PlainWriter:
    """Mails whose subject says which step and letter they are."""

    def task(self, card: Card, *, step: Step) -> Message:
        return _message(card, kind="task", to=card.reader.email, subject=f"{step} {card.commitment.follow_up}")

    def letter(self, card: Card, *, letter: str, one_click: bool) -> Message:
        headers = {"List-Unsubscribe": card.stop_url} if one_click else {}
        return _message(card, kind="letter", to=card.contact.email or "", subject=letter, headers=headers)


class PlainQuestion:
    """The question about a burst, whose text is its link."""

    def about(self, burst: Burst) -> Message:
        return Message(
            kind="task",
            sender="shop@corncrake.example",
            to=burst.reader.email,
            reply_to="shop@corncrake.example",
            subject="burst",
            text=burst.url,
            html=burst.url,
            thread="burst",
            commitments=(),
            headers={},
        )


def _message(card: Card, *, kind: str, to: str, subject: str, headers: dict[str, str] | None = None) -> Message:
    return Message(
        kind=kind,
        sender="shop@corncrake.example",
        to=to,
        reply_to="shop@corncrake.example",
        subject=subject,
        text=subject,
        html=subject,
        thread=card.commitment.id,
        commitments=(card.commitment.id, *(other.commitment.id for other in card.joined)),
        headers=headers or {},
    )


@dataclass
class MemoryAlarms:
    """The alarms that are set: of which commitment, for which step at which time, in which generation."""

    alarms: set[tuple[str, Wake, int]] = field(default_factory=set)

    def set(self, commitment: str, wake: Wake, *, generation: int) -> None:
        self.alarms.add((commitment, wake, generation))

    def cancel(self, commitment: str, wake: Wake, *, generation: int) -> None:
        self.alarms.discard((commitment, wake, generation))


@dataclass
class MemoryDueQueue:
    """The wakes that were put into the due queue, with their delay."""

    wakes: list[tuple[DueWake, dt.timedelta]] = field(default_factory=list)

    def wake(self, wake: DueWake, *, delay: dt.timedelta = dt.timedelta()) -> None:
        self.wakes.append((wake, delay))
