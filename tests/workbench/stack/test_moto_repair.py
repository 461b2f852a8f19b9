"""Plain and repaired moto give the same answers, and a told token has no second effect."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
import time_machine
from botocore.exceptions import ClientError
from moto import mock_aws
from moto.backends import get_backend

from workbench.stack import moto_repair

REGION = "eu-west-1"
ACCOUNT = "123456789012"
CALLS = 120
TABLE = "Ledger"
ODD_ATTRIBUTES: dict[str, Any] = {
    "yes": {"BOOL": True},
    "nothing": {"NULL": True},
    "bytes": {"B": b"\x00\xff"},
    "words": {"SS": ["a", "b"]},
    "deep": {"M": {"list": {"L": [{"N": "1.50"}, {"S": ""}, {"M": {}}]}}},
}


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    with mock_aws(), time_machine.travel(dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC), tick=False):
        yield
    moto_repair.remove()


def a_table() -> Any:
    dynamodb: Any = boto3.client("dynamodb")
    dynamodb.create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk", "wakes_pk")]
        + [{"AttributeName": "wakes_sk", "AttributeType": "N"}],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "wakes",
                "KeySchema": [
                    {"AttributeName": "wakes_pk", "KeyType": "HASH"},
                    {"AttributeName": "wakes_sk", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
        ],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )
    return dynamodb


def some_key(dice: random.Random) -> dict[str, Any]:
    return {"pk": {"S": f"C#{dice.randrange(4)}"}, "sk": {"S": f"P#{dice.randrange(4)}"}}


def some_write(dice: random.Random) -> dict[str, Any]:
    key = some_key(dice)
    guard: dict[str, Any] = dice.choice(
        [
            {},
            {"ConditionExpression": "attribute_not_exists(pk)"},
            {"ConditionExpression": "attribute_exists(pk)", "ReturnValuesOnConditionCheckFailure": "ALL_OLD"},
            {"ConditionExpression": "attribute_exists(nowhere)"},
        ]
    )
    if dice.random() < 0.04:
        guard = {"ConditionExpression": "not an expression at all"}
    home: dict[str, Any] = {"TableName": TABLE, **guard}
    wake: dict[str, Any] = {"wakes_pk": {"S": "w"}, "wakes_sk": {"N": str(dice.randrange(5))}}
    item = {
        **key,
        "version": {"N": str(dice.randrange(9))},
        **wake,
        **dice.choice([{}, ODD_ATTRIBUTES]),
    }
    update = {"UpdateExpression": "SET version = :v", "ExpressionAttributeValues": {":v": {"N": "7"}}}
    kind = dice.choice(["Put", "Put", "Update", "Delete", "ConditionCheck"])
    if kind == "ConditionCheck":
        return {kind: {"ConditionExpression": "attribute_exists(pk)", **home, "Key": key}}
    what: dict[str, dict[str, Any]] = {"Put": {"Item": item}, "Update": {"Key": key, **update}, "Delete": {"Key": key}}
    return {kind: {**home, **what[kind]}}


def some_call(dice: random.Random, dynamodb: Any) -> Any:
    kind = dice.choice(["transact", "transact", "put", "page", "index", "index"])
    if kind == "transact":
        return dynamodb.transact_write_items(TransactItems=[some_write(dice) for _ in range(dice.randint(1, 4))])
    if kind == "put":
        wake = {"wakes_pk": {"S": dice.choice("ww-")}, "wakes_sk": {"N": str(dice.randrange(5))}}
        return dynamodb.put_item(TableName=TABLE, Item={**some_key(dice), **wake})
    if kind == "page":
        values = {":pk": some_key(dice)["pk"]}
        return dynamodb.query(
            TableName=TABLE,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues=values,
            ScanIndexForward=dice.random() < 0.5,
            Limit=dice.randint(1, 4),
        )
    return every_page(dynamodb, forward=dice.random() < 0.5, limit=dice.randint(1, 5))


def every_page(dynamodb: Any, *, forward: bool, limit: int) -> list[Any]:
    pages = dynamodb.get_paginator("query").paginate(
        TableName=TABLE,
        IndexName="wakes",
        KeyConditionExpression="wakes_pk = :w AND wakes_sk >= :low",
        ExpressionAttributeValues={":w": {"S": "w"}, ":low": {"N": "1"}},
        ScanIndexForward=forward,
        PaginationConfig={"PageSize": limit},
    )
    return [without_metadata(page) for page in pages]


def without_metadata(answer: Any) -> Any:
    if type(answer) is not dict:
        return answer
    return {key: value for key, value in answer.items() if key != "ResponseMetadata"}


def life_of_a_table(seed: int) -> list[Any]:
    dice = random.Random(seed)  # noqa: S311
    dynamodb, answers = a_table(), []
    for _ in range(CALLS):
        try:
            answers.append(without_metadata(some_call(dice, dynamodb)))
        except ClientError as error:
            answers.append(without_metadata(error.response))
    answers.append(dynamodb.scan(TableName=TABLE)["Items"])
    answers += [{**record.record, "eventID": ""} for record in stream_records()]
    dynamodb.delete_table(TableName=TABLE)
    return answers


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.usefixtures("aws")
def test_repaired_moto_answers_like_plain_moto(seed: int) -> None:
    moto_repair.remove()
    plain = life_of_a_table(seed)
    moto_repair.install()
    repaired = life_of_a_table(seed)

    assert plain == repaired
    assert any("CancellationReasons" in answer for answer in plain if type(answer) is dict)
    assert any(len(answer) > 1 for answer in plain if type(answer) is list), "no query had a second page"


@pytest.mark.usefixtures("aws")
def test_a_transaction_told_twice_has_one_effect() -> None:
    moto_repair.install()
    dynamodb = a_table()
    count_up(dynamodb, token="same")
    count_up(dynamodb, token="same")

    assert counted(dynamodb) == "1"


@pytest.mark.usefixtures("aws")
def test_another_transaction_under_the_same_token_is_refused() -> None:
    moto_repair.install()
    dynamodb = a_table()
    count_up(dynamodb, token="same")

    with pytest.raises(ClientError, match="IdempotentParameterMismatchException"):
        count_up(dynamodb, token="same", by=2)


def test_a_token_is_forgotten_after_ten_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    moto_repair.install()
    with mock_aws(), time_machine.travel(dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC), tick=False) as clock:
        dynamodb = a_table()
        count_up(dynamodb, token="same")
        clock.shift(601)
        count_up(dynamodb, token="same")

        assert counted(dynamodb) == "2"


@pytest.mark.usefixtures("aws")
def test_a_cancelled_transaction_leaves_no_trace_in_the_stream() -> None:
    moto_repair.install()
    dynamodb = a_table()
    refused = {
        "ConditionCheck": {"TableName": TABLE, "Key": key_of("b"), "ConditionExpression": "attribute_exists(pk)"}
    }
    with pytest.raises(ClientError, match="TransactionCanceledException"):
        dynamodb.transact_write_items(TransactItems=[{"Put": {"TableName": TABLE, "Item": key_of("a")}}, refused])

    assert stream_records() == []
    assert dynamodb.scan(TableName=TABLE)["Items"] == []


def stream_records() -> list[Any]:
    shard: Any = get_backend("dynamodb")[ACCOUNT][REGION].tables[TABLE].stream_shard
    return list(shard.items)


def key_of(name: str) -> dict[str, Any]:
    return {"pk": {"S": name}, "sk": {"S": name}}


def count_up(dynamodb: Any, *, token: str, by: int = 1) -> None:
    update = {
        "TableName": TABLE,
        "Key": key_of("counter"),
        "UpdateExpression": "ADD n :by",
        "ExpressionAttributeValues": {":by": {"N": str(by)}},
    }
    dynamodb.transact_write_items(TransactItems=[{"Update": update}], ClientRequestToken=token)


def counted(dynamodb: Any) -> str:
    return str(dynamodb.get_item(TableName=TABLE, Key=key_of("counter"))["Item"]["n"]["N"])
