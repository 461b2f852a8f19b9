from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from followthrough.domain.commitment import Commitment
from followthrough.domain.due import Later
from followthrough.domain.event import Event, Money
from followthrough.domain.replanning import TOO_LONG_AGO, has_changed, replanned
from followthrough.domain.words import Channel, MessageClass, State, Step
from support.cards import BUSINESS, NORA, REPAIR, a_commitment, a_rule, at

RULE = a_rule(when="order.delivered", due=Later(days=7), message_class=MessageClass.CARE)
CALL = a_commitment(message_class=MessageClass.CARE, promised_by=None)
NOW = at("2026-03-05 12:00")


def an_event(kind: str = "order.delivered", when: str = "2026-03-05 11:00", **more: Any) -> Event:
    return Event(kind=kind, occurred_at=at(when), subject=REPAIR, **more)


def after(event: Event, commitment: Commitment = CALL) -> Commitment:
    return replanned(commitment, event, rule=RULE, contact=NORA, business=BUSINESS, now=NOW)


def test_what_happened_again_counts_from_when_it_happened():
    moved = after(an_event())

    assert ((at("2026-03-12 10:00"), at("2026-03-12 12:30")), 2) == (moved.slot, moved.generation)
    assert ("moved", "order.delivered") == (moved.history[-1].what, moved.history[-1].because)


def test_a_new_date_counts_from_that_date():
    moved = after(an_event("order.delayed", agreed_by=at("2026-03-09 15:00")))

    assert at("2026-03-16 10:00") == moved.slot[0]


def test_a_delay_without_a_new_date_moves_nothing():
    assert CALL == after(an_event("order.delayed"))


@pytest.mark.parametrize("when", ["2026-03-03 16:20", "2026-03-02 10:00"], ids=["the same", "older"])
def test_old_news_moves_nothing(when):
    assert CALL == after(an_event(when=when))


@pytest.mark.parametrize(
    ("named", "state"),
    [("2026-02-25 12:00", State.OPEN), ("2026-02-01 12:00", State.RELEASED)],
    ids=["a week ago", "in another month"],
)
def test_a_date_that_is_named_long_after_it_lets_the_call_go(named, state):
    rule = replace(RULE, max_age=dt.timedelta(days=30), drop_after_days=5)
    event = an_event("order.delayed", agreed_by=at(named))

    after_it = replanned(CALL, event, rule=rule, contact=NORA, business=BUSINESS, now=NOW)

    assert state is after_it.state
    assert (state is State.RELEASED) is (after_it.history[-1].because == TOO_LONG_AGO)


def test_a_date_older_than_the_rule_allows_lets_the_call_go_however_long_that_stays_kind():
    rule = replace(RULE, max_age=dt.timedelta(days=30), drop_after_days=200)
    event = an_event("order.delayed", agreed_by=at("2026-02-01 12:00"))

    gone = replanned(CALL, event, rule=rule, contact=NORA, business=BUSINESS, now=NOW)

    assert (State.RELEASED, TOO_LONG_AGO) == (gone.state, gone.history[-1].because)


def test_news_of_the_same_day_is_remembered_and_rings_no_alarm_anew():
    same_day = after(an_event(when="2026-03-03 17:00"))

    assert (at("2026-03-03 17:00"), CALL.generation) == (same_day.caused_at, same_day.generation)
    assert CALL.slot == same_day.slot


def test_what_was_tried_or_agreed_with_her_stays():
    tried = replace(CALL, tries=1)
    agreed = CALL.answered("reschedule", at=NOW, by="adviser")

    assert (tried, agreed) == (after(an_event(), tried), after(an_event(), agreed))


def test_a_task_that_is_out_is_called_back():
    out = replace(CALL, carried_out=("remind.1",))

    assert [Step.STAND_DOWN, Step.REMIND] == [wake.step for wake in after(an_event(), out).agenda]


@pytest.mark.parametrize(
    ("tells", "more", "changed"),
    [
        ("price", {"total": Money(minor=64000, currency="EUR")}, True),
        ("price", {"total": Money(minor=61000, currency="EUR")}, False),
        ("price", {}, False),
        ("date", {"agreed_by": at("2026-03-19 12:00")}, True),
        ("date", {"agreed_by": at("2026-03-12 12:00")}, False),
        ("date", {"total": Money(minor=64000, currency="EUR")}, False),
    ],
)
def test_a_letter_is_owed_again_when_what_it_tells_has_changed(tells, more, changed):
    letter = a_commitment(
        channel=Channel.EMAIL, amount=Money(minor=61000, currency="EUR"), agreed_by=at("2026-03-12 12:00")
    )
    newer, older = an_event(**more), an_event(when="2026-03-01 10:00", **more)

    assert changed is has_changed(letter, newer, rule=a_rule(tells=tells))
    assert not has_changed(letter, older, rule=a_rule(tells=tells))
