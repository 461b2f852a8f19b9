"""The whole account of one promise: why it exists, why then, what became of it, why nobody hears of it, what comes next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from console.why.causes import because, is_known
from console.why.coming import coming
from console.why.happened import Told, happened
from console.why.silence import Silence, silence_of
from console.why.timing import why_then
from followthrough.domain.business import Business
from followthrough.domain.commitment import Commitment
from followthrough.domain.manners import capitalised
from followthrough.domain.one_voice import is_riding
from followthrough.domain.playbook import FollowUp
from followthrough.domain.telling import Telling
from followthrough.domain.words import Channel, MessageClass

_KEPT_BY = {Channel.CALL: "a call", Channel.EMAIL: "a letter", Channel.TASK: "a task"}

_CLASS = {
    MessageClass.PROMISE: "It is a promise: it is kept even when the customer wants no friendly letters and calls.",
    MessageClass.CARE: "It is care, not a promise: it makes way for a complaint, a stop and the contact budget.",
    MessageClass.MARKETING: "It is advertising: it needs the customer's consent.",
}


@dataclass(frozen=True, kw_only=True)
class Point:
    """Something at its time."""

    at: dt.datetime
    words: str


@dataclass(frozen=True, kw_only=True)
class Beside:
    """Another promise that this one belongs to."""

    words: str
    id: str


@dataclass(frozen=True, kw_only=True)
class Account:
    """Everything one can ask of a promise, in sentences."""

    exists: tuple[str, ...]
    then: tuple[str, ...]
    became: tuple[Point, ...]
    silence: Silence | None
    beside: tuple[Beside, ...]
    coming: tuple[Point, ...]


def account_of(
    commitment: Commitment, *, rule: FollowUp | None, business: Business, is_held: bool, now: dt.datetime
) -> Account:
    """The account of this promise as it stands; `rule` is what the playbook says today, if it still knows it."""
    told = Told(business=business, channel=commitment.channel)
    telling = Telling(now=now, zone=business.zone)
    owner = told.name(commitment.owner)
    return Account(
        exists=tuple(_why_it_exists(commitment, rule, told=told, telling=telling)),
        then=tuple(why_then(commitment, rule=rule, business=business, telling=telling)),
        became=tuple(
            Point(at=entry.at, words=happened(entry.what, entry.because, told=told)) for entry in commitment.history
        ),
        silence=silence_of(commitment, is_held=is_held),
        beside=tuple(_beside(commitment)),
        coming=tuple(
            Point(
                at=wake.at,
                words=coming(wake.step, channel=commitment.channel, owner=owner, is_promise=commitment.is_promise),
            )
            for wake in commitment.agenda
        ),
    )


def _why_it_exists(commitment: Commitment, rule: FollowUp | None, *, told: Told, telling: Telling) -> Iterator[str]:
    kind = next((entry.because for entry in commitment.history if entry.what == "made"), "")
    if commitment.follows:
        yield "It stands in the place of a promise that could not be kept."
    elif is_known(kind):
        when, what = telling.moment(commitment.caused_at), _KEPT_BY[commitment.channel]
        yield f"{capitalised(because(kind))} on {when}. The rule “{commitment.follow_up}” makes {what} of that."
    elif kind:
        yield f"{happened('made', kind, told=told)} The rule is “{commitment.follow_up}”."
    yield _CLASS[commitment.message_class]
    if rule is not None:
        yield from _by_the_rule(commitment, rule, told=told)


def _by_the_rule(commitment: Commitment, rule: FollowUp, *, told: Told) -> Iterator[str]:
    """Where it is not what the rule says first, and why."""
    if rule.every:
        days = "working day" if rule.every == 1 else f"{rule.every} working days"
        yield f"It comes again every {days} in which the customer hears nothing else, until an event ends it."
    if rule.announced_by and commitment.message_class is MessageClass.PROMISE:
        yield f"The letter of “{rule.announced_by}” tells the customer of it."
    if rule.message_class is MessageClass.PROMISE and commitment.message_class is MessageClass.CARE:
        yield "It would be a promise, if a letter could have told the customer of it in time."
    if rule.channel is Channel.CALL and commitment.channel is Channel.EMAIL:
        yield "A letter takes the place of the call: the rule keeps calls for others, or there is no number to ring."
    if rule.channel is Channel.EMAIL and commitment.channel is Channel.TASK:
        yield "It is a task instead of a letter, because we know no email address: a person finds a way."
    if rule.role in told.business.roles and commitment.owner != rule.role:
        yield f"The rule gives it to {told.name(rule.role)}; now {told.name(commitment.owner)} has it."


def _beside(commitment: Commitment) -> Iterator[Beside]:
    if commitment.follows:
        yield Beside(words="It stands in the place of", id=commitment.follows)
    if is_riding(commitment):
        yield Beside(words="It is made in one call with", id=commitment.rides_with)
    for other in commitment.joined:
        yield Beside(words="The same call is also for", id=other)
