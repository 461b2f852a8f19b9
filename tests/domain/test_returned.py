from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from followthrough.domain.commitment import Commitment
from followthrough.domain.customer import ContactPoint
from followthrough.domain.event import Contact, Phone, PhoneQuality, SubjectRef
from followthrough.domain.planning import Situation, plan
from followthrough.domain.returned import (
    DEAD_ADDRESS,
    INSTEAD,
    NO_ADDRESS,
    came_back,
    goes_another_way,
    last_letter_came_back,
    reachable,
    receipt_goes_another_way,
    stands_for_a_returned_letter,
    takes_the_place_of_a_letter,
    with_return,
)
from followthrough.domain.words import Channel, MessageClass, State, Step
from support.shop import NORA, an_event, at, shipped_rules

NOW = at("2026-03-02 11:00")
DEAD = ContactPoint(key="e1", bounced_at=NOW)


def a_letter(message_class: MessageClass = MessageClass.CARE) -> Commitment:
    """The thank-you for a first order, sent on Monday 2 March, 11:00."""
    rules = shipped_rules()
    situation = Situation(contact=NORA, points=(), customer="c1", occurrence="1")
    rule = rules.playbook.by_id("first-thanks")
    planned = plan(rule, an_event("order.placed", NOW), situation=situation, business=rules.business, now=NOW)
    sent = planned.did(Step.REMIND, at=NOW, because="sent-1").ended(State.KEPT, at=NOW, what="kept", because="sent")
    return replace(sent, message_class=message_class)


def said_otherwise(letter: Commitment, contact: Contact = NORA) -> Commitment:
    rules = shipped_rules()
    rule = rules.playbook.by_id("first-thanks")
    return goes_another_way(
        letter, rule=rule, contact=contact, business=rules.business, now=NOW, because="remind bounce"
    )


def test_an_address_that_letters_come_back_from_is_none():
    assert reachable(NORA, [DEAD]) == replace(NORA, email=None)
    assert reachable(NORA, [ContactPoint(key="e1")]) == NORA


def test_a_call_takes_the_place_of_a_letter_and_nobody_holds_its_task_yet():
    call = said_otherwise(a_letter())

    assert (call.channel, call.state, call.generation) == (Channel.CALL, State.OPEN, 2)
    assert [wake.step for wake in call.agenda] == [Step.REMIND, Step.LAPSE]
    assert not call.task_is_out
    assert takes_the_place_of_a_letter(call)


@pytest.mark.parametrize(("because", "returned"), [(DEAD_ADDRESS, True), ("remind bounce", True), (NO_ADDRESS, False)])
def test_only_of_a_letter_that_came_back_it_is_said_that_it_did(because, returned):
    letter = a_letter().noted(INSTEAD, at=at("2026-03-02 12:00"), because=because)

    assert returned == stands_for_a_returned_letter(letter)


def test_what_a_letter_promised_is_broken_if_nobody_says_it_in_its_place():
    call = said_otherwise(a_letter(MessageClass.PROMISE))

    assert Step.ESCALATE in {wake.step for wake in call.agenda}
    assert call.promised_by is not None


def test_a_number_that_may_be_wrong_is_no_way_to_reach_somebody():
    doubtful = replace(NORA, phone=Phone(raw="555", quality=PhoneQuality.DOUBTFUL))

    assert [said_otherwise(a_letter(), contact).channel for contact in (doubtful, replace(NORA, phone=None))] == (
        [Channel.TASK] * 2
    )


def test_a_receipt_that_cannot_be_written_is_asked_about_and_a_new_time_is_told_by_phone():
    owed = replace(a_letter(), state=State.OPEN, channel=Channel.TASK)
    moved = replace(owed, new_time=NOW + dt.timedelta(days=1))

    told = [receipt_goes_another_way(each, now=NOW, because="letters come back") for each in (owed, moved)]

    assert [each.agenda[0].step for each in told] == [Step.ASK, Step.REMIND]
    assert all(last_letter_came_back(each) for each in told)


def test_a_receipt_about_what_is_closed_asks_nobody():
    closed = replace(a_letter(), channel=Channel.CALL)

    assert receipt_goes_another_way(closed, now=NOW, because="letters come back").agenda == ()


def test_that_one_mail_came_back_says_nothing_about_the_next():
    known = with_return(a_letter(), Step.REMIND, "bounce", generation=1, at=NOW)

    assert [came_back(known, Step.REMIND, number) for number in (1, 2)] == [True, False]
    assert not came_back(known, Step.RECEIPT, 1)


def test_a_letter_that_nobody_knows_about_has_not_come_back():
    assert not last_letter_came_back(a_letter())
    assert not last_letter_came_back(
        replace(a_letter(), history=(), subject=SubjectRef(source="s", type="order", id="1"))
    )
