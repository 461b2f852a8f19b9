from __future__ import annotations

import dataclasses
import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from followthrough.application.ports import Week
from followthrough.application.week import Weeks, last_week, untold_weeks, week_of
from followthrough.domain.customer import Note
from followthrough.domain.facts import Facts
from followthrough.domain.figures import Became
from followthrough.domain.words import Cause
from support.shop import DUBLIN, Shop, an_event, at

MONDAY = at("2026-03-16 07:30")


def tools(shop: Shop) -> Weeks:
    return Weeks(ledger=shop.ledger, rulebook=shop.rulebook, cards=shop.tools.cards, clock=shop.clock)


def last_week_of(shop: Shop, minute: str) -> Week:
    shop.until(at(minute))
    return week_of(last_week(shop.clock.now(), zone=DUBLIN), tools=tools(shop))


def a_broken_answer(shop: Shop, when: str, *, number: str, cause: Cause) -> None:
    """A question that nobody answered, and why, once somebody has said so."""
    shop.hears(an_event("inquiry.received", at(f"{when} 09:20"), number=number))
    shop.until(at(f"{when} 18:00"))
    [owed] = [owed for owed in shop.all_owed("answer") if owed.subject.id == number]
    shop.ledger.commit(dataclasses.replace(owed, cause=str(cause)))


@pytest.mark.parametrize(
    ("zone", "now", "since", "until"),
    [
        ("Europe/Dublin", "2026-03-30T06:30Z", "2026-03-23T00:00Z", "2026-03-29T23:00Z"),
        ("America/New_York", "2026-03-09T12:00Z", "2026-03-02T05:00Z", "2026-03-09T04:00Z"),
        ("Australia/Sydney", "2026-04-05T20:00Z", "2026-03-29T13:00Z", "2026-04-05T14:00Z"),
    ],
)
def test_last_week_is_a_week_of_civil_days_across_a_clock_change(zone, now, since, until):
    found = last_week(dt.datetime.fromisoformat(now), zone=ZoneInfo(zone))

    assert (dt.datetime.fromisoformat(since), dt.datetime.fromisoformat(until)) == found


def test_the_first_letter_is_about_last_week_only():
    assert [last_week(MONDAY, zone=DUBLIN)] == untold_weeks(Facts(), now=MONDAY, zone=DUBLIN)


def test_a_week_that_was_told_is_not_told_again():
    told = Facts(week_sent=at("2026-03-09 00:00"))

    assert [] == untold_weeks(told, now=MONDAY, zone=DUBLIN)


def test_weeks_that_nobody_heard_of_are_told_in_order_across_a_clock_change_and_not_for_ever():
    april = at("2026-04-13 07:30")
    two = untold_weeks(Facts(week_sent=at("2026-03-23 00:00")), now=april, zone=DUBLIN)
    many = untold_weeks(Facts(week_sent=at("2025-03-10 00:00")), now=april, zone=DUBLIN)

    assert [at("2026-03-30 00:00"), at("2026-04-06 00:00")] == [since for since, _ in two]
    assert 5 == len(many)


def test_what_colleagues_owe_each_other_is_no_promise_to_a_customer():
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-09 08:40")))
    shop.plays_by("price-call", to_colleague=True)

    assert 0 == last_week_of(shop, "2026-03-16 07:30").figures.due


def test_a_letter_that_is_a_promise_of_its_own_is_not_counted():
    shop = Shop()
    shop.hears(an_event("repair.collected", at("2026-03-09 16:20")))

    assert 0 == last_week_of(shop, "2026-03-16 07:30").figures.due


def test_causes_are_compared_with_the_four_weeks_before():
    shop = Shop()
    a_broken_answer(shop, "2026-03-03", number="1", cause=Cause.PRICE)
    a_broken_answer(shop, "2026-03-04", number="2", cause=Cause.HAND_OVER)
    a_broken_answer(shop, "2026-03-11", number="3", cause=Cause.HAND_OVER)

    week = last_week_of(shop, "2026-03-16 07:30")

    assert [("hand_over", 1, 1), ("price", 0, 1)] == [
        (count.cause, count.this_week, count.before) for count in week.causes
    ]
    assert {Became.BROKEN: 1} == week.figures.by


def test_care_is_counted_in_the_week_it_was_meant_for():
    shop = Shop()
    shop.hears(an_event("order.delivered", at("2026-03-03 10:00")))
    shop.until(at("2026-03-10 14:00"))
    shop.taps(shop.owed("week-after-delivery"), "done")

    assert (1, 0) == (
        last_week_of(shop, "2026-03-16 07:30").care.done,
        last_week_of(shop, "2026-03-23 07:30").care.done,
    )


