from __future__ import annotations

import json

import pytest

from followthrough.adapters.business.bundle import Bundle
from followthrough.adapters.publishing.in_force import InForce
from followthrough.adapters.publishing.published import Published
from followthrough.adapters.webhooks.secret_form import fresh
from followthrough.bootstrap.figures import namespace
from followthrough.domain.heard import Heard
from support.aws import Cloud, CloudEngine, refused, unreachable
from support.console import DONE, MONDAY, PROBLEMS, a_deployment, refused_by_the_door, types
from support.deliveries import SOURCES


def a_well_one(cloud: Cloud, **changes: object) -> CloudEngine:
    """A deployment in which every source has a secret."""
    secrets = {name: [{"id": "1", "value": fresh(spec.verify)}] for name, spec in SOURCES.items()}
    return a_deployment(cloud, {**secrets, **changes})


def test_a_deployment_that_is_ready_is_well(cloud):
    engine = a_well_one(cloud)

    answer = types(engine, "doctor")

    assert DONE == answer.exit_code
    assert ["business folder: well", "ledger: well", "secrets: well", "parked deliveries: well"] == (
        answer.output.splitlines()
    )


def test_a_source_that_knocks_and_has_no_secret_is_named_with_what_to_do(cloud):
    engine = a_well_one(cloud, shopify=[])
    refused_by_the_door("shopify", "no secret", times=1, namespace=namespace())

    answer = types(engine, "doctor")

    assert PROBLEMS == answer.exit_code
    assert "Shopify has no secret: its deliveries are answered 401." in answer.output
    assert "followthrough source secret shopify --generate" in answer.output


def test_a_source_that_spoke_once_and_lost_its_secret_is_named(cloud):
    engine = a_well_one(cloud, shopify=[])
    engine.ledger.commit(Heard(source="shopify", last_at=MONDAY))

    assert "Shopify has no secret" in types(engine, "doctor").output


def test_our_own_desk_cannot_do_without_a_secret(cloud):
    answer = types(a_well_one(cloud, desk=[]), "doctor")

    assert (PROBLEMS, True) == (answer.exit_code, "Front desk has no secret" in answer.output)


def test_sources_that_nobody_wired_are_told_and_are_no_mistake(cloud):
    engine = a_well_one(cloud, shopify=[], zendesk=[])

    answer = types(engine, "doctor")
    told = json.loads(types(engine, "doctor", "--json").output)

    assert DONE == answer.exit_code
    assert "Shopify and Zendesk: no secret, so whatever comes from there is answered 401." in answer.output
    assert (True, 1) == (told["well"], len(told["notes"]["not wired"]))


@pytest.mark.parametrize(
    ("told", "because"),
    [
        ([{"id": "1", "value": "whsec_this is no base64!"}], 'Your own system: its secret "1" is not base64'),
        ([{"value": "short"}], 'Your own system: its secret "without an id" is shorter'),
        ("a text", "Your own system: The secret map does not hold a list"),
    ],
)
def test_a_secret_that_can_verify_nothing_is_found_and_not_told(cloud, told, because):
    answer = types(a_well_one(cloud, canonical=told), "doctor")

    assert PROBLEMS == answer.exit_code
    assert because in answer.output
    assert "whsec_this" not in answer.output


def test_what_is_parked_is_counted(cloud):
    engine = a_well_one(cloud)
    cloud.queue("inbox_dead_letters").send("one")

    answer = types(engine, "doctor")

    assert PROBLEMS == answer.exit_code
    assert "Deliveries that could not be taken in: 1. Look at them with `followthrough dlq list`." in answer.output


def test_one_check_that_cannot_be_made_stops_no_other(cloud):
    engine = a_well_one(cloud)
    cloud.spoil("dynamodb.BatchGetItem", *[unreachable] * 3)
    cloud.queue("due_dead_letters").send("one")

    told = json.loads(types(engine, "doctor", "--json").output)

    assert not told["well"]
    assert ["DynamoDB did not answer."] == told["checks"]["ledger"]
    assert 1 == len(told["checks"]["parked deliveries"])


def test_a_right_that_is_missing_is_named(cloud):
    engine = a_well_one(cloud)
    cloud.spoil("dynamodb.BatchGetItem", refused("AccessDeniedException"))

    answer = types(engine, "doctor")

    assert PROBLEMS == answer.exit_code
    assert "AccessDeniedException" in answer.output
    assert "secrets: well" in answer.output


def test_a_business_folder_that_makes_no_sense_is_found(cloud, tmp_path):
    engine = a_well_one(cloud)
    engine.published = Published(InForce(Bundle, editions=engine.editions, clock=engine.clock, folder=tmp_path))

    answer = types(engine, "doctor")

    assert PROBLEMS == answer.exit_code
    assert "business.toml: the file cannot be read." in answer.output
