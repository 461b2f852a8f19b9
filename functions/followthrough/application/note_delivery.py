"""What the mail service says became of a mail, hours or seconds later, once or three times, in any order."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from followthrough.application.ports import Clock, Hashes, Ledger, Rulebook, Rules
from followthrough.application.retry import until_first
from followthrough.application.sending import followed_through
from followthrough.application.settle import release_open_care
from followthrough.application.who import email_point
from followthrough.domain.commitment import Commitment, Wake, in_order
from followthrough.domain.customer import Customer
from followthrough.domain.errors import RuleBroken
from followthrough.domain.moving import passed_on
from followthrough.domain.returned import (
    CAME_BACK,
    DEAD_ADDRESS,
    came_back,
    goes_another_way,
    reachable,
    with_return,
)
from followthrough.domain.words import Channel, State, Step

ARRIVED = frozenset({"send", "delivery"})
COMPLAINED = "complaint"

NEED_NOBODY = frozenset({Step.STAND_DOWN})
"""Mails to staff that ask for nothing: when one of these comes back, nobody else needs it."""


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One notice of the mail service about one mail of ours, found again by the tags we gave it."""

    kind: str
    commitment: str
    step: Step
    generation: int
    to_customer: bool
    address: str = ""
    """Where the mail was sent to; never written down or logged."""
    is_final: bool = False
    """Whether no mail will ever arrive at that address."""


@dataclass(frozen=True, kw_only=True)
class Noting:
    """What noting needs of the world."""

    ledger: Ledger
    rulebook: Rulebook
    hashes: Hashes
    clock: Clock


def note_delivery(notice: Notice, *, tools: Noting) -> str:
    """Settle an unsure letter, say otherwise what one that came back was to say, stop care for one who complained.

    A task that came back goes to whoever covers.
    """
    if notice.to_customer and notice.is_final:
        until_first(lambda: _mark_address(notice, tools=tools))
    return until_first(lambda: _note(notice, tools=tools, now=tools.clock.now()))


def _mark_address(notice: Notice, *, tools: Noting) -> None:
    """The address remembers that letters come back from it, whatever it was about and whoever has it now."""
    key = email_point(notice.address, hashes=tools.hashes)
    point = tools.ledger.read(points=[key]).points.get(key)
    if point is not None and point.bounced_at is None:
        tools.ledger.commit(replace(point, bounced_at=tools.clock.now()))


def _note(notice: Notice, *, tools: Noting, now: dt.datetime) -> str:
    commitment = tools.ledger.read(commitments=[notice.commitment]).commitments.get(notice.commitment)
    if commitment is None:
        return "not ours to note"
    if notice.kind in CAME_BACK and not notice.to_customer:
        return _task_came_back(commitment, notice, tools=tools, now=now)
    if not notice.to_customer:
        return "not ours to note"
    if notice.kind in ARRIVED:
        return _settle(commitment, notice, ledger=tools.ledger, now=now)
    if notice.kind in CAME_BACK:
        return _letter_came_back(commitment, notice, tools=tools, now=now)
    if notice.kind == COMPLAINED:
        return _complained(commitment, ledger=tools.ledger, now=now)
    return "nothing to note"


def _settle(commitment: Commitment, notice: Notice, *, ledger: Ledger, now: dt.datetime) -> str:
    if came_back(commitment, notice.step, notice.generation):
        return "known before"
    known = _written_down(commitment, notice, now=now)
    if known != commitment:
        ledger.commit(known)
        return "settled"
    if not commitment.unsure or not _is_about_the_last(commitment, notice):
        return "known before"
    settled = commitment.settled(at=now, because=notice.kind)
    if notice.step is Step.REMIND and commitment.channel is Channel.EMAIL and settled.is_open:
        settled = settled.ended(State.KEPT, at=now, what="kept", because="sent")
    if notice.step is Step.RECEIPT and settled.is_open and settled.new_time is not None:
        settled = settled.ended(State.TOLD, at=now, what="told", because="by letter")
    ledger.commit(settled)
    return "settled"


def _letter_came_back(commitment: Commitment, notice: Notice, *, tools: Noting, now: dt.datetime) -> str:
    """She did not get it: somebody phones her, or has to find another way."""
    if came_back(commitment, notice.step, notice.generation):
        return "known before"
    known = _written_down(commitment, notice, now=now)
    noted = with_return(known, notice.step, notice.kind, generation=notice.generation, at=now)
    tools.ledger.commit(_said_otherwise(noted, notice, tools=tools, now=now))
    return "came back"


