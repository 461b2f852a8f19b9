"""The week as management reads it: what was due and what became of it, why things went wrong, and whom to thank."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from followthrough.application.cards import Cards, Table
from followthrough.application.ports import Clock, Ledger, Rulebook, Rules, Thanks, Week
from followthrough.domain.causes import WEEKS_BEFORE, causes_of
from followthrough.domain.commitment import Commitment
from followthrough.domain.errors import InvalidBusiness, Missing
from followthrough.domain.event import COMPLAINT
from followthrough.domain.facts import Facts
from followthrough.domain.figures import care_of, figures_of, first_answers_of
from followthrough.domain.ladder import COMEBACK
from followthrough.domain.opening import civil
from followthrough.domain.subject import Subject
from followthrough.domain.words import State

WEEK = dt.timedelta(days=7)
A_SECOND = dt.timedelta(seconds=1)

AHEAD = dt.timedelta(days=14)
"""How far ahead lie the promises that a week has made: what was given in it without charge is found by them."""

Span = tuple[dt.datetime, dt.datetime]


@dataclass(frozen=True, kw_only=True)
class Weeks:
    """What looking back on a week needs of the world."""

    ledger: Ledger
    rulebook: Rulebook
    cards: Cards
    clock: Clock


@dataclass(frozen=True, kw_only=True)
class Books:
    """What was read for one week: its promises to customers, those of the weeks before and of the days after."""

    week: tuple[Commitment, ...]
    before: tuple[Commitment, ...]
    after: tuple[Commitment, ...]
    care: tuple[Commitment, ...]
    subjects: Mapping[str, Subject]


def last_week(now: dt.datetime, *, zone: ZoneInfo) -> Span:
    """The civil week before the one we are in: from Monday's first to the next Monday's first minute, in UTC."""
    today = now.astimezone(zone).date()
    monday = today - dt.timedelta(days=today.weekday())
    return week_before(monday, zone=zone)


def week_of(span: Span, *, tools: Weeks) -> Week:
    """All that management hears about one week."""
    rules, now, facts = tools.rulebook.current(), tools.clock.now(), tools.ledger.facts()
    books = _books(span, rules, ledger=tools.ledger)
    boss = rules.business.boss
    broken = [owed for owed in books.week if owed.state is State.BROKEN]
    stars = {str(subject.ref): _stars(subject, span) for subject in books.subjects.values()}
    return Week(
        rules=rules,
        reader=boss,
        now=now,
        since=span[0],
        until=span[1],
        figures=figures_of(books.week),
        broken=tuple(
            tools.cards.card(table, reader=boss, now=now) for table in tables(broken, rules, cards=tools.cards)
        ),
        causes=causes_of(books.week, books.before),
        comebacks=_comebacks(books, span),
        care=care_of(books.care),
        first_answers=first_answers_of(books.week, calendar=rules.business.calendar),
        stars=sum(stars.values()),
        thanks=tuple(_thanks(books.subjects.values(), span, rules, ledger=tools.ledger)),
        hand_over=facts.hand_over,
        url=tools.cards.links.staff("week", bearer=boss.id),
    )


def untold_weeks(facts: Facts, *, now: dt.datetime, zone: ZoneInfo) -> list[Span]:
    """The weeks that management has not been written to about, oldest first; at the beginning only the last one."""
    span = last_week(now, zone=zone)
    untold: list[Span] = []
    while len(untold) <= WEEKS_BEFORE and (facts.week_sent is None or span[0] > facts.week_sent):
        untold.insert(0, span)
        if facts.week_sent is None:
            break
        span = week_before(span[0].astimezone(zone).date(), zone=zone)
    return untold


def week_before(monday: dt.date, *, zone: ZoneInfo) -> Span:
    """The civil week that ends as this Monday begins."""
    midnight = dt.time()
    return civil(monday - WEEK, midnight, zone=zone), civil(monday, midnight, zone=zone)


def week_from(since: dt.datetime, *, zone: ZoneInfo) -> Span:
    """The civil week that begins then."""
    return week_before(since.astimezone(zone).date() + WEEK, zone=zone)


def promises_to_customers(found: Iterable[Commitment], rules: Rules) -> tuple[Commitment, ...]:
    """Without what colleagues owe each other: that is in the same ledger, but no customer was told."""
    return tuple(owed for owed in found if not rules.playbook.is_internal(owed.follow_up))


def tables(owed: Iterable[Commitment], rules: Rules, *, cards: Cards) -> Iterator[Table]:
    """Each with all about it; one that cannot be laid stops no report, and its wake is parked with the reason."""
    for commitment in owed:
        try:
            table = cards.lay(commitment, rules=rules)
            rules.business.role(commitment.owner)
        except (Missing, InvalidBusiness):
            continue
        yield table


def _books(span: Span, rules: Rules, *, ledger: Ledger) -> Books:
    since, until = span
    found = ledger.promised(since=since - WEEKS_BEFORE * WEEK, until=until + AHEAD)
    promises = promises_to_customers(found, rules)
    care = ledger.cared(since=since, until=until - A_SECOND)
    lately = [owed for owed in promises if _by(owed) >= since]
    subjects = ledger.read(subjects={owed.subject for owed in (*lately, *care)}).subjects
    return Books(
        week=tuple(owed for owed in promises if since <= _by(owed) < until),
        before=tuple(owed for owed in promises if _by(owed) < since),
        after=tuple(owed for owed in promises if _by(owed) >= until),
        care=care,
        subjects=subjects,
    )


def _by(owed: Commitment) -> dt.datetime:
    assert owed.promised_by is not None
    return owed.promised_by


def _stars(subject: Subject, span: Span) -> int:
    return sum(_is_in(at, span) for at in subject.stars)


def _is_in(at: dt.datetime, span: Span) -> bool:
    return span[0] <= at < span[1]


def _comebacks(books: Books, span: Span) -> int:
    """The complaints of this week that came soon after what they are about was handed out, as each says itself."""
    complaints = {
        str(owed.subject)
        for owed in (*books.week, *books.after)
        if owed.subject.type == COMPLAINT and _is_in(owed.caused_at, span)
    }
    known = (books.subjects[ref] for ref in complaints if ref in books.subjects)
    return sum(COMEBACK in dict(subject.details) for subject in known)


def _thanks(subjects: Iterable[Subject], span: Span, rules: Rules, *, ledger: Ledger) -> Iterator[Thanks]:
    """Who gave something without charge, the most generous first, in the giver's own words: a line for each star."""
    given_at = {(subject.customer, star) for subject in subjects for star in subject.stars if _is_in(star, span)}
    notes = (note for customer in sorted({customer for customer, _ in given_at}) for note in ledger.notes_of(customer))
    gifts = [note for note in notes if note.goodwill and (note.customer, note.at) in given_at]
    lines = [(note.by, line) for note in gifts if note.by in rules.business.roles for line in note.text.splitlines()]
    for role, stars in Counter(by for by, _ in lines).most_common():
        words = tuple(line for by, line in lines if by == role)
        yield Thanks(role=rules.business.role(role), stars=stars, words=words)
