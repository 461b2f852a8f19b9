from __future__ import annotations

import datetime as dt

import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from support.two_motos import both, client
from workbench.engine.strict import strict_moto
from workbench.stack import moto_repair


@pytest.fixture(autouse=True)
def _plain_again():
    yield
    moto_repair.remove()


@mock_aws
def test_it_stands_inside_a_moto_of_the_test_s_own_and_leaves_it_as_it_was() -> None:
    sqs = client("sqs")
    url = sqs.create_queue(QueueName="due")["QueueUrl"]
    with strict_moto(), pytest.raises(ClientError, match="no text"):
        sqs.send_message(QueueUrl=url, MessageBody="\x00")

    assert sqs.send_message(QueueUrl=url, MessageBody="\x00")["MessageId"]


def test_a_test_s_own_clock_says_what_has_passed() -> None:
    with strict_moto(now=lambda: dt.datetime(2001, 1, 1, tzinfo=dt.UTC)):
        answer = client("scheduler").create_schedule(
            Name="ring",
            ScheduleExpression="at(2001-01-02T00:00:00)",
            FlexibleTimeWindow={"Mode": "OFF"},
            Target={"Arn": "arn:aws:sqs:us-east-1:123456789012:due", "RoleArn": "arn:aws:iam::123456789012:role/x"},
        )

    assert answer["ScheduleArn"].endswith("/ring")


def test_a_service_that_is_not_watched_passes() -> None:
    def scene() -> list[str]:
        s3 = client("s3")
        s3.create_bucket(Bucket="sheets")
        return [each["Name"] for each in s3.list_buckets()["Buckets"]]

    assert both(scene) == (["sheets"], ["sheets"])
