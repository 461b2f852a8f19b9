from __future__ import annotations

import datetime as dt

import pytest

from followthrough.domain.errors import InvalidBusiness, RuleBroken
from followthrough.domain.facts import Away, Facts, OtherHours, Pause, Scope
from followthrough.domain.news import heard, refuse_nonsense, unheard, without_the_past
from support.cards import BUSINESS

TODAY = dt.date(2026, 3, 10)
NOW = dt.datetime(2026, 3, 10, 8, tzinfo=dt.UTC)


def day(number: int) -> dt.date:
    return dt.date(2026, 3, number)


ILL = Away(role="adviser", first=day(10), last=day(10))
CLOSED = OtherHours(day=day(10))
LETTERS = Pause(scope=Scope.LETTERS, since=NOW)


@pytest.mark.parametrize("news", [ILL, CLOSED, LETTERS])
def test_what_is_said_and_taken_back_leaves_no_trace(news):
    assert Facts() == unheard(heard(Facts(), news), news)
    assert Facts() != heard(Facts(), news)


@pytest.mark.parametrize("news", [ILL, CLOSED, LETTERS])
def test_what_is_said_twice_is_said_once(news):
    once = heard(Facts(), news)

    assert once == heard(once, news)


def test_a_longer_absence_takes_the_place_of_a_shorter_one():
    week = Away(role="adviser", first=day(9), last=day(13))

    assert (week,) == heard(heard(Facts(), ILL), week).away


def test_another_one_stays_away():
    other = Away(role="counter", first=day(10), last=day(10))

    assert (other,) == unheard(heard(heard(Facts(), other), ILL), ILL).away


def test_days_that_are_over_are_forgotten():
    facts = Facts(away=(ILL,), other_hours=(CLOSED,))

    assert facts == without_the_past(facts, today=day(10))
    assert Facts() == without_the_past(facts, today=day(11))


@pytest.mark.parametrize(
    ("news", "sentence"),
    [
        (Away(role="adviser", first=day(12), last=day(11)), "The last day comes before the first one."),
        (Away(role="adviser", first=day(8), last=day(9)), "These days are over already."),
        (OtherHours(day=day(9)), "These days are over already."),
        (Away(role="adviser", first=day(10), last=dt.date(2027, 4, 1)), "more than a year ahead"),
        (Pause(scope=Scope.FOLLOW_UP, since=NOW), "Please name the follow-up or the customer to pause."),
        (Pause(scope=Scope.ALL, name="x", since=NOW), "Please name the follow-up or the customer to pause."),
    ],
)
def test_nonsense_is_refused_with_a_sentence(news, sentence):
    with pytest.raises(RuleBroken, match=sentence):
        refuse_nonsense(news, business=BUSINESS, today=TODAY)


def test_an_unknown_role_is_refused():
    with pytest.raises(InvalidBusiness, match="There is no role"):
        refuse_nonsense(Away(role="butler", first=day(10), last=day(10)), business=BUSINESS, today=TODAY)


@pytest.mark.parametrize("news", [ILL, CLOSED, LETTERS])
def test_what_makes_sense_is_not_refused(news):
    refuse_nonsense(news, business=BUSINESS, today=TODAY)
