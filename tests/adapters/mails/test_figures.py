from __future__ import annotations

from dataclasses import replace

import pytest

from followthrough.adapters.mails.figures import figures
from followthrough.application.ports import Card
from followthrough.domain.due import WorkingDaysLaterBy, parse_clock
from followthrough.domain.event import Money
from followthrough.domain.telling import Telling
from support.cards import a_card, a_commitment, a_rule, at

PRICE = Money(minor=61000, currency="EUR")


def named(card: Card) -> dict[str, str]:
    return figures(card, telling=Telling(now=card.now, zone="Europe/Dublin"))


def test_nothing_is_named_that_nobody_told_us() -> None:
    told = named(a_card())

    assert {""} == {told[name] for name in ("amount", "quoted", "until", "date", "agreed", "alternatives")}


def test_the_amount_is_the_one_of_this_letter_whatever_is_quoted_now() -> None:
    card = a_card(commitment=a_commitment(amount=PRICE))
    dearer = replace(card, subject=replace(card.subject, quoted=Money(minor=64000, currency="EUR")))

    assert ("EUR 610.00", "EUR 640.00") == (named(dearer)["amount"], named(dearer)["quoted"])


def test_an_end_is_named_by_day_and_clock() -> None:
    rule = a_rule(until=WorkingDaysLaterBy(days=2, by=parse_clock("12:00")))

    told = named(a_card(rule=rule, commitment=a_commitment(caused_at=at("2026-03-10 09:00"))))

    assert ("Thursday 12 March, 12:00", "Thursday 12 March") == (told["until"], told["date"])


def test_a_date_that_was_agreed_goes_before_an_end() -> None:
    told = named(a_card(commitment=a_commitment(agreed_by=at("2026-03-13 17:00"))))

    assert ("Friday 13 March", "on Friday 13 March by 17:00") == (told["date"], told["agreed"])


@pytest.mark.parametrize(
    ("now", "closing"),
    [("2026-03-10 10:00", "17:30"), ("2026-03-10 17:31", "Wednesday 11 March, 17:30"), ("2026-03-10 07:00", "17:30")],
    ids=["open", "closed for today", "before opening"],
)
def test_the_closing_time_is_todays_or_the_next_open_days(now: str, closing: str) -> None:
    assert closing == named(a_card(now=at(now)))["closing"]


def test_other_ways_are_listed_as_one_says_them() -> None:
    rule = a_rule(alternatives=("a courtesy car", "a later time", "to come again"))

    assert "a courtesy car, a later time or to come again" == named(a_card(rule=rule))["alternatives"]
