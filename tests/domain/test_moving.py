from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from followthrough.domain.commitment import Commitment, Wake
from followthrough.domain.errors import RuleBroken
from followthrough.domain.facts import Away, Facts
from followthrough.domain.moving import agreed, asked_anew, held, passed_on, tried_again
from followthrough.domain.opening import Span
from followthrough.domain.today import as_it_is
from followthrough.domain.words import Channel, MessageClass, State, Step
from support.cards import BUSINESS, NORA, a_commitment, a_role, a_rule, at
from support.shop import shipped_rules

TEN = at("2026-03-10 10:00")
NOW = at("2026-03-10 10:20")
LAPSE = Wake(step=Step.LAPSE, at=at("2026-03-17 17:30"))
ASK = Wake(step=Step.ASK, at=at("2026-03-10 10:30"))
LUNCH = (Span.parse("08:00-12:30"), Span.parse("13:30-17:30"))
DONAL = dataclasses.replace(
    BUSINESS.roles["adviser"],
    calendar=dataclasses.replace(BUSINESS.roles["adviser"].calendar, weekly=(*(LUNCH,) * 5, (), ())),
)
GARAGE = dataclasses.replace(BUSINESS, roles={**BUSINESS.roles, "adviser": DONAL})


def a_care_call(*agenda: Wake, **changes: Any) -> Commitment:
    return a_commitment(message_class=MessageClass.CARE, promised_by=None, agenda=agenda, **changes)


def agenda(commitment: Commitment) -> list[tuple[Step, dt.datetime]]:
    return [(wake.step, wake.at) for wake in commitment.agenda]


def hold(commitment: Commitment, *, now: dt.datetime = NOW, **rule: Any) -> Commitment:
    return held(commitment, rule=a_rule(**rule), business=BUSINESS, now=now, because="complaint open")


def try_again(commitment: Commitment, *, now: dt.datetime = NOW, **rule: Any) -> Commitment:
    return tried_again(commitment, rule=a_rule(**rule), business=GARAGE, now=now, because="no_answer")


def agree(commitment: Commitment, *, at: dt.datetime, **rule: Any) -> Commitment:
    return agreed(commitment, at=at, rule=a_rule(**rule), business=GARAGE, now=NOW)


# ----- held ----------------------------------------------------------------------------------------


def test_what_is_held_is_looked_at_again_on_the_next_open_day():
    commitment = hold(a_care_call(Wake(step=Step.REMIND, at=TEN), LAPSE))

    assert agenda(commitment) == [(Step.REMIND, at("2026-03-11 10:00")), (LAPSE.step, LAPSE.at)]
    assert (commitment.held, commitment.generation, commitment.history[-1].what) == (True, 2, "held")


def test_a_held_task_that_goes_out_long_before_its_time_is_not_looked_at_again_today():
    kept_back = hold(a_commitment(), windows=(), lead=dt.timedelta(hours=200))

    assert [Step.REMIND] == [step for step, when in agenda(kept_back) if when == kept_back.slot[0]]
    assert NOW.date() < min(when for _, when in agenda(kept_back)).date()


def test_care_that_would_be_looked_at_too_late_lapses_now_with_its_reason():
    commitment = hold(a_care_call(Wake(step=Step.REMIND, at=TEN), LAPSE), now=at("2026-03-17 10:00"))

    assert (commitment.state, commitment.agenda) == (State.LAPSED, ())
    assert commitment.history[-1].because == "complaint open"


def test_a_held_promise_is_given_up_after_the_rules_days():
    commitment = a_commitment(agenda=(Wake(step=Step.REMIND, at=TEN),))
    for day in range(6):
        commitment = hold(commitment, now=NOW + dt.timedelta(days=day), drop_after_days=5)

    assert (commitment.state, commitment.history[-1].because) == (State.RELEASED, "complaint open")
    assert [entry.what for entry in commitment.history].count("held") == 5


def test_a_held_promise_without_an_end_stays_owed():
    commitment = a_commitment(agenda=(Wake(step=Step.REMIND, at=TEN),))
    for day in range(30):
        commitment = hold(commitment, now=NOW + dt.timedelta(days=day))

    assert (commitment.state, commitment.held) == (State.OPEN, True)


def test_a_question_that_is_being_asked_is_not_moved_by_a_hold():
    commitment = hold(a_care_call(Wake(step=Step.REMIND, at=TEN), ASK))

    assert agenda(commitment)[0] == (ASK.step, ASK.at)


