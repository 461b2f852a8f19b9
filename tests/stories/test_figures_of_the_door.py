"""What the door took in and refused can be asked for later, by source and reason, and says nothing of anybody."""

from __future__ import annotations

import datetime as dt

import boto3

from followthrough.adapters.aws.door_figures import DoorFigures
from support.garage import Garage
from workbench.bench import Bench
from workbench.stack.resolve import STACK
from workbench.story.samples import sample, signed


def test_a_day_at_the_door_is_told_in_figures(bench: Bench):
    garage = Garage(bench)
    genuine = signed(sample("shopify.order-placed.idris"), bench=bench)
    forged = {**genuine.headers, "x-shopify-hmac-sha256": "AAAA"}

    garage.hears("shopify.order-placed.idris")
    garage.at("2 15:00").hears("shopify.order-placed.idris")
    bench.request("POST", genuine.path, headers=forged, body=genuine.body)
    bench.request("POST", "/webhooks/somebody.else@fernhill.example", body=genuine.body)
    bench.request("POST", "/webhooks/canonical", body=b"{}")

    figures = DoorFigures(client=boto3.client("cloudwatch"), namespace=f"Followthrough/{STACK}")
    since, until = bench.now - dt.timedelta(days=14), bench.now
    assert {"shopify": 2} == figures.received(since, until)
    assert {
        "shopify": {"mismatch": 1},
        "canonical": {"missing": 1},
        "unknown": {"UnknownSource": 1},
    } == figures.refusals(since, until)
    assert {} == figures.received(since, bench.now - dt.timedelta(days=1))
