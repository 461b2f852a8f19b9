"""A flat JSON object from a workflow tool, a form or a spreadsheet, in everyday words."""

from __future__ import annotations

import datetime as dt
import itertools
import re
import tomllib
from typing import Any

import pytest

from followthrough.adapters.webhooks.kinds import KINDS
from followthrough.application.ports import Reading
from followthrough.domain.errors import Malformed
from followthrough.domain.event import Asked, Contact, Money, Phone, PhoneQuality, SubjectRef
from support.deliveries import PROJECT
from support.listening import Ear, kinds_of

NOW = dt.datetime(2026, 3, 30, 12, 0, tzinfo=dt.UTC)
TEXT = (PROJECT / "functions" / "business" / "sources" / "generic.toml").read_text(encoding="utf-8")
WORDS: dict[str, str] = tomllib.loads(TEXT)["topic"]["values"]


def told(event: str = "repair collected", **body: Any) -> Reading:
    return Ear(source="generic", now=NOW).reads({"event": event, "id": "2041", **body})


@pytest.mark.parametrize(("word", "kind"), WORDS.items())
def test_every_word_is_a_thing_that_happens(word, kind):
    reading = told(f" {word.upper()} ")

    assert ([kind], kind.partition(".")[0]) == (kinds_of(reading), reading.subject.type)


def test_every_kind_that_the_file_knows_can_also_be_said_in_our_own_word():
    made = {event["kind"] for event in tomllib.loads(TEXT)["event"]}

    assert made == set(WORDS.values()) <= KINDS
    assert made <= WORDS.keys()


@pytest.mark.parametrize("word", ["stock counted", "", None, 7, ["order"]])
def test_a_word_that_nobody_wired_makes_nothing(word):
    reading = told(word)

    assert reading.subject is None
    assert 'nothing here follows "a word that is not in the list"' == reading.events(None).why


def test_the_key_of_every_value_is_explained_to_those_who_copy_it():
    used = set(re.findall(r"\bbody\.(\w+)", TEXT))

    assert set() == {key for key in used if not re.search(rf"^#.*\b{key}\b", TEXT, re.MULTILINE)}


def test_the_example_at_the_top_of_the_file_works():
    [example] = re.findall(r"^#   (\{.*\n#.*\})$", TEXT, re.MULTILINE)

    reading = Ear(source="generic", now=NOW).reads(example.replace("\n#", "").encode())

    [event] = reading.events(None).events
    assert ("repair.collected", dt.datetime(2026, 3, 3, 16, 20, tzinfo=dt.UTC)) == (event.kind, event.occurred_at)
    assert ("Nora", "+353209150111") == (event.contact.given_name, event.contact.phone.e164)


@pytest.mark.parametrize(
    ("at", "hour"),
    [
        ("2026-03-30 10:00", 9),
        ("2026-03-30T10:00", 9),
        ("2026-03-30T10:00:00Z", 10),
        ("2026-03-30T10:00:00+02:00", 8),
        ("30/03/2026 10:00", 12),
        (None, 12),
    ],
)
def test_a_time_is_by_the_clock_of_the_shop_unless_it_says_otherwise(at, hour):
    """Ireland had put its clocks forward the day before. What cannot be read happened when we heard of it."""
    [event] = told(at=at).events(None).events

    assert dt.datetime(2026, 3, 30, hour, tzinfo=dt.UTC) == event.occurred_at


def test_a_time_that_was_agreed_is_by_the_same_clock():
    [event] = told("quote accepted", agreed_by="2026-03-31 17:00").events(None).events

    assert dt.datetime(2026, 3, 31, 16, tzinfo=dt.UTC) == event.agreed_by


@pytest.mark.parametrize(
    ("names", "given", "family"),
    [
        ({"name": "Dr Nora Quill"}, "Dr Nora Quill", None),
        ({"first_name": "Nora", "last_name": "Quill"}, "Nora", "Quill"),
        ({"name": "N. Q.", "first_name": "Nora"}, "Nora", None),
        ({}, None, None),
    ],
)
def test_a_whole_name_is_never_cut_into_parts(names, given, family):
    contact = told(**names).contact

    assert (given, family) == (contact.given_name, contact.family_name)


