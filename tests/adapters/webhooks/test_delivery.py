from __future__ import annotations

import base64
import datetime as dt
import json
import os
import zlib

import pytest

from followthrough.adapters.webhooks import delivery
from followthrough.adapters.webhooks.delivery import MAX_BYTES, Delivery
from followthrough.domain.errors import Malformed, TooLarge
from support.deliveries import SOURCES, a_delivery, sample

NOW = dt.datetime(2026, 3, 2, 11, 5, tzinfo=dt.UTC)
HEADERS = {
    "X-Shopify-Topic": "orders/create",
    "X-Shopify-Webhook-Id": "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
    "X-Shopify-Hmac-Sha256": "secret-proof",
    "X-Shopify-Test": "false",
    "Authorization": "Bearer secret",
    "User-Agent": "Shopify",
}


def test_a_delivery_survives_the_way_through_the_inbox():
    taken = delivery.taken(SOURCES["shopify"], headers=HEADERS, body=b'{"name":"Ois\xc3\xadn \xff"}', received_at=NOW)

    assert Delivery.from_message(taken.to_message()) == taken


def test_a_message_is_plain_ascii():
    message = sample("repairshopr.repair-received.oisin").taken().to_message()

    assert message.isascii()
    assert "Ois" not in message


def test_only_named_headers_travel_and_never_those_that_authenticate():
    taken = delivery.taken(SOURCES["shopify"], headers=HEADERS, body=b"{}", received_at=NOW)

    assert taken.headers == {"x-shopify-test": "false", "x-shopify-webhook-id": HEADERS["X-Shopify-Webhook-Id"]}


def test_the_key_is_the_senders_id_after_source_and_topic():
    taken = delivery.taken(SOURCES["shopify"], headers=HEADERS, body=b"{}", received_at=NOW)

    assert taken.key == "shopify:orders/create:b54557e4-bdd9-4b37-8a5f-bf7d70bcd043"


def test_one_id_for_two_topics_makes_two_keys():
    created = delivery.taken(SOURCES["shopify"], headers=HEADERS, body=b"{}", received_at=NOW)
    updated = delivery.taken(
        SOURCES["shopify"], headers=HEADERS | {"X-Shopify-Topic": "orders/updated"}, body=b"{}", received_at=NOW
    )

    assert created.key != updated.key


def test_without_an_id_the_same_body_is_the_same_delivery():
    first = a_delivery("repairshopr", {"link": "/tickets/1"}, at=NOW)
    again = a_delivery("repairshopr", {"link": "/tickets/1"}, at=NOW + dt.timedelta(hours=1))
    other = a_delivery("repairshopr", {"link": "/tickets/2"}, at=NOW)

    assert first.key == again.key
    assert first.key != other.key


@pytest.mark.parametrize("hostile", ["x" * 500, "id with spaces", "nora.quill@tidewater.example", "\ud800", "a:b"])
def test_a_strange_id_is_digested_because_keys_are_logged(hostile):
    taken = delivery.taken(
        SOURCES["shopify"], headers=HEADERS | {"X-Shopify-Webhook-Id": hostile}, body=b"{}", received_at=NOW
    )

    name = taken.key.removeprefix("shopify:orders/create:")
    assert len(name) == 32
    assert set(name) <= set("0123456789abcdef")


def test_a_body_of_one_mebibyte_is_the_most_we_take():
    with pytest.raises(TooLarge):
        a_delivery("shopify", b" " * (MAX_BYTES + 1), at=NOW)

    assert a_delivery("shopify", b" " * MAX_BYTES, at=NOW).body == b" " * MAX_BYTES


def test_what_would_not_fit_into_a_message_is_too_large():
    incompressible = a_delivery("shopify", os.urandom(MAX_BYTES), at=NOW)

    with pytest.raises(TooLarge):
        incompressible.to_message()


def test_a_large_ordinary_body_fits_because_it_is_packed():
    orders = json.dumps([sample("shopify.order-placed.idris").body] * 600).encode()

    assert len(a_delivery("shopify", orders, at=NOW).to_message()) < MAX_BYTES / 10


@pytest.mark.parametrize(
    "message",
    ["", "null", "[]", "{}", '{"source": 1}', "[" * 100_000, '{"detail-type": "followthrough.event"}'],
)
def test_a_message_that_we_did_not_park_is_malformed(message):
    with pytest.raises(Malformed):
        Delivery.from_message(message)


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("body", "%%%"),
        ("body", base64.b64encode(b"not packed").decode()),
        ("body", base64.b64encode(zlib.compress(b" " * (MAX_BYTES + 1))).decode()),
        ("body", base64.b64encode(zlib.compress(b"cut short")[:-2]).decode()),
        ("received_at", "yesterday"),
        ("headers", []),
        ("headers", {"x-shopify-test": 1}),
        ("key", None),
    ],
)
def test_a_message_with_a_spoilt_part_is_malformed(part, value):
    message = json.loads(a_delivery("shopify", {}, at=NOW).to_message()) | {part: value}

    with pytest.raises(Malformed):
        Delivery.from_message(json.dumps(message))
