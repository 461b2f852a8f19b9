"""Mornings and Mondays: each person's sheet, and the letter in which management sees what was kept and what was broken."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from zoneinfo import ZoneInfo

from followthrough.application.cards import Cards, Table
from followthrough.application.deciding import Forget, MergeWith, MoveOn, decided
from followthrough.application.ports import Card, Post, Reporter, Rules, Sheet
from followthrough.application.retry import until_first
from followthrough.application.todays_calls import todays_calls
from followthrough.application.week import Weeks, last_week, promises_to_customers, tables, untold_weeks, week_of
from followthrough.domain.business import Role
from followthrough.domain.commitment import Commitment
from followthrough.domain.cover import who_does_today
from followthrough.domain.errors import Refused, Unreachable
from followthrough.domain.figures import Figures, figures_of
from followthrough.domain.guards import Hold, OtherWay, Send, Skip, Wait, is_held
from followthrough.domain.one_voice import is_riding
from followthrough.domain.opening import civil
from followthrough.domain.words import CHAIN_STEPS, Channel, State, Step

MIDNIGHT = dt.time()

IN_SIGHT = dt.timedelta(days=14)
"""How long a broken promise that nobody mended stays on top of the owner's sheet."""

FEW = 4
"""So many task mails beside a sheet are no burden; of more than these the sheet is the only one."""


@dataclass(frozen=True, kw_only=True)
class Reporting(Weeks):
    """What reporting needs of the world."""

    reporter: Reporter
    post: Post


def report_day(*, tools: Reporting) -> int:
    """Send everybody who has something to do today a sheet of it; says how many mails went out.

    A closed day has no sheets. A Monday letter that found the firm closed, or that could not be sent, comes with
    the sheets of the week's first open morning.
    One mail that cannot be sent stops nobody else's, and is told at the end, so that a run that is tried again
    sends what is missing and nothing else. Raises what the mail service said.
    """
    rules, now = tools.rulebook.current(), tools.clock.now()
    calendar = rules.business.calendar
    today = calendar.day_of(now)
    if not calendar.is_open_day(today):
        return 0
    sheets = _send(_sheets(rules, now=now, tools=tools), tools=tools)
    return sheets + (_tell_weeks(tools=tools) if _begins_the_week(rules, today) else 0)


def report_week(*, tools: Reporting) -> int:
    """Tell management what fell due in the week before this one, Monday to Sunday, and what became of it.

    On a closed Monday nobody is there to read it: it comes with the next morning's sheets.
    """
    rules, now = tools.rulebook.current(), tools.clock.now()
    calendar = rules.business.calendar
    return _tell_weeks(tools=tools) if calendar.is_open_day(calendar.day_of(now)) else 0


def _begins_the_week(rules: Rules, today: dt.date) -> bool:
    """Whether this is the first open day of its week: a Monday, or the day after closed ones."""
    monday = today - dt.timedelta(days=today.weekday())
    return rules.business.calendar.next_open_day(monday) == today


def _tell_weeks(*, tools: Reporting) -> int:
    """A letter for each week that nobody was written to about; an empty one is worth it only while it is fresh."""
    facts, now = tools.ledger.facts(), tools.clock.now()
    zone = ZoneInfo(tools.rulebook.current().business.zone)
    fresh, sent = last_week(now, zone=zone), 0
    for span in untold_weeks(facts, now=now, zone=zone):
        week = week_of(span, tools=tools)
        if week.figures.due or span == fresh:
            tools.post.send(tools.reporter.week(week))
            sent += 1
        until_first(partial(_told_of, span[0], tools=tools))
    return sent


def _told_of(since: dt.datetime, *, tools: Reporting) -> None:
    tools.ledger.commit(replace(tools.ledger.facts(), week_sent=since))


def _sheets(rules: Rules, *, now: dt.datetime, tools: Reporting) -> Iterator[Sheet]:
    """The sheet of everybody who is in today and has something on it; on the owner's, first what was broken."""
    owed, unmended = _owed_today(rules, now=now, tools=tools), _unmended(rules, now=now, tools=tools)
    by_role = _by_role(owed, now=now)
    figures, unread = _own_figures(rules, now=now, tools=tools), _unread_url(rules, now=now, tools=tools)
    for role in rules.business.roles.values():
        if not role.calendar.is_open_day(rules.business.calendar.day_of(now)):
            continue
        on_top = unmended if role == rules.business.boss else []
        to_do = [*on_top, *by_role.get(role.id, [])]
        cards = tuple(tools.cards.card(table, reader=role, now=now) for table in to_do)
        sheet = Sheet(
            rules=rules,
            reader=role,
            now=now,
            cards=cards,
            day_url=tools.cards.links.staff("day", bearer=role.id),
            desk_url=tools.cards.links.staff("desk", bearer=role.id),
            unread_url=unread if role == rules.business.boss else "",
            own=figures.get(role.id),
            stands_alone=len(cards) > FEW,
        )
        if sheet.cards or sheet.unread_url:
            yield sheet


def _unread_url(rules: Rules, *, now: dt.datetime, tools: Reporting) -> str:
    """Where the Monday letter is that nobody has read: not on the morning it came, and not if nothing was due."""
    facts = tools.ledger.facts()
    if facts.week_sent is None or _begins_the_week(rules, rules.business.calendar.day_of(now)):
        return ""
    is_read = facts.week_read is not None and facts.week_read.week >= facts.week_sent
    if is_read or not _last_promises(rules, now=now, tools=tools):
        return ""
    return tools.cards.links.staff("week", bearer=rules.business.boss.id)


