from __future__ import annotations

import pytest

from console.why.silence import Kind, Silence, silence_of
from followthrough.domain.words import State
from support.cards import a_commitment, at

EARLY, LATER = at("2026-03-10 10:00"), at("2026-03-10 11:00")


def test_nothing_keeps_us_from_what_only_has_not_come_yet():
    assert silence_of(a_commitment().noted("made", at=EARLY, because="repair.collected"), is_held=False) is None


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("quiet hours", "letters leave in letter hours only"),
        ("contact budget", "this customer has heard from us often enough for now"),
        ("paused", "it is paused"),
        ("no room", "the day has no room for more calls"),
        ("brake", "an unusual number of letters waits for the owner's word"),
        ("the moon is full", "the moon is full"),
    ],
)
def test_what_waits_says_why_and_since_when(code, words):
    waiting = a_commitment().noted("waits", at=EARLY, because=code)

    assert Silence(kind=Kind.WAITS, at=EARLY, because=words) == silence_of(waiting, is_held=False)


def test_a_wake_of_an_older_plan_does_not_end_the_waiting():
    waiting = a_commitment().noted("waits", at=EARLY, because="closed").noted("stale wake", at=LATER)

    found = silence_of(waiting, is_held=False)

    assert found
    assert EARLY == found.at


def test_what_went_out_after_it_waited_is_no_silence():
    sent = a_commitment().noted("waits", at=EARLY, because="closed").noted("remind", at=LATER, because="id")

    assert silence_of(sent, is_held=False) is None


def test_an_open_complaint_holds_what_has_not_come_due_yet():
    found = silence_of(a_commitment().noted("made", at=EARLY), is_held=True)

    assert found
    assert (Kind.HELD, None) == (found.kind, found.at)
    assert found.because.startswith("a complaint of this customer is open")


def test_a_wrong_number_holds_it_too():
    found = silence_of(a_commitment(held=True).noted("next try", at=EARLY, because="wrong number"), is_held=False)

    assert Silence(kind=Kind.HELD, at=EARLY, because="the number was wrong") == found


def test_a_call_that_is_made_with_another_says_so():
    found = silence_of(a_commitment(rides_with="c0ffee"), is_held=False)

    assert Silence(kind=Kind.SHARED, at=None, because="one call serves two reasons") == found


def test_a_letter_that_was_left_out_is_told_while_the_promise_stands():
    left_out = a_commitment().noted("receipt", at=EARLY, because="not sent: no email address")

    found = silence_of(left_out, is_held=False)

    assert Silence(kind=Kind.LEFT_OUT, at=EARLY, because="we know no email address") == found


@pytest.mark.parametrize(("state", "kind"), [(State.RELEASED, Kind.CALLED_OFF), (State.LAPSED, Kind.DROPPED)])
def test_what_has_ended_without_a_contact_says_why(state, kind):
    ended = a_commitment(state=state).noted(state, at=EARLY, because="complaint open").noted("stand_down", at=LATER)

    found = silence_of(ended, is_held=False)

    assert found
    assert (kind, EARLY) == (found.kind, found.at)


def test_what_was_kept_is_no_silence():
    assert silence_of(a_commitment(state=State.KEPT).noted("kept", at=EARLY, because="done"), is_held=False) is None


def test_an_end_without_a_reason_admits_it():
    found = silence_of(a_commitment(state=State.RELEASED), is_held=False)

    assert found
    assert "nobody wrote down why" == found.because


def test_what_was_never_owed_after_all_was_called_off_by_what_we_learned():
    gone = a_commitment(state=State.RELEASED).noted("withdrawn", at=LATER, because="repair.quoted")

    found = silence_of(gone, is_held=False)

    assert Silence(kind=Kind.CALLED_OFF, at=LATER, because="the price was told") == found
