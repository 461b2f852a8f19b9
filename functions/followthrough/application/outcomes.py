"""What an answer makes of the commitment it is about: of staff, and of the customer on her own page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from followthrough.application.cards import Table
from followthrough.application.heard import heard
from followthrough.domain.commitment import UNDO_WINDOW, Commitment, Wake, in_order
from followthrough.domain.copying import replace
from followthrough.domain.errors import ChoiceNeeded, RuleBroken
from followthrough.domain.money import told
from followthrough.domain.moving import agreed, number_wanted, passed_on, told_by_letter, tried_again, unkept
from followthrough.domain.offers import offer_of, refuse_what_is_not_offered
from followthrough.domain.opening import whole_minute
from followthrough.domain.ritual import put_off
from followthrough.domain.words import Channel, Offer, Outcome, Reply, State, Step

DEFAULT_TRIES = 3

Kind = TypeVar("Kind", bound=StrEnum)


@dataclass(frozen=True, kw_only=True)
class Tap:
    """What came back from a form: a choice made by a person, and the generation the page was made for."""

    choice: str
    generation: int
    note: str = ""
    when: dt.datetime | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    """What else the form asks for, by the name of its field, as typed."""


def by_staff(answered: Commitment, tap: Tap, table: Table, *, now: dt.datetime) -> Commitment:
    """What an answer of staff makes of it; what the form asks for beside the outcome is checked and kept with it.

    Raises ChoiceNeeded, RuleBroken.
    """
    told = heard(answered, tap.choice, tap.words, when=tap.when, table=table, now=now)
    return _decided_by_staff(told, tap, table, now=now)


def _decided_by_staff(answered: Commitment, tap: Tap, table: Table, *, now: dt.datetime) -> Commitment:
    match _choice(Outcome, tap.choice):
        case Outcome.DONE:
            return _done(answered, tap, table, now=now)
        case Outcome.NO_ANSWER | Outcome.LEFT_MESSAGE as outcome:
            return _not_reached(answered, outcome, table, now=now)
        case Outcome.RESCHEDULE:
            return _rescheduled(answered, tap, table, now=now)
        case Outcome.PROBLEM:
            return _kept(answered, now=now, then=_settling(now))
        case Outcome.DO_NOT_CONTACT:
            return answered.ended(
                State.RELEASED, at=now, what="released", because="do not contact", then=_settling(now)
            )
        case Outcome.POLITE_NO:
            return _declined(answered, tap, now=now)
        case Outcome.WRONG_NUMBER:
            return number_wanted(answered, rule=table.rule, business=table.rules.business, now=now)
        case Outcome.CANNOT_KEEP:
            return _not_to_be_kept(answered, tap, table, now=now)
        case Outcome.NOT_MINE:
            return _passed_on(answered, table, now=now)


def by_customer(answered: Commitment, tap: Tap, table: Table, *, now: dt.datetime) -> Commitment:
    """What an answer on the customer's own page makes of it. Raises ChoiceNeeded, RuleBroken."""
    reply = _choice(Reply, tap.choice)
    refuse_what_is_not_offered(
        reply,
        table.commitment,
        rule=table.rule,
        subject=table.subject,
        business=table.rules.business,
        now=now,
    )
    match reply:
        case Reply.NO_NEED:
            released = answered.released(at=now, because="no need, she says")
            return replace(released, answer=answered.answer)
        case Reply.FINE:
            needless = answered.is_open and offer_of(table.commitment, rule=table.rule) is Offer.FOLLOW_UP
            return _kept(answered, now=now) if needless else answered
        case Reply.ANOTHER_TIME:
            return _time_she_asks_for(answered, tap, table, now=now)
        case Reply.NOT_RIGHT:
            return answered.ended(State.KEPT, at=now, what="kept", because="she told us", then=_settling(now))
        case Reply.PHONE_ME:
            return _phoned_anew(answered, now=now)
        case Reply.GO_AHEAD | Reply.NO_THANK_YOU | Reply.KEEP_IT | Reply.CANCEL_IT:
            return _decided_by_her(answered, now=now)


def _decided_by_her(answered: Commitment, *, now: dt.datetime) -> Commitment:
    """Her word is what the letter asked for; what follows from it follows when she can no longer take it back."""
    about = answered.amount if answered.answer and answered.answer.outcome == Reply.GO_AHEAD else None
    decided = answered.noted("decided", at=now, because=told(about)) if about else answered
    if not decided.is_open:
        return replace(decided, agenda=_settling(now))
    sure = replace(decided, unsure=False)
    return sure.ended(State.KEPT, at=now, what="kept", because="she decided", then=_settling(now))


