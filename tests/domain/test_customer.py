from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import replace

from followthrough.domain.acquaintance import heard
from followthrough.domain.customer import (
    REMEMBERED_CALLS,
    REMEMBERED_CONTACTS,
    REMEMBERED_CUSTOMERS,
    ContactPoint,
    Customer,
    Hold,
    PastContact,
)
from followthrough.domain.event import Contact, PhoneQuality, SubjectRef
from followthrough.domain.words import Channel, MessageClass
from support.shop import NORA, at

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


def test_many_promises_do_not_make_an_address_forget_what_we_were_kind_with():
    kind = dataclasses.replace(contact(0), message_class=MessageClass.CARE)
    point = POINT.contacted(kind)
    for day in range(1, REMEMBERED_CONTACTS + 5):
        point = point.contacted(dataclasses.replace(contact(day), message_class=MessageClass.PROMISE))

    assert (kind, REMEMBERED_CONTACTS + 1) == (point.contacts[0], len(point.contacts))


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


# ----- what sources tell, and what people here put right ----------------------------------------------

MONDAY, TUESDAY, WEDNESDAY = at("2026-03-02 09:00"), at("2026-03-03 09:00"), at("2026-03-04 09:00")


def told(*news: tuple[Contact, dt.datetime]) -> Customer:
    first = heard(news[0][0], at=news[0][1])
    customer = Customer(key="r-1", contact=first.contact, as_of=first.as_of, points=(), seen_at=NOW)
    for contact, when in news[1:]:
        customer = customer.hearing(heard(contact, at=when))
    return customer


def corrected(customer: Customer, **right: object) -> Customer:
    return customer.corrected(Contact(**right), by="adviser", at=TUESDAY)


def test_a_correction_stands_when_the_source_says_again_what_it_said():
    customer = corrected(told((NORA, MONDAY)), email="nora@right.example")

    again = customer.hearing(heard(NORA, at=WEDNESDAY))

    assert ("nora@right.example", NORA.email) == (again.contact.email, again.as_told.contact.email)


def test_a_correction_stands_when_the_source_writes_the_same_in_another_way():
    customer = corrected(told((NORA, MONDAY)), given_name="Honora Quill")

    again = customer.hearing(heard(Contact(ref="c-1", given_name="Nora Quill"), at=WEDNESDAY))

    assert ("Honora Quill", None) == (again.contact.given_name, again.contact.family_name)


def test_a_correction_yields_to_what_the_source_tells_anew():
    customer = corrected(told((NORA, MONDAY)), email="nora@right.example")

    news = customer.hearing(heard(replace(NORA, email="nora@new.example"), at=WEDNESDAY))

    assert ("nora@new.example", ()) == (news.contact.email, news.corrections)


def test_a_correction_does_not_yield_to_old_news_that_come_late():
    customer = corrected(told((NORA, TUESDAY)), email="nora@right.example")

    late = customer.hearing(heard(replace(NORA, email="nora@older.example"), at=MONDAY))

    assert "nora@right.example" == late.contact.email


def test_a_gap_that_a_person_has_filled_stays_filled_until_the_source_fills_it():
    customer = corrected(told((replace(NORA, email=None), MONDAY)), email="nora@right.example")

    assert "nora@right.example" == customer.hearing(heard(Contact(ref="c-1"), at=WEDNESDAY)).contact.email
    assert NORA.email == customer.hearing(heard(NORA, at=WEDNESDAY)).contact.email


def test_only_what_was_corrected_stands_against_the_source():
    customer = corrected(told((NORA, MONDAY)), email="nora@right.example")

    news = customer.hearing(heard(replace(NORA, language="de"), at=WEDNESDAY))

    assert ("nora@right.example", "de") == (news.contact.email, news.contact.language)


def test_a_correction_remembers_who_and_when_and_what_it_replaced():
    [correction] = corrected(told((NORA, MONDAY)), email="nora@right.example").corrections

    expected = ("email", Contact(email=NORA.email), "adviser", TUESDAY)
    assert expected == (correction.thing, correction.told, correction.by, correction.at)


def test_correcting_a_correction_keeps_what_the_source_had_told():
    customer = corrected(corrected(told((NORA, MONDAY)), email="nora@wrong.example"), email="nora@right.example")

    assert [Contact(email=NORA.email)] == [each.told for each in customer.corrections]


def test_going_back_to_what_the_source_had_told_is_no_correction():
    customer = corrected(corrected(told((NORA, MONDAY)), email="nora@right.example"), email=NORA.email)

    assert (NORA, ()) == (customer.contact, customer.corrections)


def test_a_neighbours_corrected_number_is_not_what_the_buyer_is_said_to_have_told():
    neighbour = replace(NORA, ref=None, is_recipient=True)
    customer = corrected(told((neighbour, MONDAY)), email="nora@right.example")

    buyer = customer.hearing(heard(Contact(given_name="Idris", family_name="Vale"), at=WEDNESDAY))

    assert Contact(given_name="Idris", family_name="Vale") == buyer.as_told.contact


def test_a_number_found_wrong_stays_doubtful_when_its_source_tells_it_again():
    customer = told((NORA, MONDAY)).with_number(PhoneQuality.DOUBTFUL)

    assert PhoneQuality.DOUBTFUL is customer.hearing(heard(NORA, at=WEDNESDAY)).contact.phone.quality


def test_an_address_knows_its_customers_the_newest_last_and_not_too_many():
    point = POINT.known_to("a").known_to("b").known_to("a")
    for number in range(REMEMBERED_CUSTOMERS):
        point = point.known_to(str(number))

    assert ("a", "b") == POINT.known_to("a").known_to("b").known_to("a").customers
    assert (REMEMBERED_CUSTOMERS, str(REMEMBERED_CUSTOMERS - 1)) == (len(point.customers), point.customers[-1])


def test_a_complaint_or_a_first_order_that_was_none_is_forgotten():
    order, other = (SubjectRef(source="shop", type="order", id=number) for number in "12")
    known = POINT.complained(at=NOW).ordered(order)

    assert POINT == known.not_complained(at=NOW).not_ordered(order)
    assert known == known.not_complained(at=NOW + dt.timedelta(seconds=1)).not_ordered(other)
