"""Which sample of `events/` shows what was asked for, and how it becomes a delivery that was never sent before."""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from console.samples import EVENTS
from console.trigger.moved import moved
from followthrough.adapters.business.owners_words import nearest
from followthrough.adapters.webhooks.extract import Expression
from followthrough.adapters.webhooks.sources import SourceSpec
from followthrough.domain.errors import RuleBroken

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TOP_LEVEL = re.compile(r"body\.(\w*id)")
"""An id at the top of a body, where a source file takes it for that of the delivery."""


@dataclass(kw_only=True)
class Draft:
    """A delivery that is being made: headers by lower-case names, and the body as JSON."""

    name: str
    headers: dict[str, str]
    body: Any


def draft_of(kind: str, *, spec: SourceSpec, now: dt.datetime, folder: Path = EVENTS) -> Draft:
    """The sample of this kind, as if it happened now. Raises RuleBroken, with the kinds that there are."""
    kinds = _kinds(spec, folder=folder)
    if not kinds:
        raise RuleBroken(f"There is no sample from {spec.id} in events/.")
    if (file := kinds.get(_plain(kind))) is None:
        known = sorted(path.stem.split(".")[1] for path in kinds.values())
        hint = nearest(_plain(kind), known) or f"; there are {', '.join(known)}"
        raise RuleBroken(f'There is no sample of "{kind}" from {spec.id}{hint}')
    kept = json.loads(file.read_text(encoding="utf-8"))
    at = dt.datetime.fromisoformat(kept["at"])
    headers = {name.lower(): value for name, value in kept["headers"].items()}
    draft = Draft(name=file.stem, headers=headers, body=kept["body"])
    draft.headers = {name: str(moved(value, at=at, now=now)) for name, value in draft.headers.items()}
    draft.body = moved(draft.body, at=at, now=now)
    _give_new_ids(draft, spec)
    return draft


def mark_as_trial(draft: Draft, spec: SourceSpec) -> None:
    """Say in the sender's own way that nothing shall be made of it. Raises RuleBroken if it has no such way."""
    if spec.mapping.get("format") == "canonical":
        draft.body["test"] = True
        return
    test = Expression(spec.mapping.get("test", "`false`"))
    for marked in _marked(draft):
        if test.holds({"body": marked.body, "headers": marked.headers, "topic": ""}):
            draft.headers, draft.body = marked.headers, marked.body
            return
    raise RuleBroken(f"{spec.title} has no way to say that a delivery is a trial; leave --trial out.")


def _kinds(spec: SourceSpec, *, folder: Path) -> Mapping[str, Path]:
    """The first sample of every kind that this source has, by the kind as file names write it."""
    files = sorted(folder.glob(f"{spec.id}.*.json"), reverse=True)
    return {file.stem.split(".")[1]: file for file in files}


def _plain(kind: str) -> str:
    """`repair.collected`, or `repair-collected`, as file names write it."""
    return re.sub(r"[._]", "-", kind)


def _marked(draft: Draft) -> Iterator[Draft]:
    """The draft as senders are known to mark a trial: a header that ends in `-test`, `test`, `livemode` not."""
    for name in draft.headers:
        if name.endswith("-test"):
            yield replace(draft, headers={**draft.headers, name: "true"})
    if isinstance(draft.body, dict):
        yield replace(draft, body={**draft.body, "test": True})
        yield replace(draft, body={**draft.body, "livemode": False})


def _give_new_ids(draft: Draft, spec: SourceSpec) -> None:
    """A delivery with an id that was there before would be a repetition, of which nothing follows."""
    for name in spec.delivery.id:
        if name in draft.headers:
            draft.headers[name] = _another(draft.headers[name])
    for name in ("event_id", *_ids_in_the_body(spec)):
        if isinstance(draft.body, dict) and isinstance(draft.body.get(name), str):
            draft.body[name] = _another(draft.body[name])


def _ids_in_the_body(spec: SourceSpec) -> list[str]:
    told = spec.mapping.get("dedup", [])
    return [found[1] for text in told if (found := TOP_LEVEL.fullmatch(text))]


def _another(name: str) -> str:
    """An id like this one, which nobody had before."""
    if UUID.fullmatch(name):
        return str(uuid.uuid4())
    prefix = name.rpartition("_")[0]
    return f"{prefix}_{uuid.uuid4().hex[:20]}" if prefix else uuid.uuid4().hex