def _time_she_asks_for(answered: Commitment, tap: Tap, table: Table, *, now: dt.datetime) -> Commitment:
    """Work that was promised may take longer if she likes; sooner is for us to promise."""
    promised_by = table.commitment.promised_by
    if answered.channel is Channel.TASK and tap.when and promised_by and tap.when < promised_by:
        raise RuleBroken("We cannot promise it sooner without asking first: please choose “please phone me”.")
    return _rescheduled(answered, tap, table, now=now)


def _phoned_anew(answered: Commitment, *, now: dt.datetime) -> Commitment:
    """A call that is coming is what she asks for; a letter she answers has reached her, and a call follows from it.

    Work of ours goes on, and the call comes beside it.
    """
    if not answered.is_open:
        return replace(answered, agenda=_settling(now))
    if answered.channel is Channel.CALL:
        return answered
    if answered.channel is Channel.TASK:
        return replace(answered, agenda=in_order((*answered.agenda, *_settling(now))))
    return replace(answered, unsure=False).ended(
        State.KEPT, at=now, what="kept", because="she answered", then=_settling(now)
    )


def _kept(answered: Commitment, *, now: dt.datetime, because: str = "done", then: tuple[Wake, ...] = ()) -> Commitment:
    """Done: kept, or kept late; what was broken stays broken, and how soon it was mended stands beside it."""
    if answered.state is State.BROKEN:
        promised_by = answered.promised_by or now
        minutes = int((now - promised_by).total_seconds() // 60)
        return replace(answered.noted("mended", at=now, because=f"in {minutes} minutes"), agenda=then)
    if answered.new_time is not None:
        pending = tuple(wake for wake in answered.agenda if wake.step is Step.SETTLE)
        return replace(answered, unsure=False).told(at=now, because="by phone", then=then or pending)
    late = answered.promised_by is not None and now > answered.promised_by
    state = State.KEPT_LATE if late else State.KEPT
    return replace(answered, unsure=False).ended(state, at=now, what=state, because=because, then=then)


def _done(answered: Commitment, tap: Tap, table: Table, *, now: dt.datetime) -> Commitment:
    """Done; where that means a new date, the date is what she is told when the undo window closes."""
    if table.rule.done_means is None:
        return _kept(answered, now=now)
    if tap.when is None or tap.when <= now:
        raise ChoiceNeeded("Please give the new date below, so that the customer can be told.")
    return replace(_kept(answered, now=now, then=_settling(now)), new_time=tap.when)


def _not_reached(answered: Commitment, outcome: Outcome, table: Table, *, now: dt.datetime) -> Commitment:
    """Another try in the other half of the day; after the rule's tries she gets a letter, and the promise is kept."""
    tries = table.rule.tries
    if answered.tries + 1 < (tries.count if tries else DEFAULT_TRIES):
        business, contact = table.rules.business, table.contact
        return tried_again(answered, rule=table.rule, business=business, now=now, because=outcome, contact=contact)
    writes = tries is not None and tries.then_letter is not None
    letter = (Wake(step=Step.RECEIPT, at=whole_minute(now + UNDO_WINDOW)),) if writes else ()
    tried = replace(answered, tries=answered.tries + 1)
    return tried.ended(State.KEPT, at=now, what="kept", because="tried", then=letter)


def _rescheduled(answered: Commitment, tap: Tap, table: Table, *, now: dt.datetime) -> Commitment:
    if tap.when is None:
        raise ChoiceNeeded("Please give the new time below.")
    if table.rule.every or table.rule.to_colleague:
        return put_off(answered, until=tap.when, rule=table.rule, business=table.rules.business, now=now)
    return agreed(answered, at=tap.when, rule=table.rule, business=table.rules.business, now=now)


def _declined(answered: Commitment, tap: Tap, *, now: dt.datetime) -> Commitment:
    """A no is an answer, as long as she was shown another way."""
    if not tap.note.strip():
        raise ChoiceNeeded("Please write into the note which alternative you offered.")
    return _kept(answered, now=now, because="declined")


def _not_to_be_kept(answered: Commitment, tap: Tap, table: Table, *, now: dt.datetime) -> Commitment:
    if tap.when is None:
        raise ChoiceNeeded("Please give the new time, so that the customer can be told.")
    by_letter = told_by_letter(table.rule, table.contact)
    return unkept(answered, at=tap.when, by_letter=by_letter, business=table.rules.business, now=now)


def _passed_on(answered: Commitment, table: Table, *, now: dt.datetime) -> Commitment:
    assert answered.answer is not None
    return passed_on(answered, by=answered.answer.by, business=table.rules.business, now=now)


def _settling(now: dt.datetime) -> tuple[Wake, ...]:
    return (Wake(step=Step.SETTLE, at=whole_minute(now + UNDO_WINDOW)),)


def _choice(kind: type[Kind], value: str) -> Kind:
    try:
        return kind(value)
    except ValueError:
        raise ChoiceNeeded from None
