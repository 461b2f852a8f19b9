"""The `[closed]` table of business.toml as text: days go into it, and everything else stays as the owner wrote it."""

from __future__ import annotations

import datetime as dt
import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any

from followthrough.adapters.business.owners_words import day, days
from followthrough.domain.errors import InvalidBusiness

CLOSED = "closed"

Names = Mapping[dt.date, str]
"""Days and what they are called."""

_HEADER = re.compile(r"\s*\[\s*closed\s*\]\s*(#.*)?")
_ANY_HEADER = re.compile(r"\s*\[")


def line(on: dt.date, name: str) -> str:
    """One day as a line of the table."""
    return f'"{on}" = {json.dumps(name, ensure_ascii=False)}'


def missing(text: str, found: Names) -> Names:
    """Those of these days of which the file does not speak yet: neither closed, alone or in a stretch, nor at other hours.

    Raises InvalidBusiness if the file is no TOML, or if its days are not written as days.
    """
    told = _parsed(text)
    spoken = [days(key) for key in _table(told, CLOSED)]
    other = {day(key) for key in _table(told, "other_hours")}
    return {
        on: name
        for on, name in sorted(found.items())
        if on not in other and not any(first <= on <= last for first, last in spoken)
    }


def with_days(text: str, added: Names) -> str:
    """The same text with these days at the end of its `[closed]` table, which is made if there is none.

    Raises InvalidBusiness if the text would then not say exactly what it said before, and these days.
    """
    if not added:
        return text
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines()
    place = _end_of_table(lines)
    new = [line(on, name) for on, name in sorted(added.items())]
    if place is None:
        lines += ["", f"[{CLOSED}]", *new]
    else:
        lines[place:place] = new
    written = end.join([*lines, ""])
    _refuse_another_meaning(text, written, added)
    return written


def _end_of_table(lines: list[str]) -> int | None:
    """Where its next line would stand: after the last one that says something, before the empty ones."""
    header = next((number for number, each in enumerate(lines) if _HEADER.fullmatch(each)), None)
    if header is None:
        return None
    rest = range(header + 1, len(lines))
    end = next((number for number in rest if _ANY_HEADER.match(lines[number])), len(lines))
    while end > header + 1 and not _says_something(lines[end - 1]):
        end -= 1
    return end


def _says_something(written: str) -> bool:
    return bool(written.strip()) and not written.lstrip().startswith("#")


def _refuse_another_meaning(before: str, after: str, added: Names) -> None:
    expected = _parsed(before)
    expected[CLOSED] = {**_table(expected, CLOSED), **{str(on): name for on, name in added.items()}}
    try:
        same = tomllib.loads(after) == expected
    except tomllib.TOMLDecodeError:
        same = False
    if not same:
        raise InvalidBusiness(
            "The days cannot be put into this file without changing something else; nothing is written. "
            "Please write the table as [closed] on a line of its own, or put the lines in by hand."
        )


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidBusiness(f"The file cannot be read, and nothing is written: {error}.") from error


def _table(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    table = told.get(name, {})
    if not isinstance(table, dict):
        raise InvalidBusiness(f"{name}: this is no table; write it as [{name}] with a line for each day.")
    return table
