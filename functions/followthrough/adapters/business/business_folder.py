"""The owner's folder as the product understands it: TOML in, checked at the border, frozen values inside."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from followthrough.adapters.business import business_shape, playbook_shape
from followthrough.adapters.business.business_shape import BusinessShape
from followthrough.adapters.business.carried import Carried, with_the_past
from followthrough.adapters.business.mistakes import told_by, unreadable
from followthrough.adapters.business.owners_words import Shape
from followthrough.adapters.business.playbook_shape import PlaybookShape
from followthrough.adapters.files import RULES, SHIPPED, Files
from followthrough.application.ports import Rules
from followthrough.domain.errors import InvalidBusiness

DEFAULT = SHIPPED
"""The business that ships in the artifact."""

Names = Mapping[str, list[str]]
"""Every role and every rule that the files define: what they may speak of."""

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
    names = {"role": ids_in(firm.get("role")), "follow-up": ids_in(book.get("follow_up"))}
    firm_alone = _checked(BusinessShape, firm, file=business_shape.FILE, names=names).business()
    business = replace(firm_alone, heirs=Carried.of(files).heirs)
    written = _checked(PlaybookShape, book, file=playbook_shape.FILE, names=names).playbook()
    playbook = with_the_past(written.completed(business.defaults), files, business=business)
    return Rules(business=business, playbook=playbook)


def _read(files: Files, name: str) -> dict[str, Any]:
    text = files.text(name)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidBusiness(str(unreadable(error, text, file=name))) from error


def ids_in(tables: object) -> list[str]:
    """The ids of a list of tables, as far as they are any."""
    listed = tables if isinstance(tables, list) else []
    return [table["id"] for table in listed if isinstance(table, dict) and isinstance(table.get("id"), str)]


def _checked(shape: type[S], told: Mapping[str, Any], *, file: str, names: Names) -> S:
    try:
        return shape.model_validate(told, context=names)
    except ValidationError as error:
        raise InvalidBusiness("\n".join(map(str, told_by(error, told, file=file, root=shape)))) from error
