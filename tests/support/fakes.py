"""The ports of the application in memory: same promises, no AWS. Fakes before mocks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from console import rehearsal
from followthrough.adapters.webhooks.sources import SourceSpec
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
from followthrough.domain.commitment import Wake
from followthrough.domain.customer import Note
from followthrough.domain.day_plan import DayPlan
from followthrough.domain.errors import BadSignature, Unreachable
from followthrough.domain.facts import Facts
from followthrough.domain.heard import Heard
from followthrough.domain.words import Step


class FakeClock(rehearsal.StandingClock):
    """A clock that stands still until it is moved."""


def nobody_else() -> None:
    """Nobody acts between our calls."""


class MemoryLedger(rehearsal.MemoryLedger):
    """The ledger in memory, and what a test may watch.

    `before_call` runs before each read and commit: there somebody else may act.
    `written` is every commit, in order.
    """

    def __init__(self) -> None:
        super().__init__()
        self.written: list[tuple[Record, ...]] = []
        self.before_call: Callable[[], None] = nobody_else

    def read(self, **names: Any) -> Found:
        self.before_call()
        return super().read(**names)

    def commit(self, *changed: Record, unchanged: Sequence[Record] = (), gone: Sequence[Note] = ()) -> None:
        self.before_call()
        super().commit(*changed, unchanged=unchanged, gone=gone)
        if changed:
            self.written.append(changed)

    def facts(self) -> Facts:
        self.before_call()
        return super().facts()

    def day_plan(self, role: str, day: dt.date) -> DayPlan:
        self.before_call()
        return super().day_plan(role, day)

    def tally(self, name: str, *, expires: dt.datetime, by: int = 1) -> int:
        self.before_call()
        return super().tally(name, expires=expires, by=by)

    def heard(self) -> tuple[Heard, ...]:
        self.before_call()
        return super().heard()

    def heard_of(self, source: str) -> Heard | None:
        self.before_call()
        return super().heard_of(source)


@dataclass
class FixedRulebook:
    """Rules that do not change."""

    rules: Rules

    def current(self) -> Rules:
        return self.rules


@dataclass
class FixedSources:
    """Sources that do not change, or that nobody can tell."""

    sources: Mapping[str, SourceSpec] | None

    def now(self) -> Mapping[str, SourceSpec]:
        if self.sources is None:
            raise Unreachable
        return self.sources


class PlainHashes(rehearsal.OpenHashes):
    """Keys that can be read in a test."""


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
