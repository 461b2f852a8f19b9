from __future__ import annotations

import datetime as dt
import json
from typing import Any

import boto3
import pytest

from support.toys import Toybox
from workbench.bench import Bench

TABLE = "followthrough-Ledger"
FAILURES = "followthrough-Failures"


@pytest.fixture
def ledger(bench: Bench) -> Any:
    return boto3.client("dynamodb")


def write(ledger: Any, *names: str, sort: str = "P", value: str = "1") -> None:
    for name in names:
        item = {"pk": {"S": name}, "sk": {"S": sort}, "value": {"N": value}}
        ledger.put_item(TableName=TABLE, Item=item)


def seen(toys: Toybox) -> list[list[str]]:
    """The keys in each batch."""
    return [[_key(record) for record in event["Records"]] for event in toys.given_to("Watch")]


def _key(record: dict[str, Any]) -> str:
    key: str = record["dynamodb"]["Keys"]["pk"]["S"]
    return key


def failing(*wrong: str) -> Any:
    def handle(event: dict[str, Any]) -> dict[str, Any]:
        failed = [each["dynamodb"]["SequenceNumber"] for each in event["Records"] if _key(each) in wrong]
        return {"batchItemFailures": [{"itemIdentifier": each} for each in failed[:1]]}

    return handle


def test_changes_come_in_order_and_in_batches(bench: Bench, toys: Toybox, ledger: Any) -> None:
    write(ledger, *"abcdef")
    bench.settle()

    assert seen(toys) == [["a", "b", "c", "d"], ["e", "f"]]


def test_a_change_looks_as_on_aws(bench: Bench, toys: Toybox, ledger: Any) -> None:
    write(ledger, "a")
    write(ledger, "a", value="2")
    bench.settle()

    ((born, changed),) = [event["Records"] for event in toys.given_to("Watch")]
    assert (born["eventName"], born["awsRegion"], born["eventSource"]) == ("INSERT", "eu-west-1", "aws:dynamodb")
    assert born["eventSourceARN"].startswith(f"arn:aws:dynamodb:eu-west-1:123456789012:table/{TABLE}/stream/")
    assert "OldImage" not in born["dynamodb"]
    assert changed["eventName"] == "MODIFY"
    assert (changed["dynamodb"]["OldImage"]["value"], changed["dynamodb"]["NewImage"]["value"]) == (
        {"N": "1"},
        {"N": "2"},
    )
    assert born["dynamodb"]["ApproximateCreationDateTime"] == bench.now.timestamp()


def test_the_filter_passes_over_what_is_no_commitment_and_over_deletions(
    bench: Bench, toys: Toybox, ledger: Any
) -> None:
    write(ledger, "customer", sort="C")
    write(ledger, "a")
    ledger.delete_item(TableName=TABLE, Key={"pk": {"S": "a"}, "sk": {"S": "P"}})
    bench.settle()

    assert seen(toys) == [["a"]]


def test_a_write_that_changes_nothing_is_no_news(bench: Bench, toys: Toybox, ledger: Any) -> None:
    write(ledger, "a")
    write(ledger, "a")
    bench.settle()

    assert seen(toys) == [["a"]]


def test_an_update_that_makes_an_item_is_one_birth(bench: Bench, toys: Toybox, ledger: Any) -> None:
    ledger.update_item(
        TableName=TABLE,
        Key={"pk": {"S": "a"}, "sk": {"S": "P"}},
        UpdateExpression="SET #v = :v",
        ExpressionAttributeNames={"#v": "value"},
        ExpressionAttributeValues={":v": {"N": "1"}},
    )
    bench.settle()

    ((record,),) = [event["Records"] for event in toys.given_to("Watch")]
    assert (record["eventName"], record["dynamodb"]["NewImage"]["value"]) == ("INSERT", {"N": "1"})


def test_a_cancelled_transaction_is_never_seen(bench: Bench, toys: Toybox, ledger: Any) -> None:
    refused = {
        "TableName": TABLE,
        "Key": {"pk": {"S": "x"}, "sk": {"S": "P"}},
        "ConditionExpression": "attribute_exists(pk)",
    }
    put = {"TableName": TABLE, "Item": {"pk": {"S": "a"}, "sk": {"S": "P"}}}
    with pytest.raises(ledger.exceptions.TransactionCanceledException):
        ledger.transact_write_items(TransactItems=[{"Put": put}, {"ConditionCheck": refused}])
    bench.settle()

    assert seen(toys) == []


def test_after_a_partial_failure_the_rest_is_tried_again_from_there_on(bench: Bench, toys: Toybox, ledger: Any) -> None:
    toys.does["Watch"] = failing("c")
    write(ledger, *"abcd")
    bench.settle()
    toys.does.clear()
    bench.advance(by=dt.timedelta(seconds=1))

    assert seen(toys) == [["a", "b", "c", "d"], ["c", "d"]]


def test_a_batch_that_raised_is_halved_until_the_bad_record_is_alone_and_given_up(
    bench: Bench, toys: Toybox, ledger: Any
) -> None:
    toys.does["Watch"] = lambda event: 1 / 0 if "b" in [_key(each) for each in event["Records"]] else None
    write(ledger, *"abcd")
    bench.advance(by=dt.timedelta(minutes=1))

    assert seen(toys) == [["a", "b", "c", "d"], ["a", "b"], ["a"], ["b"], ["b"], ["c", "d"]]
    (grave,) = [json.loads(body) for body in bench.machinery.queues.bodies(FAILURES)]
    lost = grave["DDBStreamBatchInfo"]
    assert (lost["batchSize"], lost["startSequenceNumber"]) == (1, lost["endSequenceNumber"])
    assert grave["requestContext"]["condition"] == "RetryAttemptsExhausted"
    assert "value" not in json.dumps(grave)


def test_while_a_batch_fails_everything_after_it_waits(bench: Bench, toys: Toybox, ledger: Any) -> None:
    toys.does["Watch"] = lambda _event: 1 / 0
    write(ledger, "a")
    bench.settle()
    write(ledger, "b")
    bench.settle()
    toys.does.clear()
    bench.advance(by=dt.timedelta(seconds=1))

    assert seen(toys) == [["a"], ["a"], ["b"]]
