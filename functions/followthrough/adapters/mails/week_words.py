"""What the Monday letter and its page say, in words, before they become either."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from followthrough.adapters.business.texts import Texts
from followthrough.adapters.mails.cause_words import cause_in_words
from followthrough.adapters.mails.task import task_of
from followthrough.application.ports import Card, Thanks, Week
from followthrough.domain.causes import CauseCount
from followthrough.domain.figures import Became, Figures, FirstAnswers, mended_in
from followthrough.domain.manners import capitalised, listed
from followthrough.domain.plain import inert
from followthrough.domain.telling import Telling, lasting
from followthrough.domain.words import Step

COLUMNS = {
    Became.KEPT: "kept",
    Became.KEPT_LATE: "kept late",
    Became.TRIED: "tried",
    Became.TOLD: "told",
    Became.BROKEN: "broken",
    Became.OPEN: "still open",
}
"""What can have become of a promise, in the order in which management hears it."""

MEANS = {
    Became.KEPT: "done when we said",
    Became.KEPT_LATE: "done after the time we said",
    Became.TRIED: "not reached, and told so by letter",
    Became.TOLD: "told in time that it had to be later",
    Became.BROKEN: "not done, and not told in time",
    Became.OPEN: "no answer is recorded yet",
}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One column of the figures: how many, and how much of all that is."""

    word: str
    means: str
    count: int
    share: int
    is_broken: bool


@dataclass(frozen=True, kw_only=True)
class BrokenLine:
    """One broken promise: whom it was made to, why, and whether it was made good."""

    heading: str
    remark: str


@dataclass(frozen=True, kw_only=True)
class WeekWords:
    """The whole letter in plain sentences."""

    figures: str
    dates: str
    rows: tuple[Row, ...]
    broken: tuple[BrokenLine, ...]
    causes: tuple[str, ...]
    first_answers: str
    also: tuple[tuple[str, int], ...]
    thanks: tuple[str, ...]
    switch: str


def week_words(week: Week, *, texts: Texts) -> WeekWords:
    """What this week is told in."""
    telling = Telling(now=week.now, zone=week.rules.business.zone)
    last_day = week.until - dt.timedelta(hours=1)
    return WeekWords(
        figures=in_figures(week.figures),
        dates=f"Promises of {telling.day(week.since)} to {telling.day(last_day)}",
        rows=tuple(_rows(week.figures)),
        broken=tuple(_broken(card, texts=texts) for card in week.broken),
        causes=tuple(_cause(count) for count in week.causes),
        first_answers=_first_answers(week.first_answers),
        also=tuple(_also(week)),
        thanks=tuple(_thanks(thanks) for thanks in week.thanks),
        switch=switch_words(on=week.hand_over),
    )


def in_figures(figures: Figures) -> str:
    """A week in one line, such as `2 due: 2 kept`, with a full stop."""
    if figures.due == 0:
        return "No promise fell due last week."
    parts = [f"{figures.by[column]} {word}" for column, word in COLUMNS.items() if figures.by.get(column)]
    return f"{figures.due} due: {', '.join(parts)}."


def switch_words(*, on: bool) -> str:
    """How the switch stands that the letter asks about."""
    return f"Open promises are {'' if on else 'not '}handed over 15 minutes before a shift ends."


def _rows(figures: Figures) -> Iterator[Row]:
    for column, word in COLUMNS.items():
        count = figures.by.get(column, 0)
        if count:
            share = max(round(100 * count / figures.due), 1)
            yield Row(word=word, means=MEANS[column], count=count, share=share, is_broken=column is Became.BROKEN)


def _broken(card: Card, *, texts: Texts) -> BrokenLine:
    task = task_of(card, step=Step.ESCALATE, texts=texts)
    cause, mended = card.commitment.cause, mended_in(card.commitment)
    why = f"Cause: {cause_in_words(cause)}." if cause else "Nobody has said why yet."
    return BrokenLine(heading=task.heading, remark=f"{why} {f'Mended {mended}.' if mended else 'Not mended yet.'}")


def _cause(count: CauseCount) -> str:
    told = f"{count.this_week} last week, {count.before} in the four weeks before"
    marks = [mark for mark, holds in (("rising", count.is_rising), ("mended", count.mended)) if holds]
    return f"{capitalised(cause_in_words(count.cause))}: {told}{f' ({listed(marks)})' if marks else ''}"


def _also(week: Week) -> Iterator[tuple[str, int]]:
    """What is counted beside the promises; what did not happen is not mentioned."""
    figures, care = week.figures, week.care
    counted = (
        ("Gold stars given", week.stars),
        ("Answered with a polite no", figures.declined),
        ("No need any more, said the customer", figures.released_by_her),
        ("Came back with a complaint within 30 days", week.comebacks),
        ("Promises dropped, too late to be kind", figures.dropped),
        ("Friendly follow-ups done", care.done),
        ("Friendly follow-ups with no room", care.no_room),
        ("Friendly follow-ups dropped", care.dropped),
        ("Friendly follow-ups not made, because nobody had asked whether we may", care.not_asked),
    )
    yield from ((words, count) for words, count in counted if count)


def _first_answers(answers: FirstAnswers) -> str:
    waiting = f"Still waiting: {answers.waiting}." if answers.waiting else ""
    if answers.middle is None or answers.longest is None:
        return waiting
    longest = f", at the longest {lasting(answers.longest)}" if len(answers.times) > 1 else ""
    return f"First answered after {lasting(answers.middle)} of open hours{longest}. {waiting}".rstrip()


def _thanks(thanks: Thanks) -> str:
    stars = "one gold star" if thanks.stars == 1 else f"{thanks.stars} gold stars"
    words = "; ".join(f"“{inert(text)}”" for text in thanks.words)
    return f"{thanks.role.person}, {stars}: {words}"
