from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

import pytest

from followthrough.adapters.business.texts import Texts
from followthrough.adapters.files import SHIPPED
from followthrough.adapters.mails.week_words import COLUMNS, MEANS, WeekWords, in_figures, switch_words, week_words
from followthrough.application.ports import Thanks, Week
from followthrough.domain.causes import CauseCount
from followthrough.domain.commitment import Entry
from followthrough.domain.figures import Became, Care, Figures, FirstAnswers
from followthrough.domain.words import State
from support.cards import BUSINESS, ROLES, a_card, a_commitment, at

TEXTS = Texts.read(SHIPPED)


def figures(**counts: int) -> Figures:
    return Figures(by=Counter({Became(column): count for column, count in counts.items()}))


def words(**more: Any) -> WeekWords:
    week = Week(
        rules=a_card().rules,
        reader=BUSINESS.boss,
        now=at("2026-03-16 07:30"),
        since=at("2026-03-09 00:00"),
        until=at("2026-03-16 00:00"),
        **{"figures": figures(kept=1), **more},
    )
    return week_words(week, texts=TEXTS)


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({}, "No promise fell due last week."),
        ({"kept": 2}, "2 due: 2 kept."),
        ({"broken": 1, "told": 1, "kept": 3}, "5 due: 3 kept, 1 told, 1 broken."),
        ({"kept_late": 1, "tried": 2, "open": 1}, "4 due: 1 kept late, 2 tried, 1 still open."),
    ],
)
def test_a_week_is_told_in_one_line(counts: dict[str, int], told: str) -> None:
    assert told == in_figures(figures(**counts))


def test_every_column_has_its_word_and_says_what_it_means() -> None:
    assert set(Became) == set(COLUMNS) == set(MEANS)


def test_the_bars_are_as_long_as_their_share_and_a_broken_one_is_told_apart() -> None:
    rows = words(figures=figures(kept=3, broken=1)).rows

    assert [("kept", 3, 75, False), ("broken", 1, 25, True)] == [
        (row.word, row.count, row.share, row.is_broken) for row in rows
    ]


def test_what_was_broken_is_named_with_its_cause_and_how_soon_it_was_mended() -> None:
    mended = Entry(at=at("2026-03-11 17:08"), what="mended", because="in 8 minutes")
    broken = a_commitment(state=State.BROKEN, cause="hand_over", history=(mended,))
    answered = broken.answered("done", at=at("2026-03-11 17:08"), by="owner")

    [line] = words(broken=(a_card(commitment=answered),)).broken

    assert "Nobody phoned Nora Quill" == line.heading
    assert "Cause: nobody free at hand-over. Mended in 8 minutes." == line.remark


def test_a_cause_is_compared_with_the_weeks_before() -> None:
    rising = CauseCount(cause="part_late", this_week=2, before=1, mended=True)
    falling = CauseCount(cause="price", this_week=0, before=3, mended=False)

    assert (
        "Part came late: 2 last week, 1 in the four weeks before (rising and mended)",
        "Price: 0 last week, 3 in the four weeks before",
    ) == words(causes=(rising, falling)).causes


def test_what_did_not_happen_is_not_mentioned() -> None:
    assert () == words().also


def test_what_is_counted_beside_the_promises_is_told_by_name() -> None:
    counted = Figures(by=Counter(), declined=1, released_by_her=2, dropped=3)
    also = dict(words(figures=counted, care=Care(done=4, no_room=5, dropped=6, not_asked=9), stars=7, comebacks=8).also)

    assert [7, 1, 2, 8, 3, 4, 5, 6, 9] == list(also.values())
    assert (5, 7) == (also["Friendly follow-ups with no room"], also["Gold stars given"])


@pytest.mark.parametrize(
    ("minutes", "waiting", "told"),
    [
        ([], 0, ""),
        ([20], 0, "First answered after 20\N{NO-BREAK SPACE}min of open hours."),
        (
            [20, 60, 40],
            1,
            "First answered after 40\N{NO-BREAK SPACE}min of open hours, at the longest 1\N{NO-BREAK SPACE}h. Still waiting: 1.",
        ),
        ([], 2, "Still waiting: 2."),
    ],
)
def test_how_long_customers_waited_for_a_first_answer(minutes: list[int], waiting: int, told: str) -> None:
    times = tuple(dt.timedelta(minutes=minute) for minute in minutes)

    assert told == words(first_answers=FirstAnswers(times=times, waiting=waiting)).first_answers


def test_whom_to_thank_is_named_with_what_was_given() -> None:
    thanks = (
        Thanks(role=ROLES["adviser"], stars=2, words=("drove there in the rain", "a spare strap")),
        Thanks(role=ROLES["counter"], stars=1, words=("no charge",)),
    )

    assert (
        "Donal, 2 gold stars: “drove there in the rain”; “a spare strap”",
        "Iris, one gold star: “no charge”",
    ) == words(thanks=thanks).thanks


def test_the_switch_is_told_as_it_stands() -> None:
    assert "Open promises are not handed over 15 minutes before a shift ends." == words().switch
    assert "Open promises are handed over 15 minutes before a shift ends." == words(hand_over=True).switch
    assert switch_words(on=False) == words().switch
