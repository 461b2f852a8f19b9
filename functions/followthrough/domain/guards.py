"""May this go out now? Decided in one place, as a value, from what was read a moment ago."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from followthrough.domain.business import Budget, Business
from followthrough.domain.commitment import Commitment
from followthrough.domain.customer import ContactPoint, PastContact
from followthrough.domain.event import Contact
from followthrough.domain.opening import Calendar
from followthrough.domain.playbook import FollowUp
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
class Skip:
    """Not this one, not later either."""

    because: str


Decision = Send | Wait | Hold | Skip

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
    if step in (Step.SETTLE, Step.ASK, Step.STAND_DOWN):
        return Send()
    if _opted_out(scene):
        return Skip(because="opted out")
    if step is Step.LAPSE:
        return Send()
    if is_held(scene.rule, scene.points):
        return _while_held(scene, step)
    if any(kept_back_until(point.recovered_at, scene.commitment) for point in scene.points):
        return Skip(because=MADE_GOOD)
    if writes_to_customer(scene.commitment, step):
        return _letter(scene)
    if step is Step.REMIND:
        return _task(scene)
    return _during_work(scene, step)


def _while_held(scene: Scene, step: Step) -> Decision:
    """A complaint keeps back what is still to be done; only the receipt of a time she agreed to goes out all the same."""
    if step is not Step.RECEIPT:
        return Hold(because="complaint open")
    return _letter(scene) if scene.commitment.is_open else Skip(because="complaint open")


def _letter(scene: Scene) -> Decision:
    if not scene.contact.email:
        return Skip(because="no email address")
    if _announces_nothing(scene):
        return Skip(because="nothing left to announce")
    if _is_prompted(scene):
        return Send()
    allowed = scene.business.letter_hours.next_opening(scene.now)
    if allowed > scene.now:
        return Wait(until=allowed, because="quiet hours")
    return _within_budget(scene)


def _during_work(scene: Scene, step: Step) -> Decision:
    """Nobody is nudged, warned or shown a broken promise at night, even if the wake came late."""
    reader = scene.business.boss if step is Step.ESCALATE else scene.business.role(scene.commitment.owner)
    allowed = reader.calendar.next_opening(scene.now)
    return Wait(until=allowed, because="closed") if allowed > scene.now else Send()


def _task(scene: Scene) -> Decision:
    """A task that makes her phone ring has to find room in the budget; asking for the same call again is no other contact."""
    allowed = _working_hours(scene).next_opening(scene.now)
    if allowed > scene.now:
        return Wait(until=allowed, because="closed")
    counts = scene.commitment.channel is Channel.CALL and not scene.commitment.task_is_out
    return _within_budget(scene) if counts else Send()


def _working_hours(scene: Scene) -> Calendar:
    """When somebody is there to act; a call whose own time is over is only asked for inside the rule's windows."""
    calendar = scene.business.role(scene.commitment.owner).calendar
    slot = scene.commitment.slot
    if not scene.rule.windows or (slot and scene.now < slot[1]):
        return calendar
    return calendar.with_spans(scene.rule.windows)


def _opted_out(scene: Scene) -> bool:
    """Whether she said stop. What she was promised is kept all the same; care is not, nor is it announced."""
    told_of = scene.announced or scene.commitment
    if told_of.message_class is MessageClass.PROMISE:
        return False
    return any(point.opted_out_at for point in scene.points)


def _announces_nothing(scene: Scene) -> bool:
    return scene.announced is not None and not scene.announced.is_open


def _is_prompted(scene: Scene) -> bool:
    """A promise letter that answers what she did a moment ago is welcome at any hour."""
    if scene.commitment.message_class is not MessageClass.PROMISE:
        return False
    answer = scene.commitment.answer
    asked_at = answer.at if answer and answer.outcome in HER_DOING else scene.commitment.caused_at
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
            return Skip(because="contact budget")
        if len(recent) >= limit:
            return _later_or_never(scene, recent[-limit] + dt.timedelta(days=days))
    return Send()


def _counted(
    scene: Scene, past: tuple[PastContact, ...], budget: Budget
) -> tuple[tuple[list[PastContact], int, int], ...]:
    cheerful = [contact for contact in past if contact.message_class is not MessageClass.PROMISE]
    channel = scene.commitment.channel
    alike = [contact for contact in cheerful if contact.channel is channel]
    if channel is Channel.CALL:
        same = (alike, budget.care_calls, budget.care_call_days)
    else:
        letters = [contact for contact in alike if contact.follow_up == scene.rule.id]
        same = (letters, budget.care_letters, budget.care_letter_days)
    return ((cheerful, budget.cheerful, budget.cheerful_days), same)


def _later_or_never(scene: Scene, until: dt.datetime) -> Decision:
    """Wait for room in the budget, unless by then it would be too late to be kind."""
    end = next((wake.at for wake in scene.commitment.agenda if wake.step is Step.LAPSE), None)
    if end is not None and until >= end:
        return Skip(because="contact budget")
    return Wait(until=until, because="contact budget")
