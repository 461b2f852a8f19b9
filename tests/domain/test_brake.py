from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from followthrough.domain.brake import (
    ASKED_AGAIN,
    HOUR,
    PATIENCE,
    by_the_word,
    can_be_unsaid,
    hour_of,
    pulled,
    said,
    unsaid,
    waits_for_the_word,
    wants_asking,
)
from followthrough.domain.commitment import UNDO_WINDOW, Commitment
from followthrough.domain.event import SubjectRef
from followthrough.domain.facts import Brake, Braked, Facts
from followthrough.domain.guards import Send, Skip, Wait
from followthrough.domain.words import Channel, MessageClass, Step
from support.cards import at

NOW = at("2026-03-02 10:20")
ELEVEN = at("2026-03-02 11:00")
BRAKED = pulled(Facts(), about="first-thanks", now=NOW)


def the_brake(facts: Facts = BRAKED) -> Brake:
    assert facts.brake is not None
    return facts.brake


def a_letter() -> Commitment:
    return Commitment(
        id="c1",
        customer="r1",
        subject=SubjectRef(source="shop", type="order", id="1"),
        follow_up="first-thanks",
        occurrence="1",
        channel=Channel.EMAIL,
        message_class=MessageClass.CARE,
        owner="counter",
        points=(),
        words="",
        zone="Europe/Dublin",
        made_at=NOW,
        caused_at=NOW,
        due_at=NOW,
    )


def test_letters_are_counted_by_the_clock_hour():
    assert {hour_of(NOW), hour_of(NOW + dt.timedelta(minutes=39))} == {at("2026-03-02 10:00")}


def test_the_brake_is_about_the_rest_of_its_hour():
    assert (the_brake().since, the_brake().until) == (NOW, ELEVEN)


def test_a_burst_that_goes_on_is_no_second_question():
    later = pulled(BRAKED, about="listen", now=ELEVEN)

    assert the_brake(later) == replace(the_brake(), until=ELEVEN + HOUR)


def test_another_burst_after_the_word_is_another_question():
    spoken = said(BRAKED, Braked.LET_GO, now=NOW)

    assert pulled(spoken, about="x", now=ELEVEN - dt.timedelta(minutes=1)) == spoken
    assert the_brake(pulled(spoken, about="listen", now=ELEVEN)).word is Braked.ASKED


@pytest.mark.parametrize(
    ("word", "then"), [(Braked.LET_GO, Send()), (Braked.DROPPED, Skip(because="the owner said no"))]
)
def test_the_word_counts_when_it_can_no_longer_be_taken_back(word, then):
    brake = the_brake(said(BRAKED, word, now=NOW))

    assert by_the_word(brake, now=NOW) == Wait(until=NOW + UNDO_WINDOW, because="brake")
    assert by_the_word(brake, now=NOW + UNDO_WINDOW) == then
    assert (can_be_unsaid(brake, now=NOW), can_be_unsaid(brake, now=NOW + UNDO_WINDOW)) == (True, False)


def test_what_nobody_has_spoken_about_waits_and_a_word_taken_back_was_none():
    taken_back = the_brake(unsaid(said(BRAKED, Braked.DROPPED, now=NOW)))

    assert isinstance(by_the_word(the_brake(), now=NOW), Wait)
    assert taken_back == the_brake()


def test_the_owner_is_asked_by_one_at_a_time_and_once_a_day_until_there_is_a_word():
    brake = the_brake()
    trying = replace(brake, tried_at=NOW)
    asked = replace(trying, asked_at=NOW)

    assert wants_asking(brake, now=NOW)
    assert not wants_asking(trying, now=NOW + PATIENCE / 2)
    assert wants_asking(trying, now=NOW + PATIENCE)
    assert not wants_asking(asked, now=NOW + ASKED_AGAIN / 2)
    assert wants_asking(asked, now=NOW + ASKED_AGAIN)
    assert not wants_asking(the_brake(said(BRAKED, Braked.LET_GO, now=NOW)), now=NOW + ASKED_AGAIN)


def test_a_step_waits_for_the_word_until_it_is_done_and_a_later_one_has_nothing_to_do_with_it():
    waiting = a_letter().noted("waits", at=NOW, because="brake").noted("waits", at=NOW, because="quiet hours")
    done = waiting.noted(Step.RECEIPT, at=NOW)

    assert waits_for_the_word(waiting, Step.RECEIPT)
    assert not waits_for_the_word(done, Step.RECEIPT)
    assert not waits_for_the_word(a_letter(), Step.REMIND)
