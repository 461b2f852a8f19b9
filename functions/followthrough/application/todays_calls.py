"""The morning's look ahead: what is asked for today is listed as it will be asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import partial

from followthrough.application.cards import Cards, Table
from followthrough.application.deciding import asks_for_a_call
from followthrough.application.one_call import join_what_is_due, lead_of
from followthrough.application.places import Places
from followthrough.application.ports import Ledger
from followthrough.application.retry import until_first
from followthrough.domain.one_voice import is_riding, joined, remind_at
from followthrough.domain.overflow import shared_with
from followthrough.domain.words import Step


def todays_calls(tables: Iterable[Table], *, ledger: Ledger, cards: Cards, now: dt.datetime) -> Iterator[Table]:
    """Two reasons to phone one person once, and care only if the day has a place for it; the rest as it is."""
    for table in tables:
        arranged = until_first(partial(_arranged, table, ledger=ledger, cards=cards, now=now))
        if arranged is not None:
            yield arranged


def _arranged(table: Table, *, ledger: Ledger, cards: Cards, now: dt.datetime) -> Table | None:
    if remind_at(table.commitment) is None or not asks_for_a_call(table, Step.REMIND):
        return table
    latest = _laid_anew(table, ledger=ledger, cards=cards)
    if is_riding(latest.commitment):
        return None
    lead = lead_of(latest, cards=cards, now=now)
    if lead is not None:
        ledger.commit(*joined(lead, (latest.commitment,), now=now))
        return None
    role = Places(ledger=ledger, rules=table.rules, now=now).place_of(latest)
    if role is None:
        return None
    if role != latest.commitment.owner:
        ledger.commit(shared_with(latest.commitment, role, now=now))
    join_what_is_due(_laid_anew(table, ledger=ledger, cards=cards), ledger=ledger, cards=cards, now=now)
    return _laid_anew(table, ledger=ledger, cards=cards)


def _laid_anew(table: Table, *, ledger: Ledger, cards: Cards) -> Table:
    name = table.commitment.id
    return cards.lay(ledger.read(commitments=[name]).commitments[name], rules=table.rules)
