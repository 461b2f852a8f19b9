from __future__ import annotations

import json

import pytest

from followthrough.adapters.aws.queues import wake_to_message
from followthrough.application.ports import DueWake
from followthrough.domain.words import Step
from support.aws import Cloud, CloudEngine, unreachable
from support.console import MONDAY, a_deployment, types
from support.deliveries import sample

DONE, PROBLEMS = 0, 1
DELIVERY = sample("shopify.order-placed.idris").taken().to_message()
WAKE = wake_to_message(DueWake(commitment="c-1", step=Step.REMIND, generation=1, at=MONDAY))


@pytest.fixture
def engine(cloud: Cloud) -> CloudEngine:
    return a_deployment(cloud, {})


def park(cloud: Cloud, queue: str, *bodies: str, reason: str | None = "Malformed: This order has no id.") -> None:
    for body in bodies:
        cloud.queue(f"{queue}_dead_letters").send(body, reason=reason)


def bodies(cloud: Cloud, queue: str) -> list[str]:
    return [message["body"] for message in cloud.messages(queue)]


def test_an_empty_house_says_so(engine):
    answer = types(engine, "dlq", "list")

    assert (DONE, "Nothing is parked.\n") == (answer.exit_code, answer.output)


def test_what_is_parked_is_told_with_what_it_means_for_people(engine, cloud):
    park(cloud, "inbox", DELIVERY, DELIVERY, "no delivery")
    park(cloud, "due", WAKE, reason=None)
    park(cloud, "deliveries", "{}")

    answer = types(engine, "dlq", "list")

    assert DONE == answer.exit_code
    assert "inbox: 3 since " in answer.output
    told = [
        "2 deliveries from shopify were not taken in: what happened there has no follow-up yet.",
        "1 delivery from nobody we know was not taken in: what happened there has no follow-up yet.",
        "1 step was not carried out, so a promise is at risk: c-1.",
        "what became of 1 mail is not noted: a letter that came back may be unknown.",
        "3: Malformed: This order has no id.",
        "1: no reason noted",
    ]
    assert [] == [sentence for sentence in told if sentence not in answer.output]
    assert [] == [word for word in ("Idris", "Vale", "postbag") if word in answer.output]


def test_a_look_leaves_everything_where_it_was(engine, cloud):
    park(cloud, "inbox", DELIVERY)

    types(engine, "dlq", "list")
    again = json.loads(types(engine, "dlq", "list", "--json").output)

    assert [("inbox", 1), ("due", 0), ("deliveries", 0)] == [(each["queue"], each["messages"]) for each in again]
    assert {"Malformed: This order has no id.": 1} == again[0]["reasons"]


def test_a_replay_puts_each_back_into_its_own_queue_in_order(engine, cloud):
    park(cloud, "inbox", "one", "two")
    park(cloud, "due", WAKE)
    park(cloud, "deliveries", "{}")

    answer = types(engine, "dlq", "replay")

    assert DONE == answer.exit_code
    assert "inbox: 2 put back" in answer.output
    assert (["one", "two"], [WAKE], ["{}"]) == tuple(bodies(cloud, name) for name in ("inbox", "due", "deliveries"))
    assert [[], [], []] == [bodies(cloud, f"{name}_dead_letters") for name in ("inbox", "due", "deliveries")]


def test_a_dry_run_only_counts(engine, cloud):
    park(cloud, "inbox", "one", "two")

    answer = types(engine, "dlq", "replay", "--dry-run", "--json")

    assert {"replayed": False, "inbox": 2, "due": 0, "deliveries": 0} == json.loads(answer.output)
    assert ([], ["one", "two"]) == (bodies(cloud, "inbox"), bodies(cloud, "inbox_dead_letters"))


def test_a_program_reads_only_json(engine, cloud):
    park(cloud, "inbox", "one")

    told = json.loads(types(engine, "dlq", "replay", "--json").output)

    assert {"replayed": True, "inbox": 1, "due": 0, "deliveries": 0} == told


def test_a_queue_that_fails_midway_loses_nothing(engine, cloud):
    park(cloud, "inbox", "one", "two")
    cloud.spoil("sqs.DeleteMessage", *[unreachable] * 3)

    answer = types(engine, "dlq", "replay", "--json")

    assert PROBLEMS == answer.exit_code
    assert {"one", "two"} <= {*bodies(cloud, "inbox"), *bodies(cloud, "inbox_dead_letters")}
    assert ["one", "two"] == bodies(cloud, "inbox_dead_letters")
