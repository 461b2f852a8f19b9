"""Bodies and signatures as the senders publish them, where somebody has laid them beside the project.

They are other people's, so they are not part of it; without them these tests are skipped.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from followthrough.adapters.webhooks import delivery, normalise, verify
from followthrough.adapters.webhooks.schemes import Stamp, VerifySpec
from followthrough.domain.errors import BadSignature
from support.deliveries import PROJECT, SOURCES

SHARED = PROJECT.parent / "shared" / "webhooks"
NOW = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the published payloads are not beside the project")


def payloads(source: str) -> list[Path]:
    return sorted((SHARED / "payloads" / source).glob("*.json"))


def read(path: Path) -> Any:
    """A captured delivery of a shop, by its own headers."""
    told = json.loads(path.read_text(encoding="utf-8"))
    body = json.dumps(told["body"]).encode()
    taken = delivery.taken(SOURCES["shopify"], headers=told["headers"], body=body, received_at=NOW)
    return normalise.compiled(SOURCES["shopify"], country="IE").read(taken)


SHOP = {
    "app.uninstalled": 'nothing here follows "app/uninstalled"',
    "customers.update": ["contact.updated"],
    "customers_email_marketing_consent.update": "no change that anything follows",  # its state is null
    "fulfillment_events.create": "no change that anything follows",  # in transit
    "fulfillments.create": ["order.shipped"],
    "orders.cancelled": ["order.cancelled"],
    "orders.create": ["order.placed"],
    "orders.edited": 'nothing here follows "orders/edited"',  # ids of lines, and the order comes as orders/updated too
    "orders.fulfilled": ["order.shipped"],
    "refunds.create": ["order.refunded"],
}
"""What each captured delivery of a Shopify shop tells: the kinds of its events, or why there are none."""


@pytest.mark.parametrize("name", SHOP)
def test_a_captured_shop_delivery_is_read(name):
    told = read(SHARED / "payloads" / "shopify" / f"{name}.json").events(None)

    assert SHOP[name] == ([event.kind for event in told.events] or told.why)
    assert told.is_trial or told.why.startswith("nothing here")
    assert all(event.test for event in told.events)


WHOLE = ["order.placed", "order.paid", "order.delivered"]
CLASSIC = {
    "docs.customer.retrieve_a_customer": ("customer.updated", ["contact.updated"]),
    "docs.order.create_an_order": ("order.created", ["order.placed", "order.paid"]),
    "docs.order.update_an_order": ("order.updated", WHOLE),
    # The answer of the interface; the webhook of a deleted order has the number alone.
    "docs.order.delete_an_order": ("order.deleted", 'nothing here follows "order.deleted"'),
    # No webhook of its own: the order comes as updated, with this in its list.
    "docs.refund.create_a_refund": ("refund.created", 'nothing here follows "refund.created"'),
}
"""The topic of each body that WooCommerce documents, and what it tells to somebody who hears it at once."""


@pytest.mark.parametrize("name", CLASSIC)
def test_a_documented_body_of_a_woocommerce_shop_is_read(name):
    topic, expected = CLASSIC[name]
    body = (SHARED / "payloads" / "woocommerce" / f"{name}.json").read_bytes()
    at_once = dt.datetime(2017, 3, 22, 19, 31, tzinfo=dt.UTC)

    taken = delivery.taken(
        SOURCES["woocommerce"], headers={"X-WC-Webhook-Topic": topic}, body=body, received_at=at_once
    )
    [reading] = normalise.compiled(SOURCES["woocommerce"], country="IE").read_all(taken).readings

    news = reading.events(None)
    assert expected == ([event.kind for event in news.events] or news.why)


ENVELOPES = {
    "cloudevents/event_1.line220": ["com.example.someevent"],
    "cloudevents/batch.line444": ["com.example.someevent", "com.example.someotherevent"],
    "standardwebhooks/contact.created.full": ["contact.created"],
    "standardwebhooks/contact.created.thin": ["contact.created"],
    "standardwebhooks/example.event.full": ["example.event"],
}
"""The types of envelopes with other people's events in them."""


@pytest.mark.parametrize("name", ENVELOPES)
@pytest.mark.parametrize("source", ["canonical", "cloudevents"])
def test_what_a_specification_shows_in_an_envelope_is_nothing_of_ours(source, name):
    body = (SHARED / "payloads" / f"{name}.json").read_bytes()
    taken = delivery.taken(SOURCES[source], headers={}, body=body, received_at=NOW)

    parts = normalise.compiled(SOURCES[source], country="IE").read_all(taken)

    assert ((), [None] * len(ENVELOPES[name])) == (parts.unreadable, [reading.subject for reading in parts.readings])
    whys = [reading.events(None).why for reading in parts.readings]
    assert [f'nothing here follows "{type_}"' for type_ in ENVELOPES[name]] == whys


