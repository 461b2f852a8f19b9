from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from followthrough.domain.commitment import Commitment, Entry
from followthrough.domain.event import SubjectRef
from followthrough.domain.figures import (
    Became,
    Care,
    FirstAnswers,
    answered_at,
    became,
    care_of,
    figures_of,
    first_answers_of,
    mended_in,
)
from followthrough.domain.words import Outcome, State
from support.cards import WEEKDAYS, a_commitment, at

MINUTE = dt.timedelta(minutes=1)


def ended(state: State, because: str = "done", **more: Any) -> Commitment:
    entry = Entry(at=at("2026-03-10 11:00"), what=state, because=because)
    return a_commitment(state=state, history=(entry,), **more)


def asked(number: str = "1", *, of: str = "inquiry", answers: tuple[tuple[str, str], ...] = ()) -> Commitment:
    """A question of Wednesday 11 March, 09:20, and what was answered when."""
    return a_commitment(
        subject=SubjectRef(source="web", type=of, id=number),
        caused_at=at("2026-03-11 09:20"),
        history=(
            Entry(
                at=at("2026-03-11 09:20"), what="made", because=f"{of}.{'received' if of == 'inquiry' else 'opened'}"
            ),
            *(Entry(at=at(f"2026-03-{when}"), what=what) for what, when in answers),
        ),
    )


def test_every_state_that_counts_has_its_column_and_no_other_has_one():
    columns = {state: became(ended(state)) for state in State}

    assert {State.RELEASED, State.LAPSED} == {state for state, column in columns.items() if column is None}
    assert {Became.TRIED} == set(Became) - set(columns.values())


def test_a_call_that_was_only_tried_has_a_column_of_its_own():
    figures = figures_of([ended(State.KEPT), ended(State.KEPT, "tried"), ended(State.KEPT, "declined")])

    assert {Became.KEPT: 2, Became.TRIED: 1} == figures.by
    assert (3, 1) == (figures.due, figures.declined)


def test_what_was_released_or_dropped_was_not_due_any_more():
    figures = figures_of([ended(State.RELEASED, "no need, she says"), ended(State.RELEASED, "x"), ended(State.LAPSED)])

    assert (0, 1, 1) == (figures.due, figures.released_by_her, figures.dropped)


def test_an_answer_that_was_taken_back_counts_as_what_stands_now():
    tried = Entry(at=at("2026-03-10 11:00"), what="kept", because="tried")
    back = Entry(at=at("2026-03-10 11:05"), what="answer taken back")
    done = Entry(at=at("2026-03-10 11:10"), what="kept", because="done")

    assert Became.OPEN is became(a_commitment(history=(tried, back)))
    assert Became.KEPT is became(a_commitment(state=State.KEPT, history=(tried, back, done)))


def test_care_is_counted_apart_and_no_room_apart_from_dropped():
    care = [ended(State.KEPT), ended(State.RELEASED, "no room"), ended(State.LAPSED), ended(State.LAPSED, "no room")]
    care.append(ended(State.RELEASED, "not asked"))

    assert Care(done=1, no_room=2, dropped=1, not_asked=1) == care_of(care)


@pytest.mark.parametrize("outcome", [Outcome.NO_ANSWER, Outcome.NOT_MINE, Outcome.WRONG_NUMBER])
def test_whoever_was_not_reached_has_not_been_answered(outcome: Outcome):
    assert answered_at(asked(answers=((f"answered {outcome}", "11 10:00"),))) is None


def test_the_first_answer_is_the_first_that_stands():
    answers = (
        ("answered no_answer", "11 10:00"),
        ("answered done", "11 10:30"),
        ("answer taken back", "11 10:31"),
        ("answered left_message", "11 11:00"),
        ("answered done", "11 15:00"),
    )

    assert at("2026-03-11 11:00") == answered_at(asked(answers=answers))


def test_whoever_was_tried_in_vain_has_not_been_answered():
    tried = ended(State.KEPT, "tried")
    answered = dataclasses.replace(tried, state=State.OPEN).answered("no_answer", at=at("2026-03-10 11:00"), by="x")

    assert answered_at(dataclasses.replace(answered, state=State.KEPT)) is None


def test_a_question_that_was_withdrawn_waits_for_no_answer():
    assert FirstAnswers() == first_answers_of([dataclasses.replace(asked(), state=State.RELEASED)], calendar=WEEKDAYS)


def test_what_an_event_has_kept_was_answered_then():
    assert at("2026-03-10 11:00") == answered_at(ended(State.KEPT, "repair.quoted"))


def test_the_time_to_the_first_answer_is_counted_in_open_hours_and_who_still_waits_is_counted():
    evening = dataclasses.replace(
        asked("2", answers=(("answered done", "12 08:30"),)), caused_at=at("2026-03-11 17:00")
    )
    found = first_answers_of(
        [evening, asked("1", of="complaint", answers=(("answered done", "11 09:40"),)), asked("3")], calendar=WEEKDAYS
    )

    assert FirstAnswers(times=(60 * MINUTE, 20 * MINUTE), waiting=1) == found
    assert (40 * MINUTE, 60 * MINUTE) == (found.middle, found.longest)


def test_only_questions_and_complaints_wait_for_an_answer_and_each_of_them_once():
    second = dataclasses.replace(asked("1"), id="decade00decade00deca", made_at=at("2026-03-12 09:00"))
    first = asked("1", answers=(("answered done", "11 09:30"),))

    assert FirstAnswers(times=(10 * MINUTE,)) == first_answers_of([second, first, a_commitment()], calendar=WEEKDAYS)
    assert (None, None) == (FirstAnswers().middle, FirstAnswers().longest)


def test_a_broken_promise_tells_how_soon_it_was_mended_once_it_is():
    mended = Entry(at=at("2026-03-11 17:08"), what="mended", because="in 8 minutes")
    broken = a_commitment(state=State.BROKEN, history=(mended,))
    answered = broken.answered("done", at=at("2026-03-11 17:08"), by="owner")

    assert ("in 8 minutes", "") == (mended_in(answered), mended_in(broken))
