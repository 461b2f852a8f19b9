"""What has become of the promises of a week, counted as management hears it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from followthrough.domain.asked_first import NOT_ASKED
from followthrough.domain.commitment import Commitment
from followthrough.domain.opening import Calendar
from followthrough.domain.words import Outcome, State


class Became(StrEnum):
    """The columns of the Monday letter: a call that we only tried stands apart from one that was made."""

    KEPT = "kept"
    KEPT_LATE = "kept_late"
    TRIED = "tried"
    TOLD = "told"
    BROKEN = "broken"
    OPEN = "open"


NO_ROOM, TRIED, DECLINED, RELEASED_BY_HER = "no room", "tried", "declined", "no need, she says"
"""Codes of a history that are counted by themselves."""

REACHED = frozenset(
    f"answered {outcome}"
    for outcome in (Outcome.DONE, Outcome.LEFT_MESSAGE, Outcome.PROBLEM, Outcome.POLITE_NO, Outcome.RESCHEDULE)
)
"""After one of these the customer has heard from us."""

ASKED_BY = frozenset({"inquiry.received", "complaint.opened"})
"""What begins with a customer who waits for an answer."""


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Promises that fell due, by what became of them; what was released or dropped was not due any more."""

    by: Mapping[Became, int]
    declined: int = 0
    released_by_her: int = 0
    dropped: int = 0

    @property
    def due(self) -> int:
        return sum(self.by.values())


@dataclass(frozen=True, kw_only=True)
class Care:
    """What we did without having promised it; missed care is counted, not mourned."""

    done: int = 0
    no_room: int = 0
    dropped: int = 0
    not_asked: int = 0
    """Not made, because nobody had asked the customer where one has to."""


@dataclass(frozen=True, kw_only=True)
class FirstAnswers:
    """How long questions and complaints waited until somebody spoke to the customer, in open hours."""

    times: tuple[dt.timedelta, ...] = ()
    waiting: int = 0

    @property
    def middle(self) -> dt.timedelta | None:
        return median(self.times) if self.times else None  # type: ignore[type-var]

    @property
    def longest(self) -> dt.timedelta | None:
        return max(self.times, default=None)


def figures_of(promises: Iterable[Commitment]) -> Figures:
    """What became of these promises."""
    owed = tuple(promises)
    columns = (became(commitment) for commitment in owed)
    return Figures(
        by=Counter(column for column in columns if column is not None),
        declined=sum(_ended_because(commitment) == DECLINED for commitment in owed),
        released_by_her=sum(_ended_because(commitment) == RELEASED_BY_HER for commitment in owed),
        dropped=sum(commitment.state is State.LAPSED for commitment in owed),
    )


def became(commitment: Commitment) -> Became | None:
    """The column it is counted in; none, if it was not due any more."""
    if commitment.state in (State.RELEASED, State.LAPSED):
        return None
    if commitment.state is State.KEPT and _ended_because(commitment) == TRIED:
        return Became.TRIED
    return Became(commitment.state)


def care_of(care: Iterable[Commitment]) -> Care:
    """What became of the follow-ups nobody was promised."""
    owed = tuple(care)
    return Care(
        done=sum(commitment.state in (State.KEPT, State.KEPT_LATE) for commitment in owed),
        no_room=sum(_ended_because(commitment) == NO_ROOM for commitment in owed),
        dropped=sum(commitment.state is State.LAPSED and _ended_because(commitment) != NO_ROOM for commitment in owed),
        not_asked=sum(_ended_because(commitment) == NOT_ASKED for commitment in owed),
    )


def first_answers_of(promises: Iterable[Commitment], *, calendar: Calendar) -> FirstAnswers:
    """The time to the first answer to each question and complaint; one still without any is counted as waiting."""
    first: dict[str, Commitment] = {}
    for commitment in sorted(promises, key=lambda owed: owed.made_at):
        if _answers_a_question(commitment) and commitment.state is not State.RELEASED:
            first.setdefault(str(commitment.subject), commitment)
    answered = [(commitment.caused_at, answered_at(commitment)) for commitment in first.values()]
    return FirstAnswers(
        times=tuple(calendar.open_time_between(since, at) for since, at in answered if at is not None),
        waiting=sum(at is None for _, at in answered),
    )


def _answers_a_question(commitment: Commitment) -> bool:
    """Whether it was made because somebody asked or complained, and not as a later rung of the same matter."""
    return bool(commitment.history) and commitment.history[0].because in ASKED_BY


def answered_at(commitment: Commitment) -> dt.datetime | None:
    """When the customer first heard from a person; an answer that was taken back was none."""
    standing: list[tuple[str, dt.datetime]] = []
    for entry in commitment.history:
        if entry.what.startswith("answered "):
            standing.append((entry.what, entry.at))
        elif entry.what == "answer taken back":
            standing = standing[:-1]
    heard = [at for what, at in standing if what in REACHED]
    if heard:
        return heard[0]
    kept_by_event = commitment.state in (State.KEPT, State.KEPT_LATE) and commitment.answer is None
    return _ended_at(commitment) if kept_by_event else None


def mended_in(commitment: Commitment) -> str:
    """How soon a broken promise was made good, as its history says it: `in 8 minutes`; nothing if nobody has."""
    mended = (entry.because for entry in commitment.history if entry.what == "mended")
    return next(mended, "") if commitment.state is State.BROKEN and not commitment.takes_an_answer else ""


def _ended_because(commitment: Commitment) -> str:
    """The reason with which it reached its end, if it has."""
    ends = (entry.because for entry in reversed(commitment.history) if entry.what == commitment.state)
    return next(ends, "")


def _ended_at(commitment: Commitment) -> dt.datetime | None:
    ends = (entry.at for entry in reversed(commitment.history) if entry.what == commitment.state)
    return next(ends, None)
