"""May this go out now? Decided in one place, as a value, from what was read a moment ago."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

from followthrough.domain.asked_first import ASKED_NO, NOT_ASKED
from followthrough.domain.business import Budget, Business
from followthrough.domain.civil_hours import NIGHT_THERE, NO_CIVIL_HOUR, call_opening, letter_opening
from followthrough.domain.commitment import ONE_CALL, Commitment
from followthrough.domain.cover import first_in, next_in
from followthrough.domain.customer import ContactPoint, PastContact
from followthrough.domain.event import OUR_DOING, Contact
from followthrough.domain.facts import Facts
from followthrough.domain.opening import Calendar, Span
from followthrough.domain.pausing import LOOK_AGAIN, PAUSED, is_paused
from followthrough.domain.playbook import FollowUp
from followthrough.domain.returned import DEAD_ADDRESS, NO_ADDRESS
from followthrough.domain.words import HER_DOING, Channel, MessageClass, Step


@dataclass(frozen=True, kw_only=True)
class Send:
    """Nothing speaks against it."""


@dataclass(frozen=True, kw_only=True)
class Wait:
    """Not now, but then."""

    until: dt.datetime
    because: str


@dataclass(frozen=True, kw_only=True)
class Hold:
    """Not while this lasts; look again on the next open day."""

    because: str


@dataclass(frozen=True, kw_only=True)
class OtherWay:
    """Not by letter: what it was to say, a person has to say."""

    because: str


@dataclass(frozen=True, kw_only=True)
class Skip:
    """Not this one, not later either."""

    because: str


BUDGET = "contact budget"

Decision = Send | Wait | Hold | OtherWay | Skip

MADE_GOOD = "the check-back has said it"
"""Why what a complaint kept back is dropped: she was asked how it is, and being cheerful now would be an echo."""


@dataclass(frozen=True, kw_only=True)
class Scene:
    """Everything a decision may look at."""

    commitment: Commitment
    rule: FollowUp
    contact: Contact
    points: tuple[ContactPoint, ...]
    business: Business
    now: dt.datetime
    announced: Commitment | None = None
    facts: Facts = field(default_factory=Facts)


def writes_to_customer(commitment: Commitment, step: Step) -> bool:
    """Whether this step puts a letter into the customer's inbox."""
    return step is Step.RECEIPT or (step is Step.REMIND and commitment.channel is Channel.EMAIL)


def is_held(rule: FollowUp, points: tuple[ContactPoint, ...]) -> bool:
    """Whether an open complaint of hers, from any source, keeps this follow-up back."""
    return rule.held_by_complaint and any(point.holds for point in points)


def kept_back_until(recovered_at: dt.datetime | None, commitment: Commitment) -> bool:
    """Whether a complaint kept this back until it was put right at this time: that is not made up for."""
    if not commitment.is_open or not commitment.held or recovered_at is None:
        return False
    last = next((entry for entry in reversed(commitment.history) if entry.what == "held"), None)
    return last is not None and last.at <= recovered_at


def decide(scene: Scene, step: Step) -> Decision:
    """Whether this step of this commitment may be carried out now, and if not, why not."""
    if step in (Step.SETTLE, Step.ASK, Step.STAND_DOWN, Step.HAND_OVER):
        return Send()
    if because := unwelcome(scene):
        return Skip(because=because)
    if step is Step.LAPSE:
        return Send()
    if is_paused(scene.facts, scene.commitment, step, letter=writes_to_customer(scene.commitment, step)):
        return Wait(until=scene.now + LOOK_AGAIN, because=PAUSED)
    if is_held(scene.rule, scene.points):
        return _while_held(scene, step)
    if any(kept_back_until(point.recovered_at, scene.commitment) for point in scene.points):
        return Skip(because=MADE_GOOD)
    if writes_to_customer(scene.commitment, step):
        return _letter(scene, step)
    if step is Step.REMIND:
        return _task(scene)
    return _during_work(scene, step)


def _while_held(scene: Scene, step: Step) -> Decision:
    """A complaint keeps back what is still to be done; only the receipt of a time she agreed to goes out all the same."""
    if step is not Step.RECEIPT:
        return Hold(because="complaint open")
    return _letter(scene, step) if scene.commitment.is_open else Skip(because="complaint open")


