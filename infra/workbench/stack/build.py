"""From the expanded template to a running stack: everything is made in the order in which it is referred to."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from workbench.stack import kept
from workbench.stack.description import Function, MailEvents, Queue, QueueMapping, Route, Rule, Stack, StreamMapping
from workbench.stack.resolve import ACCOUNT, REGION, STACK, Made, NotUnderstood, Resolver, parameter_values
from workbench.stack.resources import IN_MOTO

KEPT = frozenset(
    {
        "AWS::ApiGatewayV2::Api",
        "AWS::ApiGatewayV2::Stage",
        "AWS::Events::Rule",
        "AWS::Lambda::EventInvokeConfig",
        "AWS::Lambda::EventSourceMapping",
        "AWS::Lambda::Function",
        "AWS::Lambda::Permission",
        "AWS::SES::ConfigurationSetEventDestination",
    }
)
"""Types that are not made in moto but read by `kept`, or that say nothing a laptop could act upon."""


def build(
    template: Mapping[str, Any],
    *,
    parameters: Mapping[str, str] | None = None,
    environment: Mapping[str, str] | None = None,
) -> Stack:
    """Make every resource of an expanded template.

    `environment` takes the place of variables that the template gives its functions: on a laptop the links in mails
    must lead to the laptop. A variable that no function has is an error, as is everything that is not understood:
    raises NotUnderstood.
    """
    building = _Building(template, parameter_values(template.get("Parameters", {}), parameters or {}))
    building.make_everything()
    return building.stack(environment or {})


class _Building:
    """A stack while it is being made."""

    def __init__(self, template: Mapping[str, Any], parameters: Mapping[str, str]) -> None:
        self._resources: Mapping[str, Any] = template["Resources"]
        self._parameters = parameters
        self._resolver = Resolver(
            parameters=parameters, conditions=template.get("Conditions", {}), resource=self._made_resource
        )
        self._made: dict[str, Made] = {}
        self._properties: dict[str, dict[str, Any]] = {}
        self._on_the_way: list[str] = []

    def make_everything(self) -> None:
        for logical, resource in self._resources.items():
            if self._is_wanted(resource):
                self._made_resource(logical)

    def _is_wanted(self, resource: Mapping[str, Any]) -> bool:
        return "Condition" not in resource or self._resolver.holds(resource["Condition"])

    def _made_resource(self, logical: str) -> Made:
        if logical in self._made:
            return self._made[logical]
        if logical not in self._resources or not self._is_wanted(self._resources[logical]):
            raise NotUnderstood(f'There is no resource "{logical}".')
        if logical in self._on_the_way:
            raise NotUnderstood(f"The template goes in a circle: {' -> '.join([*self._on_the_way, logical])}.")
        self._on_the_way.append(logical)
        self._made[logical] = self._make(logical, self._resources[logical])
        self._on_the_way.remove(logical)
        return self._made[logical]

    def _make(self, logical: str, resource: Mapping[str, Any]) -> Made:
        kind: str = resource["Type"]
        if kind not in KEPT and kind not in IN_MOTO:
            raise NotUnderstood(f"{logical}: the workbench does not know resources of type {kind}.")
        after = resource.get("DependsOn", [])
        for other in [after] if isinstance(after, str) else after:
            self._made_resource(other)
        properties = self._resolver.resolve(resource.get("Properties", {}))
        self._properties[logical] = properties
        return IN_MOTO[kind](logical, copy.deepcopy(properties)) if kind in IN_MOTO else _kept(logical, kind)

    def stack(self, environment: Mapping[str, str]) -> Stack:
        functions = self._functions(environment)
        names = {key: f.name for f in functions.values() for key in (f.arn, f.arn.rpartition(":")[2])}
        mappings = [
            kept.mapping(name, each, functions=names) for name, each in self._of("AWS::Lambda::EventSourceMapping")
        ]
        return Stack(
            functions=functions,
            queue_mappings=tuple(each for each in mappings if isinstance(each, QueueMapping)),
            stream_mappings=tuple(each for each in mappings if isinstance(each, StreamMapping)),
            rules=self._rules(),
            routes=self._routes(names),
            mail_events=self._mail_events(),
            queues=self._queues({each.queue for each in mappings if isinstance(each, QueueMapping)}),
            tables=self._refs("AWS::DynamoDB::Table"),
            buses=self._refs("AWS::Events::EventBus"),
            parameters=self._parameters,
            refs={logical: made.ref for logical, made in self._made.items()},
        )

    def _of(self, kind: str) -> list[tuple[str, dict[str, Any]]]:
        return [(name, each) for name, each in self._properties.items() if self._resources[name]["Type"] == kind]

    def _refs(self, kind: str) -> tuple[str, ...]:
        return tuple(self._made[logical].ref for logical, _ in self._of(kind))

    def _functions(self, environment: Mapping[str, str]) -> dict[str, Function]:
        given = {name for _, each in self._of("AWS::Lambda::Function") for name in _variables(each)}
        if not set(environment) <= given:
            raise NotUnderstood(f"No function of the template has {', '.join(sorted(set(environment) - given))}.")
        for _, each in self._of("AWS::Lambda::Function"):
            variables = _variables(each)
            variables.update({name: value for name, value in environment.items() if name in variables})
        invokes = {each["FunctionName"]: each for _, each in self._of("AWS::Lambda::EventInvokeConfig")}
        return {
            name: kept.function(
                name, each, arn=self._made[name].attributes["Arn"], invoke=invokes.get(self._made[name].ref)
            )
            for name, each in self._of("AWS::Lambda::Function")
        }

    def _rules(self) -> tuple[Rule, ...]:
        rules = (kept.rule(name, each) for name, each in self._of("AWS::Events::Rule"))
        return tuple(each for each in rules if each)

    def _routes(self, names: Mapping[str, str]) -> tuple[Route, ...]:
        bodies = [each["Body"] for _, each in self._of("AWS::ApiGatewayV2::Api")]
        return tuple(route for body in bodies for route in kept.routes(body, functions=names))

    def _mail_events(self) -> tuple[MailEvents, ...]:
        kind = "AWS::SES::ConfigurationSetEventDestination"
        events = (kept.mail_events(name, each) for name, each in self._of(kind))
        return tuple(each for each in events if each)

    def _queues(self, read: set[str]) -> tuple[Queue, ...]:
        return tuple(_queue(logical, self._made[logical], read) for logical, _ in self._of("AWS::SQS::Queue"))


def _queue(logical: str, made: Made, read: set[str]) -> Queue:
    name = made.attributes["QueueName"]
    return Queue(name=name, logical=logical, url=made.ref, arn=made.attributes["Arn"], is_dead_letter=name not in read)


def _variables(function: Mapping[str, Any]) -> dict[str, Any]:
    variables: dict[str, Any] = function.get("Environment", {}).get("Variables", {})
    return variables


def _kept(logical: str, kind: str) -> Made:
    name = f"{STACK}-{logical}"
    if kind == "AWS::Lambda::Function":
        return Made(ref=name, attributes={"Arn": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"})
    if kind == "AWS::Events::Rule":
        return Made(ref=name, attributes={"Arn": f"arn:aws:events:{REGION}:{ACCOUNT}:rule/{name}"})
    if kind == "AWS::ApiGatewayV2::Api":
        endpoint = f"https://{logical.lower()}.execute-api.{REGION}.amazonaws.com"
        return Made(ref=logical.lower(), attributes={"ApiEndpoint": endpoint, "ApiId": logical.lower()})
    return Made(ref=name)
