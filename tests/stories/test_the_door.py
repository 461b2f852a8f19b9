"""What may come in: genuine deliveries, however often; nothing else leaves a trace."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from support.garage import Garage
from workbench.story.samples import sample, signed

REFUSED = {"error": "The signature could not be verified."}


def _signature(headers: dict[str, str], value: str | None) -> dict[str, str]:
    changed = {name: text for name, text in headers.items() if name != "x-shopify-hmac-sha256"}
    return changed if value is None else {**changed, "x-shopify-hmac-sha256": value}


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "AAAA",
        "not base64 at all",
        "ü" * 44,
        "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU",
        "v1,47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
    ],
)
def test_a_signature_that_is_not_the_shops_is_refused_with_one_text_and_leaves_no_trace(bench, value):
    genuine = signed(sample("shopify.order-placed.idris"), bench=bench)

    answer = bench.request("POST", genuine.path, headers=_signature(dict(genuine.headers), value), body=genuine.body)

    assert 401 == answer.status
    assert REFUSED == json.loads(answer.body)
    assert [] == bench.commitments()
    assert 0 == sum(queue["messages"] for queue in bench.queues())


def test_a_truncated_signature_is_refused(bench):
    genuine = signed(sample("shopify.order-placed.idris"), bench=bench)
    short = genuine.headers["x-shopify-hmac-sha256"][:-3]

    answer = bench.request("POST", genuine.path, headers=_signature(dict(genuine.headers), short), body=genuine.body)

    assert 401 == answer.status


def test_one_changed_byte_of_the_body_is_refused(bench):
    genuine = signed(sample("shopify.order-placed.idris"), bench=bench)

    answer = bench.request("POST", genuine.path, headers=genuine.headers, body=genuine.body.replace(b"Idris", b"Idrit"))

    assert 401 == answer.status
    assert [] == bench.commitments()


def test_a_repair_desk_that_cannot_sign_is_known_by_the_secret_in_its_address(bench):
    genuine = signed(sample("repairshopr.repair-received.nora"), bench=bench)
    wrong = f"{genuine.path[:-1]}{'A' if genuine.path[-1] != 'A' else 'B'}"

    assert 401 == bench.request("POST", wrong, headers=genuine.headers, body=genuine.body).status
    assert 401 == bench.request("POST", "/webhooks/repairshopr", headers=genuine.headers, body=genuine.body).status
    assert [] == bench.commitments()
    assert 200 == bench.request("POST", genuine.path, headers=genuine.headers, body=genuine.body).status
    assert {"price-call", "no-news"} == {each["follow_up"] for each in bench.commitments()}


def test_a_body_over_one_mebibyte_is_too_large(bench):
    answer = bench.request("POST", "/webhooks/shopify", headers={"content-type": "text/plain"}, body=b"x" * 1_048_577)

    assert 413 == answer.status


def test_a_source_nobody_configured_is_not_found(bench):
    assert 404 == bench.request("POST", "/webhooks/nobody", body=b"{}").status


def test_a_delivery_that_is_genuine_but_not_json_is_accepted_and_parked_with_its_reason(bench):
    genuine = signed(replace(sample("repairshopr.repair-received.nora"), body={}), bench=bench)

    answer = bench.request("POST", genuine.path, headers=genuine.headers, body=b"this is not JSON")

    assert 200 == answer.status
    parked = {queue["name"]: queue["messages"] for queue in bench.queues()}
    assert 1 == parked["InboxDeadLetters"]
    assert [] == bench.commitments()


def test_a_delivery_that_cannot_be_stored_is_answered_503_and_the_senders_next_try_is_taken(bench):
    garage = Garage(bench).at("2 11:05")
    bench.fault("sqs.SendMessage", "unreachable", times=2)

    refused = garage.hears("shopify.order-placed.idris")
    taken = garage.hears("shopify.order-placed.idris")

    assert 503 == refused.status
    assert 200 == taken.status
    assert ["first-thanks", "slow-order"] == sorted(each["follow_up"] for each in bench.commitments())


def test_a_topic_we_do_not_know_is_accepted_and_makes_nothing(bench):
    one = sample("shopify.order-placed.idris")
    other = replace(one, headers={**one.headers, "x-shopify-topic": "themes/publish"})
    genuine = signed(other, bench=bench)

    answer = bench.request("POST", genuine.path, headers=genuine.headers, body=genuine.body)

    assert 200 == answer.status
    assert [] == bench.commitments()
    assert 0 == sum(queue["messages"] for queue in bench.queues())


def test_the_same_delivery_three_times_is_one_order_and_one_thank_you(bench):
    garage = Garage(bench).at("2 11:05")

    for _ in range(3):
        garage.hears("shopify.order-placed.idris")

    assert ["first-thanks", "slow-order"] == sorted(each["follow_up"] for each in bench.commitments())
    assert ["Thank you for your first order"] == garage.subjects("letter")


def test_an_event_of_an_aws_native_sender_takes_the_same_road(bench):
    garage = Garage(bench).at("11 09:20")

    bench.put_event(dict(sample("canonical.inquiry-received.hanne").body))
    bench.put_event(dict(sample("canonical.inquiry-received.hanne").body))

    assert ["answer"] == [each["follow_up"] for each in bench.commitments()]
    assert 1 == len(garage.mails("letter"))


@pytest.mark.parametrize("field", ["email", "phone", "name"])
def test_what_is_missing_stops_no_commitment(bench, field):
    garage = Garage(bench).at("2 09:00")
    customer = {"given_name": "Nora", "family_name": "Quill", "email": "n@quill.example", "phone": "+353209150111"}
    gone = {"name": ("given_name", "family_name")}.get(field, (field,))

    garage.tells("repair.received", "R-1", customer={key: value for key, value in customer.items() if key not in gone})
    garage.at("2 14:30")

    task = garage.mails("task")[-1]
    said = {"email": "an email address", "phone": "a phone number", "name": "a name"}[field]
    assert "open" == garage.owed("price-call")["state"]
    assert f"Missing here: {said}." in task["text"]


def test_a_number_that_nobody_can_dial_is_shown_to_be_checked(bench):
    garage = Garage(bench).at("2 09:00")

    garage.tells("repair.received", "R-1", customer={"given_name": "Nora", "phone": "555-555-SHIP"})
    garage.at("2 14:30")

    text = garage.mails("task")[-1]["text"]
    assert "555-555-SHIP" in text
    assert "Please check this number" in text
    assert "tel:" not in garage.mails("task")[-1]["html"]


def test_the_buyer_is_never_replaced_by_the_neighbour_who_took_the_parcel(bench):
    garage = Garage(bench).at("5 13:20")

    garage.hears("shopify.order-placed.ruth")
    garage.at("6 15:10").hears("shopify.order-shipped.ruth")
    garage.at("11 17:07").hears("shopify.order-delivered.ruth")

    assert {"Ruth Penhale"} == {each["customer"]["name"] for each in bench.commitments()}
