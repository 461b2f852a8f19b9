"""EventBridge's event patterns, as rules and filter criteria use them: only the operators that are listed here.

Moto's own matcher is wrong about arrays of objects and takes 1 for true.
(Amazon EventBridge User Guide, "Comparison operators for use in event patterns".)
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

from workbench.stack.resolve import NotUnderstood

Pattern = Mapping[str, Any]

_ABSENT = object()
_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    ">": operator.gt,
    ">=": operator.ge,
}


def matches(pattern: Pattern, event: Any) -> bool:
    """Whether an event has, for every key of the pattern, one of the values that it lists."""
    if isinstance(event, list):
        return any(matches(pattern, each) for each in event)
    if not isinstance(event, Mapping):
        return False
    return all(_matches_one(wanted, event.get(key, _ABSENT)) for key, wanted in pattern.items())


def checked(pattern: Pattern) -> Pattern:
    """The same pattern, if every word of it is known. Raises NotUnderstood."""
    if not isinstance(pattern, Mapping):
        raise NotUnderstood(f"An event pattern is a JSON object, not {pattern!r}.")
    for key, wanted in pattern.items():
        if isinstance(wanted, Mapping):
            checked(wanted)
        elif isinstance(wanted, list) and wanted and not key.startswith("$"):
            for each in wanted:
                _matches_value(each, "")
        else:
            raise NotUnderstood(f'The workbench does not understand "{key}" in an event pattern.')
    return pattern


def _matches_one(wanted: Any, found: Any) -> bool:
    if isinstance(wanted, Mapping):
        # An absent branch is an empty one: what must not exist in it does not.
        return matches(wanted, {} if found is _ABSENT else found)
    values = found if isinstance(found, list) else [found]
    return any(_matches_value(each, value) for each in wanted for value in values or [_ABSENT])


def _matches_value(wanted: Any, value: Any) -> bool:
    if isinstance(wanted, Mapping):
        ((word, argument),) = wanted.items()
        return _matches_operator(word, argument, value)
    return type(wanted) is type(value) and bool(wanted == value)


def _matches_operator(word: str, argument: Any, value: Any) -> bool:
    match word:
        case "exists":
            return bool((value is not _ABSENT) == argument)
        case "prefix" if isinstance(argument, str):
            return isinstance(value, str) and value.startswith(argument)
        case "suffix" if isinstance(argument, str):
            return isinstance(value, str) and value.endswith(argument)
        case "anything-but":
            unwanted = argument if isinstance(argument, list) else [argument]
            return value is not _ABSENT and not any(_matches_value(each, value) for each in unwanted)
        case "numeric":
            return _compares(argument, value)
    raise NotUnderstood(f'The workbench does not understand "{word}" in an event pattern.')


def _compares(argument: list[Any], value: Any) -> bool:
    pairs = list(zip(argument[::2], argument[1::2], strict=True))
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return all(_COMPARISONS[word](value, bound) for word, bound in pairs)