def _own_figures(rules: Rules, *, now: dt.datetime, tools: Reporting) -> dict[str, Figures]:
    """On the first morning of the week, what became of each one's promises of last week: for his own eyes."""
    if not rules.business.own_figures or not _begins_the_week(rules, rules.business.calendar.day_of(now)):
        return {}
    promises = _last_promises(rules, now=now, tools=tools)
    figures = {name: figures_of(owed for owed in promises if owed.owner == name) for name in rules.business.roles}
    return {name: own for name, own in figures.items() if own.due}


def _last_promises(rules: Rules, *, now: dt.datetime, tools: Reporting) -> tuple[Commitment, ...]:
    """What customers were promised for last week."""
    since, until = last_week(now, zone=ZoneInfo(rules.business.zone))
    return promises_to_customers(tools.ledger.promised(since=since, until=until - dt.timedelta(seconds=1)), rules)


def _by_role(owed: list[Table], *, now: dt.datetime) -> dict[str, list[Table]]:
    """What each person still has to do."""
    found = defaultdict[str, list[Table]](list)
    for table in owed:
        found[_does_it(table, now=now).id].append(table)
    return found


def _does_it(table: Table, *, now: dt.datetime) -> Role:
    """Who does it today, as cover stands when its next step falls due."""
    step = next((wake for wake in table.commitment.agenda if wake.step in CHAIN_STEPS), None)
    at = max(step.at, now) if step else now
    return who_does_today(table.commitment, business=table.rules.business, now=now, at=at)


def _send(sheets: Iterator[Sheet], *, tools: Reporting) -> int:
    sent, trouble = 0, None
    for sheet in sheets:
        try:
            sent += _send_once(sheet, tools=tools)
        except (Refused, Unreachable) as error:
            trouble = error
    if trouble is not None:
        raise trouble
    return sent


def _send_once(sheet: Sheet, *, tools: Reporting) -> int:
    """One sheet a person and day; what a full one asks for has no task mail of its own any more."""
    day = sheet.rules.business.calendar.day_of(sheet.now)
    if tools.ledger.day_plan(sheet.reader.id, day).sheet_sent_at is not None:
        return 0
    tools.post.send(tools.reporter.sheet(sheet))
    until_first(partial(_note_sent, sheet, day, tools=tools))
    for card in sheet.cards if sheet.stands_alone else ():
        until_first(partial(_note_asked, card, tools=tools))
    return 1


def _note_sent(sheet: Sheet, day: dt.date, *, tools: Reporting) -> None:
    plan = tools.ledger.day_plan(sheet.reader.id, day)
    tools.ledger.commit(replace(plan, sheet_sent_at=sheet.now))


def _note_asked(card: Card, *, tools: Reporting) -> None:
    """It is on the sheet as it is planned now; what moved or was asked for meanwhile is another matter."""
    asked = card.commitment
    latest = tools.ledger.read(commitments=[asked.id]).commitments[asked.id]
    is_to_come = latest.is_open and any(wake.step is Step.REMIND for wake in latest.agenda)
    if is_to_come and latest.generation == asked.generation:
        tools.ledger.commit(latest.stood_on_sheet(card.reader.id, at=card.now))


def _owed_today(rules: Rules, *, now: dt.datetime, tools: Reporting) -> list[Table]:
    """What people still have to do today, earliest first; letters go out by themselves."""
    zone = ZoneInfo(rules.business.zone)
    tonight = civil(now.astimezone(zone).date() + dt.timedelta(days=1), MIDNIGHT, zone=zone)
    wakes = tools.ledger.waking(until=tonight)
    found = tools.ledger.read(commitments=[wake.commitment for wake in wakes]).commitments
    owed = [commitment for commitment in found.values() if commitment.is_open and not is_riding(commitment)]
    by_people = [commitment for commitment in owed if commitment.channel is not Channel.EMAIL]
    in_order = sorted(by_people, key=lambda commitment: (commitment.due_at, commitment.id))
    laid = tables(in_order, rules, cards=tools.cards)
    wanted = (table for table in laid if _is_wanted_today(table, now=now, tonight=tonight, cards=tools.cards))
    return list(todays_calls(wanted, ledger=tools.ledger, cards=tools.cards, now=now))


def _unmended(rules: Rules, *, now: dt.datetime, tools: Reporting) -> list[Table]:
    """Promises that were broken lately and that nobody has made good: they stay in sight until somebody does."""
    promises = tools.ledger.promised(since=now - IN_SIGHT, until=now)
    broken = [owed for owed in promises if owed.state is State.BROKEN and owed.takes_an_answer]
    return [each for each in tables(broken, rules, cards=tools.cards) if not each.customer.is_forgotten]


def _is_told_off_by_letter(commitment: Commitment) -> bool:
    """Whether a letter that is about to leave tells her a new time: nobody is to phone at the old one."""
    return commitment.new_time is not None and any(wake.step is Step.RECEIPT for wake in commitment.agenda)


def _is_wanted_today(table: Table, *, now: dt.datetime, tonight: dt.datetime, cards: Cards) -> bool:
    """Whether its task would go out today, or is out: nobody is asked by the sheet for what the task would not ask."""
    wake = next((wake for wake in table.commitment.agenda if wake.step in CHAIN_STEPS), None)
    if wake is None:
        return True
    if _is_told_off_by_letter(table.commitment):
        return False
    if is_held(table.rule, table.points):
        return False
    at = max(wake.at, now)
    match decided(table, wake.step, cards=cards, now=at):
        case Send() | MergeWith():
            return at < tonight
        case Wait(until=until):
            promised_by = table.commitment.promised_by
            return until < tonight or (promised_by is not None and now < promised_by < tonight)
        case Hold() | OtherWay() | Skip() | MoveOn() | Forget():
            return False
