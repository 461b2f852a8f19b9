from __future__ import annotations

import datetime as dt

from followthrough.domain.facts import Away, Facts, OtherHours
from followthrough.domain.opening import Span
from followthrough.domain.today import as_it_is
from support.shop import at, shipped_rules

FIRM = shipped_rules().business
TUESDAY = dt.date(2026, 3, 10)
MORNING = (Span.parse("09:00-11:00"),)


def away(*names: str) -> Facts:
    return Facts(away=tuple(Away(role=name, first=TUESDAY, last=TUESDAY) for name in names))


def spans(calendar, day=TUESDAY):
    return [f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in calendar.spans_on(day)]


def test_without_news_the_firm_is_as_published():
    assert as_it_is(FIRM, Facts()) is FIRM


def test_whoever_is_away_is_not_there_on_these_days_and_no_other():
    adviser = as_it_is(FIRM, away("adviser")).role("adviser").calendar

    assert [False, True] == [adviser.is_open_day(day) for day in (TUESDAY, TUESDAY + dt.timedelta(days=1))]


def test_the_desk_of_somebody_away_is_served_by_those_who_cover():
    adviser = as_it_is(FIRM, away("adviser")).role("adviser")

    assert adviser.served.is_open_day(TUESDAY)


def test_a_desk_that_nobody_is_left_for_is_closed():
    adviser = as_it_is(FIRM, away("adviser", "counter", "owner")).role("adviser")

    assert not adviser.served.is_open_day(TUESDAY)


def test_on_a_closed_day_nobody_is_there_and_no_letter_leaves():
    firm = as_it_is(FIRM, Facts(other_hours=(OtherHours(day=TUESDAY),)))

    calendars = [firm.calendar, firm.letter_hours, *(role.calendar for role in firm.roles.values())]
    assert not any(calendar.is_open_day(TUESDAY) for calendar in calendars)
    assert not firm.role("adviser").served.is_open_day(TUESDAY)


def test_other_hours_are_kept_by_all_whose_day_it_is():
    firm = as_it_is(FIRM, Facts(other_hours=(OtherHours(day=TUESDAY, hours=MORNING),)))

    assert ["09:00-11:00"] == spans(firm.calendar) == spans(firm.role("counter").calendar)
    assert ["08:00-20:00"] == spans(firm.letter_hours)


def test_a_longer_evening_is_kept_by_those_who_keep_the_hours_of_the_firm():
    late = (Span.parse("08:00-20:00"),)
    firm = as_it_is(FIRM, Facts(other_hours=(OtherHours(day=TUESDAY, hours=late),)))

    assert ["08:00-20:00"] == spans(firm.role("adviser").calendar)
    assert ["08:00-12:30"] == spans(firm.role("counter").calendar)


def test_nobody_works_on_a_day_off_because_the_doors_open():
    friday = dt.date(2026, 3, 13)
    firm = as_it_is(FIRM, Facts(other_hours=(OtherHours(day=friday, hours=MORNING),)))

    assert not firm.role("apprentice").calendar.is_open_day(friday)


def test_a_holiday_on_which_we_open_after_all_has_hours():
    holiday = at("2026-03-17 00:00").date()
    firm = as_it_is(FIRM, Facts(other_hours=(OtherHours(day=holiday, hours=MORNING),)))

    assert ["09:00-11:00"] == spans(firm.role("adviser").calendar, holiday)
