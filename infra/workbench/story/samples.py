"""The sample deliveries of `events/`: realistic bodies, signed as their real sender would, and posted to the real door."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from console.signing import signed_headers
from followthrough.adapters.webhooks.sources import load

if TYPE_CHECKING:
    from workbench.bench import Bench
    from workbench.engine.api import Response

EVENTS = Path(__file__).parents[3] / "events"
SOURCES = Path(__file__).parents[3] / "functions" / "business" / "sources"


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One file of `events/`: what a source would post, and when in the story."""

    id: str
    title: str
    source: str
    at: dt.datetime
    headers: Mapping[str, str]
    body: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Signed:
    """A delivery ready to be posted."""

    path: str
    headers: Mapping[str, str]
    body: bytes


def samples() -> list[Sample]:
    """Every sample delivery, in the order of the story."""
    known = load(SOURCES)
    files = [file for file in EVENTS.glob("*.json") if file.stem.partition(".")[0] in known]
    return sorted((_sample(file) for file in files), key=lambda sample: (sample.at, sample.id))


def sample(name: str) -> Sample:
    """One sample by its name. Raises KeyError for a name that `events/` does not have."""
    for one in samples():
        if one.id == name:
            return one
    raise KeyError(name)


def signed(one: Sample, *, bench: Bench) -> Signed:
    """The sample as its sender would post it now, with the secret that the workbench gave that source."""
    source = next(each for each in bench.sources() if each["id"] == one.source)
    body = json.dumps(one.body).encode()
    added = signed_headers(
        load(SOURCES)[one.source],
        secret=source["secret"],
        headers=one.headers,
        body=body,
        now=bench.now,
        url=source["url"],
    )
    path = source["url"].removeprefix(bench.base_url)
    return Signed(path=path, headers={**one.headers, **added}, body=body)


def send(one: Sample, *, bench: Bench) -> Response:
    """Sign and post it, and let everything happen that follows from it now."""
    delivery = signed(one, bench=bench)
    return bench.request("POST", delivery.path, headers=delivery.headers, body=delivery.body)


def _sample(file: Path) -> Sample:
    told = json.loads(file.read_text(encoding="utf-8"))
    return Sample(
        id=file.stem,
        title=told["description"],
        source=told["source"],
        at=dt.datetime.fromisoformat(told["at"]),
        headers=told["headers"],
        body=told["body"],
    )
