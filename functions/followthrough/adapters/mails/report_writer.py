"""Writes what a day and a week begin with: one person's sheet, and the Monday letter to management."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from followthrough.adapters.business.texts import Texts
from followthrough.adapters.mails.known import reason
from followthrough.adapters.mails.sheet_parts import parts_of
from followthrough.adapters.mails.task import Task, task_of
from followthrough.adapters.mails.week_words import in_figures, week_words
from followthrough.adapters.templating import rendered
from followthrough.application.ports import Card, Message, Sheet, Week
from followthrough.domain.business import Business
from followthrough.domain.manners import capitalised
from followthrough.domain.telling import Telling
from followthrough.domain.words import State, Step

AFTER_FULL = "There is no separate mail for each of these; you hear again only if time grows short. Thank you."
AFTER_SHORT = "Each of these comes again by itself when its time has come. Thank you."


@dataclass(frozen=True, kw_only=True)
class Line:
    """One task on the sheet."""

    task: Task
    mark: str
    """What kind of thing it is: a promise, a complaint, one that was broken; nothing if nobody was told of it."""
    why: str
    """What tells two tasks for one customer apart."""
    answer_url: str

    @property
    def when(self) -> str:
        """The window or the end; how long that is still away, or past, is true only while the sheet is new."""
        return self.task.when.partition(" · ")[0]

    @property
    def remark(self) -> str:
        """Why it is to be done, unless the heading has said it."""
        return "" if self.why in self.task.heading else capitalised(self.why)

    @property
    def is_urgent(self) -> bool:
        return self.task.tone == "urgent"


@dataclass(frozen=True, kw_only=True)
class ReportWriter:
    """Turns a day or a week into a mail."""

    texts: Texts

    def sheet(self, sheet: Sheet) -> Message:
        """The morning sheet: everything that is still to be done today, each with its own answer."""
        day = Telling(now=sheet.now, zone=sheet.rules.business.zone).day(sheet.now)
        parts = parts_of(sheet)
        facts = {
            "subject": f"{day}: {_how_much(sheet)}",
            "heading": f"Good morning {sheet.reader.person}",
            "parts": [(part.heading, [self._line(card) for card in part.cards]) for part in parts],
            "sheet": sheet,
            "own": f"Your own promises of last week, for your eyes only: {in_figures(sheet.own)}" if sheet.own else "",
            "after": AFTER_FULL if sheet.stands_alone else AFTER_SHORT,
        }
        return _message(
            "sheet",
            facts,
            business=sheet.rules.business,
            kind="task",
            to=sheet.reader.email,
            thread=f"sheet-{sheet.reader.id}-{sheet.now:%Y%m%d}",
            commitments=tuple(card.commitment.id for part in parts for card in part.cards),
        )

    def week(self, week: Week) -> Message:
        """The Monday letter: what was due last week, what became of it, and what was broken, by name."""
        words = week_words(week, texts=self.texts)
        return _message(
            "week",
            {"subject": words.figures, "week": words, "url": week.url},
            business=week.rules.business,
            kind="report",
            to=week.reader.email,
            thread=f"week-{week.since:%Y%m%d}",
        )

    def _line(self, card: Card) -> Line:
        broken = card.commitment.state is State.BROKEN
        task = task_of(card, step=Step.ESCALATE if broken else Step.REMIND, texts=self.texts)
        return Line(task=task, mark=_mark(card), why=reason(card), answer_url=card.answer_url)


def _mark(card: Card) -> str:
    if card.commitment.state is State.BROKEN:
        return "Broken"
    if card.commitment.subject.type == "complaint":
        return "Complaint"
    return "Promise" if card.commitment.is_promise else ""


def _how_much(sheet: Sheet) -> str:
    count = len(sheet.cards) + bool(sheet.unread_url)
    return f"{count} to do" if count > 1 else "one thing to do"


def _message(
    template: str,
    facts: Mapping[str, object],
    *,
    business: Business,
    kind: str,
    to: str,
    thread: str,
    commitments: tuple[str, ...] = (),
) -> Message:
    facts = {"business": business.name, **facts}
    return Message(
        kind=kind,
        sender=f"{business.name} <{business.mail}>",
        to=to,
        reply_to=business.mail,
        subject=str(facts["subject"]),
        text=rendered(f"{template}.txt", **facts),
        html=rendered(f"{template}.html", **facts),
        thread=thread,
        commitments=commitments,
        headers={},
    )
