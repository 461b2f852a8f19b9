"""The owner's folder as the product understands it: TOML in, checked at the border, frozen values inside."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from followthrough.adapters import business_shape, playbook_shape
from followthrough.adapters.business_shape import BusinessShape
from followthrough.adapters.mistakes import told_by, unreadable
from followthrough.adapters.owners_words import Shape
from followthrough.adapters.playbook_shape import PlaybookShape
from followthrough.application.ports import Rules
from followthrough.domain.errors import InvalidBusiness

DEFAULT = Path(__file__).parents[2] / "business"
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
        firm = _read(self._folder / business_shape.FILE)
        book = _read(self._folder / playbook_shape.FILE)
        names = {"role": ids_in(firm.get("role")), "follow-up": ids_in(book.get("follow_up"))}
        business = _checked(BusinessShape, firm, file=business_shape.FILE, names=names).business()
        playbook = _checked(PlaybookShape, book, file=playbook_shape.FILE, names=names).playbook()
        return Rules(business=business, playbook=playbook.completed(business.defaults))


def ids_in(tables: object) -> list[str]:
    """The ids of a list of tables, as far as they are any."""
    listed = tables if isinstance(tables, list) else []
    return [table["id"] for table in listed if isinstance(table, dict) and isinstance(table.get("id"), str)]


def _read(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
        return tomllib.loads(text)
    except OSError as error:
        raise InvalidBusiness(f"{path.name}: the file cannot be read.") from error
    except UnicodeDecodeError as error:
        raise InvalidBusiness(f"{path.name}: this is not UTF-8 text.") from error
    except tomllib.TOMLDecodeError as error:
        raise InvalidBusiness(str(unreadable(error, text, file=path.name))) from error


def _checked(shape: type[S], told: Mapping[str, Any], *, file: str, names: Names) -> S:
    try:
        return shape.model_validate(told, context=names)
    except ValidationError as error:
        raise InvalidBusiness("\n".join(map(str, told_by(error, told, file=file, root=shape)))) from error
