from __future__ import annotations

import base64
import hmac
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from followthrough.adapters.webhooks.delivery import MAX_BYTES, Delivery
from followthrough.adapters.webhooks.door import Door
from followthrough.lambdas import receive_webhook
from support.aws import BASE_URL, BUSINESS, SHOPIFY_KEY, TABLE, URL_SECRET, Cloud, http_event, queue_url, unreachable
from support.fakes import FakeClock, FixedSources

FUNCTIONS = Path(__file__).parents[2] / "functions"
BODY = '{"id":9007199254740993,"name":"Oisín \\ud83d"}'.encode()
CANARIES = ("Oisín", "Ois\\u00edn", "orders@", "quill", SHOPIFY_KEY, URL_SECRET, "203.0.113.7", "Bearer")
MAY_BE_LOADED = {
    "followthrough",
    "followthrough.settings",
    "followthrough.adapters",
    "followthrough.adapters.aws",
    "followthrough.adapters.aws.dynamo",
    "followthrough.adapters.aws.queues",
    "followthrough.adapters.aws.secrets",
    "followthrough.adapters.clock",
    "followthrough.adapters.files",
    "followthrough.adapters.publishing",
    "followthrough.adapters.publishing.editions",
    "followthrough.adapters.publishing.in_force",
    "followthrough.adapters.webhooks",
    "followthrough.adapters.webhooks.about",
    "followthrough.adapters.webhooks.delivery",
    "followthrough.adapters.webhooks.door",
    "followthrough.adapters.webhooks.handshake",
    "followthrough.adapters.webhooks.schemes",
    "followthrough.adapters.webhooks.sources",
    "followthrough.adapters.webhooks.tables",
    "followthrough.adapters.webhooks.verify",
    "followthrough.application",
    "followthrough.application.ports",
    "followthrough.bootstrap",
    "followthrough.bootstrap.door",
    "followthrough.bootstrap.figures",
    "followthrough.lambdas",
    "followthrough.lambdas.figures",
    "followthrough.lambdas.log",
    "followthrough.lambdas.receive_webhook",
}
HEAVY = {"pydantic", "jinja2", "phonenumbers", "itsdangerous", "aws_lambda_powertools.utilities.batch", "moto"}


@pytest.fixture
def door(cloud: Cloud, clock: FakeClock) -> Door:
    return cloud.door(clock)


def a_delivery(body: bytes = BODY, *, source: str = "shopify", proof: str | None = None, **more: Any) -> dict[str, Any]:
    signature = base64.b64encode(hmac.digest(SHOPIFY_KEY.encode(), body, "sha256")).decode()
    headers = {
        "x-shopify-hmac-sha256": signature if proof is None else proof,
        "x-shopify-topic": "orders/create",
        "authorization": "Bearer let-me-in",
        "from": "orders@quill.example",
    }
    return http_event(
        "POST", f"/webhooks/{source}", **{"parameters": {"source": source}, "headers": headers, "body": body} | more
    )


def answered(event: dict[str, Any], door: Door) -> tuple[int, Any]:
    answer = receive_webhook.handler(event, None, app=door)
    return answer["statusCode"], json.loads(answer["body"])


def test_a_genuine_delivery_is_received(door: Door, cloud: Cloud) -> None:
    assert (200, {"received": True}) == answered(a_delivery(), door)
    assert [BODY] == [Delivery.from_message(message["body"]).body for message in cloud.messages("inbox")]


def test_a_body_that_came_plain_is_the_same_delivery(door: Door, cloud: Cloud) -> None:
    assert 200 == answered(a_delivery(plain=True), door)[0]
    assert [BODY] == [Delivery.from_message(message["body"]).body for message in cloud.messages("inbox")]


@pytest.mark.parametrize("body", [b"\xff\xfe\x00", b"\x00", bytes(range(256))])
def test_bytes_that_are_no_text_arrive_as_they_were_sent(door: Door, cloud: Cloud, body: bytes) -> None:
    assert 200 == answered(a_delivery(body), door)[0]
    assert [body] == [Delivery.from_message(message["body"]).body for message in cloud.messages("inbox")]


def test_an_empty_body_is_a_body(door: Door) -> None:
    assert 200 == answered(a_delivery(b"") | {"body": None, "isBase64Encoded": False}, door)[0]


def test_headers_come_in_any_case(door: Door) -> None:
    event = a_delivery()
    event["headers"] = {name.upper(): value for name, value in event["headers"].items()}

    assert 200 == answered(event, door)[0]


def test_a_secret_in_the_address_is_taken_from_there(door: Door) -> None:
    def with_secret(secret: str) -> dict[str, Any]:
        parameters = {"source": "repairshopr", "secret": secret}
        return a_delivery(source="repairshopr", parameters=parameters, headers={})

    assert (200, 401) == (answered(with_secret(URL_SECRET), door)[0], answered(with_secret("guessed"), door)[0])


BAD = [
    a_delivery(proof="forged"),
    a_delivery(proof=""),
    a_delivery(headers={}),
    a_delivery(proof="ü" * 44),
    a_delivery(BODY + b" ", proof=base64.b64encode(hmac.digest(SHOPIFY_KEY.encode(), BODY, "sha256")).decode()),
    a_delivery(source="canonical"),
    a_delivery(source="repairshopr"),
    a_delivery(source="repairshopr", parameters={"source": "repairshopr", "secret": ""}),
]


@pytest.mark.parametrize("event", BAD)
def test_every_bad_signature_gets_the_same_answer_and_leaves_no_trace(
    door: Door, cloud: Cloud, event: dict[str, Any]
) -> None:
    assert (401, {"error": "The signature could not be verified."}) == answered(event, door)
    assert [] == cloud.messages("inbox")


