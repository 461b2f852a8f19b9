"""What the use cases need of the outside world. Adapters implement these; nobody here knows AWS."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from followthrough.domain.business import Business, Role
from followthrough.domain.causes import CauseCount
from followthrough.domain.commitment import Commitment, Wake
from followthrough.domain.customer import ContactPoint, Customer, Note
from followthrough.domain.day_plan import DayPlan
from followthrough.domain.event import Contact, Event, Money, SubjectRef
from followthrough.domain.facts import Brake, Facts
from followthrough.domain.figures import Care, Figures, FirstAnswers
from followthrough.domain.heard import Heard
from followthrough.domain.playbook import FollowUp, Playbook
from followthrough.domain.sameness import Alike
from followthrough.domain.seen import Seen
from followthrough.domain.subject import Subject
from followthrough.domain.timeline import Reached
from followthrough.domain.words import Step

Record = Subject | Customer | ContactPoint | Commitment | Note | Facts | DayPlan | Heard


class Clock(Protocol):
    """What time it is."""

    def now(self) -> dt.datetime:
        """The present instant, aware, in UTC."""


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The business as published: its people, its playbook."""

    business: Business
    playbook: Playbook
    facts: Facts = field(default_factory=Facts)
    """What people have told us about today; the calendars of `business` heed it already."""


class Rulebook(Protocol):
    """Where the published business is read from."""

    def current(self) -> Rules:
        """The rules of today. Raises InvalidBusiness."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """What one strongly consistent read of the ledger found; what is missing is simply absent."""

    subjects: Mapping[str, Subject]
    customers: Mapping[str, Customer]
    points: Mapping[str, ContactPoint]
    commitments: Mapping[str, Commitment]


class Ledger(Protocol):
    """The truth: what we know and what we owe. Every record carries the version that was read."""

    def read(
        self,
        *,
        subjects: Iterable[SubjectRef] = (),
        customers: Iterable[str] = (),
        points: Iterable[str] = (),
        commitments: Iterable[str] = (),
    ) -> Found:
        """Read these in one strongly consistent call. Subjects are found under `str(ref)`. Raises Unreachable."""

    def commit(self, *changed: Record, unchanged: Sequence[Record] = (), gone: Sequence[Note] = ()) -> None:
        """Write all of `changed` and delete all of `gone`, or nothing; at most 100 records at once.

        Each must still have the version it was read with (0: must be new), and so must each of `unchanged`.
        A write whose answer was lost and that is found to be our own is a success.
        Raises Conflict when somebody else wrote first, Unreachable.
        """

    def thread_of(self, customer: str) -> tuple[Commitment, ...]:
        """Everything ever owed to this customer, oldest first."""

    def subjects_of(self, customer: str) -> tuple[Subject, ...]:
        """Every order, repair, complaint and question of this customer."""

    def subjects_from(self, source: str) -> tuple[Subject, ...]:
        """Everything that this source ever told us of; it reads the whole ledger, so it is for rare commands."""

    def whole(self) -> tuple[Subject | Customer | Commitment, ...]:
        """Everybody we know, every matter and everything ever owed; the whole ledger is read, so for rare commands."""

    def notes_of(self, customer: str) -> tuple[Note, ...]:
        """What was written down about her, oldest first."""

    def facts(self) -> Facts:
        """What people have told us about today."""

    def day_plan(self, role: str, day: dt.date) -> DayPlan:
        """The plan of this role's day; an empty one if nobody has begun it."""

    def heard(self) -> tuple[Heard, ...]:
        """Every source that was ever heard, by its id."""

    def heard_of(self, source: str) -> Heard | None:
        """What we know of this source; nothing, if it was never heard."""

    def tally(self, name: str, *, expires: dt.datetime, by: int = 1) -> int:
        """Count so many more of this and say how many there are now; one too many does no harm. Raises Unreachable."""

    def waking(self, *, until: dt.datetime) -> tuple[DueWake, ...]:
        """The next wake of every commitment that has one until then, earliest first."""

    def promised(self, *, since: dt.datetime, until: dt.datetime) -> tuple[Commitment, ...]:
        """Every promise whose promised time lies between these, earliest first."""

    def cared(self, *, since: dt.datetime, until: dt.datetime) -> tuple[Commitment, ...]:
        """Every follow-up that nobody was promised and that was meant for a time between these, earliest first."""


