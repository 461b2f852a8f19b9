"""Who may send us something, as the owner wrote it down: one TOML file for each source.

Read at the door, so this module needs the standard library only. It understands `[verify]`, `[delivery]`,
`[handshake]` and `[about]`; how to read what was sent stays raw in `mapping` and is compiled behind the queue.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from followthrough.adapters.files import SOURCES, Files
from followthrough.adapters.webhooks.about import About, read_about
from followthrough.adapters.webhooks.handshake import Handshake, read_handshake
from followthrough.adapters.webhooks.schemes import VerifySpec, read_scheme
from followthrough.adapters.webhooks.tables import Table
from followthrough.domain.errors import InvalidBusiness

AUTHENTICATING = frozenset({"authorization", "proxy-authorization", "cookie", "x-api-key"})
"""Headers that let somebody in: they never travel behind the door, whatever a source file says."""

DOOR_KEYS = frozenset({"id", "title", "verify", "delivery", "handshake", "about"})
"""What this module reads; all else is for the mapping."""

SOURCE_ID = re.compile(r"[a-z][a-z0-9-]{0,31}")


@dataclass(frozen=True, kw_only=True)
class DeliverySpec:
    """What the door may know of a delivery: the headers that name its topic and its id, and those that travel on."""

    topic: tuple[str, ...] = ()
    id: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SourceSpec:
    """One configured sender."""

    id: str
    title: str
    file: str
    verify: VerifySpec
    delivery: DeliverySpec
    handshake: Handshake = field(default_factory=Handshake)
    about: About = field(default_factory=About)
    mapping: Mapping[str, Any] = field(default_factory=dict)


def load(folder: Path) -> Mapping[str, SourceSpec]:
    """Every source of a business, by its id. Raises InvalidBusiness, which names file and key."""
    return _by_id(Files.of(folder, "*.toml").texts)


def sources_of(files: Files) -> Mapping[str, SourceSpec]:
    """The same of a business that is read already. Raises InvalidBusiness."""
    return _by_id(files.matching(SOURCES))


def _by_id(texts: Mapping[str, str]) -> Mapping[str, SourceSpec]:
    specs = [parse(text, file=name) for name, text in texts.items()]
    found: dict[str, SourceSpec] = {}
    for spec in specs:
        if spec.id in found:
            raise InvalidBusiness(f'{spec.file}: id: "{spec.id}" is the id of {found[spec.id].file} already.')
        found[spec.id] = spec
    return found


def parse(text: str, *, file: str) -> SourceSpec:
    """One source file. Raises InvalidBusiness."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise InvalidBusiness(f"{file}: this is not TOML: {wrong}") from wrong
    top = Table(document, file=file)
    name = top.text("id")
    if not SOURCE_ID.fullmatch(name):
        raise top.wrong("id", "lower-case letters, digits and hyphens, please")
    verify = read_scheme(top.table("verify"))
    return SourceSpec(
        id=name,
        title=top.text("title", name),
        file=file,
        verify=verify,
        delivery=_delivery(top.table("delivery"), verify),
        handshake=read_handshake(top.table("handshake")),
        about=read_about(top.table("about")),
        mapping={key: value for key, value in document.items() if key not in DOOR_KEYS},
    )


def _delivery(table: Table, verify: VerifySpec) -> DeliverySpec:
    table.allow("topic id keep")
    spec = DeliverySpec(topic=table.headers("topic"), id=table.headers("id"), keep=table.headers("keep"))
    for key in ("topic", "id", "keep"):
        for name in getattr(spec, key):
            if name in AUTHENTICATING or name in verify.headers:
                raise table.wrong(key, f"{name} lets somebody in and must not travel behind the door")
    return spec
