"""Somebody says what today is like: what it touches is shown first, then it is saved, and who must be told is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from followthrough.application.cards import Cards, Table
from followthrough.application.one_call import after_answer
from followthrough.application.ports import Clock, Ledger, Rulebook, Rules
from followthrough.application.retry import until_first
from followthrough.application.todays_rules import heeding
from followthrough.domain.anew import offered_instead
from followthrough.domain.business import Role
from followthrough.domain.commitment import Commitment
from followthrough.domain.cover import holder, next_in, who_does
from followthrough.domain.errors import RuleBroken
from followthrough.domain.event import COMPLAINT
from followthrough.domain.facts import Away, Facts, OtherHours, Pause
from followthrough.domain.guards import writes_to_customer
from followthrough.domain.moving import asked_anew, told_by_letter, unkept
from followthrough.domain.news import News, heard, refuse_nonsense, unheard, without_the_past
from followthrough.domain.one_voice import is_riding
from followthrough.domain.opening import civil
from followthrough.domain.pausing import is_paused
from followthrough.domain.words import ASKING_STEPS, Channel, Outcome


@dataclass(frozen=True, kw_only=True)
class Saying:
    """What saying something about today needs of the world."""

    ledger: Ledger
    published: Rulebook
    cards: Cards
    clock: Clock

    @property
    def today(self) -> dt.date:
        """The civil day of the firm."""
        return self.clock.now().astimezone(self.zone).date()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.published.current().business.zone)

    def rules(self, facts: Facts) -> Rules:
        return heeding(self.published.current(), facts)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One promise that the news touches, and who takes it; nobody, if nobody is in before its time."""

    table: Table
    takes: Role | None


@dataclass(frozen=True, kw_only=True)
class Touch:
    """What a piece of news would do to what we owe."""

    rules: Rules
    """The firm as the news makes it."""
    promised: tuple[Line, ...] = ()
    complaints: tuple[Line, ...] = ()
    care: int = 0
    """Friendly calls that move by themselves, or wait."""
    letters: int = 0
    """Letters of the next day that wait."""

    @property
    def lines(self) -> tuple[Line, ...]:
        return (*self.complaints, *self.promised)

    @property
    def takers(self) -> tuple[str, ...]:
        """Who steps in, by name."""
        return tuple(dict.fromkeys(line.takes.person for line in self.lines if line.takes))

    @property
    def left_alone(self) -> tuple[Line, ...]:
        """What nobody is there for before its time."""
        return tuple(line for line in self.lines if line.takes is None)


@dataclass(frozen=True, kw_only=True)
class Said:
    """What was saved, and who hears of it."""

    touch: Touch
    told: tuple[str, ...] = ()
    """The promises whose customers are told a new time, by letter or by a call that is asked for."""
    to_phone: tuple[Line, ...] = ()
    """What no letter may move: it stays as it was promised, with whoever steps in."""


def may_say(news: News, *, by: str, rules: Rules) -> bool:
    """The owner may say everything, anybody else when he himself is away."""
    return by == rules.business.owner or (isinstance(news, Away) and news.role == by)


def touched(news: News, *, tools: Saying) -> Touch:
    """What this news touches; nothing is saved. Raises RuleBroken for days that make no sense, InvalidBusiness."""
    refuse_nonsense(news, business=tools.published.current().business, today=tools.today)
    facts, now = tools.ledger.facts(), tools.clock.now()
    before, after = tools.rules(unheard(facts, news)), tools.rules(heard(facts, news))
    owed = _owed_until(_end(news, tools=tools), ledger=tools.ledger)
    if isinstance(news, Pause):
        return _held_back(owed, after, tools=tools, now=now)
    return _shifted(owed, before, after, tools=tools, now=now)


def say(news: News, *, tell: bool, by: str, tools: Saying) -> Said:
    """Save it; if asked to, tell every customer whose promise it touches a new time, on the road of `cannot keep`.

    Saying it again does what was left undone, and nothing twice: who is being told already is not touched any more.
    """
    touch = touched(news, tools=tools)
    change(lambda facts: heard(without_the_past(facts, today=tools.today), news), ledger=tools.ledger)
    if tell:
        return _told(touch, by=by, tools=tools)
    for line in touch.lines:
        _pass_to_cover(line, tools=tools)
    return Said(touch=touch)


def take_back(news: News, *, tools: Saying) -> None:
    """As if nobody had said so; customers who were told a new time keep it."""
    change(lambda facts: unheard(facts, news), ledger=tools.ledger)


def change(how: Callable[[Facts], Facts], *, ledger: Ledger) -> Facts:
    """Change what is true today, whoever else does so at the same time."""

    def once() -> Facts:
        facts = ledger.facts()
        changed = how(facts)
        if changed != facts:
            ledger.commit(changed)
        return changed

    return until_first(once)


def _owed_until(end: dt.datetime, *, ledger: Ledger) -> list[Commitment]:
    """What is open and has something to do until then, earliest first; what is being told already is settled."""
    wakes = ledger.waking(until=end)
    found = ledger.read(commitments=[wake.commitment for wake in wakes]).commitments
    open_ones = [owed for owed in found.values() if owed.is_open and owed.new_time is None and not is_riding(owed)]
    return sorted(open_ones, key=lambda owed: (owed.promised_by or owed.due_at, owed.made_at, owed.id))


