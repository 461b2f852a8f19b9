"""The sample deliveries of `events/`: realistic bodies, signed as their real sender would, and posted to the real door."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from followthrough.adapters.webhooks.sources import SourceSpec, load
from followthrough.adapters.webhooks.verify import signature

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
    path = source["url"].removeprefix(bench.base_url)
    spec = load(SOURCES)[one.source]
    headers = dict(one.headers) | _signature(spec, body, secret=source["secret"], now=bench.now, headers=one.headers)
    return Signed(path=path, headers=headers, body=body)


def send(one: Sample, *, bench: Bench) -> Response:
    """Sign and post it, and let everything happen that follows from it now."""
    delivery = signed(one, bench=bench)
    return bench.request("POST", delivery.path, headers=delivery.headers, body=delivery.body)


def _signature(
    spec: SourceSpec, body: bytes, *, secret: str, now: dt.datetime, headers: Mapping[str, str]
) -> dict[str, str]:
    """The headers that a genuine sender adds: its id and time where it signs them, and the signature."""
    verify = spec.verify
    if verify.scheme == "url_secret":
        return {}
    added: dict[str, str] = {}
    if spec.delivery.id and not any(name in headers for name in spec.delivery.id):
        added[spec.delivery.id[0]] = f"msg_{uuid.uuid4().hex[:20]}"
    stamp = ""
    if verify.stamp is not None:
        stamp = now.isoformat() if verify.stamp.unit == "iso" else str(int(now.timestamp()))
        added[verify.stamp.headers[0]] = stamp
    known = {name.lower(): value for name, value in {**headers, **added}.items()}
    return added | {verify.headers[0]: signature(verify, secret=secret, headers=known, body=body, stamp=stamp)}


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
