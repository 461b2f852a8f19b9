"""The owner's folder as the product understands it: TOML in, checked at the border, frozen values inside."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from followthrough.adapters import business_shape, playbook_shape
from followthrough.adapters.business_shape import BusinessShape
from followthrough.adapters.carried import Carried, with_the_past
from followthrough.adapters.files import RULES, SHIPPED, Files
from followthrough.adapters.owners_words import Shape, nearest
from followthrough.adapters.playbook_shape import PlaybookShape
from followthrough.application.ports import Rules
from followthrough.domain.errors import InvalidBusiness

DEFAULT = SHIPPED
"""The business that ships in the artifact."""

Names = Mapping[str, list[str]]
"""Every role and every rule that the files define: what they may speak of."""

CALLED = {"follow_up": "rule"}
"""What an owner calls the tables of the files; any other is called as it is written."""

KEYS = frozenset(field.alias or name for shape in Shape.__subclasses__() for name, field in shape.model_fields.items())
"""Every key that any table has."""

S = TypeVar("S", bound=Shape)


class BusinessFolder:
    """A business as it lies in a folder. Read once: the folder in the artifact does not change while it runs."""

    def __init__(self, folder: Path = DEFAULT) -> None:
        self._folder = folder

    def current(self) -> Rules:
        """The rules in the folder. Raises InvalidBusiness: `file: rule "name": key: what is wrong`, a line for each."""
        return self._rules

    @cached_property
    def _rules(self) -> Rules:
        return rules_of(Files.of(self._folder, RULES))


def rules_of(files: Files) -> Rules:
    """The rules in these files. Raises InvalidBusiness: `file: rule "name": key: what is wrong`, a line for each."""
    firm, book = _read(files, business_shape.FILE), _read(files, playbook_shape.FILE)
    names = {"role": _names(firm.get("role")), "follow-up": _names(book.get("follow_up"))}
    firm_alone = _checked(BusinessShape, firm, file=business_shape.FILE, names=names).business()
    business = replace(firm_alone, heirs=Carried.of(files).heirs)
    playbook = _checked(PlaybookShape, book, file=playbook_shape.FILE, names=names).playbook()
    return Rules(business=business, playbook=with_the_past(playbook, files, business=business))


def _read(files: Files, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(files.text(name))
    except tomllib.TOMLDecodeError as error:
        raise InvalidBusiness(f"{name}: {error}.") from error


def _names(tables: object) -> list[str]:
    """The ids of a list of tables, as far as they are any."""
    listed = tables if isinstance(tables, list) else []
    return [table["id"] for table in listed if isinstance(table, dict) and isinstance(table.get("id"), str)]


def _checked(shape: type[S], told: Mapping[str, Any], *, file: str, names: Names) -> S:
    try:
        return shape.model_validate(told, context=names)
    except ValidationError as error:
        sentences = "\n".join(_sentence(wrong, told, file=file) for wrong in error.errors())
        raise InvalidBusiness(sentences) from error


def _sentence(wrong: ErrorDetails, told: Mapping[str, Any], *, file: str) -> str:
    """One mistake as `file: rule "name": key: what is wrong`."""
    parts = [file]
    where = [part for part in wrong["loc"] if part != "[key]"]
    match where:
        case [str(table), int(index), *rest] if isinstance(told[table][index], dict):
            parts.append(f'{CALLED.get(table, table)} "{told[table][index].get("id", index + 1)}"')
            where = rest
    if where:
        parts.append(".".join(str(part) for part in where))
    return ": ".join([*parts, f"{_what(wrong).rstrip('.')}."])


def _what(wrong: ErrorDetails) -> str:
    match wrong["type"]:
        case "missing":
            return "is missing"
        case "extra_forbidden":
            return f"there is no such key{nearest(str(wrong['loc'][-1]), KEYS)}"
        case _:
            return wrong["msg"].removeprefix("Value error, ")
