from __future__ import annotations

from followthrough.adapters.business.business_folder import BusinessFolder
from followthrough.adapters.checking.manners_cards import NAMED, NO_NAMES, bare, nameless, rules_of, sample
from followthrough.domain.manners import greeting
from followthrough.domain.words import Channel

RULES = BusinessFolder().current()
PLAYBOOK = RULES.playbook


def card_of(letter: str, rule: str, speaking: str = "en"):
    return sample(letter, rule=PLAYBOOK.by_id(rule), rules=RULES, speaking=speaking)


def test_nobody_of_these_has_a_name_and_one_has():
    greetings = {greeting(card.contact) for card in nameless(card_of("ready", "ready"))}

    assert {"Hello,"} == greetings
    assert len(NO_NAMES) >= 12
    assert "Hello Ada," == greeting(NAMED)


def test_a_new_time_may_be_read_back_for_whatever_a_person_promised():
    found = rules_of("new-time", PLAYBOOK)

    assert {Channel.CALL, Channel.TASK} == {rule.channel for rule in found}
    assert "colleague" not in {rule.id for rule in found}
    assert found == rules_of("told", PLAYBOOK)


def test_a_letter_of_no_rule_is_tried_on_nobody():
    assert () == rules_of("unknown", PLAYBOOK)


def test_a_letter_that_announces_is_filled_in_from_the_call_it_announces():
    card = card_of("fetched-thanks", "fetched-thanks")

    assert card.announced is not None
    assert "week-after" == card.announced.follow_up
    assert card.announced_owner is RULES.business.role("adviser")


def test_who_is_told_of_a_delay_has_a_later_time():
    card = card_of("told", "ready-by")

    assert card.commitment.new_time is not None
    assert card.commitment.new_time > card.commitment.due_at


def test_a_card_may_lack_the_amount_unless_the_rule_asks_for_it():
    refund, quote = card_of("money-back", "money-back"), card_of("quote", "quote")

    assert (True, None) == (refund.commitment.amount is not None, bare(refund).commitment.amount)
    assert quote.commitment.amount == bare(quote).commitment.amount
