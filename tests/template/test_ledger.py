"""The truth outlives the stack, and so do the keys to it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from followthrough.adapters.aws.records import Keys
from template.reading import GONE, ROOT, altered, template
from workbench.stack.expand import Json, resources_of


def ways_to_lose_the_truth(stack: Json) -> Iterator[str]:
    for name in ("Ledger", "LinkKeys", "SourceSecrets"):
        if [stack["Resources"][name].get(key) for key in ("DeletionPolicy", "UpdateReplacePolicy")] != [
            "Retain",
            "Retain",
        ]:
            yield f"{name} goes with the stack."
    table = resources_of(stack, "AWS::DynamoDB::Table")["Ledger"]
    wanted = {
        "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
        "StreamSpecification": {"StreamViewType": "NEW_AND_OLD_IMAGES"},
        "TimeToLiveSpecification": {"AttributeName": "expires", "Enabled": True},
        "SSESpecification": {"SSEEnabled": True},
        "BillingMode": "PAY_PER_REQUEST",
        "DeletionProtectionEnabled": {"Fn::If": ["LedgerIsProtected", True, False]},
    }
    yield from (f"The ledger has another {key}." for key, value in wanted.items() if table.get(key) != value)


def secrets_a_deployment_would_overwrite(stack: Json) -> Iterator[str]:
    """CloudFormation writes a secret anew when its value here changes: so it must be the same for ever."""
    secrets = resources_of(stack, "AWS::SecretsManager::Secret")
    if secrets["SourceSecrets"].get("SecretString") != "{}":
        yield "The secrets of the sources would be overwritten."
    recipe = {
        "SecretStringTemplate": "{}",
        "GenerateStringKey": "contacts",
        "PasswordLength": 64,
        "ExcludePunctuation": True,
    }
    if secrets["LinkKeys"].get("GenerateSecretString") != recipe:
        yield "The keys of links and contacts would be made anew."


def changes_that_set_no_alarm(stack: Json) -> Iterator[str]:
    (mapping,) = [m for m in resources_of(stack, "AWS::Lambda::EventSourceMapping").values() if "StartingPosition" in m]
    patterns = [json.loads(each["Pattern"]) for each in mapping.get("FilterCriteria", {}).get("Filters", [])]
    if patterns != [{"eventName": ["INSERT", "MODIFY"], "dynamodb": {"Keys": {"sk": {"S": ["P"]}}}}]:
        yield "The stream is filtered for something else than commitments."
    wanted = {
        "StartingPosition": "TRIM_HORIZON",
        "BisectBatchOnFunctionError": True,
        "MaximumRetryAttempts": 5,
        "FunctionResponseTypes": ["ReportBatchItemFailures"],
        "DestinationConfig": {"OnFailure": {"Destination": {"Fn::GetAtt": ["AlarmFailures", "Arn"]}}},
    }
    yield from (f"The stream has another {key}." for key, value in wanted.items() if mapping.get(key) != value)


@pytest.mark.parametrize(
    "rule", [ways_to_lose_the_truth, secrets_a_deployment_would_overwrite, changes_that_set_no_alarm]
)
def test_the_ledger_is_safe(rule):
    assert [] == list(rule(template()))


def test_the_stream_lets_through_what_the_ledger_calls_a_commitment_and_nothing_else():
    keys = Keys("corncrake")
    (mapping,) = [
        m for m in resources_of(template(), "AWS::Lambda::EventSourceMapping").values() if "FilterCriteria" in m
    ]
    (wanted,) = [json.loads(each["Pattern"])["dynamodb"]["Keys"] for each in mapping["FilterCriteria"]["Filters"]]

    assert {"sk": {"S": [keys.commitment("any")["sk"]["S"]]}} == wanted
    assert not {keys.customer("any")["sk"]["S"], keys.point("any")["sk"]["S"]} & set(wanted["sk"]["S"])


def test_every_index_that_the_ledger_asks_is_there():
    adapter = (ROOT / "functions/followthrough/adapters/aws/ledger.py").read_text(encoding="utf-8")
    asked = set(re.findall(r'IndexName="(\w+)"', adapter))
    indexes = resources_of(template(), "AWS::DynamoDB::Table")["Ledger"]["GlobalSecondaryIndexes"]

    keys = {index["IndexName"]: [key["AttributeName"] for key in index["KeySchema"]] for index in indexes}
    assert {name: [f"{name}_pk", f"{name}_sk"] for name in asked} == keys


def test_an_index_holds_no_more_than_its_readers_need():
    indexes = resources_of(template(), "AWS::DynamoDB::Table")["Ledger"]["GlobalSecondaryIndexes"]

    assert {
        "wakes": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["step", "generation"]},
        "thread": {"ProjectionType": "KEYS_ONLY"},
        "promises": {"ProjectionType": "KEYS_ONLY"},
    } == {index["IndexName"]: index["Projection"] for index in indexes}


@pytest.mark.parametrize(
    ("path", "value", "rule", "problem"),
    [
        ("Ledger/DeletionPolicy", "Delete", ways_to_lose_the_truth, "Ledger goes with the stack."),
        ("LinkKeys/UpdateReplacePolicy", GONE, ways_to_lose_the_truth, "LinkKeys goes with the stack."),
        ("Ledger/Properties/PointInTimeRecoverySpecification", GONE, ways_to_lose_the_truth,
         "The ledger has another PointInTimeRecoverySpecification."),
        ("Ledger/Properties/TimeToLiveSpecification/AttributeName", "ttl", ways_to_lose_the_truth,
         "The ledger has another TimeToLiveSpecification."),
        ("Ledger/Properties/SSESpecification", GONE, ways_to_lose_the_truth, "The ledger has another SSESpecification."),
        ("SourceSecrets/Properties/SecretString", '{"shopify": []}', secrets_a_deployment_would_overwrite,
         "The secrets of the sources would be overwritten."),
        ("LinkKeys/Properties/GenerateSecretString/PasswordLength", 32, secrets_a_deployment_would_overwrite,
         "The keys of links and contacts would be made anew."),
        ("SetAlarms/Properties/Events/Ledger/Properties/FilterCriteria", GONE, changes_that_set_no_alarm,
         "The stream is filtered for something else than commitments."),
        ("SetAlarms/Properties/Events/Ledger/Properties/StartingPosition", "LATEST", changes_that_set_no_alarm,
         "The stream has another StartingPosition."),
        ("SetAlarms/Properties/Events/Ledger/Properties/DestinationConfig", GONE, changes_that_set_no_alarm,
         "The stream has another DestinationConfig."),
    ],
)  # fmt: skip
def test_a_ledger_that_is_not_safe_is_refused(path, value, rule, problem):
    problems = list(rule(altered(path, value)))

    assert problem in problems
