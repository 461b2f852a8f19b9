"""The template becomes a stack, and what is not understood becomes an error."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from workbench.engine.surroundings import moto_for_aws
from workbench.engine.wire import Wire
from workbench.stack.build import build
from workbench.stack.description import Stack
from workbench.stack.expand import expand
from workbench.stack.resolve import NotUnderstood

PROJECT = Path(__file__).parents[3]
SMALL = Path(__file__).parents[1] / "small.yaml"
PARAMETERS = {"SenderDomain": "corncrake.example"}


@pytest.fixture(autouse=True)
def aws() -> Iterator[None]:
    with moto_for_aws(Wire()):
        yield


@pytest.fixture(scope="module")
def small() -> dict[str, Any]:
    return expand(SMALL)


def changed(template: dict[str, Any], logical: str, **properties: Any) -> dict[str, Any]:
    other = copy.deepcopy(template)
    other["Resources"][logical]["Properties"].update(properties)
    return other


def built(template: dict[str, Any], **parameters: str) -> Stack:
    return build(template, parameters={**PARAMETERS, **parameters})


def test_the_real_template_builds() -> None:
    stack = build(expand(PROJECT / "template.yaml"), parameters=PARAMETERS)

    assert len(stack.functions) == 8
    assert {route.function for route in stack.routes} == {"ReceiveWebhook", "TakeAnswer"}
    assert {each.function for each in stack.queue_mappings} == {"MakeCommitments", "CarryOut", "NoteDelivery"}
    assert [each.function for each in stack.stream_mappings] == ["SetAlarms"]
    empty = {(f.name, name) for f in stack.functions.values() for name, value in f.environment.items() if not value}
    # Without a domain of our own, the pages and the door know their address from their visitors only.
    assert {(name, "FOLLOWTHROUGH_BASE_URL") for name in ("TakeAnswer", "ReceiveWebhook")} == empty


def test_a_function_is_described_as_the_template_says(small: dict[str, Any]) -> None:
    stack = built(small)
    look = stack.functions["Look"]

    assert (look.handler, look.timeout, look.memory) == ("support.toys.handler", dt.timedelta(seconds=30), 256)
    assert look.environment == {"FOLLOWTHROUGH_TABLE": "followthrough-Ledger", "TOY_MOOD": "quiet"}
    assert (look.retries, look.on_failure) == (2, "arn:aws:sqs:eu-west-1:123456789012:followthrough-Failures")


def test_what_nobody_reads_is_for_dead_letters(small: dict[str, Any]) -> None:
    dead = {each.logical for each in built(small).queues if each.is_dead_letter}

    assert dead == {"InboxDeadLetters", "Failures"}


def test_a_table_is_made_whole(small: dict[str, Any]) -> None:
    built(small)
    dynamodb: Any = boto3.client("dynamodb")
    table = dynamodb.describe_table(TableName="followthrough-Ledger")["Table"]

    assert table["StreamSpecification"]["StreamViewType"] == "NEW_AND_OLD_IMAGES"
    assert table["SSEDescription"]["Status"] == "ENABLED"
    ttl = dynamodb.describe_time_to_live(TableName="followthrough-Ledger")["TimeToLiveDescription"]
    assert ttl == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires"}


def test_a_condition_decides(small: dict[str, Any]) -> None:
    assert built(small, Loud="yes").functions["Look"].environment["TOY_MOOD"] == "loud"


def test_the_environment_can_be_overruled_by_name_only(small: dict[str, Any]) -> None:
    stack = build(small, parameters=PARAMETERS, environment={"FOLLOWTHROUGH_BASE_URL": "http://here"})

    assert stack.functions["Send"].environment["FOLLOWTHROUGH_BASE_URL"] == "http://here"
    assert "FOLLOWTHROUGH_BASE_URL" not in stack.functions["Look"].environment


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"SenderDomain": "UPPER"}, 'SenderDomain may not be "UPPER". Lower-case letters and dots.'),
        ({"Loud": "perhaps"}, 'Loud may not be "perhaps"'),
        ({"Lanes": "1"}, 'Lanes may not be "1"'),
        ({"Nobody": "1"}, "no parameter Nobody"),
    ],
)
def test_a_parameter_that_cloudformation_refuses_is_refused(
    small: dict[str, Any], parameters: dict[str, str], sentence: str
) -> None:
    with pytest.raises(NotUnderstood, match=sentence):
        built(small, **parameters)


def test_a_parameter_without_default_must_be_given(small: dict[str, Any]) -> None:
    with pytest.raises(NotUnderstood, match="SenderDomain has no default"):
        build(small)


def test_a_variable_that_no_function_has_is_an_error(small: dict[str, Any]) -> None:
    with pytest.raises(NotUnderstood, match="No function of the template has FOLLOWTHROUGH_BASE_URI"):
        build(small, parameters=PARAMETERS, environment={"FOLLOWTHROUGH_BASE_URI": "http://here"})


def test_an_unknown_type_is_an_error(small: dict[str, Any]) -> None:
    template = copy.deepcopy(small)
    template["Resources"]["Bucket"] = {"Type": "AWS::S3::Bucket"}

    with pytest.raises(NotUnderstood, match="Bucket: the workbench does not know resources of type AWS::S3::Bucket"):
        built(template)


def test_a_circle_is_an_error(small: dict[str, Any]) -> None:
    template = changed(small, "Inbox", QueueName={"Ref": "InboxDeadLetters"})
    template["Resources"]["InboxDeadLetters"]["Properties"]["QueueName"] = {"Ref": "Inbox"}

    with pytest.raises(NotUnderstood, match="in a circle"):
        built(template)


@pytest.mark.parametrize(
    ("logical", "properties", "sentence"),
    [
        ("Clock", {"Name": {"Fn::Join": ["-", ["a", "b"]]}}, "intrinsic function Fn::Join"),
        ("Clock", {"Name": {"Ref": "Nobody"}}, 'no resource "Nobody"'),
        ("Clock", {"Name": {"Fn::GetAtt": ["Inbox", "Colour"]}}, "attribute Inbox.Colour"),
        ("Clock", {"Name": {"Fn::If": ["IsNobody", "a", "b"]}}, 'no condition "IsNobody"'),
        ("Look", {"SnapStart": {"ApplyOn": "PublishedVersions"}}, "Look: the workbench does not know SnapStart"),
        ("WatchLedger", {"TumblingWindowInSeconds": 30}, "does not know TumblingWindowInSeconds"),
        ("WatchLedger", {"EventSourceArn": "arn:aws:kinesis:eu-west-1:123456789012:stream/x"}, "event sources such as"),
        ("WatchLedger", {"FilterCriteria": {"Filters": [{"Pattern": "not json"}]}}, "not JSON"),
        ("WatchLedger", {"FilterCriteria": {"Filters": [{"Pattern": '{"a": "b"}'}]}}, 'understand "a"'),
        ("TakeInInbox", {"FilterCriteria": {"Filters": [{"Pattern": "{}"}]}}, "filter"),
        ("EventsToInbox", {"EventPattern": {"detail-type": "x"}}, 'understand "detail-type"'),
        ("EventsToInbox", {"Targets": [{"Id": "x", "Arn": "arn:aws:sns:eu-west-1:123456789012:x"}]}, "queues only"),
        ("EventsToInbox", {"Targets": [{"Id": "x", "Arn": "arn:aws:sqs:x", "Input": "{}"}]}, "does not know Input"),
    ],
)
def test_what_is_not_understood_is_an_error(
    small: dict[str, Any], logical: str, properties: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(NotUnderstood, match=sentence):
        built(changed(small, logical, **properties))