def test_a_source_that_nobody_configured_is_not_found(door: Door, cloud: Cloud) -> None:
    assert 404 == answered(a_delivery(source="nobody"), door)[0]
    assert [] == cloud.calls


def test_a_body_above_one_mebibyte_is_too_large(door: Door, cloud: Cloud) -> None:
    assert 413 == answered(a_delivery(b" " * (MAX_BYTES + 1)), door)[0]
    assert [] == cloud.messages("inbox")


@pytest.mark.parametrize("call", ["sqs.SendMessage", "secretsmanager.GetSecretValue"])
def test_only_what_could_not_be_stored_makes_the_sender_try_again(door: Door, cloud: Cloud, call: str) -> None:
    cloud.spoil(call, unreachable, unreachable)

    assert 503 == answered(a_delivery(), door)[0]
    assert [] == cloud.messages("inbox")


def test_a_short_silence_of_the_queue_is_survived(door: Door, cloud: Cloud) -> None:
    cloud.spoil("sqs.SendMessage", unreachable)

    assert 200 == answered(a_delivery(), door)[0]
    assert 1 == len(cloud.messages("inbox"))


def test_an_answer_is_json_that_nobody_keeps(door: Door) -> None:
    headers = receive_webhook.handler(a_delivery(), None, app=door)["headers"]

    assert {"content-type": "application/json", "cache-control": "no-store"} == headers


def test_a_received_delivery_is_one_line_of_ids(door: Door, log: Any) -> None:
    answered(a_delivery(), door)

    [line] = log()
    assert ("received", "shopify") == (line["message"], line["source"])
    assert line["delivery"].startswith("shopify:orders/create:")


def test_a_refusal_says_why_to_the_owner_and_not_to_the_sender(door: Door, log: Any) -> None:
    for event in (a_delivery(proof="forged"), a_delivery(headers={}), a_delivery(source="canonical")):
        answered(event, door)

    assert ["mismatch", "missing", "no secret"] == [line["reason"] for line in log()]


def test_what_a_stranger_calls_a_source_is_not_logged(door: Door, log: Any) -> None:
    answered(a_delivery(source="ada.holm@fernhill.example"), door)

    [line] = log()
    assert ("UnknownSource", None) == (line["reason"], line.get("source"))
    assert "fernhill" not in json.dumps(line)


def test_nobody_can_be_found_in_the_log(door: Door, cloud: Cloud, log: Any) -> None:
    for event in (a_delivery(), *BAD, a_delivery(b" " * (MAX_BYTES + 1))):
        answered(event, door)
    cloud.spoil("sqs.SendMessage", unreachable, unreachable)
    answered(a_delivery(), door)

    told = json.dumps(log(), ensure_ascii=False)
    assert [] == [canary for canary in CANARIES if canary in told]


def in_a_region(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"DEFAULT_REGION": "eu-west-1", "ACCESS_KEY_ID": "n", "SECRET_ACCESS_KEY": "n"}.items():
        monkeypatch.setenv(f"AWS_{name}", value)


DEPLOYED = {
    "FOLLOWTHROUGH_INBOX_URL": queue_url("inbox"),
    "FOLLOWTHROUGH_SOURCE_SECRETS": "source-secrets",
    "FOLLOWTHROUGH_TABLE": TABLE,
    "FOLLOWTHROUGH_BUSINESS_ID": BUSINESS,
}


def test_the_door_of_an_environment_asks_nobody_before_it_must(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    in_a_region(monkeypatch)
    cloud.ledger()
    cloud.forget_calls()
    door = receive_webhook.app_from(DEPLOYED)
    before = list(cloud.calls)

    assert {"shopify", "repairshopr", "canonical"} <= set(door.published.now())
    assert ([], ["dynamodb.GetItem"]) == (before, cloud.calls)


def test_while_nobody_can_say_which_sources_there_are_a_sender_is_asked_to_come_again(door, cloud, log) -> None:
    cut_off = replace(door, published=FixedSources(None))

    status, _ = answered(a_delivery(), cut_off)

    assert (503, []) == (status, cloud.messages("inbox"))
    assert [(None, "Unreachable")] == [(line.get("source"), line["reason"]) for line in log() if "reason" in line]


def test_the_door_knows_the_firms_own_address_if_there_is_one(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    in_a_region(monkeypatch)

    addresses = [
        receive_webhook.app_from({**DEPLOYED, "FOLLOWTHROUGH_BASE_URL": address}).base_url for address in (BASE_URL, "")
    ]

    assert [BASE_URL, ""] == addresses


def test_the_door_loads_nothing_heavy() -> None:
    program = "import json, sys, followthrough.lambdas.receive_webhook; print(json.dumps(sorted(sys.modules)))"
    told = subprocess.run(  # noqa: S603 - our own interpreter and our own words
        [sys.executable, "-c", program], capture_output=True, check=True, env={"PYTHONPATH": str(FUNCTIONS)}
    )
    loaded = set(json.loads(told.stdout))

    assert set() == {name for name in HEAVY if name in loaded}
    ours = {name for name in loaded if name.partition(".")[0] == "followthrough"}
    assert set() == {name for name in ours if not name.startswith("followthrough.domain")} - MAY_BE_LOADED


def test_no_module_of_the_door_asks_for_jmespath() -> None:
    files = [FUNCTIONS / f"{name.replace('.', '/')}.py" for name in MAY_BE_LOADED]

    assert [] == [file.name for file in files if file.exists() and "import jmespath" in file.read_text("utf-8")]
