"""The first day: two thousand old orders that a shop system talks of make nothing, and the first new one is ours."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from followthrough.adapters.webhooks import normalise
from followthrough.application.day import change
from followthrough.application.make_commitments import make_commitments
from support.deliveries import SOURCES, a_delivery
from support.fakes import PlainHashes
from support.garage import Garage
from support.reports import books
from support.shop import Shop, at
from workbench.bench import Bench
from workbench.engine.api import Response
from workbench.story.samples import sample, send

SHOPIFY = normalise.compiled(SOURCES["shopify"], country="IE")
LINE = at("2026-03-02 08:00")
MANY = 2_000
A_FEW_DOZEN = 40
A_PRIME = 997
"""Steps of this length visit every delivery once, in no order that makes sense."""


def an_update(number: int, *, topic: str = "orders/updated", **more: Any) -> tuple[str, dict[str, Any]]:
    """What the shop system says about an old order: paid, cancelled or wholly refunded by now."""
    created = LINE - dt.timedelta(hours=1 + number)
    body = {
        "id": 9_000_000 + number,
        "name": f"#{number}",
        "created_at": created.isoformat(),
        "updated_at": (LINE + dt.timedelta(seconds=number)).isoformat(),
        "financial_status": ("paid", "refunded", "pending")[number % 3],
        "cancelled_at": (LINE - dt.timedelta(minutes=5)).isoformat() if number % 7 == 0 else None,
        "total_price": "120.00",
        "currency": "EUR",
        "email": f"customer{number}@tidewater.example",
    }
    return topic, {**body, **more}


def hears(shop: Shop, topic: str, body: dict[str, Any]) -> None:
    shop.clock.at = max(shop.clock.at, LINE + dt.timedelta(hours=1))
    delivery = a_delivery("shopify", body, headers={"X-Shopify-Topic": topic}, at=shop.clock.at)
    make_commitments(
        SHOPIFY.read(delivery), ledger=shop.ledger, rulebook=shop.rulebook, hashes=PlainHashes(), clock=shop.clock
    )


def test_two_thousand_old_orders_in_any_order_make_no_commitment_and_no_mail():
    shop = Shop()
    shop.knows(live_from=LINE)
    told = [an_update(number) for number in range(MANY)]
    told += [an_update(number, topic="orders/create") for number in range(0, MANY, 10)]
    told = [told[place * A_PRIME % len(told)] for place in range(len(told))]

    for topic, body in told:
        hears(shop, topic, body)
    shop.until(at("2026-03-31 12:00"))

    assert [] == shop.ledger.commitments
    assert [] == shop.post.sent


def test_a_parcel_of_an_old_order_makes_nothing_and_one_of_a_new_order_does():
    shop = Shop()
    shop.knows(live_from=LINE)
    delivered = {"status": "delivered", "happened_at": (LINE + dt.timedelta(minutes=30)).isoformat()}
    hears(shop, *an_update(3))
    new = (LINE + dt.timedelta(minutes=1)).isoformat()
    hears(shop, *an_update(2, topic="orders/create", created_at=new, updated_at=new, cancelled_at=None))

    for number in (3, 2):
        hears(shop, "fulfillment_events/create", {"id": number, "order_id": 9_000_000 + number, **delivered})

    assert {"9000002"} == {owed.subject.id for owed in shop.ledger.commitments}
    assert "week-after-delivery" in shop.live()


def posted(bench: Bench, topic: str, body: dict[str, Any], *, number: int) -> Response:
    """What the shop system says, signed and posted at the door."""
    one = sample("shopify.order-placed.idris")
    headers = {**one.headers, "x-shopify-topic": topic, "x-shopify-webhook-id": f"{topic}-{number}"}
    return send(replace(one, headers=headers, body={**one.body, **body}), bench=bench)


def test_on_the_whole_stack_old_orders_make_nothing_and_the_first_new_one_is_followed(bench):
    garage = Garage(bench).at("2 08:00")
    change(lambda facts: replace(facts, live_from=LINE), ledger=books(bench))
    garage.at("2 09:00")

    old = [posted(bench, *an_update(number), number=number) for number in range(A_FEW_DOZEN)]
    garage.at("6 17:00")

    assert {200} == {answer.status for answer in old}
    assert ([], [], []) == (bench.commitments(), garage.mails("letter"), garage.mails("task"))

    now = bench.now.isoformat()
    topic, body = an_update(A_FEW_DOZEN + 2, topic="orders/create", created_at=now, updated_at=now, cancelled_at=None)
    posted(bench, topic, body, number=A_FEW_DOZEN + 2)
    garage.at("7 10:00")

    assert {body["id"]} == {int(owed["subject"]["id"]) for owed in bench.commitments()}
    assert ["Thank you for your first order"] == garage.subjects("letter")
    assert 0 == garage.dead_letters()
