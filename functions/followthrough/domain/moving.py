"""The moves of a commitment that need the calendar: held, tried again, or set to a time she asked for."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from followthrough.domain.business import Business, Role
from followthrough.domain.civil_hours import call_hours
from followthrough.domain.commitment import PASSED_ON, PASSED_TO, UNDO_WINDOW, Commitment, Wake
from followthrough.domain.cover import chain
from followthrough.domain.due import Slot, later_slot, next_slot
from followthrough.domain.errors import RuleBroken
from followthrough.domain.event import Contact
from followthrough.domain.handing_over import hand_over_wakes
from followthrough.domain.opening import Calendar, whole_minute
from followthrough.domain.planning import Times, commitment_id, promised_times, untold
from followthrough.domain.playbook import FollowUp
from followthrough.domain.words import CHAIN_STEPS, Channel, MessageClass, State, Step

WRONG_NUMBER = "wrong number"

SECOND = ".2"
"""Ends the occurrence of a commitment that stands in the place of another one."""

NOBODY_ABROAD = Contact()
"""Of whom we know no zone and no country: she is where the shop is."""

FURTHEST = dt.timedelta(days=366)
"""A call further ahead than this is a slip of the finger."""

AGREED_CALL = dt.timedelta(minutes=30)
"""A call at a clock time is promised to begin within half an hour of it."""

TASK_AHEAD = dt.timedelta(minutes=15)
"""How much open time before an agreed clock time its task goes out."""


def held(commitment: Commitment, *, rule: FollowUp, business: Business, now: dt.datetime, because: str) -> Commitment:
    """Kept back: we look again on the next open day, until it is too late to be kind."""
    found = later_slot(after=now, calendar=_hours(commitment, business.role(rule.role)), windows=rule.windows)
    lapse = next((wake for wake in commitment.agenda if wake.step is Step.LAPSE), None)
    if lapse is not None and found.opens_at >= lapse.at:
        return commitment.ended(State.LAPSED, at=now, what="lapsed", because=because)
    if lapse is None and _times_held(commitment) >= (rule.drop_after_days or 0) > 0:
        return commitment.released(at=now, because=because)
    # However long before its time the task goes out: who was kept back today is not looked at again today.
    times = _times(commitment, found, rule=rule, business=business, not_before=found.opens_at, lapse=lapse)
    return replace(moved_to(commitment, times, now=now, because=because, what="held"), held=True)


def tried_again(
    commitment: Commitment,
    *,
    rule: FollowUp,
    business: Business,
    now: dt.datetime,
    because: str,
    contact: Contact = NOBODY_ABROAD,
) -> Commitment:
    """She was not reached: the next try is in the other half of an open day, and her promise moves with it.

    The hours are those that are civil where `contact` is as well.
    """
    hours, windows = _hours(commitment, business.role(commitment.owner)), rule.windows
    if commitment.channel is Channel.CALL and not rule.to_colleague:
        hours, windows = call_hours(hours, windows, contact, business=business, at=now)
    found = next_slot(after=now, calendar=hours, windows=windows)
    lapse = next((wake for wake in commitment.agenda if wake.step is Step.LAPSE), None)
    times = _times(commitment, found, rule=rule, business=business, not_before=now, lapse=lapse)
    if commitment.channel is Channel.EMAIL:
        times = replace(times, agenda=tuple(_asked_again(wake) for wake in times.agenda))
    tried = replace(commitment, tries=commitment.tries + 1)
    return moved_to(tried, times, now=now, because=because, what="next try")


def number_wanted(commitment: Commitment, *, rule: FollowUp, business: Business, now: dt.datetime) -> Commitment:
    """Her number is wrong: kept back until the next open slot, when whoever has the task looks for the right one."""
    tried = tried_again(commitment, rule=rule, business=business, now=now, because=WRONG_NUMBER)
    return replace(tried, tries=commitment.tries, held=True)


def passed_on(
    commitment: Commitment, *, by: str, business: Business, now: dt.datetime, asking: bool = False
) -> Commitment:
    """Somebody else has it now and gets the task at once, or the question if it is one; her promise stays as it is.

    Raises RuleBroken when everybody who could do it has passed it on already.
    """
    taker = _next_owner(commitment, by=by, business=business, now=now)
    again = Step.ASK if asking or commitment.channel is Channel.EMAIL else Step.REMIND
    later = [wake for wake in commitment.agenda if wake.step not in (again, Step.STAND_DOWN, Step.HAND_OVER)]
    if commitment.is_open and commitment.promised_by is not None:
        later += hand_over_wakes(taker, commitment.promised_by, not_before=now)
    given = replace(commitment, owner=taker.id)
    return given.moved(
        at=now,
        because=f"{commitment.owner}{PASSED_TO}{taker.id}",
        agenda=(Wake(step=again, at=now), *later),
        due_at=commitment.due_at,
        promised_by=commitment.promised_by,
        slot=commitment.slot,
        what=PASSED_ON,
    )


def _next_owner(commitment: Commitment, *, by: str, business: Business, now: dt.datetime) -> Role:
    """Who covers for the owner, or for who does, and is in, else is in next; nobody who has passed it on already."""
    passed = {commitment.owner, by, *commitment.passed_on_by}
    left = [role for role in chain(commitment.owner, business=business) if role.id not in passed]
    if not left:
        raise RuleBroken(
            "Everybody who could do this has passed it on already: please do it, or say what became of it."
        )
    return min(left, key=lambda role: role.calendar.next_opening(now))


def asked_anew(commitment: Commitment, *, at: dt.datetime) -> Commitment:
    """Whoever was asked is not there any more: the task goes out again, to whoever is; her time stands."""
    again = Step.ASK if commitment.channel is Channel.EMAIL else Step.REMIND
    later = (wake for wake in commitment.agenda if wake.step is not again)
    return commitment.moved(
        at=at,
        because="away",
        agenda=(Wake(step=again, at=at), *later),
        due_at=commitment.due_at,
        promised_by=commitment.promised_by,
        slot=commitment.slot,
        what="asked again",
    )


def agreed(
    commitment: Commitment, *, at: dt.datetime, rule: FollowUp, business: Business, now: dt.datetime
) -> Commitment:
    """She asked for another time: it becomes what she was promised, and a receipt tells her so.

    A call begins at that time; work is done by then.

    Raises RuleBroken when that time is past or too far ahead, or nobody is there then.
    """
    if commitment.new_time is not None:
        raise RuleBroken("The new time has a task of its own: please answer “done” here, and change the time there.")
    role = business.role(commitment.owner)
    _refuse_time(at, role=role, now=now)
    channel = Channel.CALL if commitment.channel is Channel.EMAIL else commitment.channel
    promised = replace(commitment, channel=channel, message_class=MessageClass.PROMISE)
    if channel is Channel.TASK:
        done_by = Slot(opens_at=now, closes_at=at)
        times = promised_times(rule, done_by, role=role, boss=business.boss, not_before=now)
    else:
        times = _agreed_times(at, role=role, business=business, now=now)
    if rule.untold and channel is Channel.TASK:
        return moved_to(commitment, untold(times), now=now, because="later", what="new time")
    receipt = Wake(step=Step.RECEIPT, at=whole_minute(now + UNDO_WINDOW))
    with_receipt = replace(times, agenda=(receipt, *times.agenda))
    return moved_to(promised, with_receipt, now=now, because="she asked", what="new time")


def told_by_letter(rule: FollowUp, contact: Contact) -> bool:
    """Whether a letter may tell her that it cannot be kept: not where a person has to, nor what no customer hears of."""
    return bool(contact.email) and not (rule.tell_by_phone or rule.to_colleague)


def unkept(
    commitment: Commitment, *, at: dt.datetime, by_letter: bool, business: Business, now: dt.datetime
) -> Commitment:
    """It cannot be kept: she hears of a new time before the old one, by letter or from the owner of the promise.

    Until she has heard, it stays open, and it is broken at its time. Raises RuleBroken with what to do instead.
    """
    _refuse_unkept(commitment, by_letter=by_letter, now=now)
    _refuse_time(at, role=business.role(commitment.owner), now=now)
    closes = whole_minute(now + UNDO_WINDOW)
    tells = Wake(step=Step.RECEIPT if by_letter else Step.REMIND, at=closes)
    end = tuple(wake for wake in commitment.agenda if wake.step is Step.ESCALATE)
    return replace(commitment, new_time=at).moved(
        at=now,
        because="a new time",
        agenda=(Wake(step=Step.SETTLE, at=closes), tells, *end),
        due_at=commitment.due_at,
        promised_by=commitment.promised_by,
        slot=commitment.slot,
        what="cannot keep",
    )


def successor_id(commitment: Commitment) -> str:
    """The commitment that stands in the place of this one; derived, so that it is made once."""
    return commitment_id(commitment.subject, commitment.follow_up, f"{commitment.occurrence}{SECOND}")


def successor(commitment: Commitment, *, rule: FollowUp, business: Business, now: dt.datetime) -> Commitment:
    """What we owe her at the new time, in the place of what cannot be kept: a promise of its own."""
    assert commitment.new_time is not None
    fresh = replace(
        commitment,
        id=successor_id(commitment),
        occurrence=f"{commitment.occurrence}{SECOND}",
        follows=commitment.id,
        made_at=now,
        new_time=None,
        state=State.OPEN,
        unsure=False,
        held=False,
        generation=0,
        tries=0,
        carried_out=(),
        joined=(),
        rides_with="",
        cause="",
        taken_on_by="",
        claim=None,
        answer=None,
        history=(),
        head="",
        version=0,
    )
    found, role = new_slot(rule, commitment.new_time, now=now), business.role(commitment.owner)
    if rule.windows:
        times = _agreed_times(commitment.new_time, role=role, business=business, now=now)
    else:
        times = promised_times(rule, found, role=role, boss=business.boss, not_before=now)
    return moved_to(fresh, times, now=now, because=commitment.id, what="promised anew")


def new_slot(rule: FollowUp, at: dt.datetime, *, now: dt.datetime) -> Slot:
    """When she may expect it at the new time: a call with windows begins then, anything else is done by then."""
    return Slot(opens_at=at, closes_at=at + AGREED_CALL) if rule.windows else Slot(opens_at=now, closes_at=at)


def _refuse_unkept(commitment: Commitment, *, by_letter: bool, now: dt.datetime) -> None:
    """Only a promise can be told off, only before its time, and only once by letter."""
    if commitment.promised_by is None:
        raise RuleBroken(
            "Nobody was promised this, so there is nothing to say sorry for; please choose another answer."
        )
    if commitment.state is State.BROKEN or now > commitment.promised_by:
        raise RuleBroken("It is broken already: please phone, say sorry, do it now, and answer “done”.")
    if commitment.follows:
        raise RuleBroken("A second move is told by phone: please phone, and answer “another time was agreed”.")
    if by_letter and whole_minute(now + UNDO_WINDOW) > commitment.promised_by:
        raise RuleBroken("A letter would come too late: please phone now, and answer “another time was agreed”.")


def _refuse_time(at: dt.datetime, *, role: Role, now: dt.datetime) -> None:
    if at < now + UNDO_WINDOW:
        raise RuleBroken("That time is over, or too close: please choose one that is at least ten minutes ahead.")
    if at > now + FURTHEST:
        raise RuleBroken("That is more than a year ahead: please choose an earlier time.")
    if not role.served.is_open(at):
        raise RuleBroken(f"{role.person} is not there then; please choose a time within the opening hours.")


def _agreed_times(at: dt.datetime, *, role: Role, business: Business, now: dt.datetime) -> Times:
    """The steps of a call at a clock time."""
    by = at + AGREED_CALL
    agenda = (
        Wake(step=Step.REMIND, at=whole_minute(max(role.served.subtract(at, TASK_AHEAD), now))),
        Wake(step=Step.NUDGE, at=whole_minute(at + AGREED_CALL / 2)),
        Wake(step=Step.ESCALATE, at=business.boss.served.next_opening(by)),
    )
    return Times(due_at=at, promised_by=by, slot=(at, by), agenda=agenda)


def _times(
    commitment: Commitment,
    found: Slot,
    *,
    rule: FollowUp,
    business: Business,
    not_before: dt.datetime,
    lapse: Wake | None,
) -> Times:
    pending = tuple(wake for wake in commitment.agenda if wake.step not in (*CHAIN_STEPS, Step.HAND_OVER))
    is_letter = commitment.channel is Channel.EMAIL
    if commitment.promised_by is None and not rule.untold and (commitment.is_care or is_letter):
        remind = Wake(step=Step.REMIND, at=whole_minute(max(found.opens_at, not_before)))
        agenda = (*pending, remind, *((lapse,) if lapse else ()))
        return Times(due_at=found.closes_at, promised_by=None, slot=(found.opens_at, found.closes_at), agenda=agenda)
    role = business.role(commitment.owner)
    times = promised_times(rule, found, role=role, boss=business.boss, not_before=not_before)
    times = times if commitment.promised_by else untold(times)
    return replace(times, agenda=(*pending, *times.agenda))


def _hours(commitment: Commitment, role: Role) -> Calendar:
    """A promise is done by whoever is in; care by whom she knows."""
    return role.served if commitment.message_class is MessageClass.PROMISE else role.calendar


def _asked_again(wake: Wake) -> Wake:
    """Trying once more to find out about a letter means asking a person again, never a second letter."""
    return replace(wake, step=Step.ASK) if wake.step is Step.REMIND else wake


def moved_to(commitment: Commitment, times: Times, *, now: dt.datetime, because: str, what: str) -> Commitment:
    """The commitment at these times, with the steps that lead there."""
    return commitment.moved(
        at=now,
        because=because,
        agenda=times.agenda,
        due_at=times.due_at,
        promised_by=times.promised_by,
        slot=times.slot,
        what=what,
    )


def _times_held(commitment: Commitment) -> int:
    return sum(1 for entry in commitment.history if entry.what == "held")
