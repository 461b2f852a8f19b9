from __future__ import annotations

from typing import Any

import pytest

from support.two_motos import both, client
from workbench.engine.strict.ledger import size_of

HUNDREDS_OF_KB = 390 * 1024


def a_table() -> Any:
    dynamodb = client("dynamodb")
    dynamodb.create_table(
        TableName="ledger",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
    )
    return dynamodb


def written(items: int, *, each: int) -> str:
    puts = [
        {"Put": {"TableName": "ledger", "Item": {"pk": {"S": str(n)}, "text": {"S": "x" * each}}}} for n in range(items)
    ]
    a_table().transact_write_items(TransactItems=puts)
    return "taken"


def guarded(length: int, *, in_transaction: bool) -> str:
    condition = "attribute_not_exists(" + "p" * (length - len("attribute_not_exists()")) + ")"
    put = {"TableName": "ledger", "Item": {"pk": {"S": "a"}}, "ConditionExpression": condition}
    dynamodb = a_table()
    if in_transaction:
        dynamodb.transact_write_items(TransactItems=[{"Put": put}])
    else:
        dynamodb.put_item(**put)
    return "taken"


def test_a_transaction_of_more_than_four_megabytes_is_refused() -> None:
    assert both(lambda: written(11, each=HUNDREDS_OF_KB)) == ("taken", "ValidationException")


def test_a_transaction_of_less_is_taken() -> None:
    assert both(lambda: written(10, each=HUNDREDS_OF_KB)) == ("taken", "taken")


@pytest.mark.parametrize("in_transaction", [True, False])
def test_an_expression_of_more_than_four_kilobytes_is_refused(in_transaction: bool) -> None:
    assert both(lambda: guarded(4 * 1024 + 1, in_transaction=in_transaction)) == ("taken", "ValidationException")
    assert both(lambda: guarded(4 * 1024, in_transaction=in_transaction)) == ("taken", "taken")


def test_a_query_is_held_to_the_same_length() -> None:
    def scene() -> str:
        condition = "pk = :" + "a" * 4_096
        values = {condition.removeprefix("pk = "): {"S": "a"}}
        a_table().query(TableName="ledger", KeyConditionExpression=condition, ExpressionAttributeValues=values)
        return "taken"

    assert both(scene) == ("taken", "ValidationException")


def counted(*tokens: str, by: tuple[str, ...] = ("1", "1")) -> str:
    dynamodb = a_table()
    for token, step in zip(tokens, by, strict=True):
        update = {
            "TableName": "ledger",
            "Key": {"pk": {"S": "a"}},
            "UpdateExpression": "ADD times :one",
            "ExpressionAttributeValues": {":one": {"N": step}},
        }
        dynamodb.transact_write_items(TransactItems=[{"Update": update}], ClientRequestToken=token)
    times: str = dynamodb.get_item(TableName="ledger", Key={"pk": {"S": "a"}})["Item"]["times"]["N"]
    return times


def test_the_same_transaction_under_the_same_token_has_one_effect() -> None:
    assert both(lambda: counted("one", "one")) == ("2", "1")


def test_two_tokens_are_two_transactions() -> None:
    assert both(lambda: counted("one", "two")) == ("2", "2")


def test_a_token_does_not_stand_for_another_transaction() -> None:
    assert both(lambda: counted("one", "one", by=("1", "5"))) == ("6", "IdempotentParameterMismatchException")


@pytest.mark.parametrize(
    ("attribute", "size"),
    [
        ({"S": "ü"}, 2),
        ({"N": "-12.5"}, 2),
        ({"B": "AP8="}, 2),
        ({"BOOL": True}, 1),
        ({"SS": ["a", "bc"]}, 3),
        ({"L": [{"S": "ab"}, {"NULL": True}]}, 3 + 3 + 2),
        ({"M": {"key": {"S": "ab"}}}, 3 + 1 + 3 + 2),
    ],
)
def test_an_attribute_is_as_large_as_dynamodb_counts_it(attribute: dict[str, Any], size: int) -> None:
    assert size == size_of(attribute)