@dataclass(frozen=True, kw_only=True)
class DueWake:
    """A wake-up: ids only, everything is decided again when it arrives."""

    commitment: str
    step: Step
    generation: int
    at: dt.datetime


class Alarms(Protocol):
    """The alarm clock: one alarm for each commitment, for its next step."""

    def set(self, commitment: str, wake: Wake, *, generation: int) -> None:
        """Wake us for this step; setting the same alarm again is a success. Raises Unreachable."""

    def cancel(self, commitment: str, wake: Wake, *, generation: int) -> None:
        """Forget this alarm; one that is gone already is a success. Raises Unreachable."""


class DueQueue(Protocol):
    """What is due now."""

    def wake(self, wake: DueWake, *, delay: dt.timedelta = dt.timedelta()) -> None:
        """Put this wake before `carry_out`, not before the delay has passed (at most 15 minutes)."""


@dataclass(frozen=True, kw_only=True)
class Message:
    """One mail, rendered now and sent now; never stored."""

    kind: str
    """`task`, `letter` or `report`."""
    sender: str
    to: str
    reply_to: str
    subject: str
    text: str
    html: str
    thread: str
    """One constant root, so that all mails about one commitment stack in the reader's inbox."""
    commitments: tuple[str, ...]
    headers: Mapping[str, str]
    step: Step | None = None
    """The step that sent it, by which notices of the mail service find their way back."""
    generation: int | None = None
    """The plan it belongs to: a late notice of an older letter says nothing about a newer one."""


class Post(Protocol):
    """The mail service: exactly one attempt a call."""

    def send(self, message: Message) -> str:
        """Hand one mail over and return the service's id for it.

        Raises NotSent if it surely did not go out, FateUnknown if nobody can say, Refused if it never will.
        """


@dataclass(frozen=True, kw_only=True)
class Page:
    """An HTML page and its status."""

    status: int
    html: str


@dataclass(frozen=True, kw_only=True)
class Pass:
    """What a personal link says: who may answer what. Ids only."""

    commitment: str
    bearer: str
    """A role of the firm, or `customer`."""


class Reading(Protocol):
    """One delivery as its source file understands it; parsed once."""

    @property
    def delivery_key(self) -> str:
        """The same for every repetition of this delivery."""

    @property
    def subject(self) -> SubjectRef | None:
        """What it is about; nothing, if it is about nothing we follow."""

    @property
    def contact(self) -> Contact:
        """What it says about the customer."""

    @property
    def told_at(self) -> dt.datetime | None:
        """The source's own time of what it says about her; without one it only fills gaps."""

    @property
    def customer(self) -> str | None:
        """The customer's key, where we know it already because the event is our own."""

    def events(self, previous: Subject | None) -> Told:
        """What this delivery says happened, given what we knew. Raises Malformed."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """The events of one delivery, and the status the source gives its subject now."""

    events: tuple[Event, ...]
    status: str | None = None
    as_of: dt.datetime | None = None
    """The source's own time of that status."""
    began_at: dt.datetime | None = None
    """When what it is about began, if the source tells: also where nothing has happened that anything follows."""
    details: tuple[tuple[str, str], ...] = ()
    total: Money | None = None
    """What it says of its subject, also where nothing has happened."""
    goodwill: tuple[str, ...] = ()
    """What it says was given without charge; a gift that it tells again is none."""
    told_at: dt.datetime | None = None
    """The source's own time of these; none, if only the events tell any."""
    line: tuple[Reached, ...] | None = None
    """The states that the source has told so far; none, if this delivery tells no state."""
    gone: tuple[Seen, ...] = ()
    """Events that we took for what had happened, before we knew of the state between."""
    is_trial: bool = False
    """Whether the source says that it is only trying: then nothing is made and nothing remembered."""


class Links(Protocol):
    """Personal links: signed, without personal data, dead with what they are for."""

    def answer(self, commitment: str, *, bearer: str) -> str:
        """The address of the answer page of one commitment for one person."""

    def stop(self, customer: str) -> str:
        """The address at which one customer says `no more of these`."""

    def staff(self, page: str, *, bearer: str) -> str:
        """The address of one of the firm's own pages (`desk`, `day`, `week`) for one role."""

    def read_answer(self, token: str) -> Pass:
        """Raises BadSignature."""

    def read_staff(self, page: str, token: str) -> str:
        """The role that this link of this page was made for. Raises BadSignature."""

    def read_stop(self, token: str) -> str:
        """The customer's key. Raises BadSignature."""


