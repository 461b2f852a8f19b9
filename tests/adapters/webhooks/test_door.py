from __future__ import annotations

import base64
import datetime as dt
import hmac
from dataclasses import replace
from types import SimpleNamespace

import pytest

from followthrough.adapters.webhooks.delivery import MAX_BYTES, Delivery
from followthrough.adapters.webhooks.door import Door, Request
from followthrough.adapters.webhooks.sources import parse
from followthrough.domain.errors import BadSignature, TooLarge, UnknownSource, Unreachable
from support.aws import SHOPIFY_KEY, SOURCE_SECRETS, URL_SECRET, Cloud, unreachable
from support.cards import at
from support.fakes import FakeClock, FixedSources

BODY = '{"id":9007199254740993,"name":"Oisín"}'.encode()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(at("2026-03-02 11:05"))


@pytest.fixture
def door(cloud: Cloud, clock: FakeClock) -> Door:
    return cloud.door(clock)


def signed(body: bytes = BODY, *, key: str = SHOPIFY_KEY, source: str = "shopify") -> Request:
    proof = base64.b64encode(hmac.digest(key.encode(), body, "sha256")).decode()
    return Request(
        source=source, headers={"X-Shopify-Hmac-Sha256": proof, "X-Shopify-Topic": "orders/create"}, body=body
    )


def refusal(door: Door, request: Request) -> str:
    with pytest.raises(BadSignature) as refused:
        door.receive(request)
    return refused.value.reason


def parked(cloud: Cloud) -> list[Delivery]:
    return [Delivery.from_message(message["body"]) for message in cloud.messages("inbox")]


def test_a_genuine_delivery_lies_in_the_inbox_byte_for_byte(door: Door, cloud: Cloud, clock: FakeClock) -> None:
    received = door.receive(signed())

    assert [received] == parked(cloud)
    assert ("shopify", "orders/create", BODY, clock.at) == (
        received.source,
        received.topic,
        received.body,
        received.received_at,
    )


@pytest.mark.parametrize("body", [b"", b"not json", b"\xff\xfe\x00\x01", b'{"topic":"nobody-knows"}'])
def test_a_genuine_delivery_is_taken_in_whatever_it_says(door: Door, cloud: Cloud, body: bytes) -> None:
    door.receive(signed(body))

    assert [body] == [delivery.body for delivery in parked(cloud)]


def test_a_secret_in_the_address_lets_in_who_cannot_sign(door: Door, cloud: Cloud) -> None:
    door.receive(Request(source="repairshopr", headers={}, body=BODY, url_secret=URL_SECRET))

    assert ["repairshopr"] == [delivery.source for delivery in parked(cloud)]


def test_a_forged_delivery_leaves_no_trace(door: Door, cloud: Cloud) -> None:
    assert "mismatch" == refusal(door, signed(key="guessed"))
    assert [] == cloud.messages("inbox")


def test_a_forged_delivery_is_refused_by_fresh_secrets_too(door: Door, cloud: Cloud, clock: FakeClock) -> None:
    door.receive(signed())
    clock.at += dt.timedelta(minutes=2)

    assert "mismatch" == refusal(door, signed(key="guessed"))
    assert (2, 1) == (cloud.count("secretsmanager.GetSecretValue"), len(cloud.messages("inbox")))


def test_what_is_too_large_is_refused_before_anything_is_asked_or_computed(door: Door, cloud: Cloud) -> None:
    with pytest.raises(TooLarge):
        door.receive(Request(source="shopify", headers={}, body=b" " * (MAX_BYTES + 1)))

    assert [] == cloud.calls


def test_an_altered_body_is_refused(door: Door) -> None:
    assert "mismatch" == refusal(door, replace(signed(), body=BODY + b" "))


def test_one_sources_secret_opens_no_other_sources_door(door: Door) -> None:
    assert "mismatch" == refusal(door, Request(source="repairshopr", headers={}, body=BODY, url_secret=SHOPIFY_KEY))


def test_without_a_signature_nothing_is_taken_in(door: Door) -> None:
    assert "missing" == refusal(door, Request(source="shopify", headers={}, body=BODY))


def test_a_source_without_a_secret_lets_nobody_in(door: Door) -> None:
    assert "no secret" == refusal(door, Request(source="canonical", headers={}, body=BODY))


@pytest.mark.parametrize("source", ["", "nobody", "Shopify", "../shopify", "shopify/x", "\ud800"])
def test_a_source_that_nobody_configured_is_unknown(door: Door, cloud: Cloud, source: str) -> None:
    with pytest.raises(UnknownSource):
        door.receive(signed(source=source))

    assert [] == cloud.calls


def test_a_body_of_one_mebibyte_is_taken_in_and_one_byte_more_is_not(door: Door, cloud: Cloud) -> None:
    door.receive(signed(b" " * MAX_BYTES))

    with pytest.raises(TooLarge):
        door.receive(signed(b" " * (MAX_BYTES + 1)))
    assert 1 == len(cloud.messages("inbox"))


