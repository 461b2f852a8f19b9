from __future__ import annotations

import json

import pytest

from followthrough.adapters.webhooks.secret_form import flaw
from support.aws import BASE_URL, Cloud, CloudEngine, refused
from support.console import DONE, MONDAY, PROBLEMS, WRONG_USE, a_deployment, types
from support.deliveries import SOURCES

SHOP = {"id": "1", "value": "the-key-of-the-shop", "since": "2026-01-05T09:00:00+00:00"}
DESK = {"id": "1", "value": "whsec_bm90IGEgc2VjcmV0IG9mIGFueWJvZHk="}


@pytest.fixture
def engine(cloud: Cloud) -> CloudEngine:
    return a_deployment(cloud, {"shopify": [SHOP], "desk": [DESK]})


def held(engine: CloudEngine, source: str) -> list[str]:
    return [entry["value"] for entry in engine.secret_store.values().get(source, [])]


@pytest.mark.parametrize("source", sorted(SOURCES))
def test_a_fresh_secret_is_shown_once_with_the_address_for_the_sender(engine, source):
    answer = types(engine, "source", "secret", source, "--generate", "--json")
    told = json.loads(answer.output)

    assert DONE == answer.exit_code
    assert told["secret"] == held(engine, source)[-1]
    assert flaw(SOURCES[source].verify, told["secret"]) is None
    in_address = f"/{told['secret']}" if SOURCES[source].verify.scheme == "url_secret" else ""
    assert f"{BASE_URL}/webhooks/{source}{in_address}" == told["url"]


def test_a_person_reads_the_secret_the_address_and_how_many_are_alive(engine):
    answer = types(engine, "source", "secret", "shopify", "--generate")

    assert DONE == answer.exit_code
    assert f"Secret:  {held(engine, 'shopify')[-1]}" in answer.output
    assert f"Address: {BASE_URL}/webhooks/shopify\n" in answer.output
    assert "Alive:   2" in answer.output
    assert SHOP["value"] not in answer.output


def test_a_secret_in_the_address_is_told_as_the_address(engine):
    answer = types(engine, "source", "secret", "repairshopr", "--generate")
    [value] = held(engine, "repairshopr")

    assert 1 == answer.output.count(value)
    assert f"Address: {BASE_URL}/webhooks/repairshopr/{value}\n" in answer.output


def test_it_is_written_down_since_when_and_the_others_stay(engine):
    types(engine, "source", "secret", "shopify", "--generate")
    first, second = engine.secret_store.values()["shopify"]

    assert (SHOP, MONDAY.isoformat()) == (first, second["since"])
    assert [DESK] == engine.secret_store.values()["desk"]


def test_what_the_sender_made_is_typed_in_and_shown_nowhere(engine):
    answer = types(engine, "source", "secret", "shopify", "--paste", typing="  another-key-of-the-shop \n")

    assert DONE == answer.exit_code
    assert [SHOP["value"], "another-key-of-the-shop"] == held(engine, "shopify")
    assert "another-key" not in answer.output + answer.stderr


def test_a_pasted_secret_is_not_in_the_json_either(engine):
    answer = types(engine, "source", "secret", "repairshopr", "--paste", "--json", typing="a-part-of-the-address\n")
    told = json.loads(answer.stdout)

    assert f"{BASE_URL}/webhooks/repairshopr/SECRET" == told["url"]
    assert "secret" not in told


@pytest.mark.parametrize("pasted", ["tooshort", "an-umlaut-in-the-schlüssel"])
def test_what_would_never_verify_anything_is_refused_and_nothing_changes(engine, pasted):
    answer = types(engine, "source", "secret", "shopify", "--paste", typing=f"{pasted}\n")

    assert WRONG_USE == answer.exit_code
    assert "Nothing is changed." in answer.stderr
    assert pasted not in answer.output
    assert [SHOP["value"]] == held(engine, "shopify")


def test_a_third_one_is_refused_with_what_to_do(engine):
    types(engine, "source", "secret", "shopify", "--generate")
    before = held(engine, "shopify")

    answer = types(engine, "source", "secret", "shopify", "--generate")

    assert (WRONG_USE, before) == (answer.exit_code, held(engine, "shopify"))
    assert "--retire" in answer.stderr


def test_the_oldest_is_retired(engine):
    types(engine, "source", "secret", "shopify", "--generate")
    _, new = held(engine, "shopify")

    answer = types(engine, "source", "secret", "shopify", "--retire")

    assert (DONE, [new]) == (answer.exit_code, held(engine, "shopify"))
    assert new not in answer.output


def test_the_only_one_goes_if_somebody_means_it(engine):
    careless = types(engine, "source", "secret", "shopify", "--retire")
    before = held(engine, "shopify")
    meant = types(engine, "source", "secret", "shopify", "--retire", "--yes")

    assert (WRONG_USE, [SHOP["value"]]) == (careless.exit_code, before)
    assert (DONE, []) == (meant.exit_code, held(engine, "shopify"))


@pytest.mark.parametrize(
    ("words", "because"),
    [
        (["shopify"], "one of --generate, --paste and --retire"),
        (["shopify", "--generate", "--retire"], "one of --generate, --paste and --retire"),
        (["shopfy", "--generate"], 'There is no source "shopfy"; did you mean "shopify"?'),
        (["zzz", "--generate"], "the sources are canonical"),
        (["zendesk", "--retire"], "no secret to take away"),
    ],
)
def test_wrong_use_ends_with_two(engine, words, because):
    answer = types(engine, "source", "secret", *words)

    assert WRONG_USE == answer.exit_code
    assert because in answer.stderr


def test_without_the_right_to_write_it_is_a_problem_and_no_secret_is_shown(engine, cloud):
    cloud.spoil("secretsmanager.PutSecretValue", refused("AccessDeniedException"))

    answer = types(engine, "source", "secret", "zendesk", "--generate")

    assert PROBLEMS == answer.exit_code
    assert "The secrets cannot be written: AccessDeniedException." in answer.stderr
    assert "" == answer.stdout


def test_somebody_who_writes_at_the_same_moment_loses_nothing(engine, cloud):
    def meanwhile(_, proceed):
        cloud.says_now("source-secrets", {"shopify": [SHOP], "desk": [DESK], "zendesk": [SHOP]})
        return proceed()

    cloud.spoil("secretsmanager.PutSecretValue", meanwhile)

    answer = types(engine, "source", "secret", "shopify", "--generate")

    assert DONE == answer.exit_code
    assert (2, 1, 1) == tuple(len(held(engine, source)) for source in ("shopify", "desk", "zendesk"))
