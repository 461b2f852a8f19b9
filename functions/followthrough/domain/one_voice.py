"""Two reasons to phone one person are one call: who leads it, who rides with it, and what becomes of them together."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

from followthrough.domain.business import Business
from followthrough.domain.commitment import ONE_CALL, Commitment, Wake
from followthrough.domain.due import Slot
from followthrough.domain.event import COMPLAINT, Contact
from followthrough.domain.manners import full_name
from followthrough.domain.opening import whole_minute
from followthrough.domain.planning import promised_times, untold
from followthrough.domain.playbook import FollowUp
from followthrough.domain.words import ASKING_STEPS, CHAIN_STEPS, Channel, State, Step

MOST_RIDERS = 10
"""More matters than these are no call any more, and no transaction."""

_A_DAY = dt.timedelta(days=1)


def with_call(other: str) -> str:
    """How a history says which call something was made with."""
    return f"one call with {other}"


def remind_at(commitment: Commitment) -> dt.datetime | None:
    """When its task is to go out, if it still is."""
    return next((wake.at for wake in commitment.agenda if wake.step is Step.REMIND), None)


def is_riding(commitment: Commitment) -> bool:
    """Whether it is made with another call: what has a task of its own, or gets one, has left that call."""
    return bool(commitment.rides_with) and remind_at(commitment) is None and not commitment.task_is_out


def speaks_alone(commitment: Commitment) -> bool:
    """Whether this call is no matter for company: a complaint is listened to by itself, a bad message told by itself."""
    is_call = commitment.channel is Channel.CALL and commitment.is_open
    about_complaint = commitment.subject.type == COMPLAINT
    return not is_call or about_complaint or commitment.new_time is not None or is_riding(commitment)


def is_still_to_come(commitment: Commitment) -> bool:
    """Whether nobody was asked to make this call yet, and nothing keeps it back."""
    untouched = not (commitment.held or commitment.unsure or commitment.task_is_out or commitment.claim)
    return untouched and remind_at(commitment) is not None and not speaks_alone(commitment)


def may_ride(commitment: Commitment, lead: Commitment, *, now: dt.datetime, zone: str) -> bool:
    """Whether this call can be made with that one, which is made today.

    What she was promised, or waits for untold, rides only with another promise, and is said within its own time.
    """
    if commitment.id == lead.id or commitment.joined or not is_still_to_come(commitment) or _is_full(lead):
        return False
    if not commitment.is_care:
        return lead.is_promise and _meet(commitment, lead) and _end_of(lead) <= _end_of(commitment)
    return _is_today(commitment, now=now, zone=zone) or _meet(commitment, lead)


def may_lead(commitment: Commitment, rider: Commitment, *, now: dt.datetime, zone: str) -> bool:
    """Whether that call of today is a promise still to come, which care had better ride with than ring before it."""
    if not commitment.is_promise or not is_still_to_come(commitment):
        return False
    return _is_today(commitment, now=now, zone=zone) and may_ride(rider, commitment, now=now, zone=zone)


def same_person(one: Contact, other: Contact) -> bool:
    """Whether two who share a number or an address may be one person: their names, if we know both, are the same."""
    names = [name.casefold() for name in (full_name(one), full_name(other)) if name]
    return len(set(names)) < 2  # noqa: PLR2004 - two different names


def joined(lead: Commitment, riders: tuple[Commitment, ...], *, now: dt.datetime) -> tuple[Commitment, ...]:
    """The lead and its riders, as one call: only the lead has a task; the ends of the others stay as a safety."""
    names = tuple(dict.fromkeys((*lead.joined, *(rider.id for rider in riders))))
    leading = replace(lead, joined=names)
    for rider in riders:
        leading = leading.noted(ONE_CALL, at=now, because=with_call(rider.id))
    return (leading, *(_riding(rider, lead, now=now) for rider in riders))


def freed(
    rider: Commitment, *, rule: FollowUp, business: Business, now: dt.datetime, not_before: dt.datetime, because: str
) -> Commitment:
    """A call of its own again, at the time it was meant for, or as soon as may be if that is over."""
    opens = rider.slot[0] if rider.slot else not_before
    if rider.is_care:
        agenda = (Wake(step=Step.REMIND, at=whole_minute(max(opens, not_before))), *rider.agenda)
    else:
        role, found = business.role(rider.owner), Slot(opens_at=opens, closes_at=_end_of(rider))
        told = promised_times(rule, found, role=role, boss=business.boss, not_before=not_before)
        times = told if rider.is_promise else untold(told)
        pending = (wake for wake in rider.agenda if wake.step not in (*CHAIN_STEPS, Step.HAND_OVER))
        agenda = (*pending, *times.agenda)
    return rider.moved(
        at=now,
        because=because,
        agenda=agenda,
        due_at=rider.due_at,
        promised_by=rider.promised_by,
        slot=rider.slot,
        what="call of its own",
    )


def ended_alike(rider: Commitment, lead: Commitment, *, now: dt.datetime) -> Commitment:
    """The one call was made: this is kept by it, or kept late; what was broken stays broken, and is mended."""
    because = with_call(lead.id)
    if rider.state is State.BROKEN:
        return replace(rider.noted("mended", at=now, because=because), agenda=())
    late = rider.promised_by is not None and now > rider.promised_by
    state = State.KEPT_LATE if late else State.KEPT
    return rider.ended(state, at=now, what=state, because=because)


def moved_along(rider: Commitment, lead: Commitment, *, now: dt.datetime) -> Commitment:
    """The one call comes at another time: this comes with it, and is not dropped before it."""
    by = lead.promised_by or (lead.slot[1] if lead.slot else lead.due_at)
    return rider.moved(
        at=now,
        because=with_call(lead.id),
        agenda=tuple(_safety(wake, lead, by=by) for wake in rider.agenda),
        due_at=lead.due_at,
        promised_by=lead.promised_by if rider.is_promise else None,
        slot=lead.slot,
        what="moved along",
    )


def _riding(rider: Commitment, lead: Commitment, *, now: dt.datetime) -> Commitment:
    rest = tuple(wake for wake in rider.agenda if wake.step not in ASKING_STEPS)
    return replace(rider, rides_with=lead.id, agenda=rest).noted(ONE_CALL, at=now, because=with_call(lead.id))


def _safety(wake: Wake, lead: Commitment, *, by: dt.datetime) -> Wake:
    """When this end of a rider comes, now that its call comes later."""
    if wake.step is Step.ESCALATE:
        end = next((each.at for each in lead.agenda if each.step is Step.ESCALATE), by)
        return replace(wake, at=max(wake.at, whole_minute(end)))
    if wake.step is Step.LAPSE:
        return replace(wake, at=max(wake.at, whole_minute(by + _A_DAY)))
    return wake


def _is_full(lead: Commitment) -> bool:
    return len(lead.joined) >= MOST_RIDERS


def _is_today(commitment: Commitment, *, now: dt.datetime, zone: str) -> bool:
    asked_at, here = remind_at(commitment), ZoneInfo(zone)
    return asked_at is not None and asked_at.astimezone(here).date() == now.astimezone(here).date()


def _end_of(commitment: Commitment) -> dt.datetime:
    return commitment.promised_by or commitment.due_at


def _meet(one: Commitment, other: Commitment) -> bool:
    """Whether the times meant for the two share a moment."""
    if one.slot is None or other.slot is None:
        return False
    return one.slot[0] < other.slot[1] and other.slot[0] < one.slot[1]
