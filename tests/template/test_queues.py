"""A queue may lose nothing, and nobody may wait in one unnoticed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from template.reading import GONE, alarms_on, altered, functions_of, id_of, listed, source, template
from workbench.stack.expand import Json, resources_of

A_DAY = 86_400
VISIBLE, AGE, COMING_BACK = (
    "ApproximateNumberOfMessagesVisible",
    "ApproximateAgeOfOldestMessage",
    "ApproximateNumberOfMessagesNotVisible",
)


def queues_of(stack: Json) -> dict[str, Json]:
    return resources_of(stack, "AWS::SQS::Queue")


def workers_of(stack: Json) -> dict[str, Json]:
    """Every mapping that drains a queue, by the queue."""
    mappings = resources_of(stack, "AWS::Lambda::EventSourceMapping").values()
    return {id_of(m["EventSourceArn"]): m for m in mappings if id_of(m["EventSourceArn"]) in queues_of(stack)}


def resting_queues_of(stack: Json) -> dict[str, Json]:
    """What no function drains is there for a person to look at."""
    return {name: queue for name, queue in queues_of(stack).items() if name not in workers_of(stack)}


def ways_to_lose_work(stack: Json) -> Iterator[str]:
    for name, mapping in workers_of(stack).items():
        queue, resting = queues_of(stack)[name], resting_queues_of(stack)
        redrive = queue.get("RedrivePolicy", {"maxReceiveCount": 0, "deadLetterTargetArn": None})
        dead_letters = resting.get(id_of(redrive["deadLetterTargetArn"]), {})
        timeout = functions_of(stack)[id_of(mapping["FunctionName"])]["Timeout"]
        if not dead_letters:
            yield f"{name} has no dead-letter queue."
        if queue["VisibilityTimeout"] < 6 * timeout:
            yield f"{name} hands a message out again while it may still be worked on."
        if redrive["maxReceiveCount"] * queue["VisibilityTimeout"] <= A_DAY:
            yield f"{name} gives up within a day."
        if dead_letters.get("MessageRetentionPeriod", 0) - queue.get("MessageRetentionPeriod", 4 * A_DAY) < 8 * A_DAY:
            yield f"{name} leaves less than 8 days to look at a dead letter."
        if "ReportBatchItemFailures" not in mapping.get("FunctionResponseTypes", []):
            yield f"One bad message in {name} takes its neighbours with it."


def ways_to_rest_badly(stack: Json) -> Iterator[str]:
    for name, queue in queues_of(stack).items():
        if not queue.get("SqsManagedSseEnabled"):
            yield f"{name} is not encrypted."
    for name, queue in resting_queues_of(stack).items():
        if queue.get("MessageRetentionPeriod") != 14 * A_DAY:
            yield f"{name} forgets before 14 days are over."


def ways_to_wait_unnoticed(stack: Json) -> Iterator[str]:
    wanted = {name: {VISIBLE} for name in resting_queues_of(stack)} | {
        name: {AGE, COMING_BACK} for name in workers_of(stack)
    }
    for name, metrics in wanted.items():
        for metric in sorted(metrics - {metric for metric, _ in alarms_on(stack, name)}):
            yield f"No alarm on {metric} of {name}."


def ways_to_be_paced_wrongly(stack: Json) -> Iterator[str]:
    for name, mapping in workers_of(stack).items():
        lanes = mapping.get("ScalingConfig", {}).get("MaximumConcurrency", 1000)
        fewest = source()["Parameters"][lanes["Ref"]]["MinValue"] if isinstance(lanes, dict) else lanes
        if fewest not in range(2, 11):
            yield f"{name} may take every function of a new account, or fewer lanes than AWS allows."


def ways_to_be_turned_away(stack: Json) -> Iterator[str]:
    """Whoever sends with no role of its own needs the queue's policy to name it."""
    for name, rule in resources_of(stack, "AWS::Events::Rule").items():
        for target in rule["Targets"]:
            for queue in (target["Arn"], target["DeadLetterConfig"]["Arn"]):
                yield from _not_let_in(stack, id_of(queue), service="events.amazonaws.com", sender=name)
    for subscription in resources_of(stack, "AWS::SNS::Subscription").values():
        if subscription["Protocol"] == "sqs":
            for queue in (subscription["Endpoint"], subscription["RedrivePolicy"]["deadLetterTargetArn"]):
                sender = id_of(subscription["TopicArn"])
                yield from _not_let_in(stack, id_of(queue), service="sns.amazonaws.com", sender=sender)


def _not_let_in(stack: Json, queue: str, *, service: str, sender: str) -> Iterator[str]:
    for policy in resources_of(stack, "AWS::SQS::QueuePolicy").values():
        if queue not in [id_of(reference) for reference in policy["Queues"]]:
            continue
        for statement in policy["PolicyDocument"]["Statement"]:
            named = id_of(statement.get("Condition", {}).get("ArnEquals", {}).get("aws:SourceArn"))
            meant = [id_of(resource) for resource in listed(statement["Resource"])]
            if statement["Principal"] == {"Service": service} and named == sender and queue in meant:
                return
    yield f"{queue} turns {sender} away."


