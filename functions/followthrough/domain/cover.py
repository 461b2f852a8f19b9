"""Who does what is due: whoever has it, if there; else whoever steps in, found at the moment it falls due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from followthrough.domain.business import Business, Role
from followthrough.domain.commitment import PASSED_ON, PASSED_TO, STOOD_ON_SHEET, Commitment
from followthrough.domain.opening import Span
from followthrough.domain.words import ASKING_STEPS, MessageClass, Step

STANDS_IN = "stands in"
"""How a history tells that somebody else was asked than the one who has it: for whom, and who."""


def chain(name: str, *, business: Business) -> tuple[Role, ...]:
    """This role, then whoever covers for it and for them, as written and each once; the owner comes last of all."""
    known = business.known_chains.get(name)
    if known is None:
        covers = [each for each in _covers(name, business=business, seen=set()) if each != business.owner]
        named = [name, *covers] if name == business.owner else [*covers, business.owner]
        known = business.known_chains[name] = tuple(business.role(each) for each in named)
    return known


def who_does(commitment: Commitment, *, business: Business, at: dt.datetime, windows: tuple[Span, ...] = ()) -> Role:
    """Who does what falls due at this moment, or whoever is in first after it."""
    begins = next_in(commitment, business=business, at=at, windows=windows)
    may = _may_do(commitment, business=business, at=at)
    return next(role for role in may if role.calendar.with_spans(windows).is_open(begins))


def next_in(
    commitment: Commitment, *, business: Business, at: dt.datetime, windows: tuple[Span, ...] = ()
) -> dt.datetime:
    """The next moment at which somebody is there who may do it, inside these windows if there are any: now, if so."""
    may = _may_do(commitment, business=business, at=at)
    return min(role.calendar.with_spans(windows).next_opening(at) for role in may)


def first_in(name: str, *, business: Business, at: dt.datetime) -> Role:
    """Whoever of this role and of those who step in is there at this moment, or first after it."""
    may = chain(name, business=business)
    begins = min(role.calendar.next_opening(at) for role in may)
    return next(role for role in may if role.calendar.is_open(begins))


def stepping_in(commitment: Commitment, reader: Role, *, at: dt.datetime) -> Commitment:
    """Written down when somebody else was asked than the one who has it: only that one knows of the task."""
    if reader.id == commitment.owner:
        return commitment
    return commitment.noted(STANDS_IN, at=at, because=f"{commitment.owner}{PASSED_TO}{reader.id}")


def holder(commitment: Commitment) -> str:
    """The role that was asked last, and so has the task in its hands."""
    name = commitment.owner
    for entry in commitment.history:
        if entry.what in ASKING_STEPS or entry.what == PASSED_ON:
            name = commitment.owner
        elif entry.what == STANDS_IN:
            name = entry.because.partition(PASSED_TO)[2]
        elif entry.what == STOOD_ON_SHEET:
            name = entry.because
    return name


def who_does_today(commitment: Commitment, *, business: Business, now: dt.datetime, at: dt.datetime) -> Role:
    """On whose sheet it stands: whoever has it, if there before its next step at `at`, else who does that step."""
    owner = business.role(commitment.owner)
    if owner.calendar.next_opening(now) < at:
        return owner
    return who_does(commitment, business=business, at=max(at, now))


def named_to_her(owed: Commitment, *, business: Business) -> Role:
    """Who we say will do it: whoever has it, unless that one is away on its day."""
    owner, at = business.role(owed.owner), owed.new_time or owed.due_at
    if owner.calendar.is_open_day(owner.calendar.day_of(at)):
        return owner
    return who_does(owed, business=business, at=at)


def _may_do(commitment: Commitment, *, business: Business, at: dt.datetime) -> tuple[Role, ...]:
    """A promise passes to whoever covers; care waits for whom she knows, as long as it stays kind."""
    owner = business.role(commitment.owner)
    if commitment.message_class is MessageClass.PROMISE or _is_too_late(commitment, owner, at=at):
        return chain(owner.id, business=business)
    return (owner,)


def _is_too_late(commitment: Commitment, owner: Role, *, at: dt.datetime) -> bool:
    end = next((wake.at for wake in commitment.agenda if wake.step is Step.LAPSE), None)
    return end is not None and owner.calendar.next_opening(at) >= end


def _covers(name: str, *, business: Business, seen: set[str]) -> Iterator[str]:
    """Depth first: whoever covers for the first cover comes before the second one."""
    if name in seen:
        return
    seen.add(name)
    yield name
    for other in business.role(name).cover:
        yield from _covers(other, business=business, seen=seen)