def _said_otherwise(noted: Commitment, notice: Notice, *, tools: Noting, now: dt.datetime) -> Commitment:
    """What becomes of it: nothing where it is not wanted any more, a call where no letter will ever arrive."""
    rules = tools.rulebook.current()
    if noted.state in (State.RELEASED, State.LAPSED):
        return noted
    if not notice.is_final or not _is_unanswered_letter(noted, notice):
        return _asked_about(noted, now=now)
    if rules.playbook.announced_in(noted.follow_up):
        return noted.ended(State.RELEASED, at=now, what="released", because=DEAD_ADDRESS)
    customer = tools.ledger.read(customers=[noted.customer]).customers[noted.customer]
    return _phoned(noted, customer, rules=rules, tools=tools, now=now)


def _phoned(noted: Commitment, customer: Customer, *, rules: Rules, tools: Noting, now: dt.datetime) -> Commitment:
    points = tools.ledger.read(points=customer.points).points.values()
    return goes_another_way(
        noted,
        rule=rules.playbook.by_id(noted.follow_up),
        contact=reachable(customer.contact, points),
        business=rules.business,
        now=now,
        because=DEAD_ADDRESS,
    )


def _is_unanswered_letter(commitment: Commitment, notice: Notice) -> bool:
    """Whether this letter was all there was to do, and nobody has said anything about it yet."""
    is_all = commitment.channel is Channel.EMAIL and notice.step is Step.REMIND
    return is_all and commitment.generation == notice.generation and commitment.answer is None


def _asked_about(noted: Commitment, *, now: dt.datetime) -> Commitment:
    """A person has to find another way; an answer to it must still be possible."""
    doubted = replace(noted, unsure=True)
    if not doubted.takes_an_answer:
        return noted
    others = (wake for wake in doubted.agenda if wake.step is not Step.ASK)
    return replace(doubted, agenda=in_order((Wake(step=Step.ASK, at=now), *others)))


def _task_came_back(commitment: Commitment, notice: Notice, *, tools: Noting, now: dt.datetime) -> str:
    """Whoever was asked has not heard of it: who covers is asked at once, unless it has moved on already."""
    known = _written_down(commitment, notice, now=now)
    stands = _is_of_this_plan(known, notice) and known.takes_an_answer
    if not stands or notice.step in NEED_NOBODY:
        return "moved on before"
    business = tools.rulebook.current().business
    reader = business.owner if notice.step is Step.ESCALATE else known.owner
    noted = with_return(known, notice.step, notice.kind, generation=notice.generation, at=now)
    try:
        given = passed_on(noted, by=reader, business=business, now=now, asking=notice.step is Step.ASK)
    except RuleBroken:
        return "nobody left to ask"
    tools.ledger.commit(given)
    return "passed on"


def _is_of_this_plan(commitment: Commitment, notice: Notice) -> bool:
    """Whether it has not moved since that mail; the mail that handed it over has moved it itself."""
    if notice.step is not Step.HAND_OVER:
        return commitment.generation == notice.generation
    handed_over = f"{notice.step}.{notice.generation}" in commitment.carried_out
    return handed_over and commitment.generation == notice.generation + 1


def _written_down(commitment: Commitment, notice: Notice, *, now: dt.datetime) -> Commitment:
    """A notice that comes before its mail is recorded says that it went out: then nobody has to wonder."""
    claim = commitment.claim
    if claim is None or (claim.step, claim.generation) != (notice.step, notice.generation):
        return commitment
    planned = any(wake.step is claim.step and wake.at <= claim.at for wake in commitment.agenda)
    if planned and claim.generation == commitment.generation:
        return followed_through(commitment, claim.step, at=now, sent_as=notice.kind)
    return commitment.crossed(claim.step, at=now)


def _is_about_the_last(commitment: Commitment, notice: Notice) -> bool:
    """Whether this is news of the letter in doubt, and not late news of one that this step sent under an older plan."""
    of_this_step = [done for done in commitment.carried_out if done.partition(".")[0] == notice.step]
    return of_this_step[-1:] == [f"{notice.step}.{notice.generation}"]


def _complained(commitment: Commitment, *, ledger: Ledger, now: dt.datetime) -> str:
    """She called it spam: care stops at once, on every contact point of hers."""
    customer = ledger.read(customers=[commitment.customer]).customers.get(commitment.customer)
    keys = dict.fromkeys((*commitment.points, *(customer.points if customer else ())))
    points = ledger.read(points=keys).points.values()
    changed = [point.opted_out(at=now) for point in points if point.opted_out_at is None]
    if changed:
        ledger.commit(*changed)
    released = release_open_care(commitment.customer, points=points, ledger=ledger, now=now)
    return "stopped" if changed or released else "known before"
