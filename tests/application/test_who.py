from __future__ import annotations

import dataclasses

import pytest

from followthrough.application.who import better, can_be_found, customer_key, point_keys
from followthrough.domain.event import Contact, Phone, PhoneQuality, SubjectRef
from support.fakes import PlainHashes
from support.shop import NORA

ORDER = SubjectRef(source="shop", type="order", id="1")
HASHES = PlainHashes()
BAD_NUMBER = Phone(raw="555-555-SHIP", quality=PhoneQuality.DOUBTFUL)


def key(contact: Contact, subject: SubjectRef = ORDER) -> str:
    return customer_key(contact, subject, hashes=HASHES)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (NORA, "rref:shop/c-1"),
        (dataclasses.replace(NORA, ref=None), "eemail:shop/nora@quill.example"),
        (Contact(phone=NORA.phone), "pphone:shop/+353209150101"),
        (Contact(given_name="Nora"), "ssubject:shop/order/1"),
        (Contact(phone=BAD_NUMBER), "ssubject:shop/order/1"),
        (Contact(), "ssubject:shop/order/1"),
        (dataclasses.replace(NORA, is_recipient=True), "ssubject:shop/order/1"),
    ],
)
def test_a_customer_is_known_by_the_best_that_her_source_told_us(known, expected):
    assert key(known) == expected


def test_two_sources_know_two_customers_even_under_one_reference():
    elsewhere = dataclasses.replace(ORDER, source="helpdesk")

    assert key(NORA) != key(NORA, elsewhere)


def test_her_address_and_her_number_are_the_same_points_from_every_source():
    shouted = dataclasses.replace(NORA, ref="77", email="  NORA@Quill.example ")

    points = point_keys(NORA, key(NORA), hashes=HASHES)

    assert points == ("epoint:nora@quill.example", "ppoint:+353209150101")
    assert point_keys(shouted, "r77", hashes=HASHES) == points


def test_a_customer_without_address_and_number_has_a_point_of_her_own():
    assert point_keys(Contact(phone=BAD_NUMBER), "s1", hashes=HASHES) == ("ns1",)


@pytest.mark.parametrize(("one", "other", "expected"), [("s1", "r2", "r2"), ("r1", "e2", "r1"), ("e1", "e2", "e1")])
def test_the_better_key_wins_and_the_known_one_among_equals(one, other, expected):
    assert better(one, other) == expected


@pytest.mark.parametrize(("customer", "expected"), [("r1", True), ("e1", True), ("p1", True), ("s1", False)])
def test_only_somebody_who_left_more_than_one_matter_can_be_found_again(customer, expected):
    assert expected is can_be_found(customer)
