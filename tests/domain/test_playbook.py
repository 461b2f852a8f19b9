from __future__ import annotations

import pytest

from followthrough.domain.errors import InvalidBusiness
from followthrough.domain.playbook import Playbook
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