# ----- tried again ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "next_try"),
    [
        ("2026-03-10 10:20", "2026-03-10 13:30"),
        ("2026-03-10 13:40", "2026-03-11 10:00"),
        ("2026-03-11 10:20", "2026-03-11 13:30"),
        ("2026-03-13 16:00", "2026-03-16 10:00"),
    ],
)
def test_the_next_try_is_in_the_other_half_of_an_open_day(now, next_try):
    commitment = try_again(a_commitment(), now=at(now))

    assert (commitment.alarm, commitment.tries) == (Wake(step=Step.REMIND, at=at(next_try)), 1)


def test_the_promise_moves_with_its_next_try():
    commitment = try_again(a_commitment())

    assert (commitment.promised_by, commitment.slot) == (
        at("2026-03-10 17:00"),
        (at("2026-03-10 13:30"), at("2026-03-10 17:00")),
    )


def test_care_is_not_tried_for_longer_than_it_is_kind():
    commitment = try_again(a_care_call(LAPSE), now=at("2026-03-17 16:00"))

    assert agenda(commitment)[0] == (LAPSE.step, LAPSE.at)


def test_trying_again_to_find_out_about_a_letter_asks_a_person_and_writes_no_second_letter():
    commitment = try_again(a_care_call(channel=Channel.EMAIL, state=State.KEPT))

    assert (commitment.state, agenda(commitment)) == (State.OPEN, [(Step.ASK, at("2026-03-10 13:30"))])


# ----- agreed --------------------------------------------------------------------------------------


def test_an_agreed_time_is_promised_to_begin_within_half_an_hour():
    commitment = agree(a_care_call(), at=at("2026-03-11 15:00"))

    assert (commitment.due_at, commitment.promised_by) == (at("2026-03-11 15:00"), at("2026-03-11 15:30"))
    assert (commitment.message_class, commitment.history[-1].what) == (MessageClass.PROMISE, "new time")


@pytest.mark.parametrize(
    ("when", "task_at"),
    [
        ("2026-03-11 15:00", "2026-03-11 14:45"),
        ("2026-03-11 13:35", "2026-03-11 12:20"),
        ("2026-03-16 08:00", "2026-03-13 17:15"),
        ("2026-03-10 10:30", "2026-03-10 10:20"),
    ],
    ids=["in the afternoon", "after lunch", "first thing on Monday", "in ten minutes"],
)
def test_the_task_for_an_agreed_time_goes_out_while_somebody_is_there_to_read_it(when, task_at):
    commitment = agree(a_care_call(), at=at(when))

    assert (Step.REMIND, at(task_at)) in agenda(commitment)


def test_the_receipt_of_an_agreed_time_waits_for_the_undo_window():
    commitment = agree(a_care_call(), at=at("2026-03-11 15:00"))

    assert agenda(commitment)[0] == (Step.RECEIPT, at("2026-03-10 10:30"))


@pytest.mark.parametrize(
    ("when", "says"),
    [
        ("2026-03-10 10:29", "too close"),
        ("2026-03-11 13:00", "Donal is not there then"),
        ("2026-03-15 10:00", "Donal is not there then"),
        ("2027-03-15 10:00", "more than a year ahead"),
    ],
)
def test_a_time_nobody_can_keep_is_refused(when, says):
    with pytest.raises(RuleBroken, match=says):
        agree(a_care_call(), at=at(when))


def test_a_letter_for_which_a_time_was_agreed_becomes_a_call():
    commitment = agree(a_care_call(channel=Channel.EMAIL), at=at("2026-03-11 15:00"))

    assert commitment.channel is Channel.CALL


def test_work_for_which_a_time_was_agreed_is_done_by_then_and_aimed_at_before():
    work = a_commitment(channel=Channel.TASK, slot=None)

    commitment = agree(work, at=at("2026-03-12 12:00"), windows=(), inside=dt.timedelta(hours=2))

    assert (commitment.channel, commitment.promised_by) == (Channel.TASK, at("2026-03-12 12:00"))
    assert (commitment.due_at, commitment.message_class) == (at("2026-03-12 10:00"), MessageClass.PROMISE)
    assert agenda(commitment)[0] == (Step.RECEIPT, at("2026-03-10 10:30"))


