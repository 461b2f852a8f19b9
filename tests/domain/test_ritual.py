"""What comes again and again, and whatever she hears counts."""

from __future__ import annotations

import pytest

from followthrough.domain.commitment import Wake
from followthrough.domain.due import WorkingDaysLaterBy, parse_due
from followthrough.domain.errors import RuleBroken
from followthrough.domain.ritual import again, last_heard, moved_on, next_id, next_occurrence, promised_ahead, put_off
from followthrough.domain.words import Channel, State, Step
from support.cards import BUSINESS, a_commitment, a_rule, at

RITUAL = a_rule(
    id="no-news",
    role="counter",
    channel=Channel.TASK,
    windows=(),
    due=parse_due("1 working day later by 16:00"),
    every=2,
    then_letter="no-news",
)
NOW = at("2026-03-05 10:00")


def the_ritual(**changes):
    return a_commitment(
        **{
            "follow_up": "no-news",
            "channel": Channel.TASK,
            "owner": "counter",
            "slot": (at("2026-03-03 16:00"), at("2026-03-05 16:00")),
            "promised_by": at("2026-03-05 16:00"),
            "due_at": at("2026-03-05 14:30"),
            **changes,
        }
    )


def test_every_time_has_a_number_of_its_own():
    first = the_ritual()
    second = again(first, rule=RITUAL, business=BUSINESS, heard_at=NOW, now=NOW)

    assert (next_occurrence(first), next_occurrence(second)) == ("1~2", "1~3")
    assert second.id == next_id(first) != next_id(second)


def test_what_took_the_place_of_one_time_has_the_same_next_time():
    times = ("1~2.2", "1~12.2.2", "1.2")

    assert [next_occurrence(the_ritual(occurrence=occurrence)) for occurrence in times] == ["1~3", "1~13", "1.2~2"]


def test_a_ritual_that_moves_on_leaves_no_hand_over_of_the_day_before():
    old = Wake(step=Step.HAND_OVER, at=at("2026-03-05 12:15"))
    owed = the_ritual(agenda=(old, Wake(step=Step.ESCALATE, at=at("2026-03-05 16:00"))))

    later = moved_on(owed, rule=RITUAL, business=BUSINESS, heard_at=NOW, now=NOW)

    assert later is not None
    assert old not in later.agenda


def test_the_next_time_is_so_many_working_days_after_she_heard_and_by_the_same_hour():
    coming = again(the_ritual(), rule=RITUAL, business=BUSINESS, heard_at=NOW, now=NOW)

    assert isinstance(RITUAL.due, WorkingDaysLaterBy)
    assert coming.promised_by == at("2026-03-09 16:00")
    assert [wake.step for wake in coming.agenda] == [Step.REMIND, Step.NUDGE, Step.WARN, Step.ESCALATE]
    assert (coming.state, coming.owner, coming.history[0].what) == (State.OPEN, "counter", "made")


def test_a_ritual_without_an_hour_is_due_when_we_close():
    rule = a_rule(channel=Channel.TASK, windows=(), every=2, due=parse_due("2 working days later"))

    assert again(the_ritual(), rule=rule, business=BUSINESS, heard_at=NOW, now=NOW).promised_by == at(
        "2026-03-09 17:30"
    )


def test_a_letter_moves_the_ritual_on():
    moved = moved_on(the_ritual(), rule=RITUAL, business=BUSINESS, heard_at=NOW, now=NOW)

    assert moved is not None
    assert (moved.promised_by, moved.generation) == (at("2026-03-09 16:00"), 2)
    assert (moved.history[-1].what, moved.history[-1].because) == ("moved", "she heard from us")


def test_what_she_heard_long_ago_moves_nothing():
    heard_at = at("2026-03-03 16:20")

    assert moved_on(the_ritual(), rule=RITUAL, business=BUSINESS, heard_at=heard_at, now=NOW) is None


def test_the_next_time_is_never_in_the_past():
    coming = again(the_ritual(), rule=RITUAL, business=BUSINESS, heard_at=at("2026-02-02 10:00"), now=NOW)

    assert coming.promised_by == at("2026-03-09 16:00")


def test_letters_and_talks_are_heard_and_tasks_and_missed_calls_are_not():
    letter = a_commitment(channel=Channel.EMAIL).noted("remind", at=at("2026-03-02 09:00"), because="m-1")
    receipt = a_commitment().noted("receipt", at=at("2026-03-02 10:00"), because="m-2")
    talk = a_commitment().noted("answered done", at=at("2026-03-02 11:00"), because="adviser")
    task = a_commitment().noted("remind", at=at("2026-03-02 12:00"), because="m-3")
    missed = a_commitment().noted("answered no_answer", at=at("2026-03-02 13:00"), because="adviser")
    unsent = a_commitment().noted("receipt", at=at("2026-03-02 14:00"), because="not sent: no email address")
    done = the_ritual().noted("answered done", at=at("2026-03-02 15:00"), because="counter")

    assert last_heard([letter]) == at("2026-03-02 09:00")
    assert last_heard([letter, receipt]) == at("2026-03-02 10:00")
    assert last_heard([letter, receipt, talk, task, missed, unsent, done]) == at("2026-03-02 11:00")
    assert last_heard([task, missed, unsent, done]) is None


def test_an_answer_that_was_taken_back_was_no_talk():
    talk = a_commitment().noted("answered done", at=at("2026-03-02 11:00"), because="adviser")

    assert last_heard([talk.noted("answer taken back", at=at("2026-03-02 11:05"), because="adviser")]) is None


def test_what_she_was_promised_for_later_is_a_time_she_knows():
    ritual = the_ritual()
    ready = a_commitment(follow_up="ready-by", promised_by=at("2026-03-10 17:00"))
    over = a_commitment(follow_up="price-call", promised_by=at("2026-03-04 17:00"))
    kept = a_commitment(follow_up="quote", promised_by=at("2026-03-12 17:00"), state=State.KEPT)

    assert promised_ahead([ritual, ready, over, kept], of=ritual, now=NOW) == at("2026-03-10 17:00")
    assert promised_ahead([ritual, over, kept], of=ritual, now=NOW) is None


def test_it_rests_until_the_day_that_was_given():
    resting = put_off(the_ritual(), until=at("2026-03-14 09:00"), rule=RITUAL, business=BUSINESS, now=NOW)

    assert resting.agenda[0].step is Step.REMIND
    assert resting.agenda[0].at == at("2026-03-16 08:00")
    assert (resting.promised_by, resting.history[-1].because) == (at("2026-03-16 17:30"), "rests")


@pytest.mark.parametrize("until", ["2026-03-05 10:00", "2027-03-07 10:00"])
def test_a_rest_has_an_end_that_is_still_to_come(until):
    with pytest.raises(RuleBroken):
        put_off(the_ritual(), until=at(until), rule=RITUAL, business=BUSINESS, now=NOW)


def test_what_nobody_was_told_stays_untold_when_it_moves():
    untold = the_ritual(promised_by=None, slot=(at("2026-03-05 08:00"), at("2026-03-05 16:00")))

    moved = moved_on(untold, rule=RITUAL, business=BUSINESS, heard_at=NOW, now=NOW)

    assert moved is not None
    assert (moved.promised_by, moved.slot) == (None, (NOW, at("2026-03-09 16:00")))


def test_silence_that_nobody_broke_is_not_moved_on_by_its_own_end():
    end = at("2026-03-05 16:00")
    silent = the_ritual(slot=(at("2026-03-03 16:00"), end))

    assert moved_on(silent, rule=RITUAL, business=BUSINESS, heard_at=at("2026-03-03 16:20"), now=end) is None
