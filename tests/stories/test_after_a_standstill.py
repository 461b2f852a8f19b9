"""After a closure or an outage: what was promised comes first, care is spread by what a day has room for."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace

import pytest

from followthrough.domain.commitment import Commitment
from followthrough.domain.event import Contact, Money, Phone, PhoneQuality
from followthrough.domain.facts import OtherHours
from followthrough.domain.today import as_it_is
from followthrough.domain.words import Channel, State, Step
from support.shop import Shop, an_event, at

CARE, PROMISES, A_DAY = 300, 8, 12
WAKES = 20_000
MONDAY, BACK = dt.date(2026, 3, 9), dt.date(2026, 3, 23)


def a_buyer(number: int) -> Contact:
    phone = f"+35320915{number:04}"
    return Contact(
        ref=f"b-{number}",
        given_name="Ada",
        family_name="Holm",
        email=f"buyer{number}@holm.example",
        phone=Phone(raw=phone, e164=phone, quality=PhoneQuality.GOOD),
    )


def a_week_of_deliveries(shop: Shop) -> None:
    """Three hundred parcels that are worth a call a week later, and eight repairs that were promised one."""
    for number in range(CARE):
        came = at(f"2026-03-0{2 + number % 5} 12:00")
        total = Money(minor=10_000 + 1_000 * number, currency="EUR")
        shop.hears(an_event("order.delivered", came, contact=a_buyer(number), number=str(number), total=total))
    for number in range(PROMISES):
        fetched = at("2026-03-06 15:00")
        shop.hears(an_event("repair.collected", fetched, contact=a_buyer(900 + number), number=f"r{number}"))


def closed_for_two_weeks() -> Shop:
    shop = Shop()
    rules = shop.rulebook.rules
    closed = tuple(OtherHours(day=MONDAY + dt.timedelta(days=day)) for day in range((BACK - MONDAY).days))
    shop.rulebook.rules = replace(rules, business=as_it_is(rules.business, replace(rules.facts, other_hours=closed)))
    a_week_of_deliveries(shop)
    return shop


def closed_at_a_days_notice() -> Shop:
    """The same fortnight, but said only on the Sunday before: by then every call was planned into it."""
    shop = Shop()
    a_week_of_deliveries(shop)
    shop.until(at("2026-03-08 12:00"), most=WAKES)
    rules = shop.rulebook.rules
    closed = tuple(OtherHours(day=MONDAY + dt.timedelta(days=day)) for day in range((BACK - MONDAY).days))
    shop.rulebook.rules = replace(rules, business=as_it_is(rules.business, replace(rules.facts, other_hours=closed)))
    return shop


def down_for_nine_days() -> Shop:
    """Nothing of ours ran from Saturday on; the business went on."""
    shop = Shop()
    a_week_of_deliveries(shop)
    shop.clock.at = at("2026-03-16 07:00")
    return shop


def calls_asked_for(shop: Shop, owed: list[Commitment]) -> Counter[dt.date]:
    """How many calls somebody was asked to make, by the day."""
    return Counter(
        entry.at.date()
        for each in owed
        if shop.latest(each).channel is Channel.CALL
        for entry in each.history
        if entry.what == Step.REMIND
    )


@pytest.fixture(
    scope="module",
    params=[closed_for_two_weeks, closed_at_a_days_notice, down_for_nine_days],
    ids=["a closure", "a closure at a day's notice", "an outage"],
)
def shop(request: pytest.FixtureRequest) -> Shop:
    back_again: Shop = request.param()
    back_again.until(at("2026-04-30 18:00"), most=WAKES)
    return back_again


def test_nobody_is_asked_for_more_calls_than_a_day_has_room_for_and_the_rest_says_what_became_of_it(shop):
    care = shop.all_owed("week-after-delivery")
    asked = calls_asked_for(shop, care)

    assert A_DAY >= max(asked.values())
    assert 5 <= len(asked)
    assert not [each for each in care if each.is_open]
    assert {State.KEPT, State.LAPSED} == {each.state for each in care}
    assert {"no room", "brake"} & {entry.because for each in care for entry in each.history}


def test_the_worthiest_of_a_day_are_phoned_and_the_others_written_to(shop):
    care = shop.all_owed("week-after-delivery")
    first = min(calls_asked_for(shop, care))

    phoned = {int(each.subject.id) for each in care if each.channel is Channel.CALL and _asked_on(each, first)}
    others = {int(each.subject.id) for each in care} - phoned
    assert 0 < len(phoned) <= A_DAY
    assert _mean(phoned) > _mean(others)


def test_letters_that_take_the_place_of_calls_come_in_no_flood(shop):
    an_hour = shop.rulebook.rules.business.letters_an_hour
    letters = [
        entry.at.replace(minute=0)
        for each in shop.all_owed("week-after-delivery")
        if each.channel is Channel.EMAIL
        for entry in each.history
        if entry.what == Step.REMIND
    ]

    assert an_hour >= max(Counter(letters).values())


def test_on_the_first_day_the_promised_calls_take_the_room_and_care_has_what_is_left():
    shop = closed_for_two_weeks()
    shop.until(at(f"{BACK} 18:00"), most=WAKES)

    promised = calls_asked_for(shop, shop.all_owed("week-after"))
    care = calls_asked_for(shop, shop.all_owed("week-after-delivery"))

    assert {BACK: PROMISES} == promised
    assert {BACK: A_DAY - PROMISES} == care


def test_what_was_promised_during_an_outage_is_told_as_broken_once_each_and_never_in_silence():
    shop = down_for_nine_days()
    shop.until(at("2026-03-16 18:00"), most=WAKES)

    told = Counter(name for mail in shop.tasks() if mail.subject.startswith("escalate") for name in mail.commitments)
    assert {each.id: 1 for each in shop.all_owed("week-after")} == told
    assert {State.BROKEN} == {each.state for each in shop.all_owed("week-after")}
    assert [State.LAPSED] * PROMISES == [each.state for each in shop.all_owed("fetched-thanks")]


# ----- three days without us, and everything wakes at once at two in the morning -------------------------------------

WOKEN = at("2026-03-12 02:13")


@pytest.fixture(scope="module")
def woken() -> Shop:
    """Every other parcel is worth a call, the rest a letter; the promised calls were for the day on which we wake."""
    shop = Shop()
    for number in range(60):
        came = at(f"2026-03-0{2 + number % 3} 12:00")
        total = Money(minor=(10_000 if number % 2 else 1_000) + 10 * number, currency="EUR")
        shop.hears(an_event("order.delivered", came, contact=a_buyer(number), number=str(number), total=total))
    for number in range(PROMISES):
        fetched = at("2026-03-05 15:00")
        shop.hears(an_event("repair.collected", fetched, contact=a_buyer(900 + number), number=f"r{number}"))
    shop.until(at("2026-03-06 20:00"), most=WAKES)
    shop.clock.at = WOKEN
    shop.until(at("2026-04-30 18:00"), most=WAKES)
    return shop


def test_nothing_leaves_in_the_night_in_which_we_wake(woken):
    carried_out = [
        entry.at
        for owed in woken.ledger.commitments
        for entry in owed.history
        if entry.what in (Step.REMIND, Step.NUDGE, Step.WARN, Step.ESCALATE) and entry.at >= WOKEN
    ]

    assert at("2026-03-12 08:00") <= min(carried_out)
    assert {True} == {8 <= each.hour < 20 for each in carried_out}  # March: Dublin keeps UTC until the 29th


def test_promises_of_the_day_are_asked_for_first_and_in_time(woken):
    promised = woken.all_owed("week-after")

    assert {dt.date(2026, 3, 12): PROMISES} == calls_asked_for(woken, promised)
    first = [entry.at for owed in promised for entry in owed.history if entry.what == Step.REMIND]
    assert {True} == {asked <= owed.promised_by for asked, owed in zip(first, promised, strict=True)}


def test_care_is_spread_over_the_days_that_follow_and_no_day_is_over_full(woken):
    asked = calls_asked_for(woken, woken.all_owed("week-after-delivery"))
    all_of_them = asked + calls_asked_for(woken, woken.all_owed("week-after"))

    assert A_DAY == max(all_of_them.values())
    assert A_DAY - PROMISES == asked[dt.date(2026, 3, 12)]
    assert [] == [owed for owed in woken.all_owed("week-after-delivery") if owed.is_open]


def test_nobody_hears_twice_of_one_thing_because_we_slept(woken):
    letters = Counter(mail.to for mail in woken.letters() if mail.commitments[0] not in _thanks(woken))
    reminded = [
        sum(entry.what == Step.REMIND for entry in owed.history) for owed in woken.all_owed("week-after-delivery")
    ]

    assert {1} == set(letters.values())
    assert 1 == max(reminded)


def _thanks(shop: Shop) -> set[str]:
    return {owed.id for owed in shop.all_owed("fetched-thanks")}


def _asked_on(owed: Commitment, day: dt.date) -> bool:
    return any((entry.what, entry.at.date()) == (Step.REMIND, day) for entry in owed.history)


def _mean(numbers: set[int]) -> float:
    return sum(numbers) / len(numbers)