def alarms_nobody_hears(stack: Json) -> Iterator[str]:
    for name, alarm in resources_of(stack, "AWS::CloudWatch::Alarm").items():
        if [id_of(action) for action in alarm.get("AlarmActions", [])] != ["Pager"]:
            yield f"{name} calls nobody."
        if alarm.get("TreatMissingData") != "notBreaching":
            yield f"{name} rings when nothing happens."
        if not alarm.get("AlarmDescription", "").endswith("."):
            yield f"{name} does not say what it means."


def functions_that_fail_silently(stack: Json) -> Iterator[str]:
    watched = [
        (metric["MetricStat"]["Metric"]["MetricName"], id_of(metric["MetricStat"]["Metric"]["Dimensions"][0]["Value"]))
        for alarm in resources_of(stack, "AWS::CloudWatch::Alarm").values()
        for metric in alarm.get("Metrics", [])
        if "MetricStat" in metric
    ]
    for name in functions_of(stack):
        for metric in ("Errors", "Throttles"):
            if (metric, name) not in watched:
                yield f"No alarm on {metric} of {name}."


RULES = [
    ways_to_lose_work,
    ways_to_rest_badly,
    ways_to_wait_unnoticed,
    ways_to_be_paced_wrongly,
    ways_to_be_turned_away,
    alarms_nobody_hears,
    functions_that_fail_silently,
]


@pytest.mark.parametrize("rule", RULES)
def test_the_queues_are_safe(rule):
    assert [] == list(rule(template()))


def test_there_are_queues_to_speak_of():
    assert {"Inbox", "Due", "Deliveries"} == workers_of(template()).keys()
    assert 6 == len(resting_queues_of(template()))


def test_what_has_no_alarm_is_told_by_the_age_of_the_stream():
    metrics = {metric for metric, _ in alarms_on(template(), "SetAlarms")}

    assert {"IteratorAge"} == metrics


@pytest.mark.parametrize(
    ("path", "value", "rule", "problem"),
    [
        ("Inbox/Properties/VisibilityTimeout", 359, ways_to_lose_work,
         "Inbox hands a message out again while it may still be worked on."),
        ("Due/Properties/RedrivePolicy/maxReceiveCount", 5, ways_to_lose_work, "Due gives up within a day."),
        ("Deliveries/Properties/MessageRetentionPeriod", 1_209_600, ways_to_lose_work,
         "Deliveries leaves less than 8 days to look at a dead letter."),
        ("DueDeadLetters/Properties/MessageRetentionPeriod", GONE, ways_to_rest_badly,
         "DueDeadLetters forgets before 14 days are over."),
        ("Due/Properties/RedrivePolicy", GONE, ways_to_lose_work, "Due has no dead-letter queue."),
        ("AlarmFailures/Properties/SqsManagedSseEnabled", GONE, ways_to_rest_badly, "AlarmFailures is not encrypted."),
        ("CarryOut/Properties/Events/Due/Properties/FunctionResponseTypes", GONE, ways_to_lose_work,
         "One bad message in Due takes its neighbours with it."),
        ("DueDeadLettersDepth", GONE, ways_to_wait_unnoticed,
         "No alarm on ApproximateNumberOfMessagesVisible of DueDeadLetters."),
        ("InboxAge", GONE, ways_to_wait_unnoticed, "No alarm on ApproximateAgeOfOldestMessage of Inbox."),
        ("DueStuck", GONE, ways_to_wait_unnoticed, "No alarm on ApproximateNumberOfMessagesNotVisible of Due."),
        ("MakeCommitments/Properties/Events/Inbox/Properties/ScalingConfig", GONE, ways_to_be_paced_wrongly,
         "Inbox may take every function of a new account, or fewer lanes than AWS allows."),
        ("InboxPolicy/Properties/Queues/1", GONE, ways_to_be_turned_away, "InboxDeadLetters turns EventsToInbox away."),
        ("InboxPolicy/Properties/PolicyDocument/Statement/0/Condition/ArnEquals/aws:SourceArn", {"Ref": "MailEvents"},
         ways_to_be_turned_away, "Inbox turns EventsToInbox away."),
        ("DeliveriesPolicy/Properties/PolicyDocument/Statement/0/Principal/Service", "ses.amazonaws.com",
         ways_to_be_turned_away, "Deliveries turns MailEvents away."),
        ("InboxAge/Properties/AlarmActions", GONE, alarms_nobody_hears, "InboxAge calls nobody."),
        ("InboxAge/Properties/TreatMissingData", "breaching", alarms_nobody_hears, "InboxAge rings when nothing happens."),
        ("InboxAge/Properties/AlarmDescription", "", alarms_nobody_hears, "InboxAge does not say what it means."),
        ("FunctionErrors/Properties/Metrics/4", GONE, functions_that_fail_silently, "No alarm on Errors of CarryOut."),
    ],
)  # fmt: skip
def test_a_queue_that_is_not_safe_is_refused(path, value, rule, problem):
    problems = list(rule(altered(path, value)))

    assert problem in problems
