"""What comes again and again: she hears from us every few working days, and whatever she hears counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from followthrough.domain.business import Business
from followthrough.domain.commitment import Commitment, Entry, Wake
from followthrough.domain.due import Due, Slot, WorkingDaysLater, WorkingDaysLaterBy, slot
from followthrough.domain.errors import RuleBroken
from followthrough.domain.moving import FURTHEST, SECOND
from followthrough.domain.planning import Times, commitment_id, promised_times
from followthrough.domain.playbook import FollowUp
from followthrough.domain.words import CHAIN_STEPS, Channel, Outcome, Reply, Step

AGAIN = "~"
"""Ends the occurrence of what comes again, before its number."""

_TALKED = frozenset({Outcome.DONE, Outcome.PROBLEM, Outcome.POLITE_NO, Outcome.RESCHEDULE, *Reply})
_ANSWERED = "answered "


def next_occurrence(commitment: Commitment) -> str:
    """`1`, `1~2`, `1~3`: derived, so that the next time is made once; what took the place of `1~2` has the same next."""
    first, _, number = commitment.occurrence.partition(AGAIN)
    return f"{first}{AGAIN}{int(number.partition(SECOND)[0] or 1) + 1}"


def next_id(commitment: Commitment) -> str:
    """The commitment that comes after this one."""
    return commitment_id(commitment.subject, commitment.follow_up, next_occurrence(commitment))


def again(
    commitment: Commitment, *, rule: FollowUp, business: Business, heard_at: dt.datetime, now: dt.datetime
) -> Commitment:
    """The next time, so many working days after she heard from us."""
    times = _times(rule, owner=rule.role, heard_at=heard_at, business=business, now=now)
    return another(
        commitment, times, occurrence=next_occurrence(commitment), owner=rule.role, words=rule.words, now=now
    )


def another(
    commitment: Commitment, times: Times, *, occurrence: str, owner: str, words: str, now: dt.datetime
) -> Commitment:
    """The same thing once more, at these times: made because of the one before it."""
    return Commitment(
        id=commitment_id(commitment.subject, commitment.follow_up, occurrence),
        customer=commitment.customer,
        points=commitment.points,
        subject=commitment.subject,
        follow_up=commitment.follow_up,
        occurrence=occurrence,
        channel=commitment.channel,
        message_class=commitment.message_class,
        owner=owner,
        words=words,
        zone=commitment.zone,
        made_at=now,
        caused_at=commitment.caused_at,
        due_at=times.due_at,
        promised_by=times.promised_by,
        slot=times.slot,
        agenda=times.agenda,
        worth=commitment.worth,
        amount=commitment.amount,
        asked=commitment.asked,
    ).noted("made", at=now, because=commitment.id)


def moved_on(
    commitment: Commitment, *, rule: FollowUp, business: Business, heard_at: dt.datetime, now: dt.datetime
) -> Commitment | None:
    """The same with a later time, because she has heard from us; nothing, if its time stands."""
    role = business.role(commitment.owner)
    found = slot(_again(rule), anchor=heard_at, calendar=role.served, windows=())
    if found.closes_at <= _end(commitment):
        return None
    times = promised_times(rule, found, role=role, boss=business.boss, not_before=now)
    return _moved(commitment, times, now=now, because="she heard from us")


def put_off(
    commitment: Commitment, *, until: dt.datetime, rule: FollowUp, business: Business, now: dt.datetime
) -> Commitment:
    """It rests until then, because she calls us or because there is nothing to say before. Raises RuleBroken."""
    if not now < until <= now + FURTHEST:
        raise RuleBroken("Please give a day that is still to come, and within a year.")
    role = business.role(commitment.owner)
    opens_at = role.served.next_opening(until)
    _, closes_at = role.served.spans_on(role.served.day_of(opens_at))[-1]
    found = Slot(opens_at=opens_at, closes_at=closes_at)
    times = promised_times(rule, found, role=role, boss=business.boss, not_before=opens_at)
    task = Wake(step=Step.REMIND, at=opens_at)
    later = tuple(wake for wake in times.agenda if wake.step is not Step.REMIND)
    return _moved(commitment, replace(times, agenda=(task, *later)), now=now, because="rests")


def last_heard(thread: Iterable[Commitment]) -> dt.datetime | None:
    """When she last had a letter from us or spoke with us about this, as the histories tell."""
    return max((at for owed in thread for at in _heard(owed)), default=None)


def promised_ahead(thread: Iterable[Commitment], *, of: Commitment, now: dt.datetime) -> dt.datetime | None:
    """The last time that lies ahead and that she was promised something by: until then she knows what comes."""
    ahead = (
        owed.promised_by
        for owed in thread
        if owed.is_open and owed.promised_by and owed.promised_by > now and owed.follow_up != of.follow_up
    )
    return max(ahead, default=None)


def _heard(owed: Commitment) -> list[dt.datetime]:
    found: list[Entry] = []
    for entry in owed.history:
        if entry.what == "answer taken back":
            found = [each for each in found if not each.what.startswith(_ANSWERED)]
        elif _is_letter(entry, owed) or _is_talk(entry, owed):
            found.append(entry)
    return [entry.at for entry in found]


def _is_letter(entry: Entry, owed: Commitment) -> bool:
    written = entry.what == Step.RECEIPT or (entry.what == Step.REMIND and owed.channel is Channel.EMAIL)
    return written and not entry.because.startswith("not sent")


def _is_talk(entry: Entry, owed: Commitment) -> bool:
    answered = entry.what.startswith(_ANSWERED) and entry.what.removeprefix(_ANSWERED) in _TALKED
    return answered and (owed.channel is Channel.CALL or entry.what.removeprefix(_ANSWERED) in frozenset(Reply))


def _times(rule: FollowUp, *, owner: str, heard_at: dt.datetime, business: Business, now: dt.datetime) -> Times:
    role = business.role(owner)
    found = slot(_again(rule), anchor=heard_at, calendar=role.served, windows=())
    if found.closes_at <= now:
        found = slot(_again(rule), anchor=now, calendar=role.served, windows=())
    return promised_times(rule, found, role=role, boss=business.boss, not_before=now)


def _end(commitment: Commitment) -> dt.datetime:
    return commitment.slot[1] if commitment.slot else commitment.due_at


def _again(rule: FollowUp) -> Due:
    """So many working days after she last heard from us, by the same hour as the first time."""
    days = rule.every or 1
    if isinstance(rule.due, WorkingDaysLaterBy):
        return WorkingDaysLaterBy(days=days, by=rule.due.by)
    return WorkingDaysLater(days=days)


def _moved(commitment: Commitment, times: Times, *, now: dt.datetime, because: str) -> Commitment:
    pending = tuple(wake for wake in commitment.agenda if wake.step not in (*CHAIN_STEPS, Step.HAND_OVER))
    return commitment.moved(
        at=now,
        because=because,
        agenda=(*pending, *times.agenda),
        due_at=times.due_at if commitment.is_promise else times.promised_by or times.due_at,
        promised_by=times.promised_by if commitment.is_promise else None,
        slot=times.slot,
    )
