from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from followthrough.adapters.aws.secrets import SecretMap, SourceSecrets
from followthrough.domain.errors import Unreachable
from support.aws import Cloud, client, refused, unreachable
from support.cards import at
from support.fakes import FakeClock

SECOND = dt.timedelta(seconds=1)
SHOPIFY = {"shopify": [{"id": "1", "value": "first"}]}
BOTH = {"shopify": [{"id": "1", "value": "first"}, {"id": "2", "value": "second"}]}


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(at("2026-03-02 08:00"))


@pytest.fixture
def secret(cloud: Cloud, clock: FakeClock) -> SecretMap:
    return cloud.secret("sources", SHOPIFY, clock=clock)


def reads(cloud: Cloud) -> int:
    return cloud.count("secretsmanager.GetSecretValue")


def test_a_secret_is_asked_for_only_when_it_is_needed(secret: SecretMap, cloud: Cloud) -> None:
    assert 0 == reads(cloud)
    assert SHOPIFY == secret.values()


def test_a_secret_is_kept_for_five_minutes_and_not_longer(secret: SecretMap, cloud: Cloud, clock: FakeClock) -> None:
    secret.values()
    cloud.says_now("sources", BOTH)
    clock.at += dt.timedelta(minutes=5) - SECOND
    kept = secret.values()
    clock.at += SECOND

    assert (SHOPIFY, BOTH) == (kept, secret.values())
    assert 2 == reads(cloud)


def test_a_clock_that_went_back_does_not_keep_a_secret_for_ever(
    secret: SecretMap, cloud: Cloud, clock: FakeClock
) -> None:
    secret.values()
    clock.at -= dt.timedelta(days=1)

    secret.values()

    assert 2 == reads(cloud)


def test_what_does_not_fit_is_looked_up_again_at_most_once_a_minute(
    secret: SecretMap, cloud: Cloud, clock: FakeClock
) -> None:
    secret.values()
    cloud.says_now("sources", BOTH)
    clock.at += dt.timedelta(minutes=1) - SECOND
    too_soon = secret.refreshed()
    clock.at += SECOND
    again = secret.refreshed()

    assert (False, True, False) == (too_soon, again, secret.refreshed())
    assert (BOTH, 2) == (secret.values(), reads(cloud))


def test_what_was_never_read_is_read_when_something_does_not_fit(secret: SecretMap) -> None:
    assert secret.refreshed()


def test_a_look_that_nobody_answers_takes_nothing_away_and_is_not_repeated_within_the_minute(
    secret: SecretMap, cloud: Cloud, clock: FakeClock
) -> None:
    secret.values()
    clock.at += dt.timedelta(minutes=2)
    cloud.spoil("secretsmanager.GetSecretValue", unreachable, unreachable, unreachable)

    with pytest.raises(Unreachable):
        secret.refreshed()
    asked = reads(cloud)

    assert (SHOPIFY, False) == (secret.values(), secret.refreshed())
    assert asked == reads(cloud)


def test_a_look_that_finds_nonsense_takes_nothing_away(secret: SecretMap, clock: FakeClock) -> None:
    secret.values()
    clock.at += dt.timedelta(minutes=2)
    client("secretsmanager").put_secret_value(SecretId="sources", SecretString="[" * 100_000)

    with pytest.raises(Unreachable, match="not a JSON object"):
        secret.refreshed()

    assert SHOPIFY == secret.values()


def test_a_secret_of_bytes_is_none_that_we_can_read(cloud: Cloud, clock: FakeClock) -> None:
    secret = cloud.secret("bytes", "{}", clock=clock)
    client("secretsmanager").put_secret_value(SecretId="bytes", SecretBinary=b"{}")

    with pytest.raises(Unreachable, match="not a JSON object"):
        secret.values()


def test_a_secret_tells_nothing_of_itself(secret: SecretMap) -> None:
    secret.values()

    assert "SecretMap(…)" == repr(secret) == f"{secret}"


@pytest.mark.parametrize(
    "fault", [unreachable, refused("InternalServiceError", status=500), refused("AccessDeniedException")]
)
def test_a_secret_that_cannot_be_read_is_told(secret: SecretMap, cloud: Cloud, fault: Any) -> None:
    cloud.spoil("secretsmanager.GetSecretValue", fault, fault, fault)

    with pytest.raises(Unreachable, match="cannot be read"):
        secret.values()


@pytest.mark.parametrize("text", ["", "the-key-of-corncrake", '["the-key-of-corncrake"]', '"the-key-of-corncrake"'])
def test_a_secret_of_the_wrong_form_is_told_without_telling_it(cloud: Cloud, clock: FakeClock, text: str) -> None:
    secret = cloud.secret("pasted", "{}", clock=clock)
    client("secretsmanager").put_secret_value(SecretId="pasted", SecretString=text or " ")

    with pytest.raises(Unreachable, match="not a JSON object") as told:
        secret.values()

    assert "corncrake" not in repr(told.value) + repr(told.value.__cause__)


def test_a_source_may_have_two_live_secrets(cloud: Cloud, clock: FakeClock) -> None:
    secrets = SourceSecrets(cloud.secret("sources", BOTH, clock=clock))

    assert ("first", "second") == secrets.of("shopify")


def test_a_source_without_a_secret_has_none(secret: SecretMap) -> None:
    assert () == SourceSecrets(secret).of("stripe")


@pytest.mark.parametrize(
    "entries",
    [None, 7, "first", {}, {"value": "first"}, [], ["first"], [{}], [{"id": "1"}], [{"value": 7}], [{"value": ""}]],
)
def test_what_was_pasted_in_another_form_is_no_secret_and_harms_no_other(
    cloud: Cloud, clock: FakeClock, entries: object
) -> None:
    secrets = SourceSecrets(cloud.secret("sources", {**SHOPIFY, "stripe": entries}, clock=clock))

    assert ((), ("first",)) == (secrets.of("stripe"), secrets.of("shopify"))


def test_a_good_secret_lives_beside_a_broken_one(cloud: Cloud, clock: FakeClock) -> None:
    secrets = SourceSecrets(cloud.secret("sources", {"shopify": [{"id": "1"}, *SHOPIFY["shopify"]]}, clock=clock))

    assert ("first",) == secrets.of("shopify")


def test_a_source_looks_for_new_secrets_as_the_map_does(secret: SecretMap, clock: FakeClock) -> None:
    sources = SourceSecrets(secret)

    assert (True, False) == (sources.refreshed(), sources.refreshed())
