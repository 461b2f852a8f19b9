"""Which fields of a source file found nothing in a sample: a typing mistake looks just like that."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from followthrough.adapters.webhooks.extract import Expression, Scope

LOOKS = re.compile(r"\b(?:body|headers|topic)\b")
"""An expression looks into the delivery; any other text of a source file is a word of ours."""

YES_OR_NO = frozenset({"only_if", "when", "test", "title", "kind"})
"""What may well be nothing, or is no expression."""


def empties(mapping: Mapping[str, Any], scope: Scope, *, kinds: Collection[str]) -> list[tuple[str, str]]:
    """Name and expression of every field that came out empty; of the events only those that happened."""
    told = [*_fields({key: value for key, value in mapping.items() if key != "event"}, under="")]
    for event in mapping.get("event", []):
        if event.get("kind") in kinds:
            told += _fields(event, under=f'event "{event["kind"]}": ')
    return [(name, text) for name, text in told if Expression(text).of(scope) in (None, "", [])]


def _fields(table: Mapping[str, Any], *, under: str) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _fields(value, under=f"{under}{key}.")
        elif isinstance(value, str) and key not in YES_OR_NO and LOOKS.search(value):
            yield f"{under}{key}", value