def test_everything_can_be_told():
    reading = told(
        "complaint",
        at="2026-03-30 10:00",
        number="C-12",
        customer_id="cust-17",
        first_name="Idris",
        email="idris@vale.example",
        phone="020 915 0114",
        language="en-IE",
        country="IE",
        amount="14.90",
        about="the strap set",
        note="A buckle came broken.",
        reason="broken",
        order="W-504",
        may_ask="No",
        began_at="2026-03-29 10:00",
    )

    [event] = reading.events(None).events

    assert event.contact == Contact(
        ref="cust-17",
        given_name="Idris",
        email="idris@vale.example",
        phone=Phone(raw="020 915 0114", quality=PhoneQuality.GOOD, e164="+353209150114"),
        language="en",
        country="IE",
    )
    assert SubjectRef(source="generic", type="order", id="W-504") == event.parent
    assert (Money(minor=1490, currency="EUR"), Asked.NO, "A buckle came broken.") == (
        event.total,
        event.asked,
        event.note,
    )
    assert (("about", "the strap set"), ("number", "C-12"), ("reason", "broken")) == event.details
    assert dt.datetime(2026, 3, 29, 9, tzinfo=dt.UTC) == event.began_at


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("24.50", "EUR", 2450),
        (24.5, None, 2450),
        (24, "EUR", 2400),
        ("2450", "JPY", 2450),
        ("2.5", "JPY", None),
        ("€24.50", "EUR", None),
        ("24,50", "EUR", None),
    ],
)
def test_an_amount_is_written_out_and_nothing_is_guessed(amount, currency, minor):
    [event] = told("refund", amount=amount, currency=currency).events(None).events

    assert minor == (event.total.minor if event.total else None)


@pytest.mark.parametrize(
    ("word", "asked"), [("yes", Asked.YES), (True, Asked.YES), ("NO", Asked.NO), (False, Asked.NO)]
)
def test_what_she_agreed_to_may_be_a_word_or_a_box_that_was_ticked(word, asked):
    [event] = told(may_ask=word).events(None).events

    assert asked == event.asked


def test_a_form_that_unsubscribes_her_and_says_no_more_is_no_consent():
    [event] = told("unsubscribed").events(None).events

    assert Asked.UNKNOWN == event.asked


@pytest.mark.parametrize("test", [True, "true", "yes", 1])
def test_a_trial_leaves_no_trace(test):
    ear = Ear(source="generic", now=NOW)

    made = ear.hears({"event": "repair collected", "id": "1", "test": test})

    assert ("a trial", {}) == (made.outcome, ear.ledger.records)


@pytest.mark.parametrize("test", [False, "false", "no", "", None])
def test_what_says_that_it_is_no_trial_is_none(test):
    assert not told(test=test).events(None).is_trial


def test_the_same_object_twice_is_taken_in_once():
    ear = Ear(source="generic", now=NOW)
    body = {"event": "new order", "id": "W-1", "at": "2026-03-30 10:00"}

    assert ["taken in", "duplicate"] == [ear.hears(body).outcome for _ in range(2)]


def test_what_comes_in_the_wrong_order_makes_nothing_that_is_over():
    ear = Ear(source="generic", now=NOW)

    ear.hears({"event": "order cancelled", "id": "W-1", "at": "2026-03-30 11:00"})
    ear.hears({"event": "new order", "id": "W-1", "at": "2026-03-30 10:00"})

    assert [] == [owed.follow_up for owed in ear.owed if owed.is_open]


def test_news_of_a_customer_reach_what_is_hers_by_her_number():
    ear = Ear(source="generic", now=NOW)
    ear.hears({"event": "new order", "id": "W-1", "customer_id": "c-17", "name": "Ada Holm", "phone": "020 915 0117"})

    ear.hears({"event": "customer updated", "id": "c-17", "phone": "020 915 0127"})

    assert [("Ada Holm", "020 915 0127")] == [(one.contact.given_name, one.contact.phone.raw) for one in ear.customers]


@pytest.mark.parametrize("number", [None, "", "  ", {}, [], True])
def test_what_has_no_id_is_malformed(number):
    with pytest.raises(Malformed, match=r"This repair has no id\."):
        told(id=number)


def test_ids_of_64_bits_keep_their_last_digit():
    assert f"generic/repair/{2**63 - 25}" == str(told(id=2**63 - 25).subject)


FIELDS = sorted(set(re.findall(r"\bbody\.(\w+)", TEXT)))
WRONG: list[Any] = [7, "x", True, [], [7], {}, {"id": {}}, None, 1.5]


@pytest.mark.parametrize("word", ["new order", "estimate", "complaint", "question", "customer updated"])
def test_a_field_of_an_unexpected_form_is_missing_or_malformed(word):
    for field, wrong in itertools.product(FIELDS, WRONG):
        try:
            events = told(**{"event": word, field: wrong}).events(None).events
        except Malformed:
            assert "id" == field
            continue
        assert all(event.occurred_at <= NOW for event in events)
