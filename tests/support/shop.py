"""The shipped garage with everything in memory: tell it events, move its clock, tap its answers."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from followthrough.adapters.business_folder import BusinessFolder
from followthrough.application.answer import Answering, Tap, answer, take_back
from followthrough.application.cards import Cards, Table
from followthrough.application.carry_out import Tools, carry_out
from followthrough.application.make_commitments import Made, make_commitments
from followthrough.application.ports import DueWake, Message, Pass
from followthrough.application.settle import OwnReading
from followthrough.domain.commitment import Commitment
from followthrough.domain.event import Contact, Event, Phone, PhoneQuality, SubjectRef
from support.fakes import FakeClock, FakePost, FixedRulebook, MemoryLedger, PlainHashes, PlainLinks, PlainWriter

DUBLIN = ZoneInfo("Europe/Dublin")


def at(text: str, *, zone: ZoneInfo = DUBLIN) -> dt.datetime:
    """A civil time such as `2026-03-02 08:40`, as an instant in UTC."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(dt.UTC)


NORA = Contact(
    ref="c-1",
    given_name="Nora",
    family_name="Quill",
    email="nora@quill.example",
    phone=Phone(raw="+353 20 915 0101", e164="+353209150101", quality=PhoneQuality.GOOD),
)


def an_event(
    kind: str,
    when: dt.datetime,
    *,
    contact: Contact = NORA,
    number: str = "4711",
    source: str = "repairs",
    **more: object,
) -> Event:
    """An event about one subject, whose type its kind tells."""
    subject = SubjectRef(source=source, type=kind.partition(".")[0], id=number)
    return Event(kind=kind, occurred_at=when, subject=subject, contact=contact, **more)


@dataclass(frozen=True, kw_only=True)
class ToldReading(OwnReading):
    """An event as some source told it: repetitions share its key."""

    key: str
    customer: None = None

    @property
    def delivery_key(self) -> str:
        return self.key


@dataclass
class Shop:
    """The garage, in memory."""

    clock: FakeClock = field(default_factory=lambda: FakeClock(at("2026-03-02 08:00")))
    ledger: MemoryLedger = field(default_factory=MemoryLedger)
    post: FakePost = field(default_factory=FakePost)
    rulebook: FixedRulebook = field(default_factory=lambda: FixedRulebook(BusinessFolder().current()))
    _count: itertools.count[int] = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        cards = Cards(ledger=self.ledger, links=PlainLinks())
        self.tools = Tools(
            ledger=self.ledger,
            rulebook=self.rulebook,
            writer=PlainWriter(),
            post=self.post,
            cards=cards,
            hashes=PlainHashes(),
            clock=self.clock,
        )
        self.answering = Answering(ledger=self.ledger, rulebook=self.rulebook, cards=cards, clock=self.clock)

    def hears(self, event: Event, *, key: str | None = None) -> Made:
        """Take in one event; the clock stands where the event says, unless it is further on already."""
        self.clock.at = max(self.clock.at, event.occurred_at)
        reading = ToldReading(event=event, key=key or f"{event.subject}:{event.kind}:{event.occurred_at}")
        return make_commitments(
            reading, ledger=self.ledger, rulebook=self.rulebook, hashes=PlainHashes(), clock=self.clock
        )

    def until(self, when: dt.datetime) -> list[str]:
        """Let every wake ring at its own time, in order, up to this moment; says what became of each."""
        outcomes: list[str] = []
        while due := self.ledger.waking(until=when):
            self.clock.at = max(self.clock.at, due[0].at)
            outcomes.append(self.rings(due[0]))
        self.clock.at = max(self.clock.at, when)
        return outcomes

    def rings(self, wake: DueWake, *, message: str | None = None) -> str:
        """One wake arrives, now."""
        message = message or f"message-{next(self._count)}"
        return carry_out(wake, message=message, token=f"token-{next(self._count)}", tools=self.tools)

    def taps(
        self, commitment: Commitment, choice: str, *, by: str = "adviser", when: dt.datetime | None = None, note: str = ""
    ) -> Table:
        """Somebody answers on the page of this commitment, as it stands."""
        latest = self.owed(commitment.follow_up) if commitment.id not in self._ids() else self.latest(commitment)
        tap = Tap(choice=choice, generation=latest.generation, when=when, note=note)
        return answer(Pass(commitment=latest.id, bearer=by), tap, tools=self.answering)

    def takes_back(self, commitment: Commitment, *, by: str = "adviser") -> Table:
        return take_back(Pass(commitment=commitment.id, bearer=by), tools=self.answering)

    def owed(self, follow_up: str) -> Commitment:
        """The one commitment of this follow-up."""
        [only] = [owed for owed in self.ledger.commitments if owed.follow_up == follow_up]
        return only

    def latest(self, commitment: Commitment) -> Commitment:
        return self.ledger.read(commitments=[commitment.id]).commitments[commitment.id]

    def letters(self) -> list[Message]:
        return [message for message in self.post.sent if message.kind == "letter"]

    def tasks(self) -> list[Message]:
        return [message for message in self.post.sent if message.kind == "task"]

    def _ids(self) -> set[str]:
        return {owed.id for owed in self.ledger.commitments}
