from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace

import pytest

from followthrough.domain.event import Asked, Event, Money, SubjectRef
from followthrough.domain.subject import REMEMBERED_DELIVERIES, REMEMBERED_WORDS, Subject
from support.cards import at

REF = SubjectRef(source="repairs", type="repair", id="1")
NEW = Subject(ref=REF, customer="r1")
HOUR = dt.timedelta(hours=1)
NOON = at("2026-03-10 12:00")


def event(kind: str, hour: int, **details: str) -> Event:
    return Event(
        kind=kind,
        occurred_at=NOON + hour * HOUR,
        subject=REF,
        details=tuple(details.items()),
        total=Money(minor=hour * 100, currency="EUR") if hour else None,
    )


def told(*events: Event) -> Subject:
    subject = NEW
    for each in events:
        subject = subject.took(each)
    return subject


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_newest_word_counts_in_whatever_order_events_come(order):
    events = (
        event("repair.received", 1, work="brakes", number="7"),
        event("repair.quoted", 2),
        event("repair.completed", 3, work="brakes and wipers"),
    )

    subject = told(*(events[position] for position in order))

    assert dict(subject.details) == {"work": "brakes and wipers", "number": "7"}
    assert (subject.total, subject.as_of) == (Money(minor=300, currency="EUR"), NOON + 3 * HOUR)
    assert {seen.kind for seen in subject.seen} == {"repair.received", "repair.quoted", "repair.completed"}


def test_it_comes_to_what_was_told_until_then_whatever_came_before():
    placed, came, refunded = event("order.placed", 1), event("order.delivered", 0), event("order.refunded", 3)
    came = replace(came, occurred_at=NOON + 2 * HOUR)

    known = told(refunded, came, placed)

    assert Money(minor=100, currency="EUR") == known.total_at(came)
    assert Money(minor=300, currency="EUR") == known.total_at(refunded)
    assert told(came).total_at(came) is None


def test_an_event_told_twice_is_seen_once():
    once = event("repair.received", 1)

    assert told(once, once).seen == told(once).seen


def test_an_older_status_does_not_replace_a_newer_one():
    subject = NEW.now_in("completed", as_of=NOON + HOUR)

    assert subject.now_in("received", as_of=NOON).status == "completed"


def test_a_delivery_without_a_status_leaves_it():
    subject = NEW.now_in("completed", as_of=NOON)

    assert subject.now_in(None, as_of=NOON + HOUR) == subject


def test_a_subject_knows_its_last_deliveries_and_stays_small():
    subject = NEW
    for number in range(REMEMBERED_DELIVERIES + 1):
        subject = subject.had_delivery(f"d{number}")

    assert (subject.has_had("d0"), subject.has_had("d1"), len(subject.deliveries)) == (
        False,
        True,
        REMEMBERED_DELIVERIES,
    )


@pytest.mark.parametrize(("hour", "occurrence"), [(1, "1"), (2, "2"), (3, "2"), (5, "3")])
def test_each_reopening_begins_the_story_again(hour, occurrence):
    subject = told(event("repair.reopened", 2), event("repair.reopened", 4))

    assert subject.occurrence_of(event("repair.collected", hour)) == occurrence


@pytest.mark.parametrize(
    ("kind", "hour", "overruled"),
    [
        ("repair.reopened", 1, None),
        ("repair.reopened", 2, "repair.reopened"),
        ("repair.reopened", 3, "repair.reopened"),
        ("repair.cancelled", 1, "repair.cancelled"),
        ("repair.cancelled", 3, "repair.cancelled"),
        ("repair.paid", 3, None),
    ],
)
def test_an_end_overrules_in_any_order_and_anything_else_only_what_came_before_it(kind, hour, overruled):
    subject = told(event(kind, hour))

    assert subject.overruled_by(event("repair.collected", 2), ("repair.reopened", "repair.cancelled")) == overruled


def test_a_subject_began_when_its_source_says_whatever_order_its_news_come_in():
    line = NOON
    early, late = NOON - HOUR, NOON + 5 * HOUR

    orders = [
        NEW.begun(early).begun(late),
        NEW.begun(late).begun(early),
        NEW.begun(early).took(event("repair.quoted", 6)),
    ]

    assert [subject.began_at for subject in orders] == [early] * 3
    assert all(subject.began_before(line) for subject in orders)


