from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from followthrough.domain.due import WorkingDaysLaterBy, parse_clock
from followthrough.domain.errors import ChoiceNeeded, RuleBroken
from followthrough.domain.event import Money
from followthrough.domain.offers import OFFERED, holds_until, offer_of, refuse_what_is_not_offered
from followthrough.domain.seen import Seen
from followthrough.domain.subject import Subject
from followthrough.domain.words import Channel, Offer, Reply
from support.cards import BUSINESS, REPAIR, a_commitment, a_rule, at

PRICE = Money(minor=61000, currency="EUR")
QUOTED_AT = at("2026-03-04 14:30")
QUOTE = a_rule(
    id="quote",
    offers=Offer.QUOTE,
    tells="price",
    until=WorkingDaysLaterBy(days=2, by=parse_clock("12:00")),
    cancel_on=("repair.approved",),
)
LETTER = a_commitment(channel=Channel.EMAIL, amount=PRICE, caused_at=QUOTED_AT, promised_by=None)
REPAIRED = Subject(ref=REPAIR, customer="repairs#81", quoted=PRICE)


def tries(reply: Reply, *, now: str = "2026-03-04 21:12", subject: Subject = REPAIRED, **letter: Any) -> None:
    commitment = replace(LETTER, **letter)
    refuse_what_is_not_offered(reply, commitment, rule=QUOTE, subject=subject, business=BUSINESS, now=at(now))


@pytest.mark.parametrize(
    ("changes", "offer"),
    [
        ({}, Offer.FOLLOW_UP),
        ({"follows": "another"}, Offer.NEW_TIME),
        ({"channel": Channel.TASK}, Offer.NEW_TIME),
    ],
    ids=["a call", "in the place of another", "work"],
)
def test_of_work_and_of_a_new_time_she_is_only_asked_whether_it_suits_her(changes, offer):
    assert offer == offer_of(a_commitment(**changes), rule=a_rule())


def test_what_the_rule_offers_is_offered():
    assert Offer.QUOTE == offer_of(LETTER, rule=QUOTE)


def test_an_offer_holds_until_a_time_at_which_somebody_is_there():
    assert at("2026-03-06 12:00") == holds_until(LETTER, rule=QUOTE, business=BUSINESS)
    assert None is holds_until(LETTER, rule=a_rule(), business=BUSINESS)


@pytest.mark.parametrize("reply", OFFERED[Offer.QUOTE])
def test_what_is_offered_may_be_chosen(reply):
    tries(reply)


@pytest.mark.parametrize("reply", [reply for reply in Reply if reply not in OFFERED[Offer.QUOTE]])
def test_what_her_page_does_not_offer_is_no_choice(reply):
    with pytest.raises(ChoiceNeeded):
        tries(reply)


def test_a_price_that_has_run_out_takes_no_yes_and_still_a_no():
    tries(Reply.GO_AHEAD, now="2026-03-06 12:00")
    tries(Reply.NO_THANK_YOU, now="2026-03-06 12:01")

    with pytest.raises(RuleBroken, match="does not hold any more"):
        tries(Reply.GO_AHEAD, now="2026-03-06 12:01")


def test_a_price_that_is_another_one_by_now_takes_no_decision():
    dearer = replace(REPAIRED, quoted=Money(minor=64000, currency="EUR"))

    with pytest.raises(RuleBroken, match="newer price"):
        tries(Reply.NO_THANK_YOU, subject=dearer)

    tries(Reply.PHONE_ME, subject=dearer)


def test_what_was_settled_since_takes_no_decision():
    approved = replace(REPAIRED, seen=(Seen(kind="repair.approved", at=at("2026-03-04 15:00")),))
    long_ago = replace(REPAIRED, seen=(Seen(kind="repair.approved", at=at("2026-02-04 15:00")),))

    tries(Reply.GO_AHEAD, subject=long_ago)

    with pytest.raises(RuleBroken, match="settled already"):
        tries(Reply.GO_AHEAD, subject=approved)
