from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import reduce
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followthrough.domain.acquaintance import (
    PARTS,
    Acquaintance,
    heard,
    is_same,
    only,
    tells,
    trusted_alike,
    with_thing,
)
from followthrough.domain.event import Contact, Phone, PhoneQuality
from support.shop import NORA, at

MONDAY, TUESDAY = at("2026-03-02 09:00"), at("2026-03-03 09:00")
TESS = Contact(given_name="Tess", email="tess@arden.example", is_recipient=True)


def a_phone(number: str, quality: PhoneQuality = PhoneQuality.GOOD) -> Phone:
    return Phone(raw=number, e164=number.replace(" ", ""), quality=quality)


def told(*news: tuple[Contact, dt.datetime | None]) -> Contact:
    first, *rest = (heard(contact, at=when) for contact, when in news)
    return reduce(Acquaintance.met, rest, first).contact


def test_what_was_told_later_replaces_what_was_told_before():
    news = Contact(email="nora@new.example", language="de")

    assert replace(NORA, email="nora@new.example", language="de") == told((NORA, MONDAY), (news, TUESDAY))


def test_what_arrives_late_and_is_older_only_fills_gaps():
    old = replace(NORA, email="nora@old.example", language="en")

    assert replace(NORA, language="en") == told((NORA, TUESDAY), (old, MONDAY))


def test_what_has_no_time_of_its_own_only_fills_gaps():
    timeless = Contact(email="nora@somewhere.example", zone="Europe/Dublin")

    assert replace(NORA, zone="Europe/Dublin") == told((NORA, MONDAY), (timeless, None))


@pytest.mark.parametrize("order", list(permutations(range(2))))
def test_two_halves_of_two_names_never_become_one(order):
    whole = (Contact(given_name="Nora Quill", email="nora@quill.example"), MONDAY)
    parts = (Contact(given_name="Nora", family_name="Quill", email="nora@quill.example"), TUESDAY)
    contact = told(*([whole, parts][index] for index in order))

    assert ("Nora", "Quill") == (contact.given_name, contact.family_name)


def test_a_later_whole_name_leaves_no_half_of_the_older_one():
    contact = told((NORA, MONDAY), (Contact(given_name="Nora Quill", email=NORA.email), TUESDAY))

    assert ("Nora Quill", None) == (contact.given_name, contact.family_name)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_recipient_never_replaces_the_buyer_and_lends_her_nothing(order):
    """Otherwise a letter to somebody who gave no address would go to her neighbour."""
    without_address = (Contact(given_name="Nora", family_name="Quill"), MONDAY)
    unnamed = (Contact(language="de"), TUESDAY)
    contact = told(*([without_address, (TESS, TUESDAY), unnamed][index] for index in order))

    assert Contact(given_name="Nora", family_name="Quill") == contact


def test_a_delivery_that_says_nothing_of_the_buyer_leaves_the_recipient():
    assert TESS == told((TESS, MONDAY), (Contact(), TUESDAY))


def test_a_number_found_wrong_stays_so_until_another_one_is_told():
    wrong = a_phone("+353 20 915 0101", PhoneQuality.DOUBTFUL)

    assert wrong == trusted_alike(a_phone("+353 20 915 0101"), before=wrong)
    assert PhoneQuality.GOOD is trusted_alike(a_phone("+353 20 915 0102"), before=wrong).quality


@pytest.mark.parametrize(
    ("thing", "one", "other", "expected"),
    [
        ("name", Contact(given_name="Nora Quill"), Contact(given_name="nora", family_name="Quill"), True),
        ("name", Contact(given_name="Nora"), Contact(given_name="Nora", family_name="Quill"), False),
        ("email", Contact(email="Nora@quill.example"), Contact(email="nora@quill.example"), True),
        ("phone", Contact(phone=a_phone("+353 20 915 0101")), Contact(phone=a_phone("+353209150101")), True),
        ("phone", Contact(phone=a_phone("+353 20 915 0101")), Contact(phone=a_phone("+353209150102")), False),
        ("phone", Contact(phone=a_phone("+353 20 915 0101")), Contact(), False),
    ],
)
def test_the_same_thing_may_be_written_in_two_ways(thing, one, other, expected):
    assert expected is is_same(one, other, thing)


def test_one_thing_can_be_taken_out_of_a_contact():
    name = only(NORA, "name")

    assert Contact(given_name="Nora", family_name="Quill") == name
    assert (True, False) == (tells(name, "name"), tells(name, "email"))
    assert replace(NORA, given_name=None, family_name=None) == with_thing(NORA, "name", of=Contact())


def test_every_field_of_a_contact_is_part_of_something_told():
    """A new field that is forgotten here would be lost with the first delivery."""
    parts = {part for fields in PARTS.values() for part in fields}

    assert parts == set(Contact.__dataclass_fields__) - {"is_recipient"}


contacts = st.builds(
    Contact,
    ref=st.none() | st.just("c-1"),
    given_name=st.none() | st.sampled_from(["Nora", "Nora Quill"]),
    family_name=st.none() | st.sampled_from(["Quill", "Vale"]),
    email=st.none() | st.sampled_from(["nora@quill.example", "nora@new.example"]),
    phone=st.none() | st.sampled_from([a_phone("+353 20 915 0101"), a_phone("+353 20 915 0102")]),
    language=st.none() | st.sampled_from(["en", "de"]),
    is_recipient=st.booleans(),
)
times = st.none() | st.sampled_from([MONDAY, TUESDAY, at("2026-03-04 09:00")])


@given(news=st.lists(st.tuples(contacts, times), min_size=1, max_size=6), chance=st.randoms())
@settings(max_examples=300, deadline=None)
def test_whoever_tells_what_in_whatever_order_and_however_often_we_know_the_same(news, chance):
    again = [*news, *news]
    chance.shuffle(again)
    one, other = ([heard(contact, at=when) for contact, when in each] for each in (news, again))

    assert reduce(Acquaintance.met, one) == reduce(Acquaintance.met, other)