def test_no_published_body_of_a_shop_or_in_an_envelope_is_left_out():
    told = {f"shopify/{name}" for name in SHOP} | {f"woocommerce/{name}" for name in CLASSIC} | set(ENVELOPES)
    folders = ("shopify", "woocommerce", "cloudevents", "standardwebhooks")

    assert told == {f"{folder}/{path.stem}" for folder in folders for path in payloads(folder)}


def test_the_captured_order_is_the_buyers_and_not_the_recipients():
    contact = read(SHARED / "payloads" / "shopify" / "orders.create.json").contact

    assert (contact.given_name, contact.email) == ("John", "jon@example.com")


TOLD = {
    "square/customer.created": ["contact.updated"],
    "square/order.created": ["order.placed"],
    "square/order.fulfillment.updated": "no change that anything follows",  # reserved: nobody need know
    "square/order.updated": "no change that anything follows",  # still open
    "square/payment.created": "no change that anything follows",  # approved, not yet taken
    "square/refund.created": "no change that anything follows",  # pending
    "square/refund.updated": ["order.refunded"],
    "stripe/captured.checkout.session.completed": ["order.placed", "order.paid"],
    "stripe/charge.dispute.created": ["complaint.opened"],
    "stripe/charge.refunded": ["order.refunded"],
    "stripe/payment_intent.succeeded": ["order.paid"],
    "stripe/quote.accepted": ["inquiry.settled"],
    "stripe/quote.finalized": ["inquiry.offered"],
    "zendesk/event.ticket.created": ["complaint.opened"],
    "zendesk/event.ticket.status_changed": ["complaint.resolved"],
    # Somebody else's template, which we do not know and ours does not look like.
    "zendesk/trigger_template.ticket.created.ticket_created": 'nothing here follows "question"',
    "zendesk/trigger_template.ticket.updated.ticket_solved": 'nothing here follows "question"',
}
"""What each published body tells: the kinds of its events, or why there are none."""


@pytest.mark.parametrize("name", TOLD)
def test_a_published_body_makes_its_events_or_says_why_not(name):
    source = name.partition("/")[0]
    told = json.loads((SHARED / "payloads" / f"{name}.json").read_text(encoding="utf-8"))
    body = json.dumps(told["body"] if "headers" in told else told).encode()
    taken = delivery.taken(SOURCES[source], headers=told.get("headers", {}), body=body, received_at=NOW)

    [reading] = normalise.compiled(SOURCES[source], country="IE").read_all(taken).readings

    news = reading.events(None)
    assert TOLD[name] == ([event.kind for event in news.events] or news.why)
    assert (source == "stripe") == (news.is_trial or any(event.test for event in news.events))


@pytest.mark.parametrize("source", ["square", "stripe", "zendesk"])
def test_no_published_body_is_left_out(source):
    assert [f"{source}/{path.stem}" for path in payloads(source)] == [name for name in TOLD if name.startswith(source)]


def spec_of(told: dict[str, Any]) -> VerifySpec:
    stamp = told.get("timestamp")
    return VerifySpec(
        scheme="hmac",
        headers=tuple(told["signature"]["headers"]),
        algorithm=told["algorithm"],
        encoding=told["encoding"],
        signed=told["signed"],
        items=told["signature"].get("items"),
        pair=told["signature"].get("kv"),
        field=told["signature"].get("field"),
        stamp=Stamp(headers=tuple(stamp.get("headers", ())), field=stamp.get("field"), unit=stamp["unit"])
        if stamp
        else None,
        key_prefix=told.get("secret", {}).get("strip_prefix", ""),
        key_form=told.get("secret", {}).get("decode", "text"),
    )


def published() -> list[dict[str, Any]]:
    if not SHARED.is_dir():
        return []
    vectors = json.loads((SHARED / "signature_vectors.json").read_text(encoding="utf-8"))["published"]
    return [vector for vector in vectors if vector["scheme"] not in {"hubspot_v1", "hubspot_v2"}]  # not HMAC


@pytest.mark.parametrize("vector", published(), ids=lambda vector: vector["scheme"])
def test_a_published_signature_is_judged_as_its_sender_does(vector):
    told = json.loads((SHARED / "verification_specs.json").read_text(encoding="utf-8"))["specs"][vector["scheme"]]
    now = dt.datetime.fromtimestamp(vector.get("now", 1616648967), dt.UTC)  # the Zendesk vector names no time

    try:
        verify.verify(
            spec_of(told),
            headers=vector["headers"],
            body=vector["body"].encode(),
            secrets=[vector["secret"]],
            url_secret=None,
            now=now,
            method=vector.get("method", "POST"),
            url=vector.get("url", ""),
        )
        outcome = "ok"
    except BadSignature as refused:
        outcome = refused.reason

    assert outcome == vector["expect"]