def _end(news: News, *, tools: Saying) -> dt.datetime:
    match news:
        case Away(last=day) | OtherHours(day=day):
            pass
        case _:
            day = tools.today
    return civil(day + dt.timedelta(days=1), dt.time(), zone=tools.zone)


def _shifted(owed: list[Commitment], before: Rules, after: Rules, *, tools: Saying, now: dt.datetime) -> Touch:
    by_people = [each for each in owed if each.channel is not Channel.EMAIL]
    moved = [(each, at) for each in by_people if (at := _first_change(each, before, after, now=now)) is not None]
    lines = [_line(each, after, at=at, tools=tools) for each, at in moved if each.is_promise]
    return _touch(lines, after, care=len(moved) - len(lines))


def _first_change(owed: Commitment, before: Rules, after: Rules, *, now: dt.datetime) -> dt.datetime | None:
    """The first of its steps that somebody else does, or that is done at another time."""
    return next((at for at in _steps(owed, now=now) if _done(owed, before, at) != _done(owed, after, at)), None)


def _steps(owed: Commitment, *, now: dt.datetime) -> Iterator[dt.datetime]:
    asking = [max(wake.at, now) for wake in owed.agenda if wake.step in ASKING_STEPS]
    yield from asking or [now]


def _done(owed: Commitment, rules: Rules, at: dt.datetime) -> tuple[str, dt.datetime]:
    begins = next_in(owed, business=rules.business, at=at)
    return who_does(owed, business=rules.business, at=at).id, begins


def _line(owed: Commitment, rules: Rules, *, at: dt.datetime, tools: Saying) -> Line:
    role, begins = _done(owed, rules, at)
    assert owed.promised_by is not None
    in_time = begins < owed.promised_by
    return Line(table=tools.cards.lay(owed, rules=rules), takes=rules.business.role(role) if in_time else None)


def _held_back(owed: list[Commitment], rules: Rules, *, tools: Saying, now: dt.datetime) -> Touch:
    """What of the next day a pause keeps back; a promised call among it is broken if the pause lasts."""
    waiting = [each for each in owed if _waits(each, rules)]
    letters = [each for each in waiting if each.alarm and writes_to_customer(each, each.alarm.step)]
    calls = [each for each in waiting if each not in letters]
    lines = [
        Line(table=tools.cards.lay(each, rules=rules), takes=None)
        for each in calls
        if each.promised_by is not None and each.promised_by > now
    ]
    return _touch(lines, rules, care=len(calls) - len(lines), letters=len(letters))


def _waits(owed: Commitment, rules: Rules) -> bool:
    step = owed.alarm.step if owed.alarm else None
    return step is not None and is_paused(rules.facts, owed, step, letter=writes_to_customer(owed, step))


def _touch(lines: list[Line], rules: Rules, *, care: int, letters: int = 0) -> Touch:
    complaints = [line for line in lines if line.table.commitment.subject.type == COMPLAINT]
    promised = [line for line in lines if line not in complaints]
    return Touch(rules=rules, promised=tuple(promised), complaints=tuple(complaints), care=care, letters=letters)


def _pass_to_cover(line: Line, *, tools: Saying) -> None:
    """A task that is in the hands of somebody away is asked of whoever steps in, now; any other finds him by itself."""
    owed, now = line.table.commitment, tools.clock.now()

    def once() -> None:
        latest = tools.ledger.read(commitments=[owed.id]).commitments[owed.id]
        asked = who_does(latest, business=line.table.rules.business, at=now)
        if latest.is_open and latest.task_is_out and line.takes and holder(latest) != asked.id:
            tools.ledger.commit(asked_anew(latest, at=now))

    until_first(once)


def _told(touch: Touch, *, by: str, tools: Saying) -> Said:
    told: list[str] = []
    to_phone: list[Line] = []
    taken: frozenset[dt.datetime] = frozenset()
    for line in touch.lines:
        if line.table.rule.to_colleague:
            _pass_to_cover(line, tools=tools)
            continue
        try:
            new_time = _tell(line, taken, by=by, tools=tools)
        except RuleBroken:
            to_phone.append(line)
            continue
        told.append(line.table.commitment.id)
        taken |= {new_time}
    return Said(touch=touch, told=tuple(told), to_phone=tuple(to_phone))


def _tell(line: Line, taken: frozenset[dt.datetime], *, by: str, tools: Saying) -> dt.datetime:
    """One promise is told off as its own task would do it. Raises RuleBroken where only the phone will do."""
    owed = line.table.commitment
    assert owed.promised_by is not None
    now, business = tools.clock.now(), line.table.rules.business
    new_time = offered_instead(
        owed, rule=line.table.rule, business=business, after=max(owed.promised_by, now), taken=taken
    )
    by_letter = told_by_letter(line.table.rule, line.table.contact)

    def once() -> dt.datetime:
        latest = tools.ledger.read(commitments=[owed.id]).commitments[owed.id]
        if latest.new_time is not None:
            return latest.new_time
        answered = latest.answered(Outcome.CANNOT_KEEP, at=now, by=by)
        moved = unkept(answered, at=new_time, by_letter=by_letter, business=business, now=now)
        riders = after_answer(tools.cards.lay(latest, rules=line.table.rules), moved, now=now)
        tools.ledger.commit(moved.calling_back(at=now) if by_letter else moved, *riders)
        return new_time

    return until_first(once)
