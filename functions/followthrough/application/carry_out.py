"""A wake has come: read, decide, and do what was decided."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from followthrough.application.cards import Cards, Table
from followthrough.application.climb import broken_silence
from followthrough.application.ports import Clock, DueWake, Hashes, Ledger, Post, Rulebook, Writer
from followthrough.application.retry import until_first
from followthrough.application.sending import Sending
from followthrough.application.settle import settle
from followthrough.domain.commitment import Commitment
from followthrough.domain.errors import Conflict, FollowthroughError
from followthrough.domain.guards import Hold, Send, Skip, Wait, decide, writes_to_customer
from followthrough.domain.moving import held
from followthrough.domain.opening import whole_minute
from followthrough.domain.words import Outcome, State, Step

LEASE = dt.timedelta(minutes=2)
"""How long a claim is trusted to be at work: twice the function's timeout of a minute."""


class ComeBackLater(FollowthroughError):
    """Not now: this message is already being carried out, or it came before its time."""


@dataclass(frozen=True, kw_only=True)
class Tools:
    """What carrying out needs of the world."""

    ledger: Ledger
    rulebook: Rulebook
    writer: Writer
    post: Post
    cards: Cards
    hashes: Hashes
    clock: Clock


def carry_out(wake: DueWake, *, message: str, token: str, tools: Tools) -> str:
    """Carry out the step this wake is for, if it is still wanted; says what became of it.

    `message` is the queue's id of the wake, `token` is fresh for this invocation.
    Raises ComeBackLater, NotSent (back off), Refused (park), Conflict, Unreachable.
    """
    return until_first(lambda: _carry_out(wake, message=message, token=token, tools=tools))


def _carry_out(wake: DueWake, *, message: str, token: str, tools: Tools) -> str:
    now = tools.clock.now()
    commitment = tools.ledger.read(commitments=[wake.commitment]).commitments.get(wake.commitment)
    if commitment is None:
        return "unknown commitment"
    if wake.generation != commitment.generation:
        return _note_stale(commitment, wake, ledger=tools.ledger, now=now)
    due = commitment.due_steps(now=now)
    if not due:
        return _not_due(commitment, wake)
    if commitment.claim is not None:
        met = _met_claim(commitment, message=message, ledger=tools.ledger, now=now)
        if met is not None:
            return met
    table = tools.cards.lay(commitment, rules=tools.rulebook.current())
    return _decided(table, due[-1].step, message=message, token=token, tools=tools, now=now)


def _note_stale(commitment: Commitment, wake: DueWake, *, ledger: Ledger, now: dt.datetime) -> str:
    """A wake of an old generation leaves a note, once, and does nothing."""
    because = f"generation {wake.generation}"
    if not any(entry.what == "stale wake" and entry.because == because for entry in commitment.history):
        ledger.commit(commitment.noted("stale wake", at=now, because=because))
    return "stale wake"


def _not_due(commitment: Commitment, wake: DueWake) -> str:
    head = commitment.alarm
    if head is not None and head.step is wake.step:
        raise ComeBackLater("This wake came before its time.")
    return "done before"


def _met_claim(commitment: Commitment, *, message: str, ledger: Ledger, now: dt.datetime) -> str | None:
    """Somebody claimed this commitment: trust him for the lease, then decide what his silence means."""
    claim = commitment.claim
    assert claim is not None
    if now < claim.at + LEASE:
        if claim.message == message:
            raise ComeBackLater("This message is being carried out.")
        return "in other hands"
    if claim.generation != commitment.generation:
        # Of another plan: what it sent nobody knows, but the step of today is another one. Then read anew.
        ledger.commit(commitment.given_back().noted(f"{claim.step} crossed", at=now, because="claimed, never recorded"))
        raise Conflict
    if not writes_to_customer(commitment, claim.step):
        return None
    ledger.commit(commitment.now_unsure(claim.step, at=now, because="claimed, never recorded"))
    return "unsure"


def _decided(table: Table, step: Step, *, message: str, token: str, tools: Tools, now: dt.datetime) -> str:
    later = broken_silence(table, step, ledger=tools.ledger, now=now)
    if later is not None:
        tools.ledger.commit(later)
        return "moved on"
    match decide(table.scene(now=now), step):
        case Wait(until=until, because=because):
            tools.ledger.commit(table.commitment.postponed(until=whole_minute(until), at=now, because=because))
            return "waits"
        case Hold(because=because):
            business = table.rules.business
            tools.ledger.commit(held(table.commitment, rule=table.rule, business=business, now=now, because=because))
            return "held"
        case Skip(because=because):
            tools.ledger.commit(_skipped(table.commitment, step, now=now, because=because))
            return "skipped"
        case Send():
            return _done(table, step, message=message, token=token, tools=tools, now=now)


def _skipped(commitment: Commitment, step: Step, *, now: dt.datetime, because: str) -> Commitment:
    """A receipt that cannot be sent ends nothing; anything else that never goes out releases the commitment."""
    if step is Step.RECEIPT:
        return commitment.did(step, at=now, because=f"not sent: {because}")
    return commitment.released(at=now, because=because)


def _done(table: Table, step: Step, *, message: str, token: str, tools: Tools, now: dt.datetime) -> str:
    if step is Step.LAPSE:
        because = "complaint open" if _held_by_complaint(table.commitment) else "not done in time"
        tools.ledger.commit(table.commitment.ended(State.LAPSED, at=now, what="lapsed", because=because))
        return "lapsed"
    if step is Step.SETTLE:
        return settle(table, ledger=tools.ledger, hashes=tools.hashes, now=now)
    return _sending(table, step, message=message, token=token, tools=tools, now=now).go()


def _sending(table: Table, step: Step, *, message: str, token: str, tools: Tools, now: dt.datetime) -> Sending:
    return Sending(
        table=table,
        step=step,
        message=message,
        token=token,
        now=now,
        ledger=tools.ledger,
        cards=tools.cards,
        writer=tools.writer,
        post=tools.post,
    )


def _held_by_complaint(commitment: Commitment) -> bool:
    """Whether a complaint is what keeps it back: an answer may have done so too, and then leaves no such line."""
    answer = commitment.answer
    return commitment.held and (answer is None or answer.outcome != Outcome.WRONG_NUMBER)
