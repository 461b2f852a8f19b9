from __future__ import annotations

from collections.abc import Iterator

import pytest

from followthrough.adapters.aws.parked import DeadLetters
from followthrough.domain.errors import Unreachable
from support.aws import Cloud, a_cloud, answer_lost, client, queue_url, refused, unreachable


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    with a_cloud() as cloud:
        for name in ("inbox", "inbox_dead_letters"):
            client("sqs").create_queue(QueueName=name)
        yield cloud


@pytest.fixture
def letters(cloud: Cloud) -> DeadLetters:
    return DeadLetters(client=client("sqs"), url=queue_url("inbox_dead_letters"), work=cloud.queue("inbox"))


def park(cloud: Cloud, *bodies: str, reason: str | None = "Malformed: no id") -> None:
    for body in bodies:
        cloud.queue("inbox_dead_letters").send(body, reason=reason)


def bodies(cloud: Cloud, queue: str) -> list[str]:
    return [message["body"] for message in cloud.messages(queue)]


def test_a_look_changes_nothing(letters, cloud):
    park(cloud, "one", "two")

    first, second = letters.look(), letters.look()

    assert [("one", "Malformed: no id"), ("two", "Malformed: no id")] == [(each.body, each.reason) for each in first]
    assert ["one", "two"] == [each.body for each in second]
    assert 2 == letters.count()


def test_what_nobody_gave_a_reason_for_has_none(letters, cloud):
    park(cloud, "one", reason=None)

    assert [""] == [each.reason for each in letters.look()]


def test_more_than_ten_are_seen(letters, cloud):
    park(cloud, *(f"{number:02}" for number in range(23)))

    assert [f"{number:02}" for number in range(23)] == sorted(each.body for each in letters.look())


def test_what_is_put_back_is_at_work_again_and_parked_no_more(letters, cloud):
    park(cloud, "one", "two", "three")

    for message in letters.hold():
        letters.put_back(message)

    assert (["one", "two", "three"], []) == (bodies(cloud, "inbox"), bodies(cloud, "inbox_dead_letters"))


def test_a_queue_that_does_not_take_it_leaves_it_parked(letters, cloud):
    park(cloud, "one")
    [message] = letters.hold()
    cloud.spoil("sqs.SendMessage", *[unreachable] * 3)

    with pytest.raises(Unreachable):
        letters.put_back(message)

    assert ([], ["one"]) == (bodies(cloud, "inbox"), bodies(cloud, "inbox_dead_letters"))


def test_a_crash_between_makes_a_duplicate_and_loses_nothing(letters, cloud):
    park(cloud, "one")
    [message] = letters.hold()
    cloud.spoil("sqs.DeleteMessage", *[unreachable] * 3)

    with pytest.raises(Unreachable, match="EndpointConnectionError"):
        letters.put_back(message)

    assert (["one"], ["one"]) == (bodies(cloud, "inbox"), bodies(cloud, "inbox_dead_letters"))


def test_a_lost_answer_is_asked_for_again(letters, cloud):
    park(cloud, "one")
    [message] = letters.hold()
    cloud.spoil("sqs.DeleteMessage", answer_lost)

    letters.put_back(message)

    assert [] == bodies(cloud, "inbox_dead_letters")


def test_without_the_right_to_look_the_code_of_aws_is_told(letters, cloud):
    cloud.spoil("sqs.GetQueueAttributes", refused("AccessDenied", status=403))

    with pytest.raises(Unreachable, match="AccessDenied"):
        letters.look()
