"""More cheerful calls than a day has room for: the worthiest are made, and every other one says what became of it."""

from __future__ import annotations

from dataclasses import replace

from followthrough.domain.event import Contact, Money, Phone, PhoneQuality
from followthrough.domain.words import Channel
from support.garage import Garage
from support.reports import asked, sheets
from support.shop import Shop, an_event, at

DELIVERIES = 500
DELIVERED_AT = at("2026-03-04 12:00")
DUE_DAY = "2026-03-11"
EVENING = at(f"{DUE_DAY} 17:30")
WAKES = 10 * DELIVERIES


def a_buyer(number: int, **changes: object) -> Contact:
    phone = f"+35320915{number:04}"
    buyer = Contact(
        ref=f"b-{number}",
        given_name="Ada",
        family_name="Holm",
        email=f"buyer{number}@holm.example",
        phone=Phone(raw=phone, e164=phone, quality=PhoneQuality.GOOD),
    )
    return replace(buyer, **changes)


def delivered(shop: Shop, numbers: range, **changes: object) -> None:
    """Each buyer's order comes, and is worth ten euros more than the one before."""
    for number in numbers:
        total = Money(minor=10_000 + 1_000 * number, currency="EUR")
        buyer = a_buyer(number, **changes)
        shop.hears(an_event("order.delivered", DELIVERED_AT, contact=buyer, number=str(number), total=total))


def phoned(shop: Shop) -> set[int]:
    """Whom somebody was asked to phone, by the number of the order."""
    asked = {name for task in shop.tasks() for name in task.commitments}
    return {int(owed.subject.id) for owed in shop.ledger.commitments if owed.id in asked}


def becauses(shop: Shop) -> dict[int, str]:
    """What the last line of each history says, by the number of the order."""
    return {int(owed.subject.id): owed.history[-1].because for owed in shop.all_owed("week-after-delivery")}


def two_with_twelve_calls_each() -> Shop:
    shop = Shop()
    shop.plays_by("week-after-delivery", also=("workshop",))
    shop.has_time_for("adviser", 12)
    shop.has_time_for("workshop", 12)
    return shop


def test_of_five_hundred_deliveries_the_worthiest_two_dozen_are_phoned():
    shop = two_with_twelve_calls_each()
    delivered(shop, range(DELIVERIES))

    shop.until(EVENING, most=WAKES)

    assert set(range(DELIVERIES - 24, DELIVERIES)) == phoned(shop)
    assert 24 == len(shop.tasks())
    by_whom = [shop.latest(owed).owner for owed in shop.all_owed("week-after-delivery") if owed.task_is_out]
    assert (12, 12) == (by_whom.count("adviser"), by_whom.count("workshop"))
    assert {"no room"} == {because for number, because in becauses(shop).items() if number < DELIVERIES - 24}


def test_a_full_day_is_weighed_once_and_each_wake_reads_little():
    shop = two_with_twelve_calls_each()
    delivered(shop, range(DELIVERIES))
    calls = []
    shop.ledger.before_call = lambda: calls.append(1)

    shop.until(EVENING, most=WAKES)

    assert 8 * DELIVERIES > len(calls)


def test_what_has_no_room_today_is_phoned_on_the_next_open_day():
    shop = Shop()
    shop.has_time_for("adviser", 2)
    delivered(shop, range(4))

    shop.until(EVENING)

    assert {3, 2} == phoned(shop)
    assert ["week-after-delivery"] * 4 == shop.live()

    shop.until(at("2026-03-12 17:30"))

    assert {3, 2, 1, 0} == phoned(shop)


def test_what_never_finds_room_becomes_a_letter_that_asks():
    shop = Shop()
    shop.has_time_for("adviser", 0)
    delivered(shop, range(1))

    shop.until(at("2026-03-30 12:00"))

    assert ["how-is-it"] == [letter.subject for letter in shop.letters()]
    assert [] == shop.tasks()
    whats = [(entry.what, entry.because) for entry in shop.owed("week-after-delivery").history]
    assert ("letter instead", "no room") in whats
    assert Channel.EMAIL is shop.owed("week-after-delivery").channel


def test_without_an_address_it_is_released_and_says_why():
    shop = Shop()
    shop.has_time_for("adviser", 0)
    delivered(shop, range(1), email=None)

    shop.until(at("2026-03-30 12:00"))

    assert [] == shop.post.sent
    assert [] == shop.live()
    assert {0: "no room"} == becauses(shop)


def test_promised_calls_are_made_however_full_the_day_is():
    shop = Shop()
    shop.has_time_for("adviser", 1)
    delivered(shop, range(100, 103))
    for number in range(3):
        shop.hears(an_event("repair.collected", DELIVERED_AT, contact=a_buyer(number), number=str(number)))

    shop.until(EVENING)

    assert {0, 1, 2} == phoned(shop)


def test_whoever_is_full_of_promises_has_no_time_for_care_that_day():
    shop = Shop()
    shop.has_time_for("adviser", 2)
    delivered(shop, range(100, 103))
    shop.hears(an_event("repair.collected", DELIVERED_AT, contact=a_buyer(1), number="1"))

    shop.until(EVENING)

    assert {1, 102} == phoned(shop)


def a_newcomer_after(shop: Shop, *, cancelled: bool) -> None:
    """The morning's plan gives the one place left to the call at noon; then another call is heard of, late."""
    shop.has_time_for("adviser", 2)
    delivered(shop, range(50, 51))
    shop.hears(an_event("repair.collected", DELIVERED_AT, contact=a_buyer(1), number="1"))
    shop.until(at(f"{DUE_DAY} 10:05"))
    if cancelled:
        shop.hears(an_event("order.refunded", at(f"{DUE_DAY} 11:00"), contact=a_buyer(50), number="50"))
    shop.until(at(f"{DUE_DAY} 11:30"))
    delivered(shop, range(7, 8))
    shop.until(EVENING)


def test_a_call_that_is_cancelled_before_it_is_made_leaves_its_place_to_a_newcomer():
    shop = Shop()

    a_newcomer_after(shop, cancelled=True)

    assert {1, 7} == phoned(shop)


def test_a_newcomer_to_a_full_day_waits_for_the_next():
    shop = Shop()

    a_newcomer_after(shop, cancelled=False)

    assert {1, 50} == phoned(shop)


def test_the_whole_stack_phones_the_worthier_and_says_why_not_the_other(bench):
    garage = Garage(bench).at("2 09:00")
    for number in range(14):
        buyer = {"given_name": "Ada", "email": f"ada{number}@holm.example", "phone": f"+353 20 915 01{number:02}"}
        total = {"minor": 10_000 + number, "currency": "EUR"}
        garage.tells("order.delivered", f"order-{number}", customer=buyer, total=total)
    garage.at("9 17:00")

    [sheet] = sheets(garage)
    waiting = {each["subject"]["id"]: each["history"] for each in bench.commitments() if each["generation"] > 1}

    assert 12 == len(sheet["commitments"])
    assert {each["id"] for each in bench.commitments() if each["generation"] == 1} == set(sheet["commitments"])
    assert [] == asked(garage)
    assert {"order-0", "order-1"} == set(waiting)
    assert {("waits", "no room")} == {(history[-1]["what"], history[-1]["because"]) for history in waiting.values()}
    assert 0 == garage.dead_letters()
