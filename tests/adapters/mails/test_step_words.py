from __future__ import annotations

from dataclasses import replace

import pytest

from followthrough.adapters.mails.step_words import Asked, heading, opening, subject_line
from followthrough.domain.words import Channel, Step

CALL = Asked(
    channel=Channel.CALL,
    name="Hanne Brook",
    given="Hanne",
    reason="her question",
    when="before 17:00",
    until="by 17:00",
    has_window=False,
    hand_over_to="Iris or Maeve",
    goes_home="Iris goes home at 12:30",
)
WORK = replace(CALL, channel=Channel.TASK, reason="have the gearbox ready")
LETTER = replace(CALL, channel=Channel.EMAIL)


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (Step.REMIND, "Please phone Hanne Brook before 17:00 – her question"),
        (Step.NUDGE, "Still open: please phone Hanne Brook before 17:00 – her question"),
        (Step.WARN, "At risk: phone Hanne Brook before 17:00 – keep it, hand it over, or tell Hanne?"),
        (Step.ESCALATE, "BROKEN: nobody phoned Hanne Brook by 17:00, please do it now"),
        (Step.STAND_DOWN, "Please do not phone Hanne Brook"),
        (Step.ASK, "Please find out whether our letter reached Hanne Brook"),
        (Step.HAND_OVER, "Hand-over: please phone Hanne Brook before 17:00 – her question; Iris goes home at 12:30"),
    ],
)
def test_a_subject_says_who_what_and_by_when(step: Step, expected: str) -> None:
    assert expected == subject_line(step, CALL)


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (Step.REMIND, "Please have the gearbox ready before 17:00"),
        (Step.ESCALATE, "BROKEN: nobody did this for Hanne Brook by 17:00, please do it now"),
        (Step.STAND_DOWN, "Not needed any more: have the gearbox ready"),
    ],
)
def test_work_is_asked_for_in_the_words_of_its_rule(step: Step, expected: str) -> None:
    assert expected == subject_line(step, WORK)


def test_a_broken_letter_says_that_nobody_wrote() -> None:
    assert "Nobody wrote to Hanne Brook" == heading(Step.ESCALATE, LETTER)


def test_a_warning_names_who_could_take_it_over() -> None:
    words = opening(Step.WARN, CALL, because="")

    assert "hand it over to Iris or Maeve, or tell Hanne before it is late" in words


@pytest.mark.parametrize(
    ("because", "expected"),
    [
        ("order.refunded", "The order was refunded."),
        ("repair.reopened", "The repair was reopened."),
        ("opted out", "The customer asked us not to be in touch any more."),
        ("no need, she says", "The customer told us that there is no need any more."),
        ("", "It is not needed any more."),
    ],
)
def test_whoever_is_told_to_stand_down_is_told_why(because: str, expected: str) -> None:
    assert opening(Step.STAND_DOWN, CALL, because=because).startswith(expected)


def test_a_call_about_two_things_is_asked_for_as_one() -> None:
    both = replace(CALL, matters=("sliding door", "roof bars"), reason="a week after the repair and the roof bars")

    assert "ONE call for Hanne Brook: sliding door and roof bars" == subject_line(Step.REMIND, both)
    assert "ONE call for Hanne Brook: sliding door and roof bars" == heading(Step.REMIND, both)
    assert "Please do not phone Hanne Brook" == subject_line(Step.STAND_DOWN, both)


def test_what_she_was_not_told_is_overdue_and_not_broken() -> None:
    untold = replace(WORK, was_promised=False)

    assert subject_line(Step.ESCALATE, untold).startswith("OVERDUE: nobody did this for Hanne Brook")
    assert opening(Step.ESCALATE, untold, because="").startswith("It was to be done by 17:00")
    assert "sorry" not in opening(Step.ESCALATE, untold, because="")


def test_a_hand_over_says_who_goes_home_and_whose_it_is_now() -> None:
    told = opening(Step.HAND_OVER, CALL, because="")

    assert (
        "Iris goes home at 12:30, and it is still open: it is yours from now on. Thank you for taking it over." == told
    )


def test_whoever_holds_the_task_hears_that_the_customer_is_told_another_time() -> None:
    told = opening(Step.STAND_DOWN, CALL, because="a new time")

    assert told.startswith("The customer is told another time, and that has a task of its own.")


def test_a_warning_about_what_nobody_was_told_does_not_ask_to_tell_the_customer() -> None:
    untold = replace(WORK, was_promised=False)

    assert "At risk: have the gearbox ready before 17:00 – do it, or hand it over?" == subject_line(Step.WARN, untold)
    assert "Nothing is recorded yet. Please do it now, or hand it over to Iris or Maeve." == opening(
        Step.WARN, untold, because=""
    )
