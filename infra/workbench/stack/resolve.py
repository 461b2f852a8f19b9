"""What a template's intrinsic functions stand for. Only those that ours uses are known; any other is an error."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

REGION = "eu-west-1"
ACCOUNT = "123456789012"
"""Moto's own account: where a boto3 client without further words arrives."""

STACK = "followthrough"

_PLACE = re.compile(r"\$\{([^}]*)\}")
_NO_VALUE = object()
_PSEUDO: Mapping[str, Any] = {
    "AWS::AccountId": ACCOUNT,
    "AWS::NoValue": _NO_VALUE,
    "AWS::Partition": "aws",
    "AWS::Region": REGION,
    "AWS::StackName": STACK,
    "AWS::URLSuffix": "amazonaws.com",
}


class NotUnderstood(ValueError):
    """The template holds something that the workbench does not know, and will not pass over in silence."""


@dataclass(frozen=True, kw_only=True)
class Made:
    """A resource that exists now: what `Ref` and `Fn::GetAtt` say of it."""

    ref: str
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Resolver:
    """Turns a piece of template into plain values; `resource` makes what is referred to, if it must."""

    parameters: Mapping[str, str]
    conditions: Mapping[str, Any]
    resource: Callable[[str], Made]

    def resolve(self, value: Any) -> Any:
        """The same piece without intrinsics. Raises NotUnderstood."""
        if isinstance(value, list):
            return [item for item in map(self.resolve, value) if item is not _NO_VALUE]
        if not isinstance(value, Mapping):
            return value
        intrinsic = _intrinsic_of(value)
        if intrinsic:
            return self._call(intrinsic, value[intrinsic])
        resolved = {key: self.resolve(item) for key, item in value.items()}
        return {key: item for key, item in resolved.items() if item is not _NO_VALUE}

    def holds(self, condition: str) -> bool:
        if condition not in self.conditions:
            raise NotUnderstood(f'The template has no condition "{condition}".')
        return bool(self.resolve(self.conditions[condition]))

    def _call(self, intrinsic: str, argument: Any) -> Any:
        known: Mapping[str, Callable[[Any], Any]] = {
            "Ref": self._ref,
            "Condition": self.holds,
            "Fn::GetAtt": lambda pair: self._attribute(*pair),
            "Fn::Sub": self._sub,
            "Fn::If": self._if,
            "Fn::Equals": lambda pair: self.resolve(pair[0]) == self.resolve(pair[1]),
            "Fn::Not": lambda one: not self.resolve(one[0]),
        }
        if intrinsic not in known:
            raise NotUnderstood(f"The workbench does not know the intrinsic function {intrinsic}.")
        return known[intrinsic](argument)

    def _if(self, argument: Any) -> Any:
        condition, then, otherwise = argument
        return self.resolve(then if self.holds(condition) else otherwise)

    def _ref(self, name: str) -> Any:
        if name in _PSEUDO:
            return _PSEUDO[name]
        return self.parameters[name] if name in self.parameters else self.resource(name).ref

    def _attribute(self, logical: str, attribute: str) -> str:
        made = self.resource(logical)
        if attribute not in made.attributes:
            raise NotUnderstood(f"The workbench does not know the attribute {logical}.{attribute}.")
        return made.attributes[attribute]

    def _sub(self, argument: Any) -> str:
        text, given = argument if isinstance(argument, list) else (argument, {})
        return _PLACE.sub(lambda match: self._place(match[1], given), text)

    def _place(self, name: str, given: Mapping[str, Any]) -> str:
        if name.startswith("!"):
            return f"${{{name[1:]}}}"
        if name in given:
            return str(self.resolve(given[name]))
        logical, _, attribute = name.partition(".")
        return self._attribute(logical, attribute) if attribute else str(self._ref(name))


def parameter_values(declared: Mapping[str, Any], given: Mapping[str, str]) -> dict[str, str]:
    """What each parameter is, as CloudFormation would accept it. Raises NotUnderstood with a sentence."""
    unknown = sorted(set(given) - set(declared))
    if unknown:
        raise NotUnderstood(f"The template has no parameter {', '.join(unknown)}.")
    return {name: _accepted(name, rules, given.get(name, rules.get("Default"))) for name, rules in declared.items()}


def _accepted(name: str, rules: Mapping[str, Any], value: Any) -> str:
    if value is None:
        raise NotUnderstood(f"The parameter {name} has no default and was not given.")
    text = str(value)
    if not _is_allowed(text, rules):
        raise NotUnderstood(
            f'The parameter {name} may not be "{text}". {rules.get("ConstraintDescription", "")}'.strip()
        )
    return text


def _is_allowed(text: str, rules: Mapping[str, Any]) -> bool:
    if not re.fullmatch(rules.get("AllowedPattern", ".*"), text):
        return False
    if text not in map(str, rules.get("AllowedValues", [text])):
        return False
    if rules["Type"] != "Number":
        return True
    return float(rules.get("MinValue", text)) <= float(text) <= float(rules.get("MaxValue", text))


def _intrinsic_of(value: Mapping[str, Any]) -> str | None:
    if len(value) != 1:
        return None
    (key,) = value
    return (
        key if key == "Ref" or key.startswith("Fn::") or (key == "Condition" and isinstance(value[key], str)) else None
    )
