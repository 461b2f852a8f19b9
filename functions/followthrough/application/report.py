"""Mornings and Mondays: each person's sheet, and the letter in which management sees what was kept and what was broken."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from followthrough.application.cards import Cards, Table
from followthrough.application.ports import Card, Clock, Ledger, Post, Reporter, Rulebook, Rules, Sheet, Week
from followthrough.domain.business import Role
from followthrough.domain.commitment import Commitment
from followthrough.domain.cover import who_does_today
from followthrough.domain.errors import InvalidBusiness, Missing, Refused, Unreachable
from followthrough.domain.guards import Hold, Send, Skip, Wait, decide, is_held
from followthrough.domain.opening import civil
from followthrough.domain.words import CHAIN_STEPS, Channel, State

MIDNIGHT = dt.time()

IN_SIGHT = dt.timedelta(days=14)
"""How long a broken promise that nobody mended stays on top of the owner's sheet."""


@dataclass(frozen=True, kw_only=True)
class Reporting:
    """What reporting needs of the world."""

    ledger: Ledger
    rulebook: Rulebook
    cards: Cards
    reporter: Reporter
    post: Post
    clock: Clock


def report_day(*, tools: Reporting) -> int:
    """Send everybody who has something to do today a sheet of it; says how many. A closed day has no sheets.

    One mail that cannot be sent stops nobody else's sheet: its tasks still come when their time has come.
    Raises what the mail service said if it took none.
    """
    rules, now = tools.rulebook.current(), tools.clock.now()
    calendar = rules.business.calendar
    if not calendar.is_open_day(calendar.day_of(now)):
        return 0
    owed, unmended = _owed_today(rules, now=now, tools=tools), _unmended(rules, now=now, tools=tools)
    sheets = [
        Sheet(rules=rules, reader=role, now=now, cards=tuple(_cards(role, owed, unmended, now=now, tools=tools)))
        for role in rules.business.roles.values()
        if role.calendar.is_open_day(calendar.day_of(now))
    ]
    return _sent([sheet for sheet in sheets if sheet.cards], tools=tools)


def _cards(
    role: Role, owed: list[Table], unmended: list[Table], *, now: dt.datetime, tools: Reporting
) -> Iterator[Card]:
    """What is still to be done by this person; for the owner, first what was broken and nobody has mended."""
    is_boss = any(table.rules.business.boss == role for table in unmended)
    hers = [table for table in owed if _does_it(table, now=now) == role]
    for table in [*(unmended if is_boss else []), *hers]:
        yield tools.cards.card(table, reader=role, now=now)


def _does_it(table: Table, *, now: dt.datetime) -> Role:
    """Who does it today, as cover stands when its next step falls due."""
    step = next((wake for wake in table.commitment.agenda if wake.step in CHAIN_STEPS), None)
    at = max(step.at, now) if step else now
    return who_does_today(table.commitment, business=table.rules.business, now=now, at=at)


def _sent(sheets: list[Sheet], *, tools: Reporting) -> int:
    sent, trouble = 0, None
    for sheet in sheets:
        try:
            tools.post.send(tools.reporter.sheet(sheet))
            sent += 1
        except (Refused, Unreachable) as error:
            trouble = error
    if trouble is not None and not sent:
        raise trouble
    return sent


def report_week(*, tools: Reporting) -> int:
    """Tell management what fell due in the week before this one, Monday to Sunday, and what became of it."""
    rules, now = tools.rulebook.current(), tools.clock.now()
    since, until = last_week(now, zone=ZoneInfo(rules.business.zone))
    promises = tools.ledger.promised(since=since, until=until - dt.timedelta(seconds=1))
    counted = [commitment for commitment in promises if commitment.state is not State.RELEASED]
    broken = [commitment for commitment in counted if commitment.state is State.BROKEN]
    boss = rules.business.boss
    week = Week(
        rules=rules,
        reader=boss,
        now=now,
        since=since,
        until=until,
        due=len(counted),
        by_state=Counter(commitment.state for commitment in counted),
        broken=tuple(tools.cards.card(table, reader=boss, now=now) for table in _tables(broken, rules, tools=tools)),
    )
    tools.post.send(tools.reporter.week(week))
    return 1


def last_week(now: dt.datetime, *, zone: ZoneInfo) -> tuple[dt.datetime, dt.datetime]:
    """The civil week before the one we are in: from Monday's first to the next Monday's first minute, in UTC."""
    today = now.astimezone(zone).date()
    monday = today - dt.timedelta(days=today.weekday())
    return civil(monday - dt.timedelta(days=7), MIDNIGHT, zone=zone), civil(monday, MIDNIGHT, zone=zone)


def _owed_today(rules: Rules, *, now: dt.datetime, tools: Reporting) -> list[Table]:
    """What people still have to do today, earliest first; letters go out by themselves."""
    zone = ZoneInfo(rules.business.zone)
    tonight = civil(now.astimezone(zone).date() + dt.timedelta(days=1), MIDNIGHT, zone=zone)
    wakes = tools.ledger.waking(until=tonight)
    found = tools.ledger.read(commitments=[wake.commitment for wake in wakes]).commitments
    owed = [commitment for commitment in found.values() if commitment.is_open]
    by_people = [commitment for commitment in owed if commitment.channel is not Channel.EMAIL]
    in_order = sorted(by_people, key=lambda commitment: (commitment.due_at, commitment.id))
    tables = _tables(in_order, rules, tools=tools)
    return [table for table in tables if _is_wanted_today(table, now=now, tonight=tonight)]


def _unmended(rules: Rules, *, now: dt.datetime, tools: Reporting) -> list[Table]:
    """Promises that were broken lately and that nobody has made good: they stay in sight until somebody does."""
    promises = tools.ledger.promised(since=now - IN_SIGHT, until=now)
    broken = [owed for owed in promises if owed.state is State.BROKEN and owed.takes_an_answer]
    return list(_tables(broken, rules, tools=tools))


def _is_wanted_today(table: Table, *, now: dt.datetime, tonight: dt.datetime) -> bool:
    """Whether its task would go out today, or is out: nobody is asked by the sheet for what the task would not ask."""
    wake = next((wake for wake in table.commitment.agenda if wake.step in CHAIN_STEPS), None)
    if wake is None:
        return True
    if is_held(table.rule, table.points):
        return False
    at = max(wake.at, now)
    match decide(table.scene(now=at), wake.step):
        case Send():
            return at < tonight
        case Wait(until=until):
            promised_by = table.commitment.promised_by
            return until < tonight or (promised_by is not None and now < promised_by < tonight)
        case Hold() | Skip():
            return False


def _tables(owed: list[Commitment], rules: Rules, *, tools: Reporting) -> Iterator[Table]:
    """Each with all about it; one that cannot be laid stops nobody's morning, and its wake is parked with the reason."""
    for commitment in owed:
        try:
            table = tools.cards.lay(commitment, rules=rules)
            rules.business.role(commitment.owner)
        except (Missing, InvalidBusiness):
            continue
        yield table
