from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from followthrough.domain.due import Later, OrWhen
from followthrough.domain.errors import InvalidBusiness
from followthrough.domain.playbook import Defaults, Playbook, Tries
from followthrough.domain.words import Channel, MessageClass
from support.cards import a_rule

LETTER = a_rule(id="fetched-thanks", letter="fetched-thanks")
CALL = a_rule(id="week-after", announced_by="fetched-thanks")
PRICE = a_rule(id="price-call", when="repair.received")
PLAYBOOK = Playbook(follow_ups=(LETTER, CALL, PRICE))


def test_an_event_starts_every_rule_that_waits_for_it():
    assert PLAYBOOK.started_by("repair.collected") == (LETTER, CALL)


def test_a_letter_knows_what_it_announces():
    assert (PLAYBOOK.announced_in("fetched-thanks"), PLAYBOOK.announced_in("price-call")) == (CALL, None)


def test_a_follow_up_is_found_by_its_name_or_missed_by_it():
    with pytest.raises(InvalidBusiness, match='no follow-up "week-afer"'):
        PLAYBOOK.by_id("week-afer")

    assert PLAYBOOK.by_id("price-call") == PRICE


THREE_TRIES = Tries(count=3, over_days=2, then_letter=None)
FIRM = Defaults(drop_after_days=5, max_age=dt.timedelta(days=30), tries=THREE_TRIES)


def complete(**changes: object) -> tuple[object, ...]:
    rule = FIRM.given_to(a_rule(**changes))
    return rule.drop_after_days, rule.max_age, rule.tries


def test_care_that_does_not_say_when_it_ends_ends_as_the_firm_says() -> None:
    assert (5, dt.timedelta(days=30), THREE_TRIES) == complete(message_class=MessageClass.CARE)
    assert (5, dt.timedelta(days=30), THREE_TRIES) == complete(care_if_untold=True)
    assert (5, dt.timedelta(days=30), None) == complete(message_class=MessageClass.MARKETING, channel=Channel.EMAIL)


def test_a_promise_is_neither_dropped_nor_too_old_by_what_the_firm_says() -> None:
    assert (None, None, THREE_TRIES) == complete()
    assert (2, dt.timedelta(days=1), None) == complete(
        drop_after_days=2, max_age=dt.timedelta(days=1), channel=Channel.TASK
    )


def test_a_rule_that_says_it_itself_is_believed() -> None:
    own = {
        "drop_after_days": 1,
        "max_age": dt.timedelta(days=2),
        "tries": Tries(count=1, over_days=1, then_letter=None),
    }

    assert tuple(own.values()) == complete(message_class=MessageClass.CARE, **own)


def test_a_rule_begins_with_its_event_or_with_what_counts_as_it_but_not_while_it_is_off() -> None:
    or_when = OrWhen(kind="order.shipped", later=Later(days=3))
    rule = a_rule(when="order.delivered", or_when=or_when)
    begun = [bool(Playbook(follow_ups=(rule,)).started_by(kind)) for kind in ("order.shipped", "order.delivered")]
    off = Playbook(follow_ups=(replace(rule, off=True),)).started_by("order.shipped")

    assert ([True, True], ()) == (begun, off)


def test_every_letter_that_a_rule_may_send_is_known_by_its_key():
    last = Tries(count=1, over_days=1, then_letter="e")
    rule = a_rule(letter="a", receipt="b", else_letter="c", then_letter="d", tries=last)

    assert {"letter": "a", "receipt": "b", "else_letter": "c", "then_letter": "d", "tries.then": "e"} == rule.letters
    assert {} == a_rule(letter=None, receipt=None).letters
