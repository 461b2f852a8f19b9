"""What a source file makes of one delivery: everything up to the commitments, without a deployment."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from console.rehearsal import OpenHashes, known_as, rehearsed
from console.samples import Sample
from console.source.empties import empties
from console.source.signature import Verdict, carries_proof, judged, tried_out
from followthrough.adapters.business import business_shape
from followthrough.adapters.business.business_folder import DEFAULT, BusinessFolder
from followthrough.adapters.webhooks.delivery import taken
from followthrough.adapters.webhooks.mapped import MappedReading
from followthrough.adapters.webhooks.normalise import compiled
from followthrough.adapters.webhooks.reading import Normalised
from followthrough.adapters.webhooks.sources import SourceSpec, parse
from followthrough.application.ports import Reading, Rules
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
class Part:
    """One of the things that the delivery told: mostly there is one."""

    key: str
    events: tuple[Event, ...]
    is_trial: bool
    why_nothing: str
    empty: list[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What came of it."""

    spec: SourceSpec
    rules: Rules
    signature: Verdict
    parts: list[Part]
    unreadable: list[str]
    commitments: list[Commitment]

    @property
    def holds(self) -> bool:
        """Whether file and sample fit: it would be let in, and all of it can be read."""
        return self.signature.holds and not self.unreadable


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
    delivery = taken(spec, headers=asked.sample.headers, body=asked.sample.body, received_at=asked.now)
    told = compiled(spec, country=rules.business.country).read_all(delivery)
    return Checked(
        spec=spec,
        rules=rules,
        signature=_signature(spec, asked),
        parts=[_part(reading, spec=spec, before=asked.before) for reading in told.readings],
        unreadable=[str(wrong) for wrong in told.unreadable],
        commitments=rehearsed(told.readings, before=asked.before, rulebook=folder, now=asked.now),
    )


def _signature(spec: SourceSpec, asked: Question) -> Verdict:
    if asked.secret is not None and carries_proof(spec, asked.sample):
        return judged(spec, asked.sample, secret=asked.secret, now=asked.now, url=asked.url)
    return tried_out(spec, asked.sample, now=asked.now, url=asked.url)


def _part(reading: Reading, *, spec: SourceSpec, before: str | None) -> Part:
    told = reading.events(known_as(reading, before, hashes=OpenHashes()))
    return Part(
        key=reading.delivery_key,
        events=told.events,
        is_trial=told.is_trial,
        why_nothing=told.why if isinstance(told, Normalised) and not told.events else "",
        empty=empties(spec.mapping, reading, told) if isinstance(reading, MappedReading) else [],
    )
