"""The samples by who sends them, so that a few are found among many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from followthrough.adapters.webhooks.sources import load
from workbench.story.samples import SOURCES, Sample


@dataclass(frozen=True, kw_only=True)
class Sender:
    """One source and its samples, in the order of the story."""

    id: str
    title: str
    samples: tuple[Sample, ...]


def senders(samples: Iterable[Sample]) -> list[Sender]:
    """Everybody who has a sample, by the name that people know."""
    told: dict[str, list[Sample]] = {}
    for sample in samples:
        told.setdefault(sample.source, []).append(sample)
    known = load(SOURCES)
    found = [Sender(id=id_, title=known[id_].title, samples=tuple(mine)) for id_, mine in told.items()]
    return sorted(found, key=lambda sender: sender.title.casefold())


def shown(everybody: Sequence[Sender], *, chosen: str) -> list[Sender]:
    """The one that was chosen; everybody, if nobody was. Raises KeyError for one that has no samples."""
    found = [sender for sender in everybody if chosen in ("", sender.id)]
    if chosen and not found:
        raise KeyError(chosen)
    return found
