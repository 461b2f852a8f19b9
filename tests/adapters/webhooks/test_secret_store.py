from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from followthrough.adapters.aws.secrets import SecretMap, SourceSecrets
from followthrough.adapters.webhooks.secret_store import SecretStore
from followthrough.domain.errors import Conflict, RuleBroken, Unreachable
from support.aws import Cloud, a_cloud, answer_lost, client, refused, unreachable
from support.fakes import FakeClock
from support.shop import at

SHOP = {"id": "1", "value": "the-key-of-the-shop"}
DESK = {"id": "1", "value": "the-key-of-the-desk"}
MORE = {"id": "2", "value": "another-key-of-the-shop"}


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    with a_cloud() as cloud:
        cloud.secret("source-secrets", {"shopify": [SHOP], "desk": [DESK]}, clock=FakeClock(at("2026-03-09 09:00")))
        yield cloud


@pytest.fixture
def store(cloud: Cloud) -> SecretStore:
    return SecretStore(client=client("secretsmanager"), secret_id="source-secrets")


def one_more(entries):
    return [*entries, MORE]


def test_one_source_changes_and_no_other_is_touched(store):
    assert [SHOP, MORE] == store.change("shopify", one_more)
    assert {"shopify": [SHOP, MORE], "desk": [DESK]} == store.values()


def test_the_door_reads_what_was_written(store):
    reader = SecretMap(
        client=client("secretsmanager"), secret_id="source-secrets", clock=FakeClock(at("2026-03-09 09:00"))
    )
    store.change("shopify", one_more)

    assert ("the-key-of-the-shop", "another-key-of-the-shop") == SourceSecrets(reader).of("shopify")


def test_a_source_without_a_secret_is_not_in_the_map(store):
    assert [] == store.change("shopify", lambda _: [])
    assert {"desk": [DESK]} == store.values()


def test_whoever_wrote_meanwhile_is_not_overwritten(store, cloud):
    def meet(entries):
        SecretStore(client=client("secretsmanager"), secret_id="source-secrets").change("desk", lambda _: [DESK, MORE])
        return one_more(entries)

    with pytest.raises(Conflict):
        store.change("shopify", meet)

    assert {"shopify": [SHOP], "desk": [DESK, MORE]} == store.values()


def test_somebody_at_the_console_of_aws_is_not_overwritten_either(store, cloud):
    def meet(entries):
        cloud.says_now("source-secrets", {"shopify": [SHOP], "zendesk": [DESK]})
        return one_more(entries)

    with pytest.raises(Conflict):
        store.change("shopify", meet)

    assert {"shopify": [SHOP], "zendesk": [DESK]} == store.values()


def test_a_lost_answer_of_our_own_write_is_no_conflict(store, cloud):
    cloud.spoil("secretsmanager.UpdateSecretVersionStage", answer_lost)

    assert [SHOP, MORE] == store.change("shopify", one_more)
    assert [SHOP, MORE] == store.values()["shopify"]


def test_a_rule_that_says_no_writes_nothing(store, cloud):
    def no(_):
        raise RuleBroken("No.")

    with pytest.raises(RuleBroken):
        store.change("shopify", no)

    assert 0 == cloud.count("secretsmanager.PutSecretValue")


@pytest.mark.parametrize(
    ("call", "done"),
    [
        ("secretsmanager.GetSecretValue", "read"),
        ("secretsmanager.PutSecretValue", "written"),
        ("secretsmanager.UpdateSecretVersionStage", "written"),
    ],
)
def test_without_the_right_to_it_the_code_of_aws_is_told_and_nothing_changes(store, cloud, call, done):
    cloud.spoil(call, refused("AccessDeniedException"))

    with pytest.raises(Unreachable, match=f"cannot be {done}: AccessDeniedException"):
        store.change("shopify", one_more)

    assert [SHOP] == store.values()["shopify"]


def test_an_aws_that_does_not_answer_is_unreachable(store, cloud):
    cloud.spoil("secretsmanager.GetSecretValue", *[unreachable] * 3)

    with pytest.raises(Unreachable, match="EndpointConnectionError"):
        store.values()


@pytest.mark.parametrize("text", ["not json", '["a list"]'])
def test_a_map_that_makes_no_sense_is_not_written_over(store, text):
    client("secretsmanager").put_secret_value(SecretId="source-secrets", SecretString=text)

    with pytest.raises(Unreachable, match="not a JSON object"):
        store.change("shopify", one_more)

    assert text == client("secretsmanager").get_secret_value(SecretId="source-secrets")["SecretString"]


def test_it_never_says_what_it_holds(store):
    assert "SecretStore(…)" == repr(store)
    assert "the-key" in json.dumps(store.values())
