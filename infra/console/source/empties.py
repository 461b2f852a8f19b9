"""Which fields of a source file found nothing in a sample: a typing mistake looks just like that."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from followthrough.adapters.webhooks.extract import Expression
from followthrough.adapters.webhooks.mapped import MappedReading
from followthrough.application.ports import Told

LOOKS = re.compile(r"\b(?:body|whole|headers|topic)\b")
"""An expression looks into the delivery; any other text of a source file is a word of ours."""

MAY_BE_NOTHING = frozenset({"only_if", "when", "test", "split", "kind", "otherwise"})
"""What is a yes or a no, is asked before there is anything to see, or is no expression."""

Fields = Iterator[tuple[str, str]]


def empties(mapping: Mapping[str, Any], reading: MappedReading, told: Told) -> list[tuple[str, str]]:
    """Name and expression of every field that came out empty; of the events only those that happened."""
    kinds = {event.kind for event in told.events}
    about = reading.map.subjects.index(reading.about) if reading.about else None
    fields = [*_of_the_file(mapping, about=about, kinds=kinds)]
    return [(name, text) for name, text in fields if Expression(text).of(reading.scope) in (None, "", [])]


def _of_the_file(mapping: Mapping[str, Any], *, about: int | None, kinds: set[str]) -> Fields:
    for key, value in mapping.items():
        match key, value:
            case "event", list():
                for event in value:
                    yield from _of_table(event, under=f'event "{event["kind"]}": ') if event["kind"] in kinds else ()
            case "subject", list():
                yield from _of_table(value[about], under="subject.") if about is not None else ()
            case _:
                yield from _of_table({key: value}, under="")


def _of_table(table: Mapping[str, Any], *, under: str) -> Fields:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _of_table(value, under=f"{under}{key}.")
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str) and key not in MAY_BE_NOTHING and LOOKS.search(text):
                yield f"{under}{key}", text
