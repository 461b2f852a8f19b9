"""The real engine in a rehearsal: the use cases as they are, a ledger in memory, and everybody who acts upon them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from console.playbook.simulate.ledger import IndexedLedger
from console.playbook.simulate.mail import KeptPost, LateQuestion, LateReporter, LateWriter, OpenLinks
from console.playbook.simulate.people import People, tap
from console.playbook.simulate.timeline import AlarmClock, Rank, Timeline
from console.rehearsal import OpenHashes
from followthrough.adapters.business.texts import Texts
from followthrough.application.answer import Answering, answer
from followthrough.application.brake import Braking, say
from followthrough.application.cards import Cards
from followthrough.application.carry_out import ComeBackLater, Tools, carry_out
from followthrough.application.make_commitments import make_commitments
from followthrough.application.ports import DueWake, Pass, Reading, Rules
from followthrough.application.report import Reporting, report_day, report_week
from followthrough.application.sending import SENT
from followthrough.application.set_alarms import set_alarms
from followthrough.application.tend import tend
from followthrough.application.todays_rules import heeding
from followthrough.domain.commitment import BY_THE_SHEET, Commitment
from followthrough.domain.errors import FollowthroughError
from followthrough.domain.facts import Braked, Facts
from followthrough.domain.guards import writes_to_customer
from followthrough.domain.opening import civil
from followthrough.domain.words import ASKING_STEPS, Outcome, Step

SHEETS, MONDAYS = dt.time(7, 45), dt.time(7, 30)
"""When the reports are due, on the clock of the firm (template.yaml)."""

MONDAY, SUNDAY = 0, 6
ONE_DAY = dt.timedelta(days=1)
A_MOMENT = dt.timedelta(seconds=30)
THE_OWNER_TAKES = dt.timedelta(minutes=20)


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What somebody said of a task."""

    at: dt.datetime
    commitment: str
    by: str
    choice: Outcome
    note: str = ""
    when: dt.datetime | None = None
    words: tuple[tuple[str, str], ...] = ()
    refused: str = ""
    """Why the answer was not taken, if it was not."""


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """Something that the real engine would have stopped at."""

    at: dt.datetime
    about: str
    what: str


@dataclass
class TodaysRulesOnce:
    """The rules of today, put together once for each change of the facts."""

    published: Rules
    ledger: IndexedLedger
    _known: Facts | None = None
    _rules: Rules | None = None

    def current(self) -> Rules:
        """As `TodaysRules` says them."""
        facts = self.ledger.facts()
        if self._rules is None or facts != self._known:
            self._known, self._rules = facts, heeding(self.published, facts)
        return self._rules


