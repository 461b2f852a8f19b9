"""Bodies as no sender should write them: every field of a good one in turn of another type, or of another size."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from followthrough.adapters.webhooks import normalise
from followthrough.adapters.webhooks.delivery import Delivery
from followthrough.domain.errors import Malformed
from support.deliveries import SOURCES, a_delivery, sample, sample_names

ODD: tuple[Any, ...] = (None, True, -(10**40), 1.5, "x" * 5000 + "\ud800\x00", [], [[None]], {"id": {}})


def bent(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The same body as often as there are fields and oddities, one field bent each time."""
    for path in list(_paths(body)):
        for odd in ODD:
            other = copy.deepcopy(body)
            place: Any = other
            for step in path[:-1]:
                place = place[step]
            place[path[-1]] = odd
            yield other


def unreadable(source: str) -> list[str]:
    """What reading the bent samples of a source raised, other than what it may raise; nothing, if all is well."""
    reader = normalise.compiled(SOURCES[source], country="IE")
    raised = []
    for one in (sample(name) for name in sample_names() if name.startswith(f"{source}.")):
        for body in bent(one.body):
            try:
                _read(reader, a_delivery(source, body, headers=one.headers, at=one.at))
            except Malformed:
                continue
            except Exception as wrong:  # noqa: BLE001 - this is the question
                raised.append(f"{one.name}: {wrong!r}")
    return raised


def _read(reader: normalise.Normaliser, delivery: Delivery) -> None:
    for reading in reader.read_all(delivery).readings:
        assert reading.delivery_key
        assert reading.contact is not None
        reading.events(None)


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, below in steps:
        yield from _paths(below, (*path, step))
