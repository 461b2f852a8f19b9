"""What the shipped senders say, through the deployed door: every sample is believed, and nothing of it is parked."""

from __future__ import annotations

import json

import pytest

from console.signing import signed_headers
from support.deliveries import SOURCES
from support.garage import Garage
from workbench.bench import Bench
from workbench.story.samples import sample, samples, send

SENDERS = ["stripe", "square", "zendesk", "repairshopr", "chatwoot", "zammad", "helpscout", "intercom", "erpnext"]


@pytest.mark.parametrize("source", SENDERS)
def test_every_sample_of_a_sender_is_believed_and_understood(bench: Bench, source: str) -> None:
    told = [each for each in samples() if each.source == source]

    assert [200] * len(told) == [send(one, bench=bench).status for one in told]
    assert [] == [queue["name"] for queue in bench.queues() if queue["dead_letter"] and queue["messages"]]


@pytest.mark.parametrize(("address", "status"), [("", 200), ("/", 401), ("?a=b", 401)])
def test_square_signs_our_address_and_any_other_is_refused(bench: Bench, address: str, status: int) -> None:
    genuine, source = sample("square.order-placed.ruth"), next(e for e in bench.sources() if e["id"] == "square")
    body = json.dumps(genuine.body).encode()
    proof = signed_headers(
        SOURCES["square"],
        secret=source["secret"],
        headers=genuine.headers,
        body=body,
        now=bench.now,
        url=source["url"] + address,
    )

    answer = bench.request("POST", "/webhooks/square", headers={**genuine.headers, **proof}, body=body)

    assert status == answer.status


def test_a_refund_on_stripe_ends_what_was_cheerful_and_is_written_about(bench: Bench) -> None:
    garage = Garage(bench)
    garage.at("13 09:50").hears("stripe.order-placed.bram")
    assert "open" == garage.owed("slow-order")["state"]

    garage.at("13 15:00").hears("stripe.order-refunded.bram", created=int(bench.now.timestamp()))

    assert "released" == garage.owed("slow-order")["state"]
    letters = [mail for mail in garage.mails("letter") if "20.00" in mail["text"]]
    assert [["bram.teague@millrace.example"]] == [mail["to"] for mail in letters]


def test_a_helpdesks_event_without_an_address_is_a_complaint_that_a_person_takes_up(bench: Bench) -> None:
    garage = Garage(bench)

    garage.at("19 10:30").hears("zendesk.complaint-opened.ada")

    assert "open" == garage.owed("listen")["state"]
    assert [] == [mail for mail in garage.mails("letter") if "ada" in json.dumps(mail["to"])]