class OwnDoor(Protocol):
    """Our own front door: what people here type goes in where every other sender knocks."""

    def post(self, event: Event, *, event_id: str) -> None:
        """Hand in one event of the desk; the same id twice is one event.

        Raises Unreachable unless it is surely taken in: then it is to be done again, with the same id.
        """


class Hashes(Protocol):
    """Keyed hashes: the same contact always has the same key, and the key tells nothing."""

    def of(self, kind: str, value: str) -> str:
        """A short keyed hash of a normalised value."""


@dataclass(frozen=True, kw_only=True)
class Card:
    """Everything a mail or page about one commitment may show; made for one rendering and then gone."""

    rules: Rules
    follow_up: FollowUp
    commitment: Commitment
    subject: Subject
    contact: Contact
    owner: Role
    reader: Role
    now: dt.datetime
    notes: tuple[Note, ...] = ()
    thread: tuple[Commitment, ...] = ()
    announced: Commitment | None = None
    announced_owner: Role | None = None
    answer_url: str = ""
    her_page_url: str = ""
    stop_url: str = ""
    joined: tuple[Card, ...] = ()
    """The other matters that this one call is about."""
    missing: tuple[str, ...] = ()
    said: Mapping[str, str] = field(default_factory=dict)
    """What our words to her quote of what was written down: the remedy, the sentence."""
    alike: tuple[Alike, ...] = ()
    """Other customers who may be the same person; only where staff are asked about it."""
    usual_by: dt.datetime | None = None
    """By when this shop usually keeps what the answer will promise."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One person's day: what is still to be done, in the order of time."""

    rules: Rules
    reader: Role
    now: dt.datetime
    cards: tuple[Card, ...]
    day_url: str = ""
    """Where he says who is away and when we are closed."""
    desk_url: str = ""
    unread_url: str = ""
    """Where the Monday letter waits that nobody has read."""
    own: Figures | None = None
    """What became of his own promises last week, if he is to see it."""
    stands_alone: bool = False
    """Whether it takes the place of a task mail for each of these."""


@dataclass(frozen=True, kw_only=True)
class Thanks:
    """Somebody who gave something without charge, and what he wrote about it."""

    role: Role
    stars: int
    words: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Week:
    """What the firm promised for one week, and what became of it."""

    rules: Rules
    reader: Role
    now: dt.datetime
    since: dt.datetime
    until: dt.datetime
    figures: Figures
    broken: tuple[Card, ...] = ()
    causes: tuple[CauseCount, ...] = ()
    comebacks: int = 0
    care: Care = field(default_factory=Care)
    first_answers: FirstAnswers = field(default_factory=FirstAnswers)
    stars: int = 0
    thanks: tuple[Thanks, ...] = ()
    hand_over: bool = False
    """Whether open promises are handed over before a shift ends."""
    url: str = ""
    """Where it is acknowledged."""


@dataclass(frozen=True, kw_only=True)
class Burst:
    """More letters than on any ordinary day, and who is asked about them."""

    rules: Rules
    reader: Role
    brake: Brake
    url: str
    now: dt.datetime


class OwnersQuestion(Protocol):
    """Turns an unusual burst of letters into the mail that asks the owner about it."""

    def about(self, burst: Burst) -> Message:
        """What is out of the ordinary, and the two ways on."""


@dataclass(frozen=True, kw_only=True)
class Silence:
    """Sources from which nothing has come for much longer than usual, and who is told."""

    rules: Rules
    reader: Role
    now: dt.datetime
    sources: tuple[tuple[str, Heard], ...]
    """Each with its title, as the owner knows it."""


class SilenceWords(Protocol):
    """Turns silences into the mail that tells the owner of them."""

    def about(self, silence: Silence) -> Message:
        """Since when, what is usual, and where to look."""


class Reporter(Protocol):
    """Turns figures into the mails that management and staff begin their day with."""

    def sheet(self, sheet: Sheet) -> Message:
        """The morning sheet of one person."""

    def week(self, week: Week) -> Message:
        """The Monday letter."""


class Writer(Protocol):
    """Turns a card into words. Rendering is pure: same card, same text."""

    def task(self, card: Card, *, step: Step) -> Message:
        """The mail that asks staff to act, for this step."""

    def letter(self, card: Card, *, letter: str, one_click: bool) -> Message:
        """A letter to the customer, with a way to say stop if `one_click`."""
