"""One voice: the calls to one person that fall due together are joined, and share what becomes of the one call."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from followthrough.application.cards import CUSTOMER, Cards, Table
from followthrough.application.ports import Ledger
from followthrough.domain.commitment import UNDO_WINDOW, Answer, Commitment
from followthrough.domain.customer import ContactPoint
from followthrough.domain.guards import is_held, unwelcome
from followthrough.domain.one_voice import (
    MOST_RIDERS,
    ended_alike,
    freed,
    is_riding,
    joined,
    may_lead,
    may_ride,
    moved_along,
    remind_at,
    same_person,
    speaks_alone,
)
from followthrough.domain.playbook import FollowUp
from followthrough.domain.words import Outcome, Reply, State

ENDS = frozenset({Outcome.DONE, Outcome.PROBLEM, Outcome.POLITE_NO})
"""She was reached: everything the one call was about has been said."""

MOVES = frozenset(
    {Outcome.NO_ANSWER, Outcome.LEFT_MESSAGE, Outcome.RESCHEDULE, Outcome.WRONG_NUMBER, Reply.ANOTHER_TIME}
)
"""She was not reached, or asked for another time: all of it is said then."""

CHANGES_NOTHING = frozenset({Outcome.NOT_MINE, Reply.PHONE_ME})
"""The call is made all the same, by whomever."""


def lead_of(table: Table, *, cards: Cards, now: dt.datetime) -> Commitment | None:
    """The promised call of today that this care can be made with: it then has no task of its own. Raises Unreachable."""
    if not table.commitment.is_care or _begins_something(table.rule):
        return None
    zone = table.rules.business.zone
    others = _planned(table, ledger=cards.ledger)
    leads = [other for other in others if may_lead(other, table.commitment, now=now, zone=zone)]
    in_turn = sorted(leads, key=lambda each: remind_at(each) or now)
    return next((lead for lead in in_turn if _fits(cards.lay(lead, rules=table.rules), table, now=now)), None)


def join_what_is_due(table: Table, *, ledger: Ledger, cards: Cards, now: dt.datetime) -> bool:
    """Whether other calls to her were joined to this one: then it has to be read anew. Raises Conflict."""
    lead = table.commitment
    if speaks_alone(lead):
        return False
    others = _planned(table, ledger=ledger)
    fitting = [other for other in others if may_ride(other, lead, now=now, zone=table.rules.business.zone)]
    known = (cards.lay(other, rules=table.rules) for other in fitting)
    fits = (rider for rider in known if _fits(rider, table, now=now) and not _begins_something(rider.rule))
    riders = tuple(rider.commitment for rider in fits)
    room = MOST_RIDERS - len(lead.joined)
    if not riders[:room]:
        return False
    ledger.commit(*joined(lead, riders[:room], now=now), *_over(table, others))
    return True


def let_go(table: Table, *, ledger: Ledger, now: dt.datetime) -> bool:
    """Whether calls that were to be made with this one have left it: what she wished since speaks against them.

    Each is decided about by itself again: held, or dropped. Raises Conflict.
    """
    leaving = [rider for rider in table.riders if _unwanted(rider, now=now)]
    if leaving:
        ledger.commit(*(_free(rider, now=now, not_before=now, because="not in this call") for rider in leaving))
    return bool(leaving)


def after_answer(table: Table, lead: Commitment, *, now: dt.datetime) -> tuple[Commitment, ...]:
    """What this answer makes of the calls that were made with it: `lead` is the commitment as answered."""
    answer = lead.answer
    if answer is None or answer.outcome in CHANGES_NOTHING:
        return ()
    return tuple(_answered_alike(rider, lead, answer, now=now) for rider in table.riders)


def before_answer(
    lead: Commitment, taken: Answer | None, *, ledger: Ledger, by: str, now: dt.datetime
) -> tuple[Commitment, ...]:
    """The calls that this answer was for as well, as they stood before it: they are made with the lead again."""
    if taken is None or not lead.joined:
        return ()
    found = ledger.read(commitments=lead.joined).commitments.values()
    alike = (each for each in found if each.answer and (each.answer.at, each.answer.by) == (taken.at, taken.by))
    return tuple(each.undone(at=now, by=by) for each in alike)


def set_free(table: Table, *, now: dt.datetime, because: str) -> tuple[Commitment, ...]:
    """The call that these were to be made with is not made: each has a task of its own again."""
    return tuple(_free(rider, now=now, not_before=now, because=because) for rider in table.riders)


def speaks_through_its_lead(commitment: Commitment, *, ledger: Ledger) -> bool:
    """Whether this is made with a call that somebody still has to make or to mend."""
    if not is_riding(commitment):
        return False
    lead = ledger.read(commitments=[commitment.rides_with]).commitments.get(commitment.rides_with)
    return lead is not None and lead.takes_an_answer


def _planned(table: Table, *, ledger: Ledger) -> tuple[Commitment, ...]:
    """The other calls that are planned to her contact points, from every source."""
    named = {call for point in table.points for call in point.calls} - {table.commitment.id, *table.commitment.joined}
    found = ledger.read(commitments=sorted(named)).commitments if named else {}
    return tuple(found[name] for name in sorted(found))


def _over(table: Table, others: tuple[Commitment, ...]) -> Iterator[ContactPoint]:
    """Her contact points without the calls that are over, so that what they remember stays short."""
    over = [other.id for other in others if not other.is_open]
    for point in table.points:
        if point.not_calling(*over) != point:
            yield point.not_calling(*over)


def _fits(one: Table, other: Table, *, now: dt.datetime) -> bool:
    """Whether both are for the same person, and nothing she wished speaks against the one that is not due yet.

    What comes again and again is no part of it: the call is news to her, and so moves it by itself.
    """
    both = (one, other)
    if any(each.rule.every is not None or each.rule.yearly for each in both):
        return False
    wanted = not any(_unwanted(each, now=now) for each in both)
    return wanted and same_person(one.contact, other.contact)


def _begins_something(rule: FollowUp) -> bool:
    """Whether more follows from its answer than that it is done: then it needs an answer of its own."""
    return any((rule.asks, rule.then_event, rule.done_means, rule.to_colleague))


def _unwanted(table: Table, *, now: dt.datetime) -> bool:
    return is_held(table.rule, table.points) or bool(unwelcome(table.scene(now=now)))


def _answered_alike(rider: Table, lead: Commitment, answer: Answer, *, now: dt.datetime) -> Commitment:
    answered = rider.commitment.answered(answer.outcome, at=now, by=answer.by)
    if answer.outcome in ENDS and answer.by != CUSTOMER:
        return ended_alike(answered, lead, now=now)
    if answer.outcome in MOVES:
        return (
            ended_alike(answered, lead, now=now) if lead.state is State.KEPT else moved_along(answered, lead, now=now)
        )
    if answer.outcome == Outcome.DO_NOT_CONTACT:
        return answered.ended(State.RELEASED, at=now, what="released", because="do not contact")
    return _free(rider, now=now, not_before=now + UNDO_WINDOW, because=answer.outcome, answered=answered)


def _free(
    rider: Table, *, now: dt.datetime, not_before: dt.datetime, because: str, answered: Commitment | None = None
) -> Commitment:
    commitment = answered or rider.commitment
    if not commitment.is_open:
        return commitment
    business = rider.rules.business
    return freed(commitment, rule=rider.rule, business=business, now=now, not_before=not_before, because=because)
