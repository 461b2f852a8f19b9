"""What is wrong with a file of the owner's, as she should read it: where, what, and what to write instead."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from followthrough.adapters.business.owners_words import Shape, nearest
from followthrough.domain.manners import listed

CALLED = {"follow_up": "rule"}
"""What an owner calls the tables of the files; any other is called as it is written."""

_LONGEST_SHOWN = 60


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """One thing that is wrong, or, as a remark, one that is probably not meant: a remark refuses nothing."""

    file: str
    what: str
    table: str = ""
    """The rule or the role: `rule "price-call"`."""
    key: str = ""
    is_remark: bool = False

    def __str__(self) -> str:
        what = self.what.rstrip(".")
        sentence = what if what.endswith("?") else f"{what}."
        return ": ".join(part for part in (self.file, self.table, self.key, sentence) if part)


def of_rule(name: str) -> str:
    """How a rule is called in a mistake."""
    return f'rule "{name}"'


def unreadable(error: tomllib.TOMLDecodeError, text: str, *, file: str) -> Mistake:
    """A file that is no TOML: which line, and what stands there."""
    said, _, place = str(error).rpartition(" (at ")
    words = place.rstrip(")").replace(",", "").split()
    number = int(words[1]) if words[:1] == ["line"] else len(text.splitlines())
    line = next(iter(text.splitlines()[number - 1 : number]), "").strip()[:_LONGEST_SHOWN]
    hint = next((hint for sign, hint in _HINTS.items() if sign in said), _ANY_HINT)
    return Mistake(file=file, key=f"line {number}", what=f"“{line}” cannot be read; {hint}")


_HINTS: Mapping[str, str] = {
    "Cannot overwrite": "this key is there twice, keep one of them",
    "Cannot declare": "this table is there twice, keep one of them",
    "Illegal character": "a text begins and ends with a quote, on one line",
    "Unterminated string": "a text begins and ends with a quote, on one line",
    "Unclosed array": "a list begins with [ and ends with ], with commas between",
    "table declaration": "the head of a table begins with [ and ends with ]",
    "array declaration": "a rule begins with a line [[follow_up]], a role with [[role]]",
    "Invalid value": "a text stands in quotes, a list in square brackets",
    "Expected '=' after": 'a key and its value are written as key = "value"',
}
"""What is mostly meant by what a reader of TOML complains of."""

_ANY_HINT = "a text stands in quotes, a list in square brackets, and no key is there twice"


def told_by(error: ValidationError, told: Mapping[str, Any], *, file: str, root: type[Shape]) -> list[Mistake]:
    """Every mistake that the shape of a whole file found in what the owner told."""
    shapes = [shape for shape in Shape.__subclasses__() if shape.__module__ == root.__module__]
    fields = {(field.alias or name): field for shape in shapes for name, field in shape.model_fields.items()}
    examples = {key: field.examples[0] for key, field in fields.items() if field.examples}
    found = (_mistake(wrong, told, file=file, keys=fields, examples=examples) for wrong in error.errors())
    return list(dict.fromkeys(found))


def _mistake(
    wrong: ErrorDetails, told: Mapping[str, Any], *, file: str, keys: Iterable[str], examples: Mapping[str, Any]
) -> Mistake:
    table, where = "", [part for part in wrong["loc"] if part != "[key]"]
    match where:
        case [str(name), int(index), *rest] if isinstance(told[name][index], dict):
            table = f'{CALLED.get(name, name)} "{told[name][index].get("id", index + 1)}"'
            where = rest
    key = ".".join(part for part in where if isinstance(part, str))
    last = next((part for part in reversed(where) if isinstance(part, str)), "")
    example = f"; write {last} = {as_toml(examples[last])}, for example" if last in examples else ""
    return Mistake(file=file, table=table, key=key, what=_what(wrong, keys=keys, example=example))


def _what(wrong: ErrorDetails, *, keys: Iterable[str], example: str) -> str:
    kind, given, limits = wrong["type"], wrong["input"], wrong.get("ctx", {})
    if kind == "extra_forbidden":
        known = nearest(str(wrong["loc"][-1]), keys) or "; docs/write-a-playbook.md explains every key there is"
        return f"there is no such key{known}"
    if kind in ("literal_error", "enum"):
        words = [word.strip(" '") for word in str(limits["expected"]).replace(" or ", ", ").split(", ")]
        known = listed([f'"{word}"' for word in words], last="or")
        return f"{_shown(given)} is not known here{nearest(str(given), words) or f'; write {known}'}"
    if kind in ("greater_than_equal", "less_than_equal"):
        limit = f"not below {limits['ge']}" if "ge" in limits else f"not above {limits['le']}"
        return f"{_shown(given)} will not do: a whole number, {limit}, please"
    if kind == "tuple_type" and isinstance(given, str):
        return f"{_PLEASE[kind]}; write {wrong['loc'][-1]} = {as_toml([given])}"
    if kind in _PLEASE:
        return f"{_PLEASE[kind]}{example}"
    if kind.startswith(("bool", "int")):
        return "true or false, without quotes, please" if kind.startswith("bool") else "a whole number, please"
    return wrong["msg"].removeprefix("Value error, ")


_PLEASE: Mapping[str, str] = {
    "missing": "is missing",
    "string_type": "a text in quotes, please",
    "tuple_type": "a list in square brackets, please",
    "too_short": "at least one, please",
    "dict_type": "a table, please",
    "model_type": "a table, please",
    "model_attributes_type": "a table, please",
}
"""What we ask for where a value is not of the kind that its key takes."""


def _shown(value: object) -> str:
    return f'"{value}"'[:_LONGEST_SHOWN] if isinstance(value, str) else str(value)[:_LONGEST_SHOWN]


def as_toml(value: object) -> str:
    """A value as it is written in TOML: texts and lists as in JSON, a table in one line."""
    if not isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return f"{{ {', '.join(f'{key} = {as_toml(part)}' for key, part in value.items())} }}"
