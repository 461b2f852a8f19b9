"""Mornings and Mondays: each person's sheet, and the letter in which management sees what was kept and what was broken."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from followthrough.application.cards import Cards
from followthrough.application.ports import Card, Clock, Ledger, Post, Reporter, Rulebook, Rules, Sheet, Week
from followthrough.domain.business import Role
from followthrough.domain.commitment import Commitment
from followthrough.domain.errors import InvalidBusiness, Missing
from followthrough.domain.opening import civil
from followthrough.domain.words import Channel, State

MIDNIGHT = dt.time()


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
    """Send everybody who has something to do today a sheet of it; says how many. A closed day has no sheets."""
    rules, now = tools.rulebook.current(), tools.clock.now()
    calendar = rules.business.calendar
    if not calendar.is_open_day(calendar.day_of(now)):
        return 0
    owed = _owed_today(rules, now=now, ledger=tools.ledger)
    sent = 0
    for role in rules.business.roles.values():
        hers = [commitment for commitment in owed if commitment.owner == role.id]
        if hers and role.calendar.is_open_day(calendar.day_of(now)):
            cards = tuple(_cards(hers, rules, reader=role, now=now, tools=tools))
            tools.post.send(tools.reporter.sheet(Sheet(rules=rules, reader=role, now=now, cards=cards)))
            sent += 1
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
        broken=tuple(_cards(broken, rules, reader=boss, now=now, tools=tools)),
    )
    tools.post.send(tools.reporter.week(week))
    return 1


def last_week(now: dt.datetime, *, zone: ZoneInfo) -> tuple[dt.datetime, dt.datetime]:
    """The civil week before the one we are in: from Monday's first to the next Monday's first minute, in UTC."""
    today = now.astimezone(zone).date()
    monday = today - dt.timedelta(days=today.weekday())
    return civil(monday - dt.timedelta(days=7), MIDNIGHT, zone=zone), civil(monday, MIDNIGHT, zone=zone)


def _owed_today(rules: Rules, *, now: dt.datetime, ledger: Ledger) -> list[Commitment]:
    """What people still have to do today, earliest first; letters go out by themselves."""
    zone = ZoneInfo(rules.business.zone)
    tonight = civil(now.astimezone(zone).date() + dt.timedelta(days=1), MIDNIGHT, zone=zone)
    wakes = ledger.waking(until=tonight)
    found = ledger.read(commitments=[wake.commitment for wake in wakes]).commitments
    owed = [commitment for commitment in found.values() if commitment.is_open]
    by_people = [commitment for commitment in owed if commitment.channel is not Channel.EMAIL]
    return sorted(by_people, key=lambda commitment: (commitment.due_at, commitment.id))


def _cards(owed: list[Commitment], rules: Rules, *, reader: Role, now: dt.datetime, tools: Reporting) -> Iterator[Card]:
    """A card for each; one that cannot be made stops nobody's morning, and its wake is parked with the reason."""
    for commitment in owed:
        try:
            yield tools.cards.card(tools.cards.lay(commitment, rules=rules), reader=reader, now=now)
        except (Missing, InvalidBusiness):
            continue