def _letter(scene: Scene, step: Step) -> Decision:
    if not scene.contact.email:
        return _without_address(scene, step)
    if _announces_nothing(scene):
        return Skip(because="nothing left to announce")
    if _is_prompted(scene):
        return Send()
    hours = _letter_hours(scene)
    allowed = letter_opening(hours, scene.contact, business=scene.business, at=scene.now)
    if allowed is None and step is not Step.RECEIPT:
        return OtherWay(because=NO_CIVIL_HOUR)
    if allowed is None:
        allowed = hours.next_opening(scene.now)  # what she waits to hear is told at the shop's hours
    if allowed > scene.now:
        return Wait(until=allowed, because="quiet hours")
    return _within_budget(scene)


def _without_address(scene: Scene, step: Step) -> Decision:
    """What a call says anyway needs no letter, nor is advertising phoned; what she is owed is said by a person.

    So is care that was to go to a dead address; care for somebody who never gave one is let be.
    """
    because = DEAD_ADDRESS if any(point.bounced_at for point in scene.points) else NO_ADDRESS
    if _sells(scene) or scene.announced is not None or (step is Step.RECEIPT and _is_phoned_anyway(scene.commitment)):
        return Skip(because=because)
    is_owed = scene.commitment.message_class is MessageClass.PROMISE and step is Step.REMIND
    return OtherWay(because=because) if because == DEAD_ADDRESS or is_owed else Skip(because=because)


def _is_phoned_anyway(commitment: Commitment) -> bool:
    """Whether the receipt only tells her that somebody phones; that a promise cannot be kept, no call tells by itself."""
    return commitment.channel is Channel.CALL and commitment.is_open and commitment.new_time is None


def _letter_hours(scene: Scene) -> Calendar:
    """Letters keep off closed days; one that tells a new time before the old one is over only keeps to civil hours."""
    hours, commitment = scene.business.letter_hours, scene.commitment
    if commitment.new_time is None or commitment.promised_by is None:
        return hours
    too_late = hours.next_opening(scene.now) >= commitment.promised_by
    return replace(hours, dated={}) if too_late else hours


def _during_work(scene: Scene, step: Step) -> Decision:
    """Nobody is nudged, warned or shown a broken promise at night, even if the wake came late."""
    business, now = scene.business, scene.now
    if step is Step.ESCALATE:
        allowed = first_in(business.owner, business=business, at=now).calendar.next_opening(now)
    else:
        allowed = next_in(scene.commitment, business=business, at=now)
    return Wait(until=allowed, because="closed") if allowed > now else Send()


def _task(scene: Scene) -> Decision:
    """A task that makes her phone ring has to find room in the budget; asking for the same call again is no other contact.

    Advertising that was to be a letter is no errand for a person.
    """
    if _sells(scene) and scene.rule.channel is Channel.EMAIL:
        return Skip(because=NO_ADDRESS)
    allowed = next_in(scene.commitment, business=scene.business, at=scene.now, windows=asking_windows(scene))
    if allowed > scene.now:
        return Wait(until=allowed, because="closed")
    rings = _may_ring(scene)
    if rings > scene.now:
        return Wait(until=rings, because=NIGHT_THERE)
    counts = scene.commitment.channel is Channel.CALL and not scene.commitment.task_is_out
    return _within_budget(scene) if counts else Send()


def _may_ring(scene: Scene) -> dt.datetime:
    """When her phone may ring for what she was not promised: at a civil hour of hers, while somebody is in."""
    commitment, business = scene.commitment, scene.business
    if commitment.channel is not Channel.CALL or scene.rule.to_colleague or commitment.promised_by is not None:
        return scene.now
    windows = asking_windows(scene)

    def somebody_is_in(at: dt.datetime) -> dt.datetime:
        return next_in(commitment, business=business, at=at, windows=windows)

    return call_opening(somebody_is_in, scene.contact, business=business, at=scene.now)


def asking_windows(scene: Scene) -> tuple[Span, ...]:
    """When its task may go out: at any hour somebody is there, but in the rule's windows once its own time is over."""
    slot = scene.commitment.slot
    return () if slot and scene.now < slot[1] else scene.rule.windows


