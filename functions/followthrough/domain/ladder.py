"""The rungs of a ladder: what an answer reports of its subject, once it can no longer be taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace

from followthrough.domain.commitment import UNDO_WINDOW, Commitment, Wake, in_order
from followthrough.domain.event import COMPLAINT, Event, SubjectRef
from followthrough.domain.opening import whole_minute
from followthrough.domain.playbook import FollowUp
from followthrough.domain.subject import Subject
from followthrough.domain.words import Asks, Channel, MessageClass, Outcome, Reply, Step

OPENED, REOPENED, RESOLVED = "complaint.opened", "complaint.reopened", "complaint.resolved"

COMEBACK_DAYS = 30
"""A complaint so soon after the customer got her things is a comeback: it was not right the first time."""

COMEBACK = "comeback"
"""The detail of a complaint that says so, and after how many days."""

_HANDED_OVER = frozenset({"repair.collected", "order.delivered", "order.collected"})


def reports(commitment: Commitment, rule: FollowUp) -> str | None:
    """What this answer says has happened; nothing, if it only says that we go on."""
    answer = commitment.answer
    if answer is None or commitment.is_open or commitment.new_time is not None:
        return None
    match answer.outcome:
        case Outcome.PROBLEM | Reply.NOT_RIGHT:
            return REOPENED if commitment.subject.type == COMPLAINT else OPENED
        case Outcome.DONE:
            return rule.then_event
        case Outcome.POLITE_NO | Reply.FINE:
            return RESOLVED if rule.asks is Asks.LISTEN else rule.then_event
        case Reply.NO_NEED:
            return RESOLVED if rule.asks is Asks.LISTEN or rule.then_event == RESOLVED else None
        case _:
            return None


def goes_on(commitment: Commitment, rule: FollowUp) -> bool:
    """Whether it comes again after this answer: any answer of staff that ends this time ends only this time."""
    answer = commitment.answer
    comes_again = rule.every is not None or rule.yearly
    if not comes_again or answer is None or commitment.is_open or commitment.new_time is not None:
        return False
    return answer.outcome in frozenset(Outcome) - {Outcome.DO_NOT_CONTACT}


def takes_news_to_her(commitment: Commitment, rule: FollowUp) -> bool:
    """Whether a letter carries what the answer says: what was said by phone needs none."""
    answer = commitment.answer
    done = answer is not None and answer.outcome == Outcome.DONE and not commitment.is_open
    return done and rule.then_letter is not None and commitment.channel is Channel.TASK and commitment.new_time is None


def to_settle(commitment: Commitment, rule: FollowUp, *, now: dt.datetime) -> Commitment:
    """The answered commitment with the wakes for what follows from it, at the close of its undo window."""
    closes = whole_minute(now + UNDO_WINDOW)
    wanted = []
    if reports(commitment, rule) or goes_on(commitment, rule):
        wanted.append(Step.SETTLE)
    if takes_news_to_her(commitment, rule):
        wanted.append(Step.RECEIPT)
    planned = {wake.step for wake in commitment.agenda}
    wakes = tuple(Wake(step=step, at=closes) for step in wanted if step not in planned)
    return replace(commitment, agenda=in_order((*commitment.agenda, *wakes))) if wakes else commitment


def was_put_right(commitments: tuple[Commitment, ...], rules: Mapping[str, FollowUp], *, kind: str) -> bool:
    """Whether one of our own answers led to this end of a complaint, rather than somebody else's word."""
    return any(
        owed.follow_up in rules and reports(owed, rules[owed.follow_up]) == kind
        for owed in commitments
        if owed.answer is not None
    )


def doers(commitments: Iterable[Commitment]) -> dict[str, str]:
    """Which role did which follow-up, by its last answer."""
    done = (owed for owed in commitments if owed.answer is not None and not owed.is_open)
    by_time = sorted(done, key=lambda owed: owed.answer.at if owed.answer else owed.made_at)
    return {owed.follow_up: owed.answer.by for owed in by_time if owed.answer}


def is_friendly(commitment: Commitment, rule: FollowUp) -> bool:
    """Whether this asks how she is rather than keeping a promise: after a complaint it would be an echo, but in a year."""
    return rule.held_by_complaint and not rule.yearly and commitment.message_class is not MessageClass.PROMISE


def comeback(event: Event, parent: Subject | None) -> str:
    """How long after she got it back she complained about it; nothing if it is long ago, or about nothing we know."""
    if event.kind != OPENED or parent is None:
        return ""
    since = event.occurred_at - dt.timedelta(days=COMEBACK_DAYS)
    handed = [seen.at for seen in parent.seen if seen.kind in _HANDED_OVER and since <= seen.at <= event.occurred_at]
    if not handed:
        return ""
    days = (event.occurred_at - max(handed)).days
    return f"after {days} day{'' if days == 1 else 's'}"


def complains_since(subject: Subject) -> dt.datetime | None:
    """Since when this complaint stands open; none, if it does not. Of one time, its end comes last."""
    since: dt.datetime | None = None
    for seen in subject.seen:
        if seen.kind in (OPENED, REOPENED):
            since = since or seen.at
        elif seen.kind == RESOLVED:
            since = None
    return since


def complaint_about(commitment: Commitment, *, source: str) -> SubjectRef:
    """The complaint that a problem belongs to: the one this is about, or a new one, one for each commitment."""
    if commitment.subject.type == COMPLAINT:
        return commitment.subject
    return SubjectRef(source=source, type=COMPLAINT, id=commitment.id)
