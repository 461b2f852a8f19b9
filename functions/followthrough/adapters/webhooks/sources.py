"""Who may send us something, as the owner wrote it down: one TOML file for each source.

Read at the door, so this module needs the standard library only. It understands `[verify]` and `[delivery]`;
how to read what was sent stays raw in `mapping` and is compiled behind the queue.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from followthrough.adapters.webhooks.tables import Table
from followthrough.domain.errors import InvalidBusiness

ALGORITHMS = frozenset({"sha1", "sha256"})
ENCODINGS = frozenset({"base64", "hex"})
SCHEMES = frozenset({"hmac", "url_secret"})
UNITS = frozenset({"s", "ms", "iso"})

AUTHENTICATING = frozenset({"authorization", "proxy-authorization", "cookie", "x-api-key"})
"""Headers that let somebody in: they never travel behind the door, whatever a source file says."""

SOURCE_ID = re.compile(r"[a-z][a-z0-9-]{0,31}")
PLACEHOLDER = re.compile(r"\{(body|timestamp|method|url|header:[a-z0-9|-]+)\}")


@dataclass(frozen=True, kw_only=True)
class Stamp:
    """Where the sender says when it signed, in which unit, and how far from our clock that may be, both ways.

    The stamp stands in one of `headers`, or in a `field` of the signature header itself.
    """

    headers: tuple[str, ...] = ()
    field: str | None = None
    unit: str = "s"
    tolerance: dt.timedelta = dt.timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True)
class VerifySpec:
    """How a source proves that a delivery is its own.

    `url_secret`: the secret is the last part of the address, for senders that cannot sign.
    `hmac`: the first of `headers` that is present holds the signature of the `signed` template. With `pair` the
    header is a list of `field<pair>signature`, split at `items`; several signatures are normal while a key rotates.
    """

    scheme: str
    headers: tuple[str, ...] = ()
    algorithm: str = "sha256"
    encoding: str = "base64"
    signed: str = "{body}"
    items: str | None = None
    pair: str | None = None
    field: str | None = None
    stamp: Stamp | None = None
    key_prefix: str = ""
    key_form: str = "text"
    """How the key is written in its secret: as `text`, or in `base64` or `hex`."""


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
    mapping: Mapping[str, Any] = field(default_factory=dict)


def load(folder: Path) -> Mapping[str, SourceSpec]:
    """Every source of a business, by its id. Raises InvalidBusiness, which names file and key."""
    specs = [parse(_text_of(file), file=file.name) for file in sorted(folder.glob("*.toml"))]
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
    verify = _verify(top.table("verify"))
    return SourceSpec(
        id=name,
        title=top.text("title", name),
        file=file,
        verify=verify,
        delivery=_delivery(top.table("delivery"), verify),
        mapping={key: value for key, value in document.items() if key not in {"id", "title", "verify", "delivery"}},
    )


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as wrong:
        raise InvalidBusiness(f"{file.name}: this is not UTF-8 text.") from wrong


def _verify(table: Table) -> VerifySpec:
    if table.word("scheme", SCHEMES) == "url_secret":
        table.allow("scheme")
        return VerifySpec(scheme="url_secret")
    table.allow("scheme headers algorithm encoding signed items pair field secret timestamp")
    secret = table.table("secret")
    secret.allow("prefix encoding")
    spec = VerifySpec(
        scheme="hmac",
        headers=table.headers("headers"),
        algorithm=table.word("algorithm", ALGORITHMS, "sha256"),
        encoding=table.word("encoding", ENCODINGS, "base64"),
        signed=table.text("signed", "{body}"),
        items=table.maybe("items"),
        pair=table.maybe("pair"),
        field=table.maybe("field"),
        stamp=_stamp(table.table("timestamp")) if "timestamp" in table else None,
        key_prefix=secret.text("prefix", ""),
        key_form=secret.word("encoding", ENCODINGS | {"text"}, "text"),
    )
    _refuse_contradictions(table, spec)
    return spec


def _refuse_contradictions(table: Table, spec: VerifySpec) -> None:
    if not spec.headers:
        raise table.wrong("headers", "name the header that carries the signature")
    if "{body}" not in spec.signed:
        raise table.wrong("signed", "the signature must cover {body}")
    if re.search(r"[{}]", PLACEHOLDER.sub("", spec.signed)):
        raise table.wrong("signed", "the placeholders are {body}, {timestamp}, {method}, {url} and {header:name}")
    if (spec.stamp is None) != ("{timestamp}" not in spec.signed):
        raise table.wrong("timestamp", "a timestamp must be signed, and a signed {timestamp} must be described")
    if (spec.pair is None) != (spec.field is None):
        raise table.wrong("pair", "`pair` and `field` go together")
    if spec.stamp and spec.stamp.field and not spec.pair:
        raise table.wrong("timestamp.field", "a field needs `pair`, which parts it from its value")


def _stamp(table: Table) -> Stamp:
    table.allow("headers field unit tolerance_seconds")
    seconds = table.number("tolerance_seconds", 300)
    stamp = Stamp(
        headers=table.headers("headers"),
        field=table.maybe("field"),
        unit=table.word("unit", UNITS, "s"),
        tolerance=dt.timedelta(seconds=seconds),
    )
    if bool(stamp.headers) == bool(stamp.field):
        raise table.wrong("headers", "either `headers` or `field` says where the timestamp stands")
    return stamp


def _delivery(table: Table, verify: VerifySpec) -> DeliverySpec:
    table.allow("topic id keep")
    spec = DeliverySpec(topic=table.headers("topic"), id=table.headers("id"), keep=table.headers("keep"))
    for name in spec.keep:
        if name in AUTHENTICATING or name in verify.headers:
            raise table.wrong("keep", f"{name} lets somebody in and must not travel behind the door")
    return spec
