"""What a source file makes of one delivery: everything up to the commitments, without a deployment."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from console.rehearsal import OpenHashes, known_as, rehearsed
from console.samples import Sample
from console.source.empties import empties
from console.source.signature import Verdict, carries_proof, judged, tried_out
from followthrough.adapters import business_shape
from followthrough.adapters.business_folder import DEFAULT, BusinessFolder
from followthrough.adapters.webhooks.delivery import Delivery, taken
from followthrough.adapters.webhooks.normalise import compiled
from followthrough.adapters.webhooks.reading import Normalised, parsed
from followthrough.adapters.webhooks.sources import SourceSpec, parse
from followthrough.application.ports import Reading, Rules, Told
from followthrough.domain.commitment import Commitment
from followthrough.domain.errors import InvalidBusiness
from followthrough.domain.event import Event


@dataclass(frozen=True, kw_only=True)
class Question:
    """One delivery, and what is known beside it."""

    sample: Sample
    now: dt.datetime
    """When it is received."""
    secret: str | None = None
    url: str = ""
    before: str | None = None
    """The state that its subject had until then."""


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What came of it."""

    spec: SourceSpec
    rules: Rules
    signature: Verdict
    key: str
    events: tuple[Event, ...]
    why_nothing: str
    empty: list[tuple[str, str]]
    commitments: list[Commitment]


def spec_in(file: Path) -> SourceSpec:
    """The source in this file. Raises InvalidBusiness, which names file and key."""
    try:
        return parse(file.read_text(encoding="utf-8"), file=file.name)
    except UnicodeDecodeError as error:
        raise InvalidBusiness(f"{file.name}: this is not UTF-8 text.") from error


def business_of(file: Path) -> Path:
    """The business folder that this source file lies in; else the one that is shipped."""
    folder = file.resolve().parents[1]
    return folder if (folder / business_shape.FILE).exists() else DEFAULT


def checked(spec: SourceSpec, asked: Question, *, business: Path) -> Checked:
    """Raises InvalidBusiness for a file that does not make sense, Malformed for a delivery that cannot be read."""
    folder = BusinessFolder(business)
    rules = folder.current()
    normaliser = compiled(spec, country=rules.business.country)
    delivery = taken(spec, headers=asked.sample.headers, body=asked.sample.body, received_at=asked.now)
    reading = normaliser.read(delivery)
    told = _told(reading, before=asked.before)
    return Checked(
        spec=spec,
        rules=rules,
        signature=_signature(spec, asked),
        key=reading.delivery_key,
        events=told.events,
        why_nothing=told.why if isinstance(told, Normalised) and not told.events else "",
        empty=_empties(spec, delivery, told),
        commitments=rehearsed(reading, before=asked.before, rulebook=folder, now=asked.now),
    )


def _told(reading: Reading, *, before: str | None) -> Told:
    return reading.events(known_as(reading, before, hashes=OpenHashes()))


def _signature(spec: SourceSpec, asked: Question) -> Verdict:
    if asked.secret is not None and carries_proof(spec, asked.sample):
        return judged(spec, asked.sample, secret=asked.secret, now=asked.now, url=asked.url)
    return tried_out(spec, asked.sample, now=asked.now, url=asked.url)


def _empties(spec: SourceSpec, delivery: Delivery, told: Told) -> list[tuple[str, str]]:
    scope = {"body": parsed(delivery.body), "headers": delivery.headers, "topic": delivery.topic}
    return empties(spec.mapping, scope, kinds={event.kind for event in told.events})
