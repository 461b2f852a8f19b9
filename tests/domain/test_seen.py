from __future__ import annotations

import datetime as dt

import pytest

from followthrough.domain.event import Asked, Event, Money, SubjectRef
from followthrough.domain.seen import Seen, newest_word
from support.cards import at

REF = SubjectRef(source="repairs", type="repair", id="1")
NOON = at("2026-03-10 12:00")
QUOTED = Event(
    kind="repair.quoted",
    occurred_at=NOON,
    told_at=NOON + dt.timedelta(minutes=1),
    subject=REF,
    details=(("work", "brakes"),),
    total=Money(minor=61_000, currency="EUR"),
    asked=Asked.NO,
    agreed_by=NOON + dt.timedelta(days=1),
    owner="adviser",
)


def test_an_event_is_remembered_with_everything_that_a_plan_needs():
    assert QUOTED == Seen.of(QUOTED).event(REF)


def test_two_tellings_of_one_event_have_one_name():
    other = Seen(kind="repair.quoted", at=NOON, details=(("work", "wipers"),))

    assert Seen.of(QUOTED).name == other.name
    assert Seen.of(QUOTED).name != Seen(kind="repair.quoted", at=NOON + dt.timedelta(seconds=1)).name


def test_of_two_tellings_the_later_counts_and_of_one_time_always_the_same():
    early = Seen(kind="order.paid", at=NOON, told_at=NOON, details=(("product", "z"),))
    late = Seen(kind="order.paid", at=NOON, told_at=NOON + dt.timedelta(seconds=1), details=(("product", "a"),))
    twin = Seen(kind="order.paid", at=NOON, told_at=NOON, details=(("product", "a"),))

    assert [late, late] == [newest_word(early, late), newest_word(late, early)]
    assert newest_word(early, twin) == newest_word(twin, early)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("repair.received", "repair.quoted"),
        ("repair.quoted", "repair.approved"),
        ("repair.collected", "repair.reopened"),
        ("order.placed", "order.cancelled"),
        ("complaint.reopened", "complaint.resolved"),
        ("complaint.opened", "complaint.whatever"),
    ],
)
def test_of_two_events_with_one_time_the_story_says_which_came_first(first, then):
    assert Seen(kind=first, at=NOON).place < Seen(kind=then, at=NOON).place
    assert Seen(kind=then, at=NOON).place < Seen(kind=first, at=NOON + dt.timedelta(seconds=1)).place


def test_in_short_it_is_only_known_that_it_happened():
    assert Seen(kind="repair.quoted", at=NOON) == Seen.of(QUOTED).in_short