def unwelcome(scene: Scene) -> str:
    """Why she does not want this, or why we may not; nothing if neither.

    What she was promised is kept all the same; care is not, nor is it announced.
    """
    if _told_of(scene).message_class is not MessageClass.PROMISE and any(point.opted_out_at for point in scene.points):
        return "opted out"
    if _sells(scene) and not _has_consented(scene):
        return "no consent"
    return _not_asked(scene)


def _told_of(scene: Scene) -> Commitment:
    """What this is about: the call that it announces, or this itself."""
    return scene.announced or scene.commitment


def _has_consented(scene: Scene) -> bool:
    """What sells something goes only to addresses whose owner has said yes; who is not known has not."""
    return bool(scene.points) and all(point.consented_at for point in scene.points)


def _not_asked(scene: Scene) -> str:
    """Whether she has said no to being asked how it went, or was not asked where one has to.

    Work that no customer hears of needs no leave. A yes to advertising is one to letters of every kind, and to no calls.
    """
    told_of = _told_of(scene)
    country = scene.contact.country or scene.business.country
    objection = scene.business.asked_first.objection(told_of.asked, channel=told_of.channel, country=country)
    if objection == ASKED_NO and scene.rule.unless_asked_no:
        return objection
    is_owed = told_of.message_class is MessageClass.PROMISE or scene.rule.channel is Channel.TASK
    said_yes = objection == NOT_ASKED and told_of.channel is Channel.EMAIL and _has_consented(scene)
    return "" if is_owed or said_yes else objection


def _sells(scene: Scene) -> bool:
    return scene.commitment.message_class is MessageClass.MARKETING


def _announces_nothing(scene: Scene) -> bool:
    return scene.announced is not None and not scene.announced.is_open


def _is_prompted(scene: Scene) -> bool:
    """A promise letter that answers what she did a moment ago is welcome at any hour."""
    if scene.commitment.message_class is not MessageClass.PROMISE:
        return False
    answer = scene.commitment.answer
    asks = answer is not None and answer.outcome in HER_DOING
    if not asks and scene.rule.when in OUR_DOING:
        return False
    asked_at = answer.at if answer is not None and asks else scene.commitment.caused_at
    return scene.now - asked_at <= scene.business.prompted_within


def _within_budget(scene: Scene) -> Decision:
    """One voice: how often an address hears from us is counted over all playbooks and sources."""
    if scene.commitment.message_class is MessageClass.PROMISE:
        return Send()
    budget = scene.business.budget
    counted = [count for point in scene.points for count in _counted(scene, point.contacts, budget)]
    for contacts, limit, days in counted:
        since = scene.now - dt.timedelta(days=days)
        recent = sorted(contact.at for contact in contacts if contact.at > since)
        if not limit:
            return Skip(because=BUDGET)
        if len(recent) >= limit:
            return _later_or_never(scene, recent[-limit] + dt.timedelta(days=days))
    return Send()


def _counted(
    scene: Scene, past: tuple[PastContact, ...], budget: Budget
) -> tuple[tuple[list[PastContact], int, int], ...]:
    others = [contact for contact in past if not _was_to_say(contact, scene.commitment)]
    cheerful = [contact for contact in others if contact.message_class is not MessageClass.PROMISE]
    channel = scene.commitment.channel
    alike = [contact for contact in cheerful if contact.channel is channel]
    if channel is Channel.CALL:
        same = (alike, budget.care_calls, budget.care_call_days)
    else:
        letters = [contact for contact in alike if contact.follow_up == scene.rule.id]
        same = (letters, budget.care_letters, budget.care_letter_days)
    return ((cheerful, budget.cheerful, budget.cheerful_days), same)


def _was_to_say(contact: PastContact, commitment: Commitment) -> bool:
    """Whether this call was to say it as well: if it was not made, the one in its place is no other contact."""
    if not commitment.rides_with or contact.commitment != commitment.rides_with:
        return False
    joined_at = next((entry.at for entry in reversed(commitment.history) if entry.what == ONE_CALL), contact.at)
    return contact.at >= joined_at


def _later_or_never(scene: Scene, until: dt.datetime) -> Decision:
    """Wait for room in the budget, unless by then it would be too late to be kind."""
    end = next((wake.at for wake in scene.commitment.agenda if wake.step is Step.LAPSE), None)
    if end is not None and until >= end:
        return Skip(because=BUDGET)
    return Wait(until=until, because=BUDGET)
