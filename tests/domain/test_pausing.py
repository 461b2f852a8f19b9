from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from followthrough.domain.facts import Facts, Pause, Scope
from followthrough.domain.guards import Send, Wait, decide
from followthrough.domain.pausing import is_paused
from followthrough.domain.words import MessageClass, Step
from support.cards import a_commitment
from support.shop import Shop, an_event, at

NOW = dt.datetime(2026, 3, 10, 10, tzinfo=dt.UTC)
PROMISED = a_commitment()
CARE = a_commitment(message_class=MessageClass.CARE, promised_by=None)
LETTER = True


def paused(scope: Scope, name: str = "") -> Facts:
    return Facts(pauses=(Pause(scope=scope, name=name, since=NOW),))


@pytest.mark.parametrize(
    ("facts", "letter", "promised_task", "care_task"),
    [
        (Facts(), False, False, False),
        (paused(Scope.ALL), True, True, True),
        (paused(Scope.LETTERS), True, False, False),
        (paused(Scope.FOLLOW_UP, "week-after"), True, False, True),
        (paused(Scope.FOLLOW_UP, "price-call"), False, False, False),
        (paused(Scope.CUSTOMER, PROMISED.customer), True, False, True),
        (paused(Scope.CUSTOMER, "somebody else"), False, False, False),
    ],
)
def test_what_a_pause_keeps_in_the_house(facts, letter, promised_task, care_task):
    assert letter is is_paused(facts, PROMISED, Step.RECEIPT, letter=LETTER)
    assert promised_task is is_paused(facts, PROMISED, Step.REMIND, letter=not LETTER)
    assert care_task is is_paused(facts, CARE, Step.REMIND, letter=not LETTER)


def test_a_broken_promise_is_never_kept_quiet():
    assert not is_paused(paused(Scope.ALL), PROMISED, Step.ESCALATE, letter=False)


def test_a_paused_letter_is_looked_at_again_in_an_hour():
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 08:40")))
    scene = shop.looks(shop.owed("price-call")).scene(now=at("2026-03-02 08:41"))

    assert Send() == decide(scene, Step.RECEIPT)
    assert Wait(until=at("2026-03-02 09:41"), because="paused") == decide(
        replace(scene, facts=paused(Scope.LETTERS)), Step.RECEIPT
    )
