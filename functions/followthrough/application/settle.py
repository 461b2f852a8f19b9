"""The undo window has closed: what an answer causes happens now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from followthrough.application.cards import Table
from followthrough.application.climb import come_again, next_rung
from followthrough.application.make_commitments import take_in
from followthrough.application.ports import Hashes, Ledger, Told
from followthrough.domain.customer import ContactPoint
from followthrough.domain.event import Contact, Event, SubjectRef
from followthrough.domain.ladder import goes_on
from followthrough.domain.moving import successor
from followthrough.domain.subject import Subject
from followthrough.domain.words import MessageClass, Outcome, Reply, Step

OURSELVES = "followthrough"
"""The source of what our own people and pages report."""


HER_DECISIONS = {
    Reply.GO_AHEAD: "repair.approved",
    Reply.NO_THANK_YOU: "repair.declined",
    Reply.CANCEL_IT: "order.cancellation_asked",
}
"""What happened to the order or repair when she decides about it on her page; keeping an order changes nothing."""


@dataclass(frozen=True, kw_only=True)
class OwnReading:
    """An event that came out of an answer: no sender to verify, a customer we know already."""

    event: Event
    customer: str

    @property
    def delivery_key(self) -> str:
        event = self.event
        return f"{OURSELVES}:{event.subject}:{event.kind}:{event.occurred_at.isoformat()}"

    @property
    def subject(self) -> SubjectRef:
        return self.event.subject

    @property
    def contact(self) -> Contact:
        return self.event.contact

    @property
    def told_at(self) -> dt.datetime:
        return self.event.occurred_at

    def events(self, previous: Subject | None) -> Told:  # noqa: ARG002 - a fact stands whatever was known before
        return Told(events=(self.event,))


def settle(table: Table, *, ledger: Ledger, hashes: Hashes, now: dt.datetime) -> str:
    """Do what follows from the answer, then write down that it was done: done twice it changes nothing."""
    answer = table.commitment.answer
    if answer is not None:
        _follow(table, answer.outcome, ledger=ledger, hashes=hashes, now=now)
    ledger.commit(table.commitment.did(Step.SETTLE, at=now))
    return "settled"


def _follow(table: Table, outcome: str, *, ledger: Ledger, hashes: Hashes, now: dt.datetime) -> None:
    rung = next_rung(table, source=OURSELVES)
    if rung is not None:
        _tell(rung, table, ledger=ledger, hashes=hashes, now=now)
    if goes_on(table.commitment, table.rule):
        come_again(table, ledger=ledger, now=now)
    if outcome == Reply.PHONE_ME:
        _report("inquiry.received", "inquiry", table, ledger=ledger, hashes=hashes, now=now)
    if outcome in HER_DECISIONS:
        _report_there(HER_DECISIONS[Reply(outcome)], table, ledger=ledger, hashes=hashes, now=now)
    if outcome == Outcome.DONE and table.rule.done_means is not None:
        _report_there(table.rule.done_means, table, ledger=ledger, hashes=hashes, now=now)
    elif table.commitment.new_time is not None:
        _promise_anew(table, ledger=ledger, now=now)
    if outcome == Outcome.DO_NOT_CONTACT:
        release_open_care(table.commitment.customer, points=table.points, ledger=ledger, now=now)


def _promise_anew(table: Table, *, ledger: Ledger, now: dt.datetime) -> None:
    """What cannot be kept makes way for a promise at the new time, which the events of its subject find too."""
    anew = successor(table.commitment, rule=table.rule, business=table.rules.business, now=now)
    if anew.id in table.subject.commitments:
        return
    known = replace(table.subject, commitments=(*table.subject.commitments, anew.id))
    ledger.commit(anew, known, *(point.calling(anew.id) for point in table.own_points))


def _report(kind: str, what: str, table: Table, *, ledger: Ledger, hashes: Hashes, now: dt.datetime) -> None:
    """Tell ourselves what she told us, by the road every event takes."""
    answer = table.commitment.answer
    assert answer is not None
    event = Event(
        kind=kind,
        occurred_at=answer.at,
        subject=SubjectRef(source=OURSELVES, type=what, id=table.commitment.id),
        parent=table.commitment.subject,
        contact=table.contact,
        details=table.subject.details,
    )
    _tell(event, table, ledger=ledger, hashes=hashes, now=now)


def _tell(event: Event, table: Table, *, ledger: Ledger, hashes: Hashes, now: dt.datetime) -> None:
    """By the road every event takes: told twice it changes nothing."""
    reading = OwnReading(event=event, customer=table.commitment.customer)
    take_in(reading, ledger=ledger, rules=table.rules, hashes=hashes, now=now)


def _report_there(kind: str, table: Table, *, ledger: Ledger, hashes: Hashes, now: dt.datetime) -> None:
    """What was decided here happened to the very order or repair that it was about."""
    commitment, answer = table.commitment, table.commitment.answer
    assert answer is not None
    event = Event(
        kind=kind,
        occurred_at=answer.at,
        subject=commitment.subject,
        contact=table.contact,
        agreed_by=commitment.new_time or commitment.agreed_by,
    )
    reading = OwnReading(event=event, customer=commitment.customer)
    take_in(reading, ledger=ledger, rules=table.rules, hashes=hashes, now=now)


def release_open_care(customer: str, *, points: Iterable[ContactPoint], ledger: Ledger, now: dt.datetime) -> int:
    """She wants no more of these: everything cheerful that is still planned for her is released.

    Letters that other sources plan for the same addresses are stopped when they fall due; their calls are found by
    what her contact points remember, also where she is known under another name, and a task of theirs that is out
    already is called back.
    """
    reached = (*points, *_points_beside(customer, ledger=ledger))
    out = {contact.commitment for point in reached for contact in point.contacts if contact.commitment}
    out |= {call for point in reached for call in point.calls}
    known = {owed.id: owed for owed in ledger.thread_of(customer)}
    known |= ledger.read(commitments=sorted(out - known.keys())).commitments
    open_care = [owed for owed in known.values() if owed.is_open and owed.message_class is not MessageClass.PROMISE]
    for commitment in open_care:
        ledger.commit(commitment.released(at=now, because="do not contact"))
    return len(open_care)


def _points_beside(customer: str, *, ledger: Ledger) -> Iterable[ContactPoint]:
    """The addresses of whoever counts as the same person: a task to phone her there is called back as well."""
    known = ledger.read(customers=[customer]).customers.get(customer)
    same = ledger.read(customers=known.same_as).customers.values() if known and known.same_as else ()
    theirs = {point for other in same for point in other.points}
    return ledger.read(points=sorted(theirs)).points.values() if theirs else ()
