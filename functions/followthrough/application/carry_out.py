"""A wake has come: read, decide, and do what was decided."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from followthrough.application.arranging import arrange
from followthrough.application.brake import Braking
from followthrough.application.cards import Cards, Table, reader_of
from followthrough.application.climb import made_for_next_year
from followthrough.application.deciding import Forget, MergeWith, MoveOn, asks_for_a_call, decided
from followthrough.application.one_call import set_free, speaks_through_its_lead
from followthrough.application.ports import Clock, DueWake, Hashes, Ledger, Post, Rulebook, Writer
from followthrough.application.retry import until_first
from followthrough.application.sending import Sending, followed_through
from followthrough.application.settle import settle
from followthrough.domain.closure import kind_for_longer
from followthrough.domain.commitment import NOT_SENT, Commitment
from followthrough.domain.errors import Conflict, FollowthroughError, NotSent
from followthrough.domain.forgetting import ERASED, let_go
from followthrough.domain.guards import Decision, Hold, OtherWay, Send, Skip, Wait, is_held, writes_to_customer
from followthrough.domain.handing_over import taker
from followthrough.domain.moving import held
from followthrough.domain.one_voice import joined, with_call
from followthrough.domain.opening import whole_minute
from followthrough.domain.returned import goes_another_way, receipt_goes_another_way
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
    braking: Braking


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
    if made_for_next_year(table, due[-1].step, ledger=tools.ledger, now=now):
        raise Conflict  # the subject knows of it now: read anew
    return _carried_out(table, due[-1].step, message=message, token=token, tools=tools, now=now)


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


def _carried_out(table: Table, step: Step, *, message: str, token: str, tools: Tools, now: dt.datetime) -> str:
    match decided(table, step, cards=tools.cards, now=now):
        case MoveOn(later=later):
            tools.ledger.commit(later)
            return "moved on"
        case Forget():
            tools.ledger.commit(let_go(table.commitment, at=now), *set_free(table, now=now, because=ERASED))
            return "forgotten"
        case MergeWith(lead=lead, because=because):
            tools.ledger.commit(*joined(lead, (table.commitment,), now=now))
            return because
        case decision:
            verdict = tools.braking.heed(decision, table, step, now=now)
            return _acted_upon(verdict, table, step, message=message, token=token, tools=tools, now=now)


def _acted_upon(
    verdict: Decision, table: Table, step: Step, *, message: str, token: str, tools: Tools, now: dt.datetime
) -> str:
    match verdict:
        case Wait(until=until, because=because):
            business = table.rules.business
            kind = kind_for_longer(table.commitment, until=until, business=business, now=now)
            tools.ledger.commit(kind.postponed(until=whole_minute(until), at=now, because=because))
            return "waits"
        case Hold(because=because):
            business = table.rules.business
            kept_back = held(table.commitment, rule=table.rule, business=business, now=now, because=because)
            on_a_sheet = table.commitment.is_on_a_sheet
            changed = kept_back.calling_back(at=now) if on_a_sheet else kept_back
            tools.ledger.commit(changed, *set_free(table, now=now, because=because))
            return "held"
        case OtherWay(because=because):
            tools.ledger.commit(_said_by_a_person(table, step, now=now, because=because))
            return "goes another way"
        case Skip(because=because):
            skipped = _skipped(table.commitment, step, now=now, because=because)
            tools.ledger.commit(skipped, *(() if skipped.is_open else set_free(table, now=now, because=because)))
            return "skipped"
        case Send():
            asks = asks_for_a_call(table, step)
            arranged = arrange(table, ledger=tools.ledger, cards=tools.cards, now=now) if asks else None
            return arranged or _done(table, step, message=message, token=token, tools=tools, now=now)


def _skipped(commitment: Commitment, step: Step, *, now: dt.datetime, because: str) -> Commitment:
    """A receipt that cannot be sent ends nothing; anything else that never goes out releases the commitment."""
    if step is Step.RECEIPT:
        return commitment.did(step, at=now, because=f"{NOT_SENT}{because}")
    return commitment.released(at=now, because=because)


def _said_by_a_person(table: Table, step: Step, *, now: dt.datetime, because: str) -> Commitment:
    """What no letter can say: a person says it, or finds out how it can be said."""
    if step is Step.RECEIPT:
        return receipt_goes_another_way(table.commitment, now=now, because=because)
    business, contact = table.rules.business, table.contact
    return goes_another_way(
        table.commitment, rule=table.rule, contact=contact, business=business, now=now, because=because
    )


def _done(table: Table, step: Step, *, message: str, token: str, tools: Tools, now: dt.datetime) -> str:
    if step is Step.LAPSE:
        because = "complaint open" if _held_by_complaint(table.commitment) else "not done in time"
        lapsed = table.commitment.ended(State.LAPSED, at=now, what="lapsed", because=because)
        tools.ledger.commit(lapsed, *set_free(table, now=now, because=because))
        return "lapsed"
    if step is Step.SETTLE:
        return settle(table, ledger=tools.ledger, hashes=tools.hashes, now=now)
    if step is Step.HAND_OVER and (idle := _nothing_to_hand_over(table, now=now)):
        tools.ledger.commit(table.commitment.did(step, at=now, because=idle))
        return "not handed over"
    if step is Step.ESCALATE and speaks_through_its_lead(table.commitment, ledger=tools.ledger):
        return _broken_with_its_lead(table.commitment, ledger=tools.ledger, now=now)
    sending = _sending(table, step, message=message, token=token, tools=tools, now=now)
    if step is Step.REMIND and table.commitment.is_on_sheet_of(reader_of(table, step, now=now).id):
        return sending.by_the_sheet()
    try:
        return sending.go()
    except (NotSent, Conflict):
        tools.braking.stayed_here(table, step, now=now)
        raise


def _broken_with_its_lead(commitment: Commitment, *, ledger: Ledger, now: dt.datetime) -> str:
    """Nobody made the one call in time: the mail about its lead names this as well, and one mail is enough."""
    ledger.commit(followed_through(commitment, Step.ESCALATE, at=now, sent_as=with_call(commitment.rides_with)))
    return "one call"


def _nothing_to_hand_over(table: Table, *, now: dt.datetime) -> str:
    """Why it stays where it is, if it does."""
    if not table.rules.facts.hand_over:
        return "hand-over is off"
    if is_held(table.rule, table.points):
        return "complaint open"
    return "" if taker(table.commitment, business=table.rules.business, now=now) else "nobody to hand over to"


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
