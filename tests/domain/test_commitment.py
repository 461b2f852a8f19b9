from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from typing import Any

import pytest

from followthrough.domain.commitment import Claim, Commitment, Wake, in_order
from followthrough.domain.errors import AlreadyAnswered, UndoClosed
from followthrough.domain.words import Channel, State, Step
from support.cards import a_commitment, at

TEN, ELEVEN, NOON, ONE = (at(f"2026-03-10 {hour}:00") for hour in (10, 11, 12, 13))
CHAIN = (
    Wake(step=Step.REMIND, at=TEN),
    Wake(step=Step.NUDGE, at=ELEVEN),
    Wake(step=Step.WARN, at=NOON),
    Wake(step=Step.ESCALATE, at=ONE),
)
RECEIPT = Wake(step=Step.RECEIPT, at=TEN)
SECOND = dt.timedelta(seconds=1)


def owed(*agenda: Wake, **changes: Any) -> Commitment:
    return a_commitment(agenda=agenda or CHAIN, **changes)


def steps(wakes: tuple[Wake, ...]) -> list[Step]:
    return [wake.step for wake in wakes]


# ----- what is due ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (TEN - SECOND, []),
        (TEN, [Step.REMIND]),
        (NOON, [Step.REMIND, Step.NUDGE, Step.WARN]),
        (ONE + dt.timedelta(days=9), [Step.REMIND, Step.NUDGE, Step.WARN, Step.ESCALATE]),
    ],
)
def test_what_is_due_is_the_chain_as_far_as_its_time_has_come(now, due):
    assert steps(owed().due_steps(now=now)) == due


@pytest.mark.parametrize("step", [Step.RECEIPT, Step.SETTLE, Step.ASK, Step.STAND_DOWN])
def test_what_is_no_part_of_the_chain_is_due_alone(step):
    commitment = owed(Wake(step=step, at=TEN), *CHAIN)

    assert steps(commitment.due_steps(now=ONE)) == [step]


def test_a_chain_waits_for_what_stands_between_its_steps():
    commitment = owed(CHAIN[0], Wake(step=Step.ASK, at=TEN), *CHAIN[1:])

    assert steps(commitment.due_steps(now=ONE)) == [Step.REMIND]


def test_a_commitment_without_an_agenda_has_no_alarm():
    assert dataclasses.replace(owed(), agenda=()).alarm is None


# ----- history -------------------------------------------------------------------------------------


def test_every_line_of_the_history_is_chained_to_all_before_it():
    commitment = owed().noted("made", at=TEN, because="repair.collected").noted("remind", at=ELEVEN, because="sent-1")

    head = ""
    for entry in commitment.history:
        head = hashlib.blake2b(f"{head}{entry}".encode(), digest_size=16).hexdigest()
    assert commitment.head == head


@pytest.mark.parametrize("change", [{"what": "kept"}, {"because": "done"}, {"at": NOON}])
def test_a_changed_line_breaks_the_chain(change):
    honest = owed().noted("remind", at=TEN, because="sent-1").noted("nudge", at=ELEVEN)
    line = {"what": "remind", "at": TEN, "because": "sent-1"} | change

    forged = owed().noted(**line).noted("nudge", at=ELEVEN)

    assert forged.head != honest.head


# ----- steps ---------------------------------------------------------------------------------------


def test_a_step_takes_what_it_overtook_with_it():
    done = owed().did(Step.WARN, at=NOON)

    assert steps(done.agenda) == [Step.ESCALATE]
    assert done.history[-1].what == Step.WARN


def test_a_step_outside_the_chain_takes_nothing_with_it():
    done = owed(CHAIN[0], Wake(step=Step.ASK, at=TEN)).did(Step.ASK, at=TEN)

    assert steps(done.agenda) == [Step.REMIND]


def test_a_step_that_was_carried_out_frees_the_claim():
    claim = Claim(step=Step.REMIND, generation=1, token="t", at=TEN, message="m")

    assert owed().claimed(claim).did(Step.REMIND, at=TEN).claim is None


def test_a_letter_of_unknown_fate_is_asked_about_after_a_quarter_of_an_hour():
    unsure = owed(RECEIPT, *CHAIN[1:]).now_unsure(Step.RECEIPT, at=TEN, because="the answer was lost")

    assert (unsure.unsure, unsure.state) == (True, State.OPEN)
    assert unsure.agenda[0] == Wake(step=Step.ASK, at=TEN + dt.timedelta(minutes=15))


def test_a_letter_whose_fate_is_known_is_not_asked_about():
    settled = owed(RECEIPT, *CHAIN[1:]).now_unsure(Step.RECEIPT, at=TEN, because="lost").settled(at=TEN, because="send")

    assert (settled.unsure, steps(settled.agenda)) == (False, [Step.NUDGE, Step.WARN, Step.ESCALATE])


# ----- ends ----------------------------------------------------------------------------------------


def test_what_nobody_was_asked_to_do_is_released_without_a_word():
    released = owed().released(at=TEN, because="repair.reopened")

    assert (released.state, released.agenda, released.generation) == (State.RELEASED, (), 2)


