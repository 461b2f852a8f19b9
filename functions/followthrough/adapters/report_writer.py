"""Writes what a day and a week begin with: one person's sheet, and the Monday letter to management."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from followthrough.adapters.task import Task, task_of
from followthrough.adapters.templating import rendered
from followthrough.adapters.texts import Texts
from followthrough.application.ports import Card, Message, Sheet, Week
from followthrough.domain.manners import listed
from followthrough.domain.telling import Telling
from followthrough.domain.words import State, Step

COUNTED = (
    (State.KEPT, "kept"),
    (State.KEPT_LATE, "kept late"),
    (State.TOLD, "told in time"),
    (State.BROKEN, "broken"),
    (State.OPEN, "still open"),
)
"""What can have become of a promise, in the order in which management hears it."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One task on the sheet."""

    task: Task
    answer_url: str

    @property
    def why(self) -> str:
        """Why she is to be phoned: what tells two tasks for one customer apart."""
        return dict(self.task.facts).get("Why", "")


@dataclass(frozen=True, kw_only=True)
class ReportWriter:
    """Turns a day or a week into a mail."""

    texts: Texts

    def sheet(self, sheet: Sheet) -> Message:
        """The morning sheet: everything that is still to be done today, earliest first, each with its own answer."""
        lines = [
            Line(task=task_of(card, step=_step_of(card), texts=self.texts), answer_url=card.answer_url)
            for card in sheet.cards
        ]
        business, count = sheet.rules.business, len(lines)
        day = Telling(now=sheet.now, zone=business.zone).day(sheet.now)
        facts = {
            "business": business.name,
            "subject": f"{day}: {count} to do" if count > 1 else f"{day}: one thing to do",
            "heading": f"Good morning {sheet.reader.person}",
            "lines": lines,
        }
        return Message(
            kind="task",
            sender=f"{business.name} <{business.mail}>",
            to=sheet.reader.email,
            reply_to=business.mail,
            subject=str(facts["subject"]),
            text=rendered("sheet.txt", **facts),
            html=rendered("sheet.html", **facts),
            thread=f"sheet-{sheet.reader.id}-{sheet.now:%Y%m%d}",
            commitments=tuple(card.commitment.id for card in sheet.cards),
            headers={},
        )

    def week(self, week: Week) -> Message:
        """The Monday letter: what was due last week, what became of it, and what was broken, by name."""
        business = week.rules.business
        telling = Telling(now=week.now, zone=business.zone)
        broken = [task_of(card, step=Step.ESCALATE, texts=self.texts).heading for card in week.broken]
        last_day = week.until - dt.timedelta(hours=1)
        facts = {
            "business": business.name,
            "subject": in_figures(week),
            "heading": f"Promises of {telling.day(week.since)} to {telling.day(last_day)}",
            "rows": [(word, week.by_state[state]) for state, word in COUNTED if week.by_state.get(state)],
            "due": week.due,
            "broken": broken,
        }
        return Message(
            kind="report",
            sender=f"{business.name} <{business.mail}>",
            to=week.reader.email,
            reply_to=business.mail,
            subject=in_figures(week),
            text=rendered("week.txt", **facts),
            html=rendered("week.html", **facts),
            thread=f"week-{week.since:%Y%m%d}",
            commitments=(),
            headers={},
        )


def _step_of(card: Card) -> Step:
    """A broken promise is told as one; anything else as the task it is."""
    return Step.ESCALATE if card.commitment.state is State.BROKEN else Step.REMIND


def in_figures(week: Week) -> str:
    """The week in one line, such as `2 due: 2 kept`."""
    if week.due == 0:
        return "No promise fell due last week."
    parts = [f"{week.by_state[state]} {word}" for state, word in COUNTED if week.by_state.get(state)]
    return f"{week.due} due: {listed(parts, last='and')}." if len(parts) > 1 else f"{week.due} due: {parts[0]}."
