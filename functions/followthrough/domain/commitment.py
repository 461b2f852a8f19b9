"""Something we owe a customer by a time, and the only moves it can make."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, fields

from followthrough.domain.copying import replace
from followthrough.domain.errors import AlreadyAnswered, UndoClosed
from followthrough.domain.event import Asked, Money, SubjectRef
from followthrough.domain.opening import whole_minute
from followthrough.domain.words import ASKING_STEPS, CHAIN_STEPS, UNFINISHED, Channel, MessageClass, State, Step

UNDO_WINDOW = dt.timedelta(minutes=10)
"""How long an answer can be taken back; what it causes leaves when the window closes."""

PASSED_ON, PASSED_TO = "passed on", " > "
"""How a history tells that another role has it now: from whom to whom."""

ON_SHEET = "sheet"
"""Marks a plan that a morning sheet has asked for already, in place of a mail of its own."""

STOOD_ON_SHEET = "on the sheet"
"""How a history tells that a morning sheet asked for it: whose it was."""

BY_THE_SHEET = "by the sheet"
"""How a history tells that no task went out, because that sheet stands for it."""

ONE_CALL = "one call"
NOT_SENT = "not sent: "
"""Begins the reason of a step that was carried out without a mail."""
"""How a history tells that it is made with another call, or another with it."""

FATE_WINDOW = dt.timedelta(minutes=15)
"""How long SES may take to tell what became of a letter before a person is asked."""


@dataclass(frozen=True, kw_only=True)
class Wake:
    """One thing to do at one time."""

    step: Step
    at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class Claim:
    """The right of one invocation to carry out one step once."""

    step: Step
    generation: int
    token: str
    at: dt.datetime
    message: str
    """The queue message that claimed: its own redelivery waits for the lease, another one's is dropped."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of a commitment's history: ids and codes, never a name or an address."""

    at: dt.datetime
    what: str
    because: str = ""

    def __str__(self) -> str:
        return f"{self.at.isoformat()}|{self.what}|{self.because}"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How a commitment stood: what an answer may change, and what taking it back restores."""

    state: State
    owner: str
    agenda: tuple[Wake, ...]
    due_at: dt.datetime
    promised_by: dt.datetime | None
    slot: tuple[dt.datetime, dt.datetime] | None
    tries: int
    channel: Channel
    message_class: MessageClass
    unsure: bool
    held: bool
    new_time: dt.datetime | None
    rides_with: str = ""
    cause: str = ""
    agreed_by: dt.datetime | None = None
    taken_on_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What somebody said became of the task, and what it was before, so that it can be taken back."""

    outcome: str
    at: dt.datetime
    by: str
    before: Standing

    def can_be_undone(self, *, now: dt.datetime) -> bool:
        return now < self.at + UNDO_WINDOW


@dataclass(frozen=True, kw_only=True)
class Commitment:
    """Something we owe a customer by a time.

    `promised_by` is what she was told (none for care), `due_at` our internal time before it.
    `agenda` holds what is still to be done, in order; its head is the one live alarm.
    `generation` rises whenever the commitment moves, so that a wake of an older plan finds itself old.
    All times are aware and in UTC; `zone` is the civil zone in which they were meant.
    """

    id: str
    customer: str
    subject: SubjectRef
    follow_up: str
    occurrence: str
    channel: Channel
    message_class: MessageClass
    owner: str
    points: tuple[str, ...]
    """Her contact points: what a claim must find unchanged."""
    words: str
    zone: str
    made_at: dt.datetime
    caused_at: dt.datetime
    due_at: dt.datetime
    promised_by: dt.datetime | None = None
    slot: tuple[dt.datetime, dt.datetime] | None = None
    state: State = State.OPEN
    agenda: tuple[Wake, ...] = ()
    generation: int = 1
    tries: int = 0
    unsure: bool = False
    held: bool = False
    carried_out: tuple[str, ...] = ()
    new_time: dt.datetime | None = None
    """The time that takes the place of a promise we cannot keep: she is told of it, and a commitment follows for it."""
    follows: str = ""
    """The commitment that could not be kept, and in whose place this one stands."""
    joined: tuple[str, ...] = ()
    """Other calls to her that are made with this one: two reasons, one call."""
    rides_with: str = ""
    """The call that this one is made with: it has no task of its own."""
    worth: int = 0
    """The amount behind it in the smallest unit: of two cheerful calls with room for one, the worthier is made."""
    amount: Money | None = None
    """The amount that its letter names, kept as proof of what she decided about."""
    agreed_by: dt.datetime | None = None
    """The date that the event behind it named, or that its answer agreed for what follows."""
    asked: Asked = Asked.UNKNOWN
    """Whether she was asked if we may be in touch about this, and what she said."""
    cause: str = ""
    """Why it went wrong, coded, once somebody has said so."""
    taken_on_by: str = ""
    """The role that has taken on what follows from its answer, where somebody was named."""
    claim: Claim | None = None
    answer: Answer | None = None
    history: tuple[Entry, ...] = ()
    head: str = ""
    version: int = 0

    @property
    def alarm(self) -> Wake | None:
        """The next step: the only one that has a live alarm."""
        return self.agenda[0] if self.agenda else None

    @property
    def is_open(self) -> bool:
        return self.state is State.OPEN

    @property
    def takes_an_answer(self) -> bool:
        """Somebody may say what became of it: while it is open, until a broken one is mended, once for a letter in doubt."""
        if self.is_open:
            return True
        if self.state is State.BROKEN:
            return self.answer is None or self.answer.outcome in UNFINISHED
        if self.state is State.TOLD:
            return self.unsure
        return self.answer is None and self.state is State.KEPT and self.channel is Channel.EMAIL

    @property
    def is_promise(self) -> bool:
        """Only what she was told counts in the keep-rate."""
        return self.promised_by is not None

    @property
    def is_care(self) -> bool:
        """Kind, and no more than that: what she was promised, or waits for untold, is done whatever the day holds."""
        return self.message_class is not MessageClass.PROMISE

    @property
    def standing(self) -> Standing:
        return Standing(**{field.name: getattr(self, field.name) for field in fields(Standing)})

    @property
    def had_by(self) -> frozenset[str]:
        """The roles that had this before, and have it no more because it was passed on or passed back."""
        return frozenset(role for passing in self._passings for role in passing) - {self.owner}

    @property
    def passed_on_by(self) -> frozenset[str]:
        """The roles that have said it is not theirs."""
        return frozenset(giver for giver, _ in self._passings)

    @property
    def _passings(self) -> tuple[tuple[str, str], ...]:
        """From whom to whom this was passed on, also if that was taken back."""
        passed = (entry.because.partition(PASSED_TO) for entry in self.history if entry.what == PASSED_ON)
        return tuple((giver, taker) for giver, _, taker in passed)

    @property
    def task_is_out(self) -> bool:
        """Whether staff were asked to do this, by the task itself or by what spoke for it, whatever has moved since."""
        return any(done.partition(".")[0] in ASKING_STEPS for done in self.carried_out)

    def is_on_sheet_of(self, reader: str) -> bool:
        """Whether this role's full morning sheet has asked for it as it is planned now: a mail would say it twice.

        A call that took on another matter since is asked for by a mail, which names all of it.
        """
        return f"{ON_SHEET}.{self.generation}.{reader}" in self.carried_out and not self._took_on_more_since_the_sheet

    @property
    def is_on_a_sheet(self) -> bool:
        """Whether anybody's full morning sheet has asked for it as it is planned now."""
        return any(done.startswith(f"{ON_SHEET}.{self.generation}.") for done in self.carried_out)

    @property
    def _took_on_more_since_the_sheet(self) -> bool:
        last = next((entry.what for entry in reversed(self.history) if entry.what in (STOOD_ON_SHEET, ONE_CALL)), "")
        return last == ONE_CALL

    @property
    def _was_on_a_sheet(self) -> bool:
        """Whether a sheet ever asked for it, whatever has moved since."""
        return any(done.startswith(f"{ON_SHEET}.") for done in self.carried_out)

    @property
    def _is_called_back(self) -> bool:
        """Whether the last that staff heard of it is that they are not to act."""
        heard = (done.partition(".")[0] for done in reversed(self.carried_out))
        last = next((step for step in heard if step in (*ASKING_STEPS, ON_SHEET, Step.STAND_DOWN)), "")
        return last == Step.STAND_DOWN

    def due_steps(self, *, now: dt.datetime) -> tuple[Wake, ...]:
        """What must happen now: one step, or the last of several overdue ones of rising severity.

        After an outage the task, its nudge and its warning may all be overdue;
        three mails about one call help nobody, so the most severe one speaks for all.
        """
        head = self.alarm
        if head is None or head.at > now:
            return ()
        if head.step not in CHAIN_STEPS:
            return (head,)
        due: list[Wake] = []
        for wake in self.agenda:
            if wake.step is Step.HAND_OVER:
                continue  # What the next step overtakes: whoever is in gets that one.
            if wake.at > now or wake.step not in CHAIN_STEPS:
                break
            due.append(wake)
        return tuple(due)

    # ----- moves -------------------------------------------------------------------------------

    def noted(self, what: str, *, at: dt.datetime, because: str = "") -> Commitment:
        """The same commitment with one more line in its chained history."""
        entry = Entry(at=at, what=what, because=because)
        head = hashlib.blake2b(f"{self.head}{entry}".encode(), digest_size=16).hexdigest()
        return replace(self, history=(*self.history, entry), head=head)

    def stood_on_sheet(self, reader: str, *, at: dt.datetime) -> Commitment:
        """This role's morning sheet asks for it; should it move, or become another's, a mail of its own does."""
        marked = replace(self, carried_out=(*self.carried_out, f"{ON_SHEET}.{self.generation}.{reader}"))
        return marked.noted(STOOD_ON_SHEET, at=at, because=reader)

    def claimed(self, claim: Claim) -> Commitment:
        return replace(self, claim=claim)

    def given_back(self) -> Commitment:
        """The claim is returned: surely nothing went out."""
        return replace(self, claim=None)

    def did(self, step: Step, *, at: dt.datetime, because: str = "") -> Commitment:
        """A step was carried out: it and what it overtook leave the agenda."""
        done = self._without(step)
        marked = replace(
            done,
            claim=None,
            held=done.held and step not in CHAIN_STEPS,
            carried_out=(*done.carried_out, f"{step}.{done.generation}"),
        )
        return marked.noted(step, at=at, because=because)

    def crossed(self, step: Step, *, at: dt.datetime) -> Commitment:
        """What went out while this commitment was being answered, moved or released: noted, its state stays.

        Staff who now hold a task that was released a moment ago are told not to act on it.
        """
        noted = replace(self, claim=None).noted(f"{step} crossed", at=at, because="answered or moved meanwhile")
        not_wanted = self.state is State.RELEASED or self.held
        if not not_wanted or step not in ASKING_STEPS:
            return noted
        asked = replace(noted, carried_out=(*noted.carried_out, f"{step}.{noted.generation}"))
        return asked.calling_back(at=at)

    def now_unsure(self, step: Step, *, at: dt.datetime, because: str) -> Commitment:
        """A letter may or may not have gone out: never again by itself; a person is asked if SES stays silent."""
        rest = self._without(step)
        ask = Wake(step=Step.ASK, at=whole_minute(at + FATE_WINDOW))
        marked = replace(
            rest,
            claim=None,
            unsure=True,
            agenda=in_order((*rest.agenda, ask)),
            carried_out=(*rest.carried_out, f"{step}.{rest.generation}"),
        )
        return marked.noted(f"{step} unsure", at=at, because=because)

    def settled(self, *, at: dt.datetime, because: str) -> Commitment:
        """The fate of an unsure letter is known now."""
        agenda = tuple(wake for wake in self.agenda if wake.step is not Step.ASK)
        return replace(self, unsure=False, agenda=agenda).noted("settled", at=at, because=because)

    def ended(
        self, state: State, *, at: dt.datetime, what: str, because: str = "", then: tuple[Wake, ...] = ()
    ) -> Commitment:
        """The commitment reaches an end; `then` is what its ending still causes. What was broken stays broken."""
        end = State.BROKEN if self.state is State.BROKEN else state
        return replace(self, state=end, agenda=in_order(then), held=False).noted(what, at=at, because=because)

    def told(self, *, at: dt.datetime, because: str, then: tuple[Wake, ...] = ()) -> Commitment:
        """She knows that it cannot be kept, and what comes in its place; told after its time it is broken."""
        in_time = self.promised_by is None or at <= self.promised_by
        if in_time:
            return self.ended(State.TOLD, at=at, what="told", because=because, then=then)
        return self.ended(State.BROKEN, at=at, what="broken", because="told too late", then=then)

    def released(self, *, at: dt.datetime, because: str) -> Commitment:
        """Nothing is owed any more; staff who hold a task are told not to act on it.

        An answer that left it open can no longer be taken back: what ended it has not changed its mind.
        """
        if not self.is_open:
            return replace(self, agenda=()).noted("not done", at=at, because=because) if self.agenda else self
        moved = replace(self, generation=self.generation + 1, answer=None)
        return moved.ended(State.RELEASED, at=at, what="released", because=because).calling_back(at=at)

    def calling_back(self, *, at: dt.datetime) -> Commitment:
        """Staff who hold a task for this are told not to act on it now; who was told so already is not told again."""
        if self.channel is Channel.EMAIL or not (self.task_is_out or self._was_on_a_sheet) or self._is_called_back:
            return self
        others = (wake for wake in self.agenda if wake.step is not Step.STAND_DOWN)
        return replace(self, agenda=in_order((Wake(step=Step.STAND_DOWN, at=at), *others)))

    def postponed(self, *, until: dt.datetime, at: dt.datetime, because: str) -> Commitment:
        """The next step waits: its alarm moves, and with it everything that must not come before it.

        What waits on and on for the same reason says so once.
        """
        head, *rest = self.agenda
        later = tuple(replace(wake, at=max(wake.at, until)) if wake.step in CHAIN_STEPS else wake for wake in rest)
        agenda = in_order((replace(head, at=until), *(later if head.step in CHAIN_STEPS else tuple(rest))))
        waiting = replace(self, agenda=agenda, generation=self.generation + 1, claim=None)
        if self.history and (self.history[-1].what, self.history[-1].because) == ("waits", because):
            return waiting  # it has been said since when, and why
        return waiting.noted("waits", at=at, because=because)

    def moved(
        self,
        *,
        at: dt.datetime,
        because: str,
        agenda: tuple[Wake, ...],
        due_at: dt.datetime,
        promised_by: dt.datetime | None,
        slot: tuple[dt.datetime, dt.datetime] | None,
        what: str = "moved",
    ) -> Commitment:
        """A new time for the same commitment: alarms of the old plan find themselves old.

        It is open again, if a letter that came back had closed it.
        A broken promise stays in the books as broken, at the time that it was promised for.
        """
        is_broken = self.state is State.BROKEN
        shifted = replace(
            self,
            agenda=in_order(agenda),
            due_at=due_at,
            promised_by=self.promised_by if is_broken else promised_by,
            state=State.BROKEN if is_broken else State.OPEN,
            slot=slot,
            generation=self.generation + 1,
        )
        return shifted.noted(what, at=at, because=because)

    def answered(self, outcome: str, *, at: dt.datetime, by: str) -> Commitment:
        """Somebody said what became of it; what it was is kept until the undo window closes.

        Raises AlreadyAnswered if an answer stands that can no longer make way for another.
        """
        if not self.takes_an_answer:
            raise AlreadyAnswered
        answer = Answer(outcome=outcome, at=at, by=by, before=self.standing)
        return replace(self, answer=answer).noted(f"answered {outcome}", at=at, because=by)

    def undone(self, *, at: dt.datetime, by: str) -> Commitment:
        """The answer is taken back and everything stands as before, under a new generation.

        Staff whom it told not to act are asked again. Raises UndoClosed after ten minutes, or when there is nothing to take back.
        """
        if self.answer is None or not self.answer.can_be_undone(now=at):
            raise UndoClosed
        before = {field.name: getattr(self.answer.before, field.name) for field in fields(Standing)}
        restored = replace(self, **before, generation=self.generation + 1, answer=None)
        if f"{Step.STAND_DOWN}.{self.generation}" in self.carried_out:
            restored = replace(restored, agenda=in_order((Wake(step=Step.REMIND, at=at), *restored.agenda)))
        return restored.noted("answer taken back", at=at, because=by)

    def _without(self, step: Step) -> Commitment:
        """The agenda after this step: it and every chain step before it are gone."""
        agenda = list(self.agenda)
        for index, wake in enumerate(agenda):
            if wake.step is step:
                before = agenda[:index] if step not in CHAIN_STEPS else []
                return replace(self, agenda=(*before, *agenda[index + 1 :]))
        return self


def in_order(agenda: tuple[Wake, ...]) -> tuple[Wake, ...]:
    """The steps by their times; a nudge that would come with its task, or before it, says nothing and is left out."""
    asked = next((wake.at for wake in agenda if wake.step is Step.REMIND), None)
    speaking = [wake for wake in agenda if wake.step is not Step.NUDGE or asked is None or wake.at > asked]
    return tuple(sorted(speaking, key=lambda wake: wake.at))
