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


@pytest.mark.parametrize("path", payloads("shopify"), ids=lambda path: path.stem)
def test_a_captured_shop_delivery_is_read(path):
    told = read(path).events(None)

    expected = {
        "orders.create": "order.placed",
        "orders.cancelled": "order.cancelled",
        "orders.fulfilled": "order.shipped",
        "fulfillments.create": "order.shipped",
        "refunds.create": "order.refunded",
    }
    assert [event.kind for event in told.events] == [kind for stem, kind in expected.items() if stem == path.stem]
    assert all(event.test for event in told.events)


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