@pytest.mark.parametrize("step", [Step.REMIND, Step.NUDGE, Step.WARN])
def test_whoever_was_asked_to_do_it_is_told_to_stand_down(step):
    released = owed().did(step, at=TEN).released(at=ELEVEN, because="repair.reopened")

    assert released.agenda == (Wake(step=Step.STAND_DOWN, at=ELEVEN),)


def test_a_task_of_an_earlier_plan_is_a_task_too():
    moved = owed().did(Step.REMIND, at=TEN).postponed(until=ONE, at=TEN, because="closed")

    assert steps(moved.released(at=ELEVEN, because="repair.reopened").agenda) == [Step.STAND_DOWN]


def test_nobody_stands_down_from_a_letter():
    released = owed(channel=Channel.EMAIL).did(Step.REMIND, at=TEN).released(at=ELEVEN, because="order.refunded")

    assert released.agenda == ()


@pytest.mark.parametrize("state", [state for state in State if state is not State.OPEN])
def test_what_is_over_cannot_be_released(state):
    over = dataclasses.replace(owed(state=state), agenda=())

    assert over.released(at=TEN, because="repair.reopened") == over


def test_what_is_over_and_cannot_be_done_rings_no_more():
    over = owed(state=State.BROKEN).released(at=TEN, because="opted out")

    assert (State.BROKEN, ()) == (over.state, over.agenda)


@pytest.mark.parametrize("end", list(State))
def test_what_was_broken_stays_broken(end):
    assert owed(state=State.BROKEN).ended(end, at=TEN, what="kept").state is State.BROKEN


# ----- crossings -----------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [State.KEPT, State.KEPT_LATE, State.BROKEN, State.OPEN])
def test_what_crossed_is_noted_and_moves_nothing(state):
    before = owed(state=state)

    crossed = before.crossed(Step.REMIND, at=TEN)

    assert (crossed.state, crossed.agenda, crossed.history[-1].what) == (state, before.agenda, "remind crossed")


@pytest.mark.parametrize("step", [Step.REMIND, Step.NUDGE, Step.WARN])
def test_a_task_that_crossed_its_release_is_followed_by_a_stand_down(step):
    settle = Wake(step=Step.SETTLE, at=NOON)
    released = dataclasses.replace(owed(settle), state=State.RELEASED)

    crossed = released.crossed(step, at=TEN)

    assert crossed.agenda == (Wake(step=Step.STAND_DOWN, at=TEN), settle)


def test_two_tasks_of_one_release_are_followed_by_one_stand_down():
    released = owed().did(Step.REMIND, at=TEN).released(at=TEN, because="repair.reopened")

    assert steps(released.crossed(Step.NUDGE, at=ELEVEN).agenda) == [Step.STAND_DOWN]


# ----- order ---------------------------------------------------------------------------------------


def test_steps_come_by_their_times_and_by_their_severity_at_the_same_time():
    late = Wake(step=Step.WARN, at=TEN)

    assert in_order((CHAIN[3], CHAIN[0], late)) == (CHAIN[0], late, CHAIN[3])


@pytest.mark.parametrize(("nudged_at", "kept"), [(TEN - SECOND, False), (TEN, False), (TEN + SECOND, True)])
def test_a_nudge_that_says_no_more_than_its_task_is_left_out(nudged_at, kept):
    nudge = Wake(step=Step.NUDGE, at=nudged_at)

    assert (nudge in in_order((CHAIN[0], nudge))) is kept


def test_a_nudge_whose_task_is_out_stays():
    assert in_order(CHAIN[1:]) == CHAIN[1:]


# ----- moves ---------------------------------------------------------------------------------------


def test_nothing_of_the_chain_comes_before_what_was_postponed():
    waiting = owed().postponed(until=NOON, at=TEN, because="closed")

    assert [(wake.step, wake.at) for wake in waiting.agenda] == [
        (Step.REMIND, NOON),
        (Step.WARN, NOON),
        (Step.ESCALATE, ONE),
    ]
    assert waiting.generation == 2


def test_a_receipt_that_waits_keeps_nobody_waiting():
    waiting = owed(RECEIPT, *CHAIN[1:]).postponed(until=NOON, at=TEN, because="quiet hours")

    assert [(wake.step, wake.at) for wake in waiting.agenda] == [
        (Step.NUDGE, ELEVEN),
        (Step.RECEIPT, NOON),
        (Step.WARN, NOON),
        (Step.ESCALATE, ONE),
    ]


def test_a_move_makes_every_older_wake_an_old_one():
    moved = owed().moved(
        at=TEN, because="she asked", agenda=CHAIN[:1], due_at=NOON, promised_by=ONE, slot=(NOON, ONE), what="new time"
    )

    assert (moved.generation, moved.promised_by, moved.history[-1].because) == (2, ONE, "she asked")


def test_a_broken_promise_that_moves_stays_in_the_books_at_its_own_time():
    broken = owed(state=State.BROKEN)

    moved = broken.moved(at=TEN, because="she asked", agenda=CHAIN, due_at=NOON, promised_by=ONE, slot=(NOON, ONE))

    assert (moved.state, moved.promised_by, moved.slot) == (State.BROKEN, broken.promised_by, (NOON, ONE))


