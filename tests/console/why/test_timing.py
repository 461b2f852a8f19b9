from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from console.why.timing import in_words, why_then
from followthrough.adapters.business.business_folder import BusinessFolder
from followthrough.domain.commitment import Commitment
from followthrough.domain.due import FORMS, parse_due
from followthrough.domain.telling import Telling
from support.cards import a_commitment, at

RULES = BusinessFolder().current()
WEEK_AFTER = RULES.playbook.by_id("week-after")
NOW = at("2026-03-10 17:10")


def said(commitment: Commitment, *, rule: Any = WEEK_AFTER) -> list[str]:
    telling = Telling(now=NOW, zone=RULES.business.zone)
    return list(why_then(commitment, rule=rule, business=RULES.business, telling=telling))


def owed(**changes: Any) -> Commitment:
    times = {
        "caused_at": at("2026-03-10 17:05"),
        "due_at": at("2026-03-18 11:00"),
        "promised_by": at("2026-03-18 12:30"),
    }
    return a_commitment(**(times | changes))


@pytest.mark.parametrize("form", FORMS)
def test_every_way_to_say_when_is_told_so_that_it_means_the_same(form):
    words = in_words(parse_due(form)).replace(" of open time", "").replace("within ", "within ")
    again = (
        words
        if not words.startswith("within ")
        else words.replace("minute", "open minute").replace("hour", "open hour")
    )

    assert parse_due(form) == parse_due(again)


def test_the_rule_speaks_first_and_says_what_it_counts_from():
    assert "The rule says “1 week later”, counted from Tuesday 10 March, 17:05." == said(owed())[0]


def test_the_hours_of_a_call_are_told():
    assert "We phone for this between 10:00 and 12:30 or between 13:30 and 17:00, and on no other hours." in said(
        owed()
    )


def test_a_closed_day_is_named_as_the_reason_for_the_next_one():
    assert "We are closed on Tuesday 17 March, so it is done on Wednesday 18 March." in said(owed())


def test_a_sunday_makes_way_for_monday():
    on_sunday = owed(caused_at=at("2026-03-01 12:00"))

    assert "We are closed on Sunday 8 March, so it is done on Monday 9 March." in said(on_sunday)


def test_a_half_day_without_these_hours_is_not_called_closed():
    afternoons = RULES.playbook.by_id("week-after-delivery")
    before_christmas = owed(caused_at=at("2026-12-17 11:00"))

    assert (
        "Nobody is there for it at these hours on Thursday 24 December, so it is done on Monday 28 December."
        in said(before_christmas, rule=afternoons)
    )


def test_an_open_day_is_not_explained():
    assert not any("closed" in sentence for sentence in said(owed(caused_at=at("2026-03-03 16:20"))))


def test_the_time_we_aim_at_stands_beside_the_one_that_was_promised():
    assert [each.replace("\N{NO-BREAK SPACE}", " ") for each in said(owed())[-2:]] == [
        "It was promised for Wednesday 18 March, 12:30 at the latest.",
        "We aim at Wednesday 18 March, 11:00, 1 h 30 min before that, so that a bad day breaks nothing.",
    ]


def test_a_time_that_no_customer_was_told_is_not_called_promised():
    held = owed().noted("held", at=at("2026-03-18 10:00"), because="complaint open")
    agreed_since = held.noted("new time", at=at("2026-03-18 11:00"), because="she asked")

    later = "It is owed by Wednesday 18 March, 12:30, which is later than the customer was told."
    assert (True, False) == (later in said(held), later in said(agreed_since))


def test_care_is_never_called_broken():
    assert "dropped and not called broken" in said(owed(promised_by=None))[-1]


def test_what_has_moved_says_when():
    moved = owed().noted("next try", at=at("2026-03-18 10:20"), because="no_answer")

    assert "It has moved since then, the last time on Wednesday 18 March, 10:20." in said(moved)


def test_what_stands_in_the_place_of_another_has_the_new_time():
    assert "the new one that the customer was given" in said(owed(follows="c0ffee"))[0]


def test_a_rule_that_is_gone_from_the_playbook_says_so():
    assert "is not in the playbook any more" in said(owed(), rule=None)[0]


def test_a_time_that_is_not_a_whole_number_of_days_or_hours_is_told_in_smaller_ones():
    three_days, ninety = parse_due("3 days later"), parse_due("90 minutes later")

    assert ["3 days later", "90 minutes later"] == [in_words(three_days), in_words(ninety)]


def test_without_room_before_it_only_the_promised_time_is_told():
    at_noon = owed(due_at=at("2026-03-18 12:30"))

    assert "It was promised for Wednesday 18 March, 12:30 at the latest." == said(at_noon)[-1]


def test_a_calendar_that_never_closes_is_no_reason_to_move():
    rule = replace(WEEK_AFTER, due=parse_due("at once"))

    assert not any("closed" in sentence for sentence in said(owed(), rule=rule))
    assert dt.timedelta() < NOW - owed().caused_at