def test_work_that_nobody_was_told_of_is_put_off_without_a_letter():
    work = a_commitment(channel=Channel.TASK, promised_by=None)

    commitment = agree(work, at=at("2026-03-12 12:00"), windows=(), untold=True)

    assert (commitment.promised_by, commitment.due_at) == (None, at("2026-03-12 12:00"))
    assert Step.RECEIPT not in [step for step, _ in agenda(commitment)]


def test_an_untold_call_that_reached_nobody_is_still_not_let_go():
    commitment = try_again(a_care_call(Wake(step=Step.REMIND, at=TEN)), untold=True)

    assert commitment.promised_by is None
    assert [step for step, _ in agenda(commitment)] == [Step.REMIND, Step.NUDGE, Step.ESCALATE]


# ----- a role that goes home at noon ---------------------------------------------------------------

FIRM = shipped_rules().business
BY_FIVE = {"promised_by": at("2026-03-10 17:00"), "due_at": at("2026-03-10 15:00")}


def test_the_next_try_of_a_promise_is_when_somebody_is_there_for_it():
    rule = a_rule(id="answer", windows=())
    tried = tried_again(
        a_commitment(owner="counter", **BY_FIVE), rule=rule, business=FIRM, now=at("2026-03-10 10:00"), because="x"
    )

    assert (at("2026-03-10 13:30"), at("2026-03-10 17:30")) == tried.slot


def test_care_is_tried_again_by_whom_she_knows():
    care = a_care_call(owner="counter")
    tried = tried_again(care, rule=a_rule(windows=()), business=FIRM, now=at("2026-03-10 10:00"), because="x")

    assert at("2026-03-11 08:00") == tried.slot[0]


def test_a_time_may_be_agreed_at_which_somebody_else_is_there():
    moved = agreed(a_commitment(owner="counter"), at=at("2026-03-11 15:00"), rule=a_rule(), business=FIRM, now=NOW)

    assert at("2026-03-11 15:30") == moved.promised_by


def test_what_is_passed_on_is_handed_over_by_its_new_owner_too():
    owed = a_commitment(owner="adviser", **BY_FIVE)

    given = passed_on(owed, by="adviser", business=FIRM, now=at("2026-03-10 10:00"))

    assert ("counter", (Step.HAND_OVER, at("2026-03-10 12:15"))) == (given.owner, agenda(given)[-1])


def test_what_is_passed_on_while_the_cover_is_out_goes_to_who_covers_for_the_cover():
    covers = {"adviser": ("counter",), "counter": ("workshop",), "workshop": (), "owner": ()}
    roles = {name: a_role(name, name.capitalize(), *cover) for name, cover in covers.items()}
    today = dt.date(2026, 3, 10)
    firm = as_it_is(
        dataclasses.replace(FIRM, roles=roles), Facts(away=(Away(role="counter", first=today, last=today),))
    )

    given = passed_on(a_commitment(**BY_FIVE), by="adviser", business=firm, now=at("2026-03-10 10:00"))

    assert "workshop" == given.owner


def test_what_is_asked_anew_keeps_its_time():
    owed = a_commitment(**BY_FIVE)

    anew = asked_anew(owed, at=NOW)

    assert (owed.promised_by, owed.generation + 1) == (anew.promised_by, anew.generation)
    assert (Step.REMIND, NOW) == agenda(anew)[0]


def test_another_try_is_handed_over_at_its_own_time_and_not_at_the_old_one():
    old = Wake(step=Step.HAND_OVER, at=at("2026-03-10 12:15"))
    owed = a_commitment(owner="counter", agenda=(old,), **BY_FIVE)

    tried = tried_again(owed, rule=a_rule(windows=()), business=FIRM, now=at("2026-03-10 10:00"), because="x")

    assert 1 == [step for step, _ in agenda(tried)].count(Step.HAND_OVER)


# ----- where she is --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "slot"),
    [
        (None, ("2026-03-11 10:00", "2026-03-11 12:30")),
        ("America/Chicago", ("2026-03-11 13:30", "2026-03-11 17:00")),
    ],
)
def test_the_next_try_is_at_an_hour_that_is_civil_for_her_too(zone, slot):
    afternoon = at("2026-03-10 16:00")

    tried = tried_again(
        a_commitment(),
        rule=a_rule(),
        business=BUSINESS,
        now=afternoon,
        because="no_answer",
        contact=dataclasses.replace(NORA, zone=zone),
    )

    assert tuple(map(at, slot)) == tried.slot
