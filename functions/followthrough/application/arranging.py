"""Before somebody is asked to phone her: is it one call with another one, and has anybody time for it today?"""

from __future__ import annotations

import datetime as dt

from followthrough.application.cards import Cards, Table
from followthrough.application.one_call import join_what_is_due, let_go, ride_with_a_promise, set_free
from followthrough.application.places import Places
from followthrough.application.ports import Ledger
from followthrough.domain.errors import Conflict
from followthrough.domain.guards import BUDGET, Decision, Send, Skip, Wait
from followthrough.domain.overflow import NO_ROOM, put_off, shared_with
from followthrough.domain.words import Channel, Step


def asks_for_a_call(table: Table, step: Step) -> bool:
    """Whether this step makes somebody phone a customer."""
    return step is Step.REMIND and table.commitment.channel is Channel.CALL and not table.rule.to_colleague


def arrange(table: Table, verdict: Decision, *, ledger: Ledger, cards: Cards, now: dt.datetime) -> str | None:
    """What became of the call instead of a task of its own; nothing, if its task may be decided about as it stands.

    Raises Conflict when something was arranged that the task has to be made from: read anew.
    """
    if not isinstance(verdict, Send) and not _lacks_budget(verdict):
        return None
    if ride_with_a_promise(table, ledger=ledger, cards=cards, now=now):
        return "one call"
    if not isinstance(verdict, Send):
        return None
    if let_go(table, ledger=ledger, now=now):
        raise Conflict
    role = Places(ledger=ledger, rules=table.rules, now=now).place_of(table)
    if role is None:
        return _put_off(table, ledger=ledger, now=now)
    if role != table.commitment.owner:
        ledger.commit(shared_with(table.commitment, role, now=now))
        raise Conflict
    if join_what_is_due(table, ledger=ledger, cards=cards, now=now):
        raise Conflict
    return None


def _lacks_budget(verdict: Decision) -> bool:
    """What has no room in the contact budget may still be said in a call that is made anyway."""
    return isinstance(verdict, Wait | Skip) and verdict.because == BUDGET


def _put_off(table: Table, *, ledger: Ledger, now: dt.datetime) -> str:
    later = put_off(
        table.commitment, rule=table.rule, business=table.rules.business, email=table.contact.email, now=now
    )
    is_call = later.is_open and later.channel is Channel.CALL
    ledger.commit(later, *(() if is_call else set_free(table, now=now, because=NO_ROOM)))
    return NO_ROOM