def test_a_new_secret_is_found_at_the_first_delivery_it_signs(door: Door, cloud: Cloud, clock: FakeClock) -> None:
    door.receive(signed())
    cloud.says_now("source-secrets", SOURCE_SECRETS | {"shopify": [{"id": "2", "value": "new-key"}]})
    clock.at += dt.timedelta(minutes=2)

    door.receive(signed(key="new-key"))

    assert 2 == len(cloud.messages("inbox"))


def test_while_a_sender_changes_over_both_its_secrets_are_good(door: Door, cloud: Cloud) -> None:
    both = [{"id": "1", "value": SHOPIFY_KEY}, {"id": "2", "value": "new-key"}]
    cloud.says_now("source-secrets", SOURCE_SECRETS | {"shopify": both})

    door.receive(signed())
    door.receive(signed(key="new-key"))

    assert 2 == len(cloud.messages("inbox"))


def test_forgers_do_not_make_us_ask_for_secrets_more_than_once_a_minute(
    door: Door, cloud: Cloud, clock: FakeClock
) -> None:
    for _ in range(30):
        refusal(door, signed(key="guessed"))
        clock.at += dt.timedelta(seconds=2)

    assert 1 == cloud.count("secretsmanager.GetSecretValue")


def test_forgers_cannot_make_us_ask_again_and_again_while_nobody_answers(
    door: Door, cloud: Cloud, clock: FakeClock
) -> None:
    door.receive(signed())
    clock.at += dt.timedelta(minutes=2)
    cloud.spoil("secretsmanager.GetSecretValue", unreachable, unreachable)
    cloud.forget_calls()

    with pytest.raises(Unreachable):
        door.receive(signed(key="guessed"))
    for _ in range(20):
        refusal(door, signed(key="guessed"))
        door.receive(signed())

    assert (2, 20) == (cloud.count("secretsmanager.GetSecretValue"), cloud.count("sqs.SendMessage"))


def test_a_delivery_signed_with_a_secret_that_we_could_not_look_up_may_come_again(
    door: Door, cloud: Cloud, clock: FakeClock
) -> None:
    door.receive(signed())
    cloud.says_now("source-secrets", SOURCE_SECRETS | {"shopify": [{"id": "2", "value": "new-key"}]})
    clock.at += dt.timedelta(minutes=2)
    cloud.spoil("secretsmanager.GetSecretValue", unreachable, unreachable)

    with pytest.raises(Unreachable):
        door.receive(signed(key="new-key"))
    clock.at += dt.timedelta(minutes=1)
    door.receive(signed(key="new-key"))

    assert 2 == len(cloud.messages("inbox"))


def test_an_accepted_delivery_is_one_call(door: Door, cloud: Cloud) -> None:
    door.receive(signed())
    cloud.forget_calls()

    door.receive(signed())

    assert ["sqs.SendMessage"] == cloud.calls


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT", ""])
def test_only_a_post_delivers(door: Door, cloud: Cloud, method: str) -> None:
    assert "missing" == refusal(door, replace(signed(), method=method))
    assert [] == cloud.messages("inbox")


TILL = parse(
    'id = "till"\n[verify]\nscheme = "hmac"\nheaders = ["x-till"]\nencoding = "hex"\nsigned = "{url}{body}"',
    file="t.toml",
)


def a_till(door: Door, *, base_url: str) -> Door:
    """The door of a firm with a till that signs the address; its secret is the shop's."""
    secrets = SimpleNamespace(of=lambda _: (SHOPIFY_KEY,), refreshed=lambda: False)
    return replace(door, published=FixedSources({"till": TILL}), secrets=secrets, base_url=base_url)  # type: ignore[arg-type]


def rung_up(address: str, *, host: str = "till.example", path: str = "/webhooks/till") -> Request:
    proof = hmac.digest(SHOPIFY_KEY.encode(), address.encode() + BODY, "sha256").hex()
    return Request(source="till", headers={"x-till": proof}, body=BODY, host=host, path=path)


def test_a_sender_signs_the_address_that_the_firm_gave_it_and_not_where_it_arrived(door: Door) -> None:
    ours = a_till(door, base_url="https://promises.corncrake.example")

    ours.receive(rung_up("https://promises.corncrake.example/webhooks/till"))
    assert "mismatch" == refusal(ours, rung_up("https://till.example/webhooks/till"))


def test_without_a_domain_of_our_own_the_address_is_the_one_that_was_asked_for(door: Door) -> None:
    ours = a_till(door, base_url="")

    ours.receive(rung_up("https://till.example/webhooks/till"))
    ours.receive(rung_up("https://till.example/webhooks/till?shop=2", path="/webhooks/till?shop=2"))
    assert "mismatch" == refusal(ours, rung_up("https://other.example/webhooks/till"))


def test_what_could_not_be_stored_was_not_received(door: Door, cloud: Cloud) -> None:
    cloud.spoil("sqs.SendMessage", unreachable, unreachable)

    with pytest.raises(Unreachable):
        door.receive(signed())

    assert [] == cloud.messages("inbox")


def test_without_secrets_nobody_can_be_verified(door: Door, cloud: Cloud) -> None:
    cloud.spoil("secretsmanager.GetSecretValue", unreachable, unreachable)

    with pytest.raises(Unreachable):
        door.receive(signed())
