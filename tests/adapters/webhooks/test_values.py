from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from followthrough.adapters.webhooks import values
from followthrough.domain.event import Money


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (9007199254740993, "9007199254740993"),
        ("  a \r\n b\t", "a b"),
        ("a\x00\x1b\ud800b", "a b"),
        ("", None),
        (" ", None),
        (True, None),
        (Decimal("1.0"), None),
        (None, None),
        ({}, None),
        ("x" * 300, "x" * 200),
    ],
)
def test_a_text_is_one_clean_line_and_an_id_keeps_every_digit(raw, text):
    assert values.text(raw) == text


def test_a_note_keeps_its_lines_and_loses_what_no_mail_can_hold():
    assert values.note(" three straps,\r\n not\x00 four \n") == "three straps,\nnot four"


@pytest.mark.parametrize("raw", [None, "", "null", "NULL", "undefined", "n/a", "Guest", "idris@vale.example", "***"])
def test_what_is_no_name_is_missing(raw):
    assert values.name(raw) is None


@pytest.mark.parametrize("raw", ["idris_99", "http://win.example", "<b>Win</b>", "w" * 61, "12345"])
def test_handles_and_advertisements_are_no_names(raw):
    assert values.name(raw) is None


@pytest.mark.parametrize("raw", ["Oisín", "O'Hara", "Nan", "Nullah", "李", "Anne-Marie", "van der Berg"])
def test_names_are_left_as_people_write_them(raw):
    assert values.name(raw) == raw


@pytest.mark.parametrize(
    ("raw", "address"),
    [
        (" nora.quill@Tidewater.EXAMPLE ", "nora.quill@tidewater.example"),
        ("o'hara+shop@mail.tidewater.example", "o'hara+shop@mail.tidewater.example"),
        ("nora", None),
        ("nora@localhost", None),
        ("nora@tidewater..example", None),
        (".nora@tidewater.example", None),
        ("nora@tidewater.example\nBcc: all@tidewater.example", None),
        ("Nora <nora@tidewater.example>", None),
        ("nóra@tidewater.example", None),
        ("n@" + "a." * 130 + "example", None),
        ("********", None),
        (7, None),
    ],
)
def test_an_address_is_one_that_mail_can_reach(raw, address):
    assert values.email(raw) == address


@pytest.mark.parametrize(
    ("raw", "language"), [("en-IE", "en"), ("pt_BR", "pt"), ("DE", "de"), ("auto", None), ("", None), (None, None)]
)
def test_a_language_is_read_without_its_region(raw, language):
    assert values.language(raw) == language


@pytest.mark.parametrize(("raw", "country"), [("ie", "IE"), ("Ireland", None), ("I3", None), (None, None)])
def test_a_country_is_two_letters(raw, country):
    assert values.country(raw) == country


@pytest.mark.parametrize(
    ("raw", "zone"),
    [("Europe/Dublin", "Europe/Dublin"), ("Mars/Base", None), ("../etc/passwd", None), ("Europe", None), ("", None)],
)
def test_a_zone_is_one_that_this_machine_knows(raw, zone):
    assert values.zone(raw) == zone


@pytest.mark.parametrize(
    ("raw", "at"),
    [
        ("2026-03-02T11:05:00-05:00", dt.datetime(2026, 3, 2, 16, 5, tzinfo=dt.UTC)),
        ("2026-03-02T11:05:00.204817365Z", dt.datetime(2026, 3, 2, 11, 5, 0, 204817, tzinfo=dt.UTC)),
        ("2026-03-02T11:05:00", None),
        ("2026-03-02", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-14:00", None),
        ("1999-12-31T23:59:59Z", None),
        ("soon", None),
        (1772555400, None),
    ],
)
def test_a_moment_has_an_offset_and_a_credible_year(raw, at):
    assert values.moment(raw) == at


@pytest.mark.parametrize(
    ("amount", "currency", "money"),
    [
        ("149.00", "EUR", Money(minor=14900, currency="EUR")),
        ("149", "eur", Money(minor=14900, currency="EUR")),
        (Decimal("0.1"), "EUR", Money(minor=10, currency="EUR")),
        (149, "EUR", Money(minor=14900, currency="EUR")),
        ("1200", "JPY", Money(minor=1200, currency="JPY")),
        ("1200.00", "JPY", Money(minor=1200, currency="JPY")),
        ("1.234", "KWD", Money(minor=1234, currency="KWD")),
        ("0.00", "EUR", Money(minor=0, currency="EUR")),
        ("1.005", "EUR", None),
        ("1.5", "JPY", None),
        ("-1", "EUR", None),
        ("NaN", "EUR", None),
        ("1e999999999", "EUR", None),
        ("1e-999999999", "EUR", None),
        ("1e13", "EUR", None),
        ("much", "EUR", None),
        ("1", "EURO", None),
        ("1", None, None),
        (True, "EUR", None),
        (None, "EUR", None),
    ],
)
def test_money_is_counted_in_the_smallest_unit_or_not_at_all(amount, currency, money):
    assert values.money(amount, currency) == money


@pytest.mark.parametrize(
    ("told", "lines"),
    [
        ("fetched the car", ("fetched the car",)),
        (" washed \n\n a coffee; a lift", ("washed", "a coffee", "a lift")),
        (["washed", "", 7], ("washed", "7")),
        (None, ()),
        ({"washed": True}, ()),
    ],
)
def test_several_short_things_are_told_as_a_list_or_line_by_line(told, lines):
    assert values.lines(told) == lines
