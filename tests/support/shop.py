"""The shipped garage with everything in memory: tell it events, move its clock, tap its answers."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from zoneinfo import ZoneInfo

from followthrough.adapters.business.business_folder import BusinessFolder
from followthrough.application.answer import Answering, answer, say_stop, take_back
from followthrough.application.brake import Braking
from followthrough.application.cards import Cards, Table
from followthrough.application.carry_out import Tools, carry_out
from followthrough.application.make_commitments import Made, make_commitments
from followthrough.application.note_delivery import Notice, Noting, note_delivery
from followthrough.application.outcomes import Tap
from followthrough.application.ports import DueWake, Message, Pass, Rules, Told
from followthrough.application.settle import OwnReading
from followthrough.domain.commitment import Commitment, Wake
from followthrough.domain.customer import ContactPoint, Customer
from followthrough.domain.event import Contact, Event, Phone, PhoneQuality, SubjectRef
from followthrough.domain.guards import writes_to_customer
from followthrough.domain.subject import Subject
from followthrough.domain.words import Step
from support.fakes import (
    FakeClock,
    FakePost,
    FixedRulebook,
    MemoryLedger,
    PlainHashes,
    PlainLinks,
    PlainQuestion,
    PlainWriter,
)

DUBLIN = ZoneInfo("Europe/Dublin")
MOST_WAKES = 200
"""More wakes than any story has: what rings more often is a loop."""


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


IDRIS = Contact(
    ref="c-2",
    given_name="Idris",
    family_name="Vale",
    email="idris@vale.example",
    phone=Phone(raw="+353 20 915 0102", e164="+353209150102", quality=PhoneQuality.GOOD),
)


LISTENED = {
    "expected": "Four straps.",
    "got": "Three.",
    "remedy": "bring the fourth strap to your door",
    "cause": "part_missing",
}
"""What somebody who listened writes down."""


@cache
def shipped_rules() -> Rules:
    """The business and the playbook in the artifact."""
    return BusinessFolder().current()


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

    def events(self, previous: Subject | None) -> Told:
        return replace(super().events(previous), is_trial=self.event.test)


@dataclass
class Shop:
    """The garage, in memory."""

    clock: FakeClock = field(default_factory=lambda: FakeClock(at("2026-03-02 08:00")))
    ledger: MemoryLedger = field(default_factory=MemoryLedger)
    post: FakePost = field(default_factory=FakePost)
    rulebook: FixedRulebook = field(default_factory=lambda: FixedRulebook(shipped_rules()))
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
            braking=Braking(ledger=self.ledger, post=self.post, links=PlainLinks(), question=PlainQuestion()),
        )
        self.noting = Noting(ledger=self.ledger, rulebook=self.rulebook, hashes=PlainHashes(), clock=self.clock)
        self.answering = Answering(ledger=self.ledger, rulebook=self.rulebook, cards=cards, clock=self.clock)

    def hears(self, event: Event, *, key: str | None = None) -> Made:
        """Take in one event; the clock stands where the event says, unless it is further on already."""
        self.clock.at = max(self.clock.at, event.occurred_at)
        reading = ToldReading(event=event, key=key or f"{event.subject}:{event.kind}:{event.occurred_at}")
        return make_commitments(
            reading, ledger=self.ledger, rulebook=self.rulebook, hashes=PlainHashes(), clock=self.clock
        )

    def until(self, when: dt.datetime, *, most: int = MOST_WAKES) -> list[str]:
        """Let every wake ring at its own time, in order, up to this moment; says what became of each."""
        outcomes: list[str] = []
        while due := self.ledger.waking(until=when):
            assert len(outcomes) < most, f"this wake rings for ever: {due[0]}"
            self.clock.at = max(self.clock.at, due[0].at)
            outcomes.append(self.rings(due[0]))
        self.clock.at = max(self.clock.at, when)
        return outcomes

    def rings(self, wake: DueWake, *, message: str | None = None) -> str:
        """One wake arrives, now."""
        message = message or f"message-{next(self._count)}"
        return carry_out(wake, message=message, token=f"token-{next(self._count)}", tools=self.tools)

    def wake_of(self, commitment: Commitment) -> DueWake:
        """The wake that the next step of this commitment has an alarm for."""
        latest = self.latest(commitment)
        assert latest.alarm is not None
        return DueWake(commitment=latest.id, step=latest.alarm.step, generation=latest.generation, at=latest.alarm.at)

    def taps(
        self,
        commitment: Commitment,
        choice: str,
        *,
        by: str = "adviser",
        when: dt.datetime | None = None,
        note: str = "",
        form: int | None = None,
        **words: str,
    ) -> Table:
        """Somebody answers on the page of this commitment, as it stands or as an older form shows it."""
        generation = form or self.latest(commitment).generation
        tap = Tap(choice=choice, generation=generation, when=when, note=note, words=words)
        return self.taps_link(commitment.id, tap, by=by)

    def taps_link(self, commitment: str, tap: Tap, *, by: str = "adviser") -> Table:
        """A form comes back from this person's link."""
        return answer(Pass(commitment=commitment, bearer=by), tap, tools=self.answering)

    def looks(self, commitment: Commitment, *, by: str = "adviser") -> Table:
        """Somebody opens the page."""
        return self.answering.table(Pass(commitment=commitment.id, bearer=by))

    def takes_back(self, commitment: Commitment, *, by: str = "adviser") -> Table:
        return take_back(Pass(commitment=commitment.id, bearer=by), tools=self.answering)

    def says_stop(self, commitment: Commitment) -> None:
        """She presses `no more of these` in a letter about this."""
        say_stop(self.latest(commitment).customer, tools=self.answering)

    def notices(
        self,
        kind: str,
        commitment: Commitment,
        step: Step = Step.REMIND,
        *,
        generation: int | None = None,
        to_customer: bool | None = None,
        is_final: bool = False,
        address: str = "nora@quill.example",
    ) -> str:
        """The mail service tells what became of a mail of ours."""
        by_its_step = writes_to_customer(self.latest(commitment), step)
        notice = Notice(
            kind=kind,
            commitment=commitment.id,
            step=step,
            generation=generation or self.latest(commitment).generation,
            to_customer=by_its_step if to_customer is None else to_customer,
            is_final=is_final,
            address=address,
        )
        return note_delivery(notice, tools=self.noting)

    def before_each_call(self, action: Callable[[], object]) -> None:
        """Do this before every call of the ledger and of the post."""
        self.ledger.before_call = self.post.before_call = action

    def before_call(self, number: int, action: Callable[[], object]) -> None:
        """Let somebody else act once, before this call from now on (the first is number 1)."""
        calls = itertools.count(1)

        def meet() -> None:
            if next(calls) == number:
                action()

        self.before_each_call(meet)

    def knows(self, **facts: object) -> None:
        """From now on this is true today, as people have told us."""
        rules = self.rulebook.rules
        self.rulebook.rules = replace(rules, facts=replace(rules.facts, **facts))

    def plays_by(self, follow_up: str, **changes: object) -> None:
        """From now on this rule of the playbook is another one."""
        rules = self.rulebook.rules
        changed = tuple(
            replace(rule, **changes) if rule.id == follow_up else rule for rule in rules.playbook.follow_ups
        )
        self.rulebook.rules = replace(rules, playbook=replace(rules.playbook, follow_ups=changed))

    def has_time_for(self, role: str, calls: int | None) -> None:
        """From now on this role makes so many calls a day."""
        business = self.rulebook.rules.business
        roles = {**business.roles, role: replace(business.role(role), calls_a_day=calls)}
        self.rulebook.rules = replace(self.rulebook.rules, business=replace(business, roles=roles))

    def without(self, *follow_ups: str) -> Shop:
        """The same garage, which does not follow up in these ways."""
        for follow_up in follow_ups:
            self.plays_by(follow_up, off=True)
        return self

    def owed(self, follow_up: str) -> Commitment:
        """The one commitment of this follow-up."""
        [only] = self.all_owed(follow_up)
        return only

    def all_owed(self, follow_up: str) -> list[Commitment]:
        return [owed for owed in self.ledger.commitments if owed.follow_up == follow_up]

    def live(self) -> list[str]:
        """The follow-ups that are still to be done."""
        return sorted(owed.follow_up for owed in self.ledger.commitments if owed.is_open)

    def latest(self, commitment: Commitment) -> Commitment:
        return self.ledger.read(commitments=[commitment.id]).commitments[commitment.id]

    def agenda(self, follow_up: str) -> list[Wake]:
        return list(self.owed(follow_up).agenda)

    def points(self) -> list[ContactPoint]:
        return [record for record in self.ledger.records.values() if isinstance(record, ContactPoint)]

    def customers(self) -> list[Customer]:
        return [record for record in self.ledger.records.values() if isinstance(record, Customer)]

    def subjects_sent(self) -> list[str]:
        """What went out, in order: the step of a task, the name of a letter."""
        return [message.subject for message in self.post.sent]

    def letters(self) -> list[Message]:
        return [message for message in self.post.sent if message.kind == "letter"]

    def tasks(self) -> list[Message]:
        return [message for message in self.post.sent if message.kind == "task"]