# ----- answers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "channel", "takes"),
    [
        (State.OPEN, Channel.CALL, True),
        (State.OPEN, Channel.EMAIL, True),
        (State.BROKEN, Channel.CALL, True),
        (State.KEPT, Channel.EMAIL, True),
        (State.KEPT, Channel.CALL, False),
        (State.KEPT_LATE, Channel.EMAIL, False),
        (State.RELEASED, Channel.CALL, False),
        (State.LAPSED, Channel.CALL, False),
        (State.TOLD, Channel.CALL, False),
    ],
)
def test_an_answer_is_taken_while_it_is_open_when_it_was_broken_and_to_a_letter(state, channel, takes):
    commitment = owed(state=state, channel=channel)

    assert commitment.takes_an_answer is takes


@pytest.mark.parametrize(
    ("outcome", "takes"), [("done", False), ("problem", False), ("no_answer", True), ("reschedule", True)]
)
def test_a_broken_promise_takes_answers_until_it_is_mended(outcome, takes):
    answered = owed(state=State.BROKEN).answered(outcome, at=TEN, by="owner")

    assert answered.takes_an_answer is takes


def test_a_letter_takes_one_answer():
    answered = owed(state=State.KEPT, channel=Channel.EMAIL).answered("fine", at=TEN, by="customer")

    with pytest.raises(AlreadyAnswered):
        answered.answered("not_right", at=TEN, by="customer")


def test_an_answer_taken_back_leaves_everything_as_before_under_a_new_generation():
    before = owed(tries=1, unsure=True)
    answered = before.answered("done", at=TEN, by="adviser").ended(State.KEPT, at=TEN, what="kept")

    restored = dataclasses.replace(answered, unsure=False).undone(at=TEN + dt.timedelta(minutes=9), by="adviser")

    expected = dataclasses.replace(before, generation=2, history=restored.history, head=restored.head)
    assert restored == expected


def test_ten_minutes_are_over_after_ten_minutes():
    answered = owed().answered("done", at=TEN, by="adviser")

    with pytest.raises(UndoClosed):
        answered.undone(at=TEN + dt.timedelta(minutes=10), by="adviser")


@pytest.mark.parametrize(("promised_by", "is_promise"), [(ONE, True), (None, False)])
def test_only_what_she_was_told_is_a_promise(promised_by, is_promise):
    assert owed(promised_by=promised_by).is_promise is is_promise


# ----- the sheet -----------------------------------------------------------------------------------


def test_what_stands_on_a_sheet_is_on_it_until_it_moves():
    on_sheet = owed().stood_on_sheet("adviser", at=TEN)
    later = on_sheet.postponed(until=NOON, at=TEN, because="closed")

    assert (True, False) == (on_sheet.is_on_a_sheet, later.is_on_a_sheet)
    assert ("on the sheet", False) == (on_sheet.history[-1].what, owed().is_on_a_sheet)


def test_what_stands_on_ones_sheet_stands_on_no_other():
    on_sheet = owed().stood_on_sheet("adviser", at=TEN)

    assert (True, False) == (on_sheet.is_on_sheet_of("adviser"), on_sheet.is_on_sheet_of("counter"))


def test_staff_whose_sheet_asks_for_something_are_told_when_it_is_not_wanted_any_more():
    released = owed().stood_on_sheet("adviser", at=TEN).released(at=ELEVEN, because="order.refunded")

    assert [Step.STAND_DOWN] == steps(released.agenda)


def test_what_only_stands_on_a_sheet_has_had_no_task_of_its_own():
    assert not owed().stood_on_sheet("adviser", at=TEN).task_is_out


def test_a_hand_over_that_was_overtaken_holds_nothing_up():
    remind, nudge = CHAIN[:2]
    hand_over = Wake(step=Step.HAND_OVER, at=TEN + SECOND)
    late = owed(remind, hand_over, nudge)

    assert (remind, nudge) == late.due_steps(now=NOON)
    assert () == late.did(Step.NUDGE, at=NOON).agenda


def test_what_waits_on_and_on_says_so_once():
    once = owed(CHAIN[0]).postponed(until=ELEVEN, at=TEN, because="paused")
    twice = once.postponed(until=NOON, at=ELEVEN, because="paused")
    other = twice.postponed(until=ONE, at=NOON, because="closed")

    assert once.history == twice.history
    assert ["paused", "closed"] == [entry.because for entry in other.history if entry.what == "waits"]


def test_whoever_was_told_not_to_act_is_not_told_again():
    """Found by random firms: a held call that then lapsed said `please do not phone` a second time."""
    called_back = owed(carried_out=("remind.1", "stand_down.2"), generation=2)
    asked_anew = owed(carried_out=("remind.1", "stand_down.2", "remind.2"), generation=2)

    assert [Step.REMIND, Step.NUDGE, Step.WARN, Step.ESCALATE] == steps(called_back.calling_back(at=TEN).agenda)
    assert Step.STAND_DOWN in steps(asked_anew.calling_back(at=TEN).agenda)
