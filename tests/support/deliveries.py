"""The shipped source files and the sample deliveries in `events/`, for whoever tests with them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from followthrough.adapters.webhooks import delivery, sources
from followthrough.adapters.webhooks.delivery import Delivery
from followthrough.adapters.webhooks.sources import SourceSpec

PROJECT = Path(__file__).parents[2]
SOURCES: Mapping[str, SourceSpec] = sources.load(PROJECT / "functions" / "business" / "sources")


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One file of `events/`: what a source would post, and when in the story."""

    name: str
    source: str
    at: dt.datetime
    headers: Mapping[str, str]
    body: dict[str, Any]

    def taken(self, **changes: Any) -> Delivery:
        """The delivery as the door takes it in, with other values at the top of its body if given."""
        return a_delivery(self.source, {**self.body, **changes}, headers=self.headers, at=self.at)


def sample(name: str) -> Sample:
    file = PROJECT / "events" / f"{name}.json"
    told = json.loads(file.read_text(encoding="utf-8"))
    at = dt.datetime.fromisoformat(told["at"])
    return Sample(name=name, source=told["source"], at=at, headers=told["headers"], body=told["body"])


def sample_names() -> list[str]:
    """Every sample delivery of a source; `events/` holds samples of other triggers too."""
    files = sorted((PROJECT / "events").glob("*.json"))
    return [file.stem for file in files if file.stem.partition(".")[0] in SOURCES]


def a_delivery(source: str, body: object, *, headers: Mapping[str, str] | None = None, at: dt.datetime) -> Delivery:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return delivery.taken(SOURCES[source], headers=headers or {}, body=raw, received_at=at)