@dataclass(kw_only=True)
class Rehearsal:
    """One firm, its rules, and time that passes when it is told."""

    rules: Rules
    texts: Texts
    begins: dt.datetime
    people: People = field(default_factory=People)

    def __post_init__(self) -> None:
        self.timeline = Timeline(self.begins)
        self.alarms = AlarmClock(self.timeline, ring=self._carry_out)
        self.ledger = IndexedLedger(self._written)
        self.rulebook = TodaysRulesOnce(self.rules, self.ledger)
        self.hashes, self.links, clock = OpenHashes(), OpenLinks(), self.timeline.clock
        self.post = KeptPost(clock)
        self.cards = Cards(ledger=self.ledger, links=self.links)
        question = LateQuestion(asked=self._owner_is_asked)
        self.tools = Tools(
            ledger=self.ledger,
            rulebook=self.rulebook,
            writer=LateWriter(self.texts),
            post=self.post,
            cards=self.cards,
            hashes=self.hashes,
            clock=clock,
            braking=Braking(ledger=self.ledger, post=self.post, links=self.links, question=question),
        )
        self.answering = Answering(ledger=self.ledger, rulebook=self.rulebook, cards=self.cards, clock=clock)
        self.reporting = Reporting(
            ledger=self.ledger,
            rulebook=self.rulebook,
            cards=self.cards,
            reporter=LateReporter(self.texts),
            post=self.post,
            clock=clock,
        )
        self.events = self.wakes = 0
        self.answers: list[Answered] = []
        self.by_sheets: list[tuple[dt.datetime, tuple[Commitment, ...]]] = []
        """What a full morning sheet asked for, in place of a mail of its own, at the minute of that mail."""
        self.troubles: list[Trouble] = []
        self._asked: set[tuple[str, int]] = set()
        self._plan_day(self.now.astimezone(self._zone).date())

    @property
    def now(self) -> dt.datetime:
        return self.timeline.now

    def hears(self, reading: Reading, *, at: dt.datetime) -> None:
        """This delivery will arrive then."""
        self.timeline.plan(at, lambda: self._take_in(reading), rank=Rank.EVENT)

    def will(self, act: Callable[[], object], *, at: dt.datetime) -> None:
        """Somebody will do this then."""
        self.timeline.plan(at, act, rank=Rank.ANSWER)

    def until(self, end: dt.datetime) -> None:
        """Let everything happen that is due up to this moment, each at its own time."""
        self.timeline.until(end)

    def taps(self, commitment: str, choice: Outcome) -> None:
        """Whoever has this task says so now, if it still takes an answer; what rides with another call has no task."""
        owed, rules, now = self.latest(commitment), self.rulebook.current(), self.now
        rule = rules.playbook.find(owed.follow_up)
        if rule is None or not owed.takes_an_answer or owed.rides_with:
            return
        form = tap(owed, choice, rule=rule, rules=rules, now=now)
        said = Answered(
            at=now,
            commitment=owed.id,
            by=owed.owner,
            choice=choice,
            note=form.note,
            when=form.when,
            words=tuple(form.words.items()),
        )
        try:
            answer(Pass(commitment=owed.id, bearer=owed.owner), form, tools=self.answering)
        except FollowthroughError as no:
            said = replace(said, refused=str(no))
        self.answers.append(said)

    def latest(self, commitment: str) -> Commitment:
        """It, as it stands now."""
        return self.ledger.read(commitments=[commitment]).commitments[commitment]

    # ----- the machinery -----------------------------------------------------------------------

    def _written(self, old: Commitment | None, new: Commitment) -> None:
        set_alarms(old, new, alarms=self.alarms, due=self.alarms, clock=self.timeline.clock)

    def _take_in(self, reading: Reading) -> None:
        self.events += 1
        clock = self.timeline.clock
        try:
            make_commitments(reading, ledger=self.ledger, rulebook=self.rulebook, hashes=self.hashes, clock=clock)
        except FollowthroughError as wrong:
            self._note(str(reading.subject), wrong)

    def _carry_out(self, wake: DueWake) -> None:
        self.wakes += 1
        name = f"wake-{self.wakes}"
        try:
            outcome = carry_out(wake, message=name, token=name, tools=self.tools)
        except ComeBackLater:
            self.alarms.wake(wake, delay=A_MOMENT)
            return
        except FollowthroughError as wrong:
            self._note(wake.commitment, wrong)
            return
        if outcome == BY_THE_SHEET:
            self.by_sheets.append((self.now, self._one_call(wake.commitment)))
        if outcome in (SENT, BY_THE_SHEET):
            self._somebody_reads(wake)

    def _one_call(self, commitment: str) -> tuple[Commitment, ...]:
        """It, and whatever is made with it."""
        lead = self.latest(commitment)
        riders = (self.latest(name) for name in lead.joined)
        return (lead, *(rider for rider in riders if rider.rides_with == lead.id))

    def _somebody_reads(self, wake: DueWake) -> None:
        """Whoever got the task will answer it."""
        owed = self.latest(wake.commitment)
        asks = wake.step in ASKING_STEPS or wake.step is Step.ESCALATE
        plan = (owed.id, owed.generation)
        if not asks or writes_to_customer(owed, wake.step) or not owed.takes_an_answer or plan in self._asked:
            return
        self._asked.add(plan)
        reaction = self.people.asked(owed, rules=self.rulebook.current(), now=self.now)
        if reaction is not None:
            self.will(lambda: self.taps(owed.id, reaction.choice), at=reaction.at)

    def _owner_is_asked(self, since: dt.datetime) -> None:
        """The owner lets a burst of letters go, where anybody answers anything."""
        if not self.people.answer_nothing:
            self.will(lambda: self._let_go(since), at=self.now + THE_OWNER_TAKES)

    def _let_go(self, since: dt.datetime) -> None:
        try:
            say(Braked.LET_GO, about=since, ledger=self.ledger, clock=self.timeline.clock)
        except FollowthroughError as no:
            self._note("brake", no)

    def _note(self, about: str, wrong: FollowthroughError) -> None:
        self.troubles.append(Trouble(at=self.now, about=about, what=str(wrong)))

    # ----- every day ---------------------------------------------------------------------------

    @property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.rules.business.zone)

    def _plan_day(self, day: dt.date) -> None:
        """The reports of this day; at its end a look at whatever has not rung, and the next day is planned."""
        if day.weekday() == MONDAY:
            self._plan_report(report_week, civil(day, MONDAYS, zone=self._zone))
        if day.weekday() != SUNDAY:
            self._plan_report(report_day, civil(day, SHEETS, zone=self._zone))
        midnight = civil(day + ONE_DAY, dt.time(), zone=self._zone)
        self.timeline.plan(midnight, lambda: self._end_day(day), rank=Rank.LOOK)

    def _plan_report(self, report: Callable[..., int], at: dt.datetime) -> None:
        if at >= self.now:
            self.timeline.plan(at, lambda: self._report(report), rank=Rank.REPORT)

    def _report(self, report: Callable[..., int]) -> None:
        try:
            report(tools=self.reporting)
        except FollowthroughError as wrong:
            self._note("report", wrong)

    def _end_day(self, day: dt.date) -> None:
        tend(ledger=self.ledger, due=self.alarms, clock=self.timeline.clock)
        self._plan_day(day + ONE_DAY)
