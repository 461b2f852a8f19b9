from __future__ import annotations

import dataclasses
import datetime as dt

from followthrough.domain.customer import REMEMBERED_CALLS, REMEMBERED_CONTACTS, ContactPoint, Hold, PastContact
from followthrough.domain.event import SubjectRef
from followthrough.domain.words import Channel, MessageClass
from support.cards import at

NOW = at("2026-03-10 10:00")
POINT = ContactPoint(key="e1")


def contact(day: int) -> PastContact:
    at_day = NOW + dt.timedelta(days=day)
    return PastContact(at=at_day, channel=Channel.CALL, message_class=MessageClass.CARE, follow_up="week-after")


def test_a_complaint_holds_once_and_since_the_first_time_we_heard_of_it():
    first = Hold(because="complaint 1", since=NOW)

    point = POINT.holding(first).holding(dataclasses.replace(first, since=NOW + dt.timedelta(days=1)))

    assert point.holds == (first,)


def test_letting_go_of_one_hold_leaves_the_others():
    one, other = Hold(because="complaint 1", since=NOW), Hold(because="complaint 2", since=NOW)

    assert POINT.holding(one).holding(other).letting_go("complaint 1").holds == (other,)


def test_stop_counts_from_the_first_time_it_was_said():
    point = POINT.opted_out(at=NOW).opted_out(at=NOW + dt.timedelta(days=1))

    assert point.opted_out_at == NOW


def test_an_address_remembers_its_last_contacts_and_stays_small():
    point = POINT
    for day in range(REMEMBERED_CONTACTS + 5):
        point = point.contacted(contact(day))

    assert (len(point.contacts), point.contacts[-1]) == (REMEMBERED_CONTACTS, contact(REMEMBERED_CONTACTS + 4))


def test_a_contact_that_was_none_is_forgotten_once():
    point = POINT.contacted(contact(1)).contacted(contact(2)).contacted(contact(1))

    assert point.not_contacted(contact(1)).contacts == (contact(2), contact(1))


def test_forgetting_what_never_was_changes_nothing():
    assert POINT.not_contacted(contact(1)) == POINT


def test_the_first_order_of_an_address_is_never_replaced():
    one, other = (SubjectRef(source="shop", type="order", id=number) for number in "12")

    assert POINT.ordered(one).ordered(other).first_order == "shop/order/1"


def test_an_address_remembers_the_calls_that_are_planned_to_it_until_they_are_over():
    assert POINT.calling("a").calling("b").calling("a").calls == ("a", "b")
    assert POINT.calling("a").calling("b").not_calling("a", "c").calls == ("b",)


def test_an_address_remembers_the_newest_calls_only():
    point = POINT
    for number in range(REMEMBERED_CALLS + 1):
        point = point.calling(str(number))

    assert (len(point.calls), point.calls[0]) == (REMEMBERED_CALLS, "1")


def test_only_the_last_few_complaints_are_remembered_in_their_order():
    point = ContactPoint(key="e1")
    for day in (9, 3, 5, 7, 1, 11, 11):
        point = point.complained(at=dt.datetime(2026, 3, day, tzinfo=dt.UTC))

    assert [at.day for at in point.complaints] == [3, 5, 7, 9, 11]


def test_what_was_put_right_last_is_what_counts():
    earlier, later = dt.datetime(2026, 3, 3, tzinfo=dt.UTC), dt.datetime(2026, 3, 9, tzinfo=dt.UTC)

    assert ContactPoint(key="e1").recovered(at=later).recovered(at=earlier).recovered_at == later


def test_a_complaint_or_a_first_order_that_was_none_is_forgotten():
    order, other = (SubjectRef(source="shop", type="order", id=number) for number in "12")
    known = POINT.complained(at=NOW).ordered(order)

    assert POINT == known.not_complained(at=NOW).not_ordered(order)
    assert known == known.not_complained(at=NOW + dt.timedelta(seconds=1)).not_ordered(other)