def test_a_subject_whose_source_does_not_tell_began_with_the_first_that_happened():
    assert told(event("repair.quoted", 2), event("repair.received", -1)).began_before(NOON)
    assert not told(event("repair.quoted", 2)).began_before(NOON)


def test_without_a_start_line_nothing_began_before_it():
    assert not NEW.begun(NOON).began_before(None)
    assert not NEW.began_before(NOON)


def test_what_begins_on_the_start_line_is_ours():
    assert not NEW.begun(NOON).began_before(NOON)


def test_an_event_that_tells_no_field_makes_no_snapshot_stale():
    before = told(event("repair.quoted", 1, work="brakes"))

    after = before.took(replace(event("repair.approved", 3), total=None))

    assert (after.as_of, after.total, len(after.seen)) == (before.as_of, before.total, 2)


def test_events_stand_in_the_order_in_which_they_happened():
    first, then, last = event("repair.received", 1), event("repair.quoted", 2), event("repair.collected", 3)

    assert told(first, then, last).seen == told(last, first, then).seen


def test_each_detail_has_the_newest_word_though_no_delivery_tells_all():
    words = (
        event("repair.received", 1, work="brakes"),
        event("repair.quoted", 2),
        event("repair.completed", 3, work="x"),
    )

    assert {(("work", "x"),)} == {told(*order).details for order in itertools.permutations(words)}


def test_a_gap_that_an_old_word_fills_is_filled_by_the_newest_of_the_old():
    words = (
        event("repair.received", 1, work="a"),
        event("repair.quoted", 2, work="b"),
        event("repair.paid", 3, no="7"),
    )

    ends = {told(*order).details for order in itertools.permutations(words)}

    assert {(("no", "7"), ("work", "b"))} == ends


def test_two_words_of_one_time_end_alike_in_either_order():
    one, other = event("repair.quoted", 1, work="a"), event("repair.completed", 1, work="b")

    assert told(one, other) == told(other, one)


def test_the_price_she_was_told_is_that_of_the_newest_quote():
    old, new = event("repair.quoted", 1), event("repair.quoted", 2)

    assert new.total == told(new, old).quoted == told(old, new).quoted


def test_what_it_belongs_to_is_what_was_told_of_that_first():
    order, other = (SubjectRef(source="shop", type="order", id=number) for number in "12")
    one, later = replace(event("repair.received", 1), parent=order), replace(event("repair.paid", 2), parent=other)

    assert [order, order] == [told(one, later).parent, told(later, one).parent]


def test_what_did_not_happen_after_all_is_forgotten_with_its_amount():
    early, late = event("repair.received", 1), event("repair.quoted", 2)
    subject = told(early, late)

    forgotten = subject.without([seen for seen in subject.seen if seen.kind == "repair.quoted"])

    assert (told(early).seen, early.total, None) == (forgotten.seen, forgotten.total, forgotten.quoted)
    assert subject == subject.without([])


def test_what_its_source_says_of_the_whole_stands_until_newer_word():
    whole = Money(minor=99, currency="EUR")

    assert whole == told(event("repair.quoted", 2)).worth(whole, at=NOON + 3 * HOUR).total
    assert event("repair.quoted", 2).total == told(event("repair.quoted", 2)).worth(whole, at=NOON + HOUR).total
    assert whole == NEW.worth(whole, at=NOON + HOUR).worth(None, at=NOON + 2 * HOUR).total


def test_of_very_many_events_the_oldest_are_remembered_in_short():
    subject = told(*(event("repair.updated", hour, work="brakes") for hour in range(1, REMEMBERED_WORDS + 2)))

    assert REMEMBERED_WORDS + 1 == len(subject.seen)
    assert [False, True] == [bool(seen.details) for seen in subject.seen[:2]]


def test_only_what_comes_after_all_that_we_know_is_the_newest():
    subject = told(event("repair.quoted", 2))

    assert [False, False, True] == [subject.is_the_newest(event("repair.quoted", hour)) for hour in (1, 2, 3)]


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_what_she_said_last_about_being_asked_counts_in_whatever_order_it_is_told(order):
    told_so = [
        replace(event("repair.received", 1), asked=Asked.YES),
        replace(event("repair.quoted", 2), asked=Asked.NO),
        replace(event("repair.approved", 2), asked=Asked.YES),
        event("repair.collected", 3),
    ]
    subject = NEW
    for index in order:
        subject = subject.took(told_so[index])

    assert Asked.NO is subject.asked
