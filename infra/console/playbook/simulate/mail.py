"""The mails of a rehearsal: nothing is sent, everything is kept, and its words are written when somebody reads them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from followthrough.adapters.business.texts import Texts
from followthrough.adapters.mails.burst import BurstQuestion
from followthrough.adapters.mails.letter import letter_of
from followthrough.adapters.mails.report_writer import ReportWriter
from followthrough.adapters.mails.task import task_of
from followthrough.application.ports import Burst, Card, Clock, Message, Pass, Sheet, Week
from followthrough.domain.business import Business
from followthrough.domain.commitment import Commitment
from followthrough.domain.copying import replace
from followthrough.domain.errors import BadSignature, Malformed
from followthrough.domain.words import Step

HERE = "https://rehearsal.example"
"""Where the links of a rehearsal lead: to nobody."""

Words = Callable[[], tuple[str, str]]
"""The subject and the text of a mail."""


@dataclass(frozen=True, kw_only=True)
class Unwritten(Message):
    """A mail whose words wait: rendering is pure, so that they are the same whenever they are written."""

    write: Words
    about: tuple[Commitment, ...] = ()
    """What it is about, as it stood: a letter or a task of one call; none for a sheet or a report."""
    announced: Commitment | None = None
    """The follow-up of which it tells her that it will come."""


@dataclass
class Sent:
    """One mail that would have gone out."""

    at: dt.datetime
    message: Message

    @property
    def subject(self) -> str:
        return self._words[0]

    @property
    def text(self) -> str:
        return self._words[1]

    @property
    def _words(self) -> tuple[str, str]:
        message = self.message
        return message.write() if isinstance(message, Unwritten) else (message.subject, message.text)


@dataclass
class KeptPost:
    """A mail service that keeps what it is handed."""

    clock: Clock
    sent: list[Sent] = field(default_factory=list)

    def send(self, message: Message) -> str:
        self.sent.append(Sent(at=self.clock.now(), message=message))
        return f"rehearsed-{len(self.sent)}"


@dataclass
class LateWriter:
    """The real words, written late; the first mail of each kind at once, so that a text that cannot be filled in is found.

    That is what the real engine would stop at as well.
    """

    texts: Texts
    tried: set[tuple[str, str, bool]] = field(default_factory=set)

    def task(self, card: Card, *, step: Step) -> Message:
        """The task mail of this step. Raises InvalidBusiness if its script cannot be filled in."""
        kind = f"task {step}"
        return self._mail(card, kind="task", what=kind, to=card.reader.email, write=lambda: self._task(card, step))

    def letter(self, card: Card, *, letter: str, one_click: bool) -> Message:
        """A letter. Raises InvalidBusiness if it cannot be filled in, Malformed if there is nowhere to send it."""
        if not card.contact.email:
            raise Malformed("There is no email address to send this letter to.")
        write = lambda: self._letter(card, letter, one_click=one_click)  # noqa: E731 - a value of this very call
        return self._mail(card, kind="letter", what=letter, to=card.contact.email, write=write)

    def _task(self, card: Card, step: Step) -> tuple[str, str]:
        task = task_of(card, step=step, texts=self.texts)
        return task.subject, "\n".join((task.heading, task.opening, *task.script))

    def _letter(self, card: Card, letter: str, *, one_click: bool) -> tuple[str, str]:
        written = letter_of(card, name=letter, one_click=one_click, texts=self.texts)
        return written.subject, "\n\n".join(str(paragraph) for paragraph in written.paragraphs)

    def _mail(self, card: Card, *, kind: str, what: str, to: str, write: Words) -> Message:
        trial = (card.follow_up.id, what, card.announced is None)
        if trial not in self.tried:
            write()
            self.tried.add(trial)
        about = (card.commitment, *(other.commitment for other in card.joined))
        commitments = tuple(owed.id for owed in about)
        mail = _unwritten(card.rules.business, kind=kind, to=to, commitments=commitments, write=write)
        return replace(mail, about=about, announced=card.announced)


@dataclass
class LateReporter:
    """The sheets and the Monday letter, written late."""

    texts: Texts

    def sheet(self, sheet: Sheet) -> Message:
        about = tuple(card.commitment.id for card in sheet.cards)
        write = lambda: _words(ReportWriter(texts=self.texts).sheet(sheet))  # noqa: E731 - a value of this very call
        business = sheet.rules.business
        return _unwritten(business, kind="task", to=sheet.reader.email, commitments=about, write=write)

    def week(self, week: Week) -> Message:
        write = lambda: _words(ReportWriter(texts=self.texts).week(week))  # noqa: E731 - a value of this very call
        return _unwritten(week.rules.business, kind="report", to=week.reader.email, write=write)


@dataclass(frozen=True, kw_only=True)
class LateQuestion:
    """The owner's question about a burst of letters, and who hears that it was put."""

    asked: Callable[[dt.datetime], None]

    def about(self, burst: Burst) -> Message:
        self.asked(burst.brake.since)
        write = lambda: _words(BurstQuestion().about(burst))  # noqa: E731 - a value of this very call
        return _unwritten(burst.rules.business, kind="task", to=burst.reader.email, write=write)


class OpenLinks:
    """Links that anybody can read, because nobody gets them."""

    def answer(self, commitment: str, *, bearer: str) -> str:
        return f"{HERE}/a/{commitment}/{bearer}"

    def stop(self, customer: str) -> str:
        return f"{HERE}/stop/{customer}"

    def staff(self, page: str, *, bearer: str) -> str:
        return f"{HERE}/{page}/{bearer}"

    def read_answer(self, token: str) -> Pass:
        commitment, _, bearer = token.partition("/")
        if not bearer:
            raise BadSignature
        return Pass(commitment=commitment, bearer=bearer)

    def read_staff(self, page: str, token: str) -> str:
        return token.removeprefix(f"{page}/")

    def read_stop(self, token: str) -> str:
        return token


def _words(message: Message) -> tuple[str, str]:
    return message.subject, message.text


def _unwritten(business: Business, *, kind: str, to: str, write: Words, commitments: tuple[str, ...] = ()) -> Unwritten:
    return Unwritten(
        kind=kind,
        sender=business.mail,
        to=to,
        reply_to=business.mail,
        subject="",
        text="",
        html="",
        thread=commitments[0] if commitments else "",
        commitments=commitments,
        headers={},
        write=write,
    )