def test_care_for_mondays_first_minute_belongs_to_the_next_week():
    shop = Shop()
    shop.hears(an_event("order.delivered", at("2026-03-03 10:00")))
    shop.until(at("2026-03-10 14:00"))
    shop.taps(shop.owed("week-after-delivery"), "done")
    shop.ledger.commit(dataclasses.replace(shop.owed("week-after-delivery"), due_at=at("2026-03-16 00:00")))

    assert 0 == last_week_of(shop, "2026-03-16 07:30").care.done


def test_trouble_found_by_a_call_soon_after_the_repair_is_a_comeback():
    shop = Shop()
    shop.hears(an_event("repair.collected", at("2026-03-03 16:20")))
    shop.until(at("2026-03-10 10:05"))
    shop.taps(shop.owed("week-after"), "problem")

    assert (1, 0) == (
        last_week_of(shop, "2026-03-16 07:30").comebacks,
        last_week_of(shop, "2026-03-23 07:30").comebacks,
    )


def test_a_complaint_that_says_itself_that_it_is_a_comeback_is_counted_once():
    shop = Shop()
    for number, details in (("1", (("comeback", "after 6 days"),)), ("2", ())):
        shop.hears(
            an_event("complaint.opened", at("2026-03-10 09:00"), number=number, source="helpdesk", details=details)
        )

    assert 1 == last_week_of(shop, "2026-03-16 07:30").comebacks


def test_a_complaint_about_what_was_handed_out_long_ago_is_no_comeback():
    shop = Shop()
    shop.hears(an_event("repair.collected", at("2026-03-03 16:20")))
    shop.until(at("2026-03-10 10:05"))
    shop.taps(shop.owed("week-after"), "problem")
    [repair] = [record for key, record in shop.ledger.records.items() if key.startswith("S#repairs")]
    long_ago = tuple(dataclasses.replace(seen, at=at("2026-01-03 16:20")) for seen in repair.seen)
    shop.ledger.commit(dataclasses.replace(repair, seen=long_ago))

    assert 0 == last_week_of(shop, "2026-03-16 07:30").comebacks


def a_shop_that_was_generous() -> Shop:
    """Two gold stars on Tuesday 10 March, by Cormac, and one the week before."""
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-10 08:40")))
    owed = shop.owed("price-call")
    [repair] = [record for key, record in shop.ledger.records.items() if key.startswith("S#repairs")]
    stars = (at("2026-03-05 12:00"), at("2026-03-10 12:00"), at("2026-03-10 12:00"))
    shop.ledger.commit(dataclasses.replace(repair, stars=stars))
    for number, (minute, by, text) in enumerate(
        (
            ("2026-03-05 12:00", "adviser", "long ago"),
            ("2026-03-10 12:00", "workshop", "drove there in the rain\na spare strap"),
            ("2026-03-10 12:00", "repairs", "by the source"),
            ("2026-03-10 12:02", "workshop", "taken back, and so without a star"),
        )
    ):
        note = Note(customer=owed.customer, commitment=f"c{number}", at=at(minute), by=by, text=text, goodwill=True)
        shop.ledger.commit(note)
    shop.ledger.commit(
        Note(customer=owed.customer, commitment=owed.id, at=at("2026-03-10 13:00"), by="owner", text="no gift")
    )
    return shop


def test_gold_stars_are_counted_in_the_week_they_were_given():
    assert 2 == last_week_of(a_shop_that_was_generous(), "2026-03-16 07:30").stars


def test_gold_stars_of_a_week_are_found_by_what_it_has_promised_for_the_next():
    shop = a_shop_that_was_generous()
    shop.ledger.commit(dataclasses.replace(shop.owed("price-call"), promised_by=at("2026-03-18 17:00"), agenda=()))

    assert 2 == last_week_of(shop, "2026-03-16 07:30").stars


def test_who_was_generous_is_thanked_in_his_own_words():
    [thanks] = last_week_of(a_shop_that_was_generous(), "2026-03-16 07:30").thanks

    assert ("Cormac", 2) == (thanks.role.person, thanks.stars)
    assert ("drove there in the rain", "a spare strap") == thanks.words


def test_what_was_broken_and_is_about_nobody_we_know_any_more_stops_no_letter():
    shop = Shop()
    a_broken_answer(shop, "2026-03-11", number="1", cause=Cause.OTHER)
    for key in [key for key in shop.ledger.records if key.startswith("C#")]:
        del shop.ledger.records[key]

    week = last_week_of(shop, "2026-03-16 07:30")

    assert ((), {Became.BROKEN: 1}) == (week.broken, week.figures.by)
