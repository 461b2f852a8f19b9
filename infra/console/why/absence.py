"""Who is not there, and who does it instead: the firm's closed days, those who are away, and whoever covers for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from followthrough.adapters.pages.day_words import headline
from followthrough.application.cards import Table, reader_of
from followthrough.application.ports import Rules
from followthrough.domain.business import Role
from followthrough.domain.commitment import Commitment, Wake
from followthrough.domain.cover import chain
from followthrough.domain.facts import Away
from followthrough.domain.guards import writes_to_customer
from followthrough.domain.manners import listed
from followthrough.domain.telling import Telling
from followthrough.domain.words import ASKING_STEPS


def who_is_not_there(commitment: Commitment, *, rules: Rules, at: dt.datetime) -> Iterator[str]:
    """Why nobody does it at this moment: we are closed on that day, or whoever has it is away."""
    day = rules.business.calendar.day_of(at)
    said = next((each for each in rules.facts.other_hours if each.day == day), None)
    if said is not None:
        yield f"{headline(said, business=rules.business, now=at)}."
    elif not rules.business.calendar.is_open_day(day):
        yield f"We are closed on {Telling(now=at, zone=rules.business.zone).day(at)}."
    away = _away(rules.business.roles.get(commitment.owner), rules=rules, day=day)
    if away is not None:
        yield f"{headline(away, business=rules.business, now=at)}."


def stands_in(table: Table, wake: Wake, *, now: dt.datetime) -> str:
    """That somebody else is asked by this step, and why not those who would come first; nothing if nobody steps in."""
    commitment, rules = table.commitment, table.rules
    if wake.step not in ASKING_STEPS or writes_to_customer(commitment, wake.step):
        return ""
    at = max(wake.at, now)
    reader = reader_of(table, wake.step, now=at)
    if reader.id == commitment.owner:
        return ""
    order = chain(commitment.owner, business=rules.business)
    absent = order[: [role.id for role in order].index(reader.id)]
    return f"{listed([_missing(role, rules=rules, at=at) for role in absent])}, so {reader.person} is asked."


def _missing(role: Role, *, rules: Rules, at: dt.datetime) -> str:
    away = _away(role, rules=rules, day=rules.business.calendar.day_of(at))
    return headline(away, business=rules.business, now=at) if away else f"{role.person} is not in at that hour"


def _away(role: Role | None, *, rules: Rules, day: dt.date) -> Away | None:
    return next(
        (each for each in rules.facts.away if role and each.role == role.id and each.first <= day <= each.last), None
    )
