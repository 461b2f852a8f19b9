"""The routes, patterns and event types, of which CloudFormation believes anything."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from template.reading import GONE, altered, functions_of, id_of, template
from workbench.stack.expand import Json, resources_of

METHODS = {"get", "head", "post", "put", "patch", "delete", "options", "x-amazon-apigateway-any-method"}
MAIL_EVENTS = {
    "send",
    "reject",
    "bounce",
    "complaint",
    "delivery",
    "open",
    "click",
    "renderingFailure",
    "deliveryDelay",
    "subscription",
}
"""As CloudFormation names them; the API of SES writes them in capitals."""

OPERATORS = {"prefix", "suffix", "anything-but", "exists", "numeric", "equals-ignore-case", "wildcard", "cidr"}


def routes_of(stack: Json) -> Iterator[tuple[str, str, str]]:
    """The method, path and function of every route."""
    for api in resources_of(stack, "AWS::ApiGatewayV2::Api").values():
        for path, methods in api["Body"]["paths"].items():
            for method, route in methods.items():
                uri = route["x-amazon-apigateway-integration"]["uri"]["Fn::Sub"]
                yield method, path, uri.split("${")[-1].split(".")[0]


def routes_that_lead_nowhere(stack: Json) -> Iterator[str]:
    for method, path, function in routes_of(stack):
        if method not in METHODS:
            yield f"No browser asks {method} of {path}."
        if function not in functions_of(stack):
            yield f"Nobody answers {path}."


def faults_in_pattern(pattern: Any, where: str) -> Iterator[str]:
    """An event pattern is an object of objects whose leaves are lists of values or operators."""
    match pattern:
        case dict() if pattern:
            for key, value in pattern.items():
                yield from faults_in_pattern(value, f"{where}.{key}")
        case list() if pattern:
            yield from (f"{where} has {v}." for v in pattern if isinstance(v, dict) and not v.keys() <= OPERATORS)
        case _:
            yield f"{where} is not a list."


def patterns_that_match_nothing(stack: Json) -> Iterator[str]:
    for name, rule in resources_of(stack, "AWS::Events::Rule").items():
        yield from faults_in_pattern(rule["EventPattern"], name)
    for name, mapping in resources_of(stack, "AWS::Lambda::EventSourceMapping").items():
        for each in mapping.get("FilterCriteria", {}).get("Filters", []):
            try:
                yield from faults_in_pattern(json.loads(each["Pattern"]), name)
            except json.JSONDecodeError:
                yield f"{name} is not JSON."


def mail_nobody_hears_of(stack: Json) -> Iterator[str]:
    topics = resources_of(stack, "AWS::SNS::TopicPolicy").values()
    for destination in resources_of(stack, "AWS::SES::ConfigurationSetEventDestination").values():
        event = destination["EventDestination"]
        for kind in sorted(set(event["MatchingEventTypes"]) - MAIL_EVENTS):
            yield f"SES knows no event {kind}."
        for kind in sorted({"send", "delivery", "bounce", "complaint", "reject"} - set(event["MatchingEventTypes"])):
            yield f"Nobody hears of a {kind}."
        if not event.get("Enabled"):
            yield "SES was told to say nothing."
        statements = [
            s for t in topics for s in t["PolicyDocument"]["Statement"] if id_of(s["Resource"]) == "MailEvents"
        ]
        if not any(s["Principal"] == {"Service": "ses.amazonaws.com"} and _ours_only(s) for s in statements):
            yield "SES may not speak to the topic."
    for subscription in resources_of(stack, "AWS::SNS::Subscription").values():
        if subscription["Protocol"] == "sqs" and not subscription.get("RawMessageDelivery"):
            yield "The news of a mail comes wrapped up."


def _ours_only(statement: Json) -> bool:
    condition = statement.get("Condition", {}).get("StringEquals", {})
    return condition.keys() == {"aws:SourceAccount", "aws:SourceArn"} and "${Mail}" in str(condition["aws:SourceArn"])


@pytest.mark.parametrize("rule", [routes_that_lead_nowhere, patterns_that_match_nothing, mail_nobody_hears_of])
def test_every_way_in_leads_somewhere(rule):
    assert [] == list(rule(template()))


def test_the_routes_are_those_of_the_contract():
    pages = ("/a/{token}", "/stop/{token}", "/desk/{token}", "/day/{token}", "/week/{token}", "/brake/{token}")
    answers = {(method, path, "TakeAnswer") for method in ("get", "head", "post") for path in pages}
    doors = ("/webhooks/{source}", "/webhooks/{source}/{secret}")
    deliveries = {(method, path, "ReceiveWebhook") for method in ("post", "options") for path in doors}

    assert answers | deliveries == set(routes_of(template()))


def test_the_api_is_throttled():
    (stage,) = resources_of(template(), "AWS::ApiGatewayV2::Stage").values()

    assert {"ThrottlingBurstLimit": 100, "ThrottlingRateLimit": 50} == stage["DefaultRouteSettings"]


def test_only_canonical_events_come_in_over_the_bus():
    (rule,) = resources_of(template(), "AWS::Events::Rule").values()

    assert {"detail-type": ["followthrough.event"]} == rule["EventPattern"]


@pytest.mark.parametrize(
    ("path", "value", "rule", "problem"),
    [
        ("TakeAnswer/Properties/Events/Answer/Properties/Method", "PST", routes_that_lead_nowhere,
         "No browser asks pst of /a/{token}."),
        ("EventsToInbox/Properties/EventPattern/detail-type", "followthrough.event", patterns_that_match_nothing,
         "EventsToInbox.detail-type is not a list."),
        ("EventsToInbox/Properties/EventPattern/detail-type", [{"prefx": "f"}], patterns_that_match_nothing,
         "EventsToInbox.detail-type has {'prefx': 'f'}."),
        ("SetAlarms/Properties/Events/Ledger/Properties/FilterCriteria/Filters/0/Pattern", "eventName: INSERT",
         patterns_that_match_nothing, "SetAlarmsLedger is not JSON."),
        ("SetAlarms/Properties/Events/Ledger/Properties/FilterCriteria/Filters/0/Pattern", '{"eventName": "INSERT"}',
         patterns_that_match_nothing, "SetAlarmsLedger.eventName is not a list."),
        ("MailToEvents/Properties/EventDestination/MatchingEventTypes/2", "bounced", mail_nobody_hears_of,
         "SES knows no event bounced."),
        ("MailToEvents/Properties/EventDestination/MatchingEventTypes/2", GONE, mail_nobody_hears_of,
         "Nobody hears of a bounce."),
        ("MailToEvents/Properties/EventDestination/Enabled", GONE, mail_nobody_hears_of, "SES was told to say nothing."),
        ("MailEventsPolicy/Properties/PolicyDocument/Statement/0/Condition", GONE, mail_nobody_hears_of,
         "SES may not speak to the topic."),
        ("MailEventsToDeliveries/Properties/RawMessageDelivery", GONE, mail_nobody_hears_of,
         "The news of a mail comes wrapped up."),
    ],
)  # fmt: skip
def test_a_way_in_that_leads_nowhere_is_refused(path, value, rule, problem):
    problems = list(rule(altered(path, value)))

    assert problem in problems
