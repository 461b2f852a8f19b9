"""The vectors that others have failed: what is pure of them. The others are told in tests/stories/test_vectors.py."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from followthrough.domain.cover import chain, who_does
from followthrough.domain.errors import InvalidBusiness
from followthrough.domain.event import Contact
from followthrough.domain.facts import Away, Facts
from followthrough.domain.guards import Decision, Scene, Send, Wait, decide
from followthrough.domain.manners import full_name, greeting
from followthrough.domain.opening import Calendar, Span
from followthrough.domain.today import as_it_is
from followthrough.domain.words import Channel, MessageClass, Step
from support.cards import BUSINESS, NORA, a_commitment, a_role, a_rule

BERLIN, DUBLIN = ZoneInfo("Europe/Berlin"), ZoneInfo("Europe/Dublin")
NEW_YORK, SYDNEY = ZoneInfo("America/New_York"), ZoneInfo("Australia/Sydney")
FRIDAY_16, FRIDAY_16_30 = "2026-03-06 16:00", "2026-03-06 16:30"


def spans(*texts: str) -> tuple[Span, ...]:
    return tuple(Span.parse(text) for text in texts)


def weekdays(*texts: str, zone: ZoneInfo = DUBLIN, closed: tuple[str, ...] = ()) -> Calendar:
    dated: dict[dt.date, tuple[Span, ...]] = {dt.date.fromisoformat(day): () for day in closed}
    return Calendar(zone=zone, weekly=(*(spans(*texts),) * 5, (), ()), dated=dated)


def at(text: str, zone: ZoneInfo = DUBLIN) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(dt.UTC)


def shown(instant: dt.datetime, zone: ZoneInfo = DUBLIN) -> str:
    return f"{instant.astimezone(zone):%a %Y-%m-%d %H:%M %Z}"


def hours(count: float) -> dt.timedelta:
    return dt.timedelta(hours=count)


@pytest.mark.parametrize(
    ("closed", "opens"),
    [((), "Mon 2026-06-08 08:00 AEST"), (("2026-06-08",), "Tue 2026-06-09 08:00 AEST")],
    ids=["an ordinary Monday", "the King's Birthday"],
)
def test_v01_after_friday_in_sydney_comes_monday_at_eight_and_a_holiday_makes_it_tuesday(closed, opens):
    shop = weekdays("08:00-12:00", zone=SYDNEY, closed=closed)

    assert opens == shown(shop.next_opening(at("2026-06-05 13:00", SYDNEY)), SYDNEY)


def test_v02_eight_on_monday_in_new_york_is_eight_also_in_summer_time():
    shop = weekdays("08:00-12:00", zone=NEW_YORK)

    assert "Mon 2026-03-09 08:00 EDT" == shown(shop.next_opening(at("2026-03-06 15:00", NEW_YORK)), NEW_YORK)


def test_v03_eight_on_monday_in_berlin_is_eight_also_in_winter_time():
    shop = weekdays("08:00-12:00", zone=BERLIN)

    assert "Mon 2026-10-26 08:00 CET" == shown(shop.next_opening(at("2026-10-24 12:00", BERLIN)), BERLIN)


def test_v04_one_open_hour_from_friday_half_past_four_ends_on_monday_half_past_nine():
    assert at("2026-03-09 09:30") == weekdays("09:00-17:00").add(at(FRIDAY_16_30), hours(1))


@pytest.mark.parametrize(("count", "ends"), [(8, "2026-03-09 16:00"), (2, "2026-03-09 10:00")])
def test_v05_open_hours_from_friday_at_four_go_on_on_monday(count, ends):
    assert at(ends) == weekdays("09:00-17:00").add(at(FRIDAY_16), hours(count))


def test_v06_half_an_open_hour_from_the_middle_of_lunch_ends_at_two():
    shop = weekdays("08:00-12:00", "13:30-18:00")

    assert at("2026-03-02 14:00") == shop.add(at("2026-03-02 12:30"), hours(0.5))


def a_care_letter_at(now: str) -> Decision:
    """What is decided about a cheerful letter while no letter goes out between ten at night and six."""
    civil = Calendar(zone=DUBLIN, weekly=(spans("06:00-22:00"),) * 7)
    letter = a_commitment(
        channel=Channel.EMAIL, message_class=MessageClass.CARE, promised_by=None, follow_up="how-is-it", slot=None
    )
    rule = a_rule(id="how-is-it", channel=Channel.EMAIL, windows=(), letter="how-is-it")
    business = replace(BUSINESS, letter_hours=civil)
    scene = Scene(commitment=letter, rule=rule, contact=NORA, points=(), business=business, now=at(now))
    return decide(scene, Step.REMIND)


def test_v07_quiet_hours_hold_at_23_30_and_05_59_and_send_at_06_00():
    night = Wait(until=at("2026-03-11 06:00"), because="quiet hours")

    assert [night, night, Send()] == [
        a_care_letter_at(moment) for moment in ("2026-03-10 23:30", "2026-03-11 05:59", "2026-03-11 06:00")
    ]


def test_v08_on_both_sides_of_a_weekend_only_open_hours_count():
    shop = weekdays("09:00-17:00")

    assert hours(2) == shop.open_time_between(at(FRIDAY_16), at("2026-03-09 10:00"))
    assert hours(0) == shop.open_time_between(at("2026-03-06 17:00"), at("2026-03-09 09:00"))


def test_v10_a_calendar_without_an_open_day_is_refused_when_it_is_read():
    with pytest.raises(InvalidBusiness, match="closed on all seven days"):
        weekdays()


def test_v10_a_calendar_of_holidays_alone_ends_in_a_sentence_and_not_in_a_loop():
    first = dt.date(2026, 3, 2)
    always = tuple(str(first + dt.timedelta(days=count)) for count in range(800))
    shop = weekdays("09:00-17:00", closed=always)

    for search in (shop.next_opening, lambda moment: shop.add(moment, hours(1))):
        with pytest.raises(InvalidBusiness, match="more than 400 days"):
            search(at("2026-03-02 09:00"))
    with pytest.raises(InvalidBusiness, match="more than 400 days"):
        shop.subtract(at("2028-05-01 09:00"), hours(1))


def test_v16_cover_passes_on_from_one_to_the_next_and_a_circle_ends_at_the_owner():
    covers = {"a": ("b",), "b": ("c",), "c": ("a",), "owner": ()}
    firm = replace(BUSINESS, roles={name: a_role(name, name.capitalize(), *cover) for name, cover in covers.items()})
    promise, tuesday = a_commitment(owner="a"), at("2026-03-10 10:00")

    def does(*gone: str) -> str:
        away = tuple(Away(role=name, first=tuesday.date(), last=tuesday.date()) for name in gone)
        return who_does(promise, business=as_it_is(firm, Facts(away=away)), at=tuesday).id

    assert ["a", "b", "c", "owner"] == [role.id for role in chain("a", business=firm)]
    assert ("c", "owner") == (does("a", "b"), does("a", "b", "c"))


@pytest.mark.parametrize("given", [None, "", "null", "nora@quill.example", "x.arrieta"])
def test_v18_without_a_name_she_is_greeted_and_never_by_a_handle(given):
    nobody = Contact(given_name=given, email="nora@quill.example")

    assert ("Hello,", None) == (greeting(nobody), full_name(nobody))
