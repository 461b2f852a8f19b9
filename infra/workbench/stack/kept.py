"""The resources that moto must not have: it would take messages itself, or refuse. They are read into plain values."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from workbench.stack.description import Function, MailEvents, Pattern, QueueMapping, Route, Rule, StreamMapping
from workbench.stack.patterns import checked
from workbench.stack.resolve import NotUnderstood

Json = Mapping[str, Any]

_METHODS = {"get", "head", "post", "put", "patch", "delete", "options"}
_FUNCTION = {
    "Architectures", "Code", "DeadLetterConfig", "Description", "Environment", "FunctionName", "Handler", "Layers",
    "LoggingConfig", "MemorySize", "PackageType", "Role", "Runtime", "Tags", "Timeout", "TracingConfig",
}  # fmt: skip
_MAPPING = {
    "BatchSize", "BisectBatchOnFunctionError", "DestinationConfig", "Enabled", "EventSourceArn", "FilterCriteria",
    "FunctionName", "FunctionResponseTypes", "MaximumBatchingWindowInSeconds", "MaximumRecordAgeInSeconds",
    "MaximumRetryAttempts", "MetricsConfig", "ParallelizationFactor", "ScalingConfig", "StartingPosition", "Tags",
}  # fmt: skip
_RULE = {"Description", "EventBusName", "EventPattern", "Name", "State", "Targets"}


def function(logical: str, properties: Json, *, arn: str, invoke: Json | None) -> Function:
    """One Lambda, with what becomes of an asynchronous call that fails."""
    _only(_FUNCTION, properties, logical)
    invoke = invoke or {}
    return Function(
        name=logical,
        arn=arn,
        handler=properties["Handler"],
        environment=_environment(logical, properties),
        timeout=dt.timedelta(seconds=int(properties.get("Timeout", 3))),
        memory=int(properties.get("MemorySize", 128)),
        retries=int(invoke.get("MaximumRetryAttempts", 2)),
        on_failure=invoke.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination"),
        dead_letters=properties.get("DeadLetterConfig", {}).get("TargetArn"),
    )


def mapping(logical: str, properties: Json, *, functions: Mapping[str, str]) -> QueueMapping | StreamMapping | None:
    """A function's source of events, or None if it is switched off. `functions`: logical id by name or ARN."""
    _only(_MAPPING, properties, logical)
    if not properties.get("Enabled", True):
        return None
    source: str = properties["EventSourceArn"]
    common: dict[str, Any] = {
        "function": functions[properties["FunctionName"]],
        "partial": "ReportBatchItemFailures" in properties.get("FunctionResponseTypes", ()),
    }
    if source.startswith("arn:aws:sqs:"):
        if "FilterCriteria" in properties:
            raise NotUnderstood(f"{logical}: the workbench filters streams only, no queues.")
        return QueueMapping(
            queue=source.rsplit(":", maxsplit=1)[-1], batch_size=int(properties.get("BatchSize", 10)), **common
        )
    table = re.fullmatch(r"arn:aws:dynamodb:[^:]+:\d+:table/([^/]+)/stream/.+", source)
    if not table:
        raise NotUnderstood(f"{logical}: the workbench does not know event sources such as {source}.")
    attempts = int(properties.get("MaximumRetryAttempts", -1))
    return StreamMapping(
        table=table[1],
        stream=source,
        batch_size=int(properties.get("BatchSize", 100)),
        filters=tuple(_filters(logical, properties.get("FilterCriteria", {}))),
        bisect=bool(properties.get("BisectBatchOnFunctionError", False)),
        attempts=None if attempts < 0 else attempts,
        on_failure=properties.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination"),
        **common,
    )


def rule(logical: str, properties: Json) -> Rule | None:
    """A rule of a bus, or None if it is switched off. Only whole events to queues are known."""
    _only(_RULE, properties, logical)
    if properties.get("State", "ENABLED") == "DISABLED":
        return None
    for target in properties["Targets"]:
        _only({"Arn", "DeadLetterConfig", "Id", "RetryPolicy"}, target, logical)
        if not target["Arn"].startswith("arn:aws:sqs:"):
            raise NotUnderstood(f"{logical}: the workbench delivers events to queues only, not to {target['Arn']}.")
    return Rule(
        name=logical,
        bus=properties.get("EventBusName", "default"),
        pattern=checked(properties["EventPattern"]),
        targets=tuple(target["Arn"] for target in properties["Targets"]),
    )


def routes(body: Json, *, functions: Mapping[str, str]) -> Iterator[Route]:
    """The routes of an HTTP API, from the OpenAPI document that SAM writes. `functions`: logical id by ARN."""
    for path, methods in body["paths"].items():
        for method, operation in methods.items():
            if method not in _METHODS:
                raise NotUnderstood(f'"{method}" is no HTTP method that the workbench knows ({path}).')
            uri: str = operation["x-amazon-apigateway-integration"]["uri"]
            arn = uri.partition("/functions/")[2].removesuffix("/invocations")
            yield Route(method=method.upper(), path=path, function=functions[arn])


def mail_events(logical: str, properties: Json) -> MailEvents | None:
    """What SES tells, or None if it is switched off."""
    destination = properties["EventDestination"]
    _only({"Enabled", "MatchingEventTypes", "Name", "SnsDestination"}, destination, logical)
    if not destination.get("Enabled", False):
        return None
    return MailEvents(
        configuration_set=properties["ConfigurationSetName"],
        topic=destination["SnsDestination"]["TopicARN"],
        kinds=frozenset(_event_kind(kind) for kind in destination["MatchingEventTypes"]),
    )


def _event_kind(name: str) -> str:
    """CloudFormation writes `deliveryDelay`, the API `DELIVERY_DELAY`; both mean one kind of event."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).upper()


def _environment(logical: str, properties: Json) -> dict[str, str]:
    variables: Json = properties.get("Environment", {}).get("Variables", {})
    wrong = [name for name, value in variables.items() if not isinstance(value, str | int | float | bool)]
    if wrong:
        raise NotUnderstood(f"{logical}: the environment variable {wrong[0]} is no text.")
    return {name: str(value) for name, value in variables.items()}


def _filters(logical: str, criteria: Json) -> Iterator[Pattern]:
    for each in criteria.get("Filters", ()):
        try:
            pattern = json.loads(each["Pattern"])
        except ValueError as error:
            raise NotUnderstood(f"{logical}: a filter pattern is not JSON.") from error
        yield checked(pattern)


def _only(known: Iterable[str], properties: Json, logical: str) -> None:
    unknown = sorted(set(properties) - set(known))
    if unknown:
        raise NotUnderstood(f"{logical}: the workbench does not know {', '.join(unknown)}.")
