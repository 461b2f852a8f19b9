from __future__ import annotations

from followthrough.domain.commitment import Wake
from followthrough.domain.opening import Span
from followthrough.domain.overflow import put_off
from followthrough.domain.words import Channel, MessageClass, State, Step
from support.cards import BUSINESS, a_commitment, a_rule, at

AFTERNOON = (Span.parse("13:30-17:00"),)
RULE = a_rule(message_class=MessageClass.CARE, windows=AFTERNOON, else_letter="how-is-it")
NOW = at("2026-03-10 13:30")
LAPSE = Wake(step=Step.LAPSE, at=at("2026-03-12 17:30"))
CARE = a_commitment(
    message_class=MessageClass.CARE,
    promised_by=None,
    slot=(NOW, at("2026-03-10 17:00")),
    agenda=(Wake(step=Step.REMIND, at=NOW), LAPSE),
)


def put_off_at(now, *, email="nora@quill.example", rule=RULE, commitment=CARE):
    return put_off(commitment, rule=rule, business=BUSINESS, email=email, now=now)


def test_it_moves_to_the_window_of_the_next_open_day():
    moved = put_off_at(NOW)

    assert (Wake(step=Step.REMIND, at=at("2026-03-11 13:30")), LAPSE) == moved.agenda
    assert (at("2026-03-11 13:30"), at("2026-03-11 17:00")) == moved.slot
    assert ("waits", "no room") == (moved.history[-1].what, moved.history[-1].because)
    assert CARE.generation + 1 == moved.generation


def test_on_the_last_day_on_which_it_is_kind_it_becomes_a_letter():
    last = at("2026-03-12 13:30")

    written = put_off_at(last)

    assert Channel.EMAIL is written.channel
    assert (Wake(step=Step.REMIND, at=last), LAPSE) == written.agenda
    assert ("letter instead", "no room") == (written.history[-1].what, written.history[-1].because)


def test_without_an_address_it_is_released_on_the_last_day():
    released = put_off_at(at("2026-03-12 13:30"), email=None)

    assert State.RELEASED is released.state
    assert "no room" == released.history[-1].because


def test_without_a_letter_in_the_rule_it_is_released_on_the_last_day():
    released = put_off_at(at("2026-03-12 13:30"), rule=a_rule(message_class=MessageClass.CARE, windows=AFTERNOON))

    assert State.RELEASED is released.state


def test_what_is_kind_at_no_later_time_is_not_moved():
    undated = a_commitment(message_class=MessageClass.CARE, promised_by=None, agenda=CARE.agenda[:1])

    assert Channel.EMAIL is put_off_at(NOW, commitment=undated).channel


def test_a_letter_that_would_leave_too_late_is_not_planned():
    just_before = at("2026-03-12 17:29")
    closing = a_commitment(
        message_class=MessageClass.CARE,
        promised_by=None,
        agenda=(Wake(step=Step.REMIND, at=just_before), Wake(step=Step.LAPSE, at=just_before)),
    )

    assert State.RELEASED is put_off_at(just_before, commitment=closing).state
