from __future__ import annotations

import dataclasses
import datetime as dt
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followthrough.adapters.business.zone_table import zones_by_country
from followthrough.domain.business import Business
from followthrough.domain.civil_hours import (
    ENOUGH,
    LONGEST_WAIT,
    call_hours,
    call_opening,
    is_near,
    letter_opening,
    plausible_zones,
    zone_told,
)
from followthrough.domain.event import Contact
from followthrough.domain.opening import Calendar, Span
from support.cards import BUSINESS, WEEKDAYS, at

DUBLIN = ZoneInfo("Europe/Dublin")
CIVIL_DAY = (dt.time(8), dt.time(21))
ANYWHERE = sorted(available_timezones() - {"Factory", "localtime"})
MORNING = (Span.parse("10:00-12:30"),)
NOON_UTC = dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)

relaxed = settings(max_examples=120, deadline=None)


def a_firm(hours: str = "08:00-20:00", *, zone: str = "Europe/Dublin", **zones: tuple[str, ...]) -> Business:
    """It writes from Monday to Saturday, and knows these countries; it is open on weekdays from 8:00 to 17:30."""
    letters = Calendar(zone=ZoneInfo(zone), weekly=(*((Span.parse(hours),),) * 6, ()))
    calendar = dataclasses.replace(WEEKDAYS, zone=ZoneInfo(zone))
    return dataclasses.replace(
        BUSINESS, zone=zone, calendar=calendar, letter_hours=letters, zones_by_country=zones or zones_by_country()
    )


FIRM = a_firm()


def writes(contact: Contact, now: dt.datetime, *, firm: Business = FIRM) -> dt.datetime | None:
    return letter_opening(firm.letter_hours, contact, business=firm, at=now)


def there(text: str, zone: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)


def is_civil(moment: dt.datetime, zone: ZoneInfo, *, clock: tuple[dt.time, dt.time] = CIVIL_DAY) -> bool:
    local = moment.astimezone(zone)
    return clock[0] <= local.time() < clock[1] and local.weekday() < 6


# ----- where she may be ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("contact", "zones"),
    [
        (Contact(zone="America/New_York", country="IE"), ["America/New_York"]),
        (Contact(country="FI"), ["Europe/Helsinki"]),
        (Contact(country="CL"), ["America/Santiago", "America/Coyhaique", "America/Punta_Arenas", "Pacific/Easter"]),
        (Contact(country="ZZ"), ["Europe/Dublin"]),
        (Contact(), ["Europe/Dublin"]),
        (Contact(zone="Mars/Olympus", country="FI"), ["Europe/Helsinki"]),
        (Contact(zone="../etc/passwd"), ["Europe/Dublin"]),
    ],
)
def test_she_is_in_her_zone_or_in_any_zone_of_her_country_or_where_the_shop_is(contact, zones):
    assert sorted(zones) == sorted(zone.key for zone in plausible_zones(contact, business=FIRM))


@pytest.mark.parametrize(
    ("contact", "near", "told_by"),
    [
        (Contact(), True, "Europe/Dublin"),
        (Contact(country="GB"), True, "Europe/Dublin"),
        (Contact(zone="Africa/Abidjan"), False, "Africa/Abidjan"),
        (Contact(country="DE"), False, "Europe/Zurich"),
        (Contact(country="US"), False, "Europe/Dublin"),
    ],
    ids=["nothing known", "the same clock", "the same in winter only", "two zones, one clock", "many clocks"],
)
def test_she_is_told_the_time_by_her_own_clock_where_we_are_sure_of_it(contact, near, told_by):
    assert near is is_near(contact, business=FIRM, at=NOON_UTC)
    assert told_by == zone_told(contact, business=FIRM, at=NOON_UTC)


# ----- letters -------------------------------------------------------------------------------------


def test_a_letter_waits_for_her_morning_and_not_for_ours():
    in_new_york = Contact(zone="America/New_York")

    assert there("2026-03-10 08:00", "America/New_York") == writes(in_new_york, at("2026-03-10 09:00"))
    assert at("2026-03-10 22:00") == writes(in_new_york, at("2026-03-10 22:00"))
    assert there("2026-03-11 08:00", "America/New_York") == writes(
        in_new_york, there("2026-03-10 20:00", "America/New_York")
    )


