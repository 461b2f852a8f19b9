from __future__ import annotations

import datetime as dt
from dataclasses import replace

from followthrough.domain.commitment import Commitment
from followthrough.domain.due import Later
from followthrough.domain.words import Channel, MessageClass, Step
from followthrough.domain.yearly import next_year
from support.cards import BUSINESS, NORA, a_commitment, a_rule, at

RULE = a_rule(yearly=True, due=Later(months=12), message_class=MessageClass.CARE, drop_after_days=5)
LEAP_DAY = at("2028-02-29 11:00")


def the_first(caused_at: dt.datetime = LEAP_DAY, **changes: object) -> Commitment:
    care = a_commitment(message_class=MessageClass.CARE, promised_by=None, caused_at=caused_at, worth=900)
    return replace(care, **changes)


def after(commitment: Commitment, now: str, **changes: object) -> Commitment:
    rule = replace(RULE, **changes)
    coming = next_year(commitment, rule=rule, contact=NORA, business=BUSINESS, now=at(now))
    assert coming is not None
    return coming


def day_of(commitment: Commitment) -> dt.date:
    assert commitment.slot is not None
    return commitment.slot[0].date()


def test_a_leap_day_is_the_28th_in_other_years_and_itself_in_the_next_leap_year():
    days, owed = [], the_first()
    for year in range(2029, 2033):
        owed = after(owed, f"{year}-03-01 09:00", due=Later(months=0))
        days.append(day_of(owed))

    # The 28th of February 2032 is skipped for the 29th, a Sunday: nobody is in before Monday.
    assert [dt.date(2030, 2, 28), dt.date(2031, 2, 28), dt.date(2032, 3, 1), dt.date(2033, 2, 28)] == days


def test_a_closed_day_moves_that_year_and_no_other():
    second = after(the_first(at("2026-03-05 11:00")), "2027-03-05 10:00")
    third = after(second, "2028-03-06 10:00")

    # The 5th of March is a Sunday in 2028, and a Monday in 2029.
    assert [dt.date(2028, 3, 6), dt.date(2029, 3, 5)] == [day_of(second), day_of(third)]


def test_years_in_which_nothing_ran_are_not_made_up_for():
    coming = after(the_first(at("2026-03-05 11:00")), "2031-06-01 10:00")

    assert (dt.date(2032, 3, 5), "1~6") == (day_of(coming), coming.occurrence)


def test_it_is_the_same_care_for_the_same_customer_and_has_an_end_of_its_own():
    first = the_first()
    coming = after(first, "2029-02-28 10:00")

    assert (first.customer, first.points, first.subject, 900) == (
        coming.customer,
        coming.points,
        coming.subject,
        coming.worth,
    )
    assert ([Step.REMIND, Step.LAPSE], Channel.CALL, None) == (
        [wake.step for wake in coming.agenda],
        coming.channel,
        coming.promised_by,
    )
    assert first.id != coming.id == after(first, "2029-02-28 10:01").id


def test_there_is_an_end_to_a_hundred_years():
    assert next_year(the_first(occurrence="1~100"), rule=RULE, contact=NORA, business=BUSINESS, now=LEAP_DAY) is None
