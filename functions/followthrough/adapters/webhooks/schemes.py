"""How senders prove that a delivery is their own: the `[verify]` table of a source file, understood and checked.

Standard library only: this is read at the door.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from followthrough.adapters.webhooks.tables import Table

ALGORITHMS = frozenset({"sha1", "sha256", "sha512"})
ENCODINGS = frozenset({"base64", "hex"})
UNITS = frozenset({"s", "ms", "iso"})

LONGEST_TOLERANCE = 86_400
"""Seconds: what is older than a day might as well have no stamp."""

SIGNING_KEYS = "scheme headers algorithm encoding signed items pair field secret timestamp"
KEYS_OF = {
    "hmac": SIGNING_KEYS,
    "digest": SIGNING_KEYS,
    "bearer": "scheme",
    "basic": "scheme",
    "header": "scheme headers prefix",
    "url_secret": "scheme",
}
"""Every scheme, and what its table may say."""

PLACEHOLDER = re.compile(r"\{(body|timestamp|method|url|secret|header:[a-z0-9|-]+)\}")


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

    `hmac`: the first of `headers` that is present holds the signature of the `signed` template. With `pair` the
    header holds `field<pair>signature`; with `items` it is a list, as several signatures are normal while a key rotates.
    `digest`: the same with a bare hash of a template that has `{secret}` in it. Weak by design, because who sees one
    such hash may be able to lengthen the body under it; it is there for old senders that know nothing better.
    `bearer`, `basic`: the secret stands in the Authorization header (RFC 6750, RFC 7617); for `basic` it is written
    `user:password`. `header`: it stands in one of `headers`, after `prefix` if there is one.
    `url_secret`: it is the last part of the address, for senders that can do nothing else.
    """

    scheme: str
    headers: tuple[str, ...] = ()
    prefix: str = ""
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


def read_scheme(table: Table) -> VerifySpec:
    """The `[verify]` table. Raises InvalidBusiness, which names file and key."""
    scheme = table.word("scheme", frozenset(KEYS_OF))
    table.allow(KEYS_OF[scheme])
    if scheme in {"hmac", "digest"}:
        return _signing(scheme, table)
    if scheme in {"bearer", "basic"}:
        return VerifySpec(scheme=scheme, headers=("authorization",))
    if scheme == "header":
        return _in_a_header(table)
    return VerifySpec(scheme=scheme)


def _in_a_header(table: Table) -> VerifySpec:
    spec = VerifySpec(scheme="header", headers=table.headers("headers"), prefix=table.text("prefix", ""))
    if not spec.headers:
        raise table.wrong("headers", "name the header that carries the secret")
    return spec


def _signing(scheme: str, table: Table) -> VerifySpec:
    secret = table.table("secret")
    secret.allow("prefix encoding")
    spec = VerifySpec(
        scheme=scheme,
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
    _refuse_a_wrong_template(table, spec)
    _refuse_a_wrong_list(table, spec)
    return spec


def _refuse_a_wrong_template(table: Table, spec: VerifySpec) -> None:
    if not spec.headers:
        raise table.wrong("headers", "name the header that carries the signature")
    if "{body}" not in spec.signed:
        raise table.wrong("signed", "the signature must cover {body}")
    if re.search(r"[{}]", PLACEHOLDER.sub("", spec.signed)):
        raise table.wrong("signed", "the placeholders are {body}, {timestamp}, {method}, {url} and {header:name}")
    if ("{secret}" in spec.signed) != (spec.scheme == "digest"):
        raise table.wrong("signed", "a digest must cover {secret}, and only a digest may")
    if (spec.stamp is None) != ("{timestamp}" not in spec.signed):
        raise table.wrong("timestamp", "a timestamp must be signed, and a signed {timestamp} must be described")


def _refuse_a_wrong_list(table: Table, spec: VerifySpec) -> None:
    for key in ("items", "pair", "field"):
        if getattr(spec, key) == "":
            raise table.wrong(key, "at least one character, please")
    if (spec.pair is None) != (spec.field is None):
        raise table.wrong("pair", "`pair` and `field` go together")
    if spec.stamp and spec.stamp.field and not (spec.pair and spec.items):
        raise table.wrong("timestamp.field", "a field needs `items` and `pair`, which part it from the signature")


def _stamp(table: Table) -> Stamp:
    table.allow("headers field unit tolerance_seconds")
    seconds = table.number("tolerance_seconds", 300)
    if seconds > LONGEST_TOLERANCE:
        raise table.wrong("tolerance_seconds", f"at most a day, {LONGEST_TOLERANCE}, please")
    stamp = Stamp(
        headers=table.headers("headers"),
        field=table.maybe("field"),
        unit=table.word("unit", UNITS, "s"),
        tolerance=dt.timedelta(seconds=seconds),
    )
    if bool(stamp.headers) == bool(stamp.field):
        raise table.wrong("headers", "either `headers` or `field` says where the timestamp stands")
    return stamp
