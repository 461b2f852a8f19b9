"""How the tests read the template: its expansion, as it is or with one thing altered."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from workbench.stack.expand import Json, expanded, parse, resources_of

ROOT: Final = Path(__file__).parents[2]
TEMPLATE: Final = ROOT / "template.yaml"

GONE: Final = object()
"""Stands for a property that somebody removed."""


@cache
def source() -> Json:
    return parse(TEMPLATE)


@cache
def template() -> Json:
    """The expansion of the template as it is."""
    return expanded(source())


def altered(path: str, value: object = GONE) -> Json:
    """The expansion of a template in which one thing is different: `Inbox/Properties/VisibilityTimeout`, say."""
    changed = copy.deepcopy(source())
    *steps, last = path.split("/")
    place: Any = changed["Resources"]
    for step in steps:
        place = place[_key(place, step)]
    if value is GONE:
        del place[_key(place, last)]
    else:
        place[_key(place, last)] = value
    return expanded(changed)


def id_of(reference: object) -> str:
    """The logical id that a `!Ref`, `!GetAtt` or `!Sub ${Id…}` points to, or nothing."""
    match reference:
        case {"Ref": str(name)}:
            return name
        case {"Fn::GetAtt": [str(name), *_]}:
            return name
        case {"Fn::Sub": str(text)} if text.startswith("${"):
            return text[2:].split("}")[0].split(".")[0]
        case _:
            return ""


def listed(value: Any) -> list[Any]:
    """IAM and CloudFormation take one thing or a list of them."""
    return value if isinstance(value, list) else [value]


def functions_of(stack: Json) -> dict[str, Json]:
    return resources_of(stack, "AWS::Lambda::Function")


def environment_of(function: Json) -> Json:
    variables: Json = function["Environment"]["Variables"]
    return variables


def statements_of(stack: Json, role: str) -> list[Json]:
    """What a role may do, by its own policies."""
    policies = stack["Resources"][role]["Properties"].get("Policies", [])
    return [statement for policy in policies for statement in policy["PolicyDocument"]["Statement"]]


def may(stack: Json, role: str, action: str, thing: str) -> bool:
    """Whether a role is allowed this action on the resource with this logical id."""
    return any(
        action in listed(statement["Action"])
        and thing in [id_of(resource) for resource in listed(statement["Resource"])]
        for statement in statements_of(stack, role)
    )


def alarms_on(stack: Json, dimension: str) -> Iterator[tuple[str, Json]]:
    """The metric and the alarm of every alarm on this queue or function."""
    for alarm in resources_of(stack, "AWS::CloudWatch::Alarm").values():
        if dimension in [id_of(pair["Value"]) for pair in alarm.get("Dimensions", [])]:
            yield alarm["MetricName"], alarm


def _key(place: Any, step: str) -> str | int:
    return int(step) if isinstance(place, list) else step
