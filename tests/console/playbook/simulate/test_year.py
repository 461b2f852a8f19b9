from __future__ import annotations

import datetime as dt
from collections import Counter

from console.playbook.simulate.year import Sample
from followthrough.adapters.webhooks import canonical
from support.shop import DUBLIN

FIRST = dt.date(2026, 1, 1)


def a_sample(*, seed: int = 1, days: int = 365, customers: int = 60) -> Sample:
    return Sample(begins=FIRST, days=days, customers=customers, seed=seed, zone=DUBLIN, currency="EUR")


def test_every_event_of_a_sample_is_one_that_our_door_takes():
    kinds = Counter(canonical.parse(event, country="IE").kind for event in a_sample().events())

    assert {
        "repair.received",
        "repair.collected",
        "order.placed",
        "order.delivered",
        "inquiry.received",
    } <= kinds.keys()


def test_the_same_seed_tells_the_same_and_another_one_something_else():
    assert a_sample().events() == a_sample().events()
    assert a_sample().events() != a_sample(seed=2).events()


def test_nothing_happens_outside_of_the_time_and_all_of_it_in_order():
    times = [dt.datetime.fromisoformat(event["occurred_at"]) for event in a_sample(days=30).events()]

    assert sorted(times) == times
    assert FIRST == min(times).date() or min(times).date() > FIRST
    assert max(times) < dt.datetime(2026, 1, 31, tzinfo=DUBLIN)


def test_the_people_of_a_sample_can_be_nobody():
    addresses = {event["customer"].get("email", "x.example") for event in a_sample(customers=1200).events()}
    numbers = {event["customer"].get("phone", "+353 20 915 0") for event in a_sample(customers=1200).events()}

    assert all(address.endswith(".example") for address in addresses)
    assert all(number.startswith("+353 20 915 0") for number in numbers)
