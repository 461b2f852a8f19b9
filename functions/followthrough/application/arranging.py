"""Before somebody is asked to phone her: has anybody time for it today, and what else is said in this call?"""

from __future__ import annotations

import datetime as dt

from followthrough.application.cards import Cards, Table
from followthrough.application.one_call import join_what_is_due, let_go, set_free
from followthrough.application.places import Places
from followthrough.application.ports import Ledger
from followthrough.domain.errors import Conflict
from followthrough.domain.overflow import NO_ROOM, put_off, shared_with
from followthrough.domain.words import Channel


def arrange(table: Table, *, ledger: Ledger, cards: Cards, now: dt.datetime) -> str | None:
    """What became of the call if nobody has time for it; nothing, if its task may go out as it stands.

    Raises Conflict when something was arranged that the task has to be made from: read anew.
    """
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


def _put_off(table: Table, *, ledger: Ledger, now: dt.datetime) -> str:
    later = put_off(
        table.commitment, rule=table.rule, business=table.rules.business, email=table.contact.email, now=now
    )
    is_call = later.is_open and later.channel is Channel.CALL
    ledger.commit(later, *(() if is_call else set_free(table, now=now, because=NO_ROOM)))
    return NO_ROOM