def test_of_whom_only_the_country_is_known_an_hour_has_to_be_civil_on_every_clock_of_it():
    found = writes(Contact(country="US"), at("2026-03-10 09:00"))

    assert there("2026-03-10 08:00", "Pacific/Honolulu") == found
    assert there("2026-03-10 14:00", "America/New_York") == found


def test_her_sunday_is_a_sunday_also_when_it_is_still_saturday_here():
    in_auckland = Contact(zone="Pacific/Auckland")

    assert there("2026-03-16 08:00", "Pacific/Auckland") == writes(in_auckland, at("2026-03-14 19:00"))


def test_where_the_owners_hours_leave_too_little_eight_to_nine_has_to_do():
    firm = a_firm("09:00-11:00", XX=("Europe/Lisbon", "Europe/Athens"))

    found = writes(Contact(country="XX"), at("2026-03-10 00:00"), firm=firm)

    assert there("2026-03-10 08:00", "Europe/Lisbon") == found


def test_where_no_hour_is_civil_everywhere_a_person_is_asked_and_nobody_waits_for_ever():
    firm = a_firm(XX=("Pacific/Auckland", "Asia/Kolkata", "Europe/London", "America/Los_Angeles"))

    assert writes(Contact(country="XX"), NOON_UTC, firm=firm) is None


def test_a_wait_of_more_than_three_days_for_her_clock_alone_is_a_question():
    firm = dataclasses.replace(
        FIRM, letter_hours=Calendar(zone=DUBLIN, weekly=((Span.parse("08:00-20:00"),), *((),) * 6))
    )
    monday_evening = at("2026-03-09 19:00")

    assert writes(Contact(zone="Asia/Tokyo"), monday_evening, firm=firm) is None
    assert at("2026-03-09 19:00") == writes(Contact(), monday_evening, firm=firm)


def test_a_closure_of_the_shop_is_waited_out_however_long_it_is():
    week = {dt.date(2026, 8, 3) + dt.timedelta(days=count): () for count in range(12)}
    firm = dataclasses.replace(FIRM, letter_hours=dataclasses.replace(FIRM.letter_hours, dated=week))

    found = writes(Contact(zone="America/New_York"), at("2026-08-02 12:00"), firm=firm)

    assert there("2026-08-15 08:00", "America/New_York") == found


@pytest.mark.parametrize("country", sorted(zones_by_country()))
@pytest.mark.parametrize("month", [1, 7])
def test_in_every_country_a_letter_leaves_at_an_hour_that_is_civil_on_all_its_clocks_or_a_person_is_asked(
    country, month
):
    for hour in range(0, 168, 7):
        now = dt.datetime(2026, month, 5, tzinfo=dt.UTC) + dt.timedelta(hours=hour)
        found = writes(Contact(country=country), now)
        if found is None:
            assert "AQ" == country
            continue
        assert now <= found <= now + LONGEST_WAIT
        assert all(is_civil(found, zone) for zone in plausible_zones(Contact(country=country), business=FIRM))


@given(
    zones=st.lists(st.sampled_from(ANYWHERE), min_size=1, max_size=6),
    hours=st.sampled_from(["00:00-24:00", "08:00-20:00", "09:00-10:00", "18:00-24:00"]),
    shop=st.sampled_from(ANYWHERE),
    now=st.datetimes(dt.datetime(2025, 1, 1), dt.datetime(2028, 1, 1), timezones=st.just(dt.UTC)),  # noqa: DTZ001
)
@relaxed
def test_no_set_of_zones_leaves_a_letter_waiting_for_ever(zones, hours, shop, now):
    firm = a_firm(hours, zone=shop, XX=tuple(zones))
    found = writes(Contact(country="XX"), now, firm=firm)

    longest = LONGEST_WAIT + dt.timedelta(days=2)
    assert found is None or now <= found <= now + longest
    if found is None:
        assert 1 < len(set(zones))


@given(
    zone=st.sampled_from(ANYWHERE),
    now=st.datetimes(dt.datetime(2025, 1, 1), dt.datetime(2028, 1, 1), timezones=st.just(dt.UTC)),  # noqa: DTZ001
)
@relaxed
def test_in_one_zone_there_is_always_an_hour_and_it_is_inside_her_letter_hours(zone, now):
    found = writes(Contact(zone=zone), now)

    assert found is not None
    assert is_civil(found, ZoneInfo(zone), clock=(dt.time(8), dt.time(20)))


