from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from followthrough.adapters.webhooks import reading
from followthrough.domain.errors import Malformed
from followthrough.domain.event import Contact, Phone, PhoneQuality

NOW = dt.datetime(2026, 3, 2, 11, 5, tzinfo=dt.UTC)


def test_numbers_stay_exact():
    assert reading.document(b'{"id": 820982911946154508, "price": 0.10}') == {
        "id": 820982911946154508,
        "price": Decimal("0.10"),
    }


def test_a_byte_order_mark_is_forgiven():
    assert reading.document(b'\xef\xbb\xbf{"a": "b"}') == {"a": "b"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"webhook_id=7",
        b"null",
        b"[]",
        b'"a text"',
        b'{"a": 1, "a": 2}',
        b'{"a": {"b": 1, "b": 1}}',
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": "\xff"}',
        b'{"a": ' + b"[" * 200_000,
        b'{"a": ' + b"[" * 50_000 + b"]" * 50_000 + b"}",
        b'{"a": ' + b"9" * 5000 + b"}",
        b'{"a": 1e' + b"9" * 30 + b"}",
        b'{"a": 1} trailing',
    ],
)
def test_what_is_not_a_clean_json_object_is_malformed(body):
    with pytest.raises(Malformed):
        reading.an_object(reading.document(body))


def test_nothing_happens_after_we_heard_of_it():
    told = NOW + dt.timedelta(days=400)

    assert reading.in_our_time(told, received_at=NOW) == NOW


def test_a_sender_without_a_clock_means_now():
    assert reading.in_our_time(None, received_at=NOW) == NOW


def test_flaws_are_codes():
    doubtful = Phone(raw="555-555-SHIP", quality=PhoneQuality.DOUBTFUL)

    assert reading.flaws(Contact()) == ("no contact",)
    assert reading.flaws(Contact(phone=doubtful, is_recipient=True)) == ("recipient only", "phone doubtful")
