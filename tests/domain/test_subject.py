from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace

import pytest

from followthrough.domain.event import Asked, Event, Money, SubjectRef
from followthrough.domain.subject import REMEMBERED_DELIVERIES, Subject
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
        subject = subject.asked_about(told_so[index])

    assert (Asked.NO, NOON + 2 * HOUR) == (subject.asked, subject.asked_at)