def test_hours_over_midnight_are_kept_on_her_clock():
    night = dataclasses.replace(
        FIRM, letter_hours=Calendar(zone=DUBLIN, weekly=((Span.parse("00:00-02:00"), Span.parse("22:00-24:00")),) * 7)
    )
    tokyo = Contact(zone="Asia/Tokyo")

    assert there("2026-03-10 22:00", "Asia/Tokyo") == writes(tokyo, there("2026-03-10 12:00", "Asia/Tokyo"), firm=night)
    assert there("2026-03-11 01:59", "Asia/Tokyo") == writes(tokyo, there("2026-03-11 01:59", "Asia/Tokyo"), firm=night)


# ----- calls ---------------------------------------------------------------------------------------


def planned_for(contact: Contact, windows: tuple[Span, ...] = MORNING) -> tuple[dt.datetime, tuple[Span, ...]]:
    now = at("2026-03-10 00:00")
    hours, left = call_hours(WEEKDAYS, windows, contact, business=FIRM, at=now)
    return hours.with_spans(left).next_opening(now), left


def test_at_home_the_windows_are_the_windows():
    assert (WEEKDAYS, MORNING) == call_hours(WEEKDAYS, MORNING, Contact(), business=FIRM, at=NOON_UTC)


def test_a_window_is_cut_to_what_is_civil_for_her():
    assert (at("2026-03-10 11:00"), MORNING) == planned_for(Contact(zone="America/Sao_Paulo"))


def test_where_the_window_leaves_nothing_the_whole_hours_have_to_do():
    assert (there("2026-03-10 08:00", "America/New_York"), ()) == planned_for(Contact(zone="America/New_York"))
    assert (there("2026-03-10 08:00", "America/Chicago"), ()) == planned_for(Contact(zone="America/Chicago"))


def test_less_than_an_hour_that_is_civil_for_both_is_better_than_her_night():
    assert (there("2026-03-10 08:00", "Pacific/Gambier"), ()) == planned_for(Contact(zone="Pacific/Gambier"))


def test_where_the_shop_is_open_only_in_her_night_whoever_calls_decides():
    assert (at("2026-03-10 10:00"), MORNING) == planned_for(Contact(zone="Pacific/Honolulu"))


def test_hours_that_are_shared_only_between_two_changes_of_the_clocks_are_no_hours_to_plan_by():
    """From 8 to 29 March 2026 New York is four hours behind Dublin, and five for nearly all of the year."""
    firm = a_firm("08:00-13:00", zone="America/New_York")
    evenings = dataclasses.replace(WEEKDAYS, zone=ZoneInfo("America/New_York")).with_spans((Span.parse("08:00-09:00"),))
    her = Contact(zone="Europe/Dublin")

    for now in ("2026-03-10 12:00", "2026-04-10 12:00", "2026-10-26 12:00"):
        hours, _ = call_hours(evenings, (), her, business=firm, at=at(now))
        later = at(now) + dt.timedelta(days=31)
        assert hours.next_opening(later) - later < dt.timedelta(days=4)


def test_a_call_waits_until_somebody_is_in_and_she_is_awake():
    def rings(zone: str, now: str) -> dt.datetime:
        return call_opening(WEEKDAYS.next_opening, Contact(zone=zone), business=FIRM, at=at(now))

    assert there("2026-03-10 08:00", "America/New_York") == rings("America/New_York", "2026-03-10 09:00")
    assert at("2026-03-11 08:00") == rings("Asia/Tokyo", "2026-03-10 12:00")
    assert at("2026-03-10 09:00") == rings("Europe/Dublin", "2026-03-10 09:00")
    assert at("2026-03-10 09:00") == rings("Pacific/Honolulu", "2026-03-10 09:00")


def test_enough_is_less_than_the_civil_day():
    assert ENOUGH < dt.datetime.combine(NOON_UTC, CIVIL_DAY[1]) - dt.datetime.combine(NOON_UTC, CIVIL_DAY[0])
