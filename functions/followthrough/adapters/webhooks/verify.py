"""Is this delivery really from whom it says? One interpreter for every source's signature.

Standard library only: this runs at the door. Whatever is wrong, and however hostile the input,
the only thing that leaves this module is BadSignature.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence

from followthrough.adapters.webhooks.schemes import PLACEHOLDER, Stamp, VerifySpec
from followthrough.domain.errors import BadSignature


def verify(
    spec: VerifySpec,
    *,
    headers: Mapping[str, str],
    body: bytes,
    secrets: Sequence[str],
    url_secret: str | None,
    now: dt.datetime,
    method: str = "POST",
    url: str = "",
) -> None:
    """Passes silently if one of the secrets made this delivery; else raises BadSignature with a reason for metrics.

    Reasons: `no secret` (none is configured: the owner's mistake), `missing`, `malformed`, `stale`, `mismatch`.
    The body is never looked at before it is known to be genuine.
    """
    keys = [key for secret in secrets if (key := _key(spec, secret))]
    if not keys:
        raise BadSignature("no secret")
    known = {name.lower(): value for name, value in headers.items()}
    if spec.scheme in {"hmac", "digest"}:
        given = _given(spec, known)
        stamp = _fresh_stamp(spec, spec.stamp, known, now=now) if spec.stamp else ""
        parts = _parts(spec, known, body=body, stamp=stamp, method=method, url=url)
        expected = [_signature(spec, key, parts) for key in keys]
    else:
        given, expected = [_shown(spec, known, url_secret)], keys
    if not _any_equal(given, expected):
        raise BadSignature("mismatch")


def signature(
    spec: VerifySpec,
    *,
    secret: str,
    headers: Mapping[str, str],
    body: bytes,
    stamp: str = "",
    method: str = "POST",
    url: str = "",
) -> str:
    """What a genuine sender would write into the signature header: for samples and trials.

    `headers` (lower-case) and `stamp` are those that it sends. Raises BadSignature if one that is signed is missing.
    """
    parts = _parts(spec, headers, body=body, stamp=stamp, method=method, url=url)
    text = _signature(spec, _key(spec, secret), parts).decode("ascii")
    return text if spec.pair is None else f"{spec.field}{spec.pair}{text}"


def _signature(spec: VerifySpec, key: bytes, parts: Sequence[bytes | None]) -> bytes:
    """The proof that this key makes of the message; where a part is None, the key itself stands in it."""
    message = b"".join(key if part is None else part for part in parts)
    if spec.scheme == "digest":
        proof = hashlib.new(spec.algorithm, message).digest()
    else:
        proof = hmac.digest(key, message, spec.algorithm)
    return proof.hex().encode("ascii") if spec.encoding == "hex" else base64.b64encode(proof)


def _key(spec: VerifySpec, secret: str) -> bytes:
    """The bytes a secret stands for; empty, and so of no use, if it is not of the right form.

    An empty key must never verify anything: everybody knows it.
    """
    bare = secret.removeprefix(spec.key_prefix)
    try:
        if spec.key_form == "base64":
            return base64.b64decode(bare, validate=True)
        if spec.key_form == "hex":
            return bytes.fromhex(bare)
    except ValueError:
        return b""
    return _octets(bare)


def _shown(spec: VerifySpec, headers: Mapping[str, str], url_secret: str | None) -> bytes:
    """The secret itself, as a sender that cannot sign shows it."""
    if spec.scheme == "url_secret":
        return _octets(url_secret or "")
    value = _first(headers, spec.headers).strip()
    if spec.scheme == "header":
        return _octets(_after(spec.prefix, value))
    word, _, rest = value.partition(" ")
    if word.lower() != spec.scheme:
        raise BadSignature("malformed")
    return _octets(rest.strip()) if spec.scheme == "bearer" else _decoded(rest.strip())


def _after(prefix: str, value: str) -> str:
    if not value.startswith(prefix):
        raise BadSignature("malformed")
    return value.removeprefix(prefix)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        raise BadSignature("malformed") from None


def _given(spec: VerifySpec, headers: Mapping[str, str]) -> list[bytes]:
    """The signatures that came with the delivery: one, or several while the sender rotates its key."""
    value = _first(headers, spec.headers)
    if spec.pair is None:
        return [_octets(item) for item in _items(spec, value)]
    found = [_octets(text) for name, text in _fields(spec, value) if name == spec.field and text]
    if not found:
        raise BadSignature("malformed")
    return found


def _items(spec: VerifySpec, value: str) -> list[str]:
    return value.split(spec.items) if spec.items else [value]


def _fields(spec: VerifySpec, value: str) -> list[tuple[str, str]]:
    parted = (item.partition(spec.pair or "") for item in _items(spec, value))
    return [(name, text) for name, _, text in parted]


def _fresh_stamp(spec: VerifySpec, stamp: Stamp, headers: Mapping[str, str], *, now: dt.datetime) -> str:
    """The time of signing exactly as it was signed, if it is near enough to ours, before or after."""
    if stamp.field:
        fields = _fields(spec, _first(headers, spec.headers))
        text = next((text for name, text in fields if name == stamp.field), "")
    else:
        text = _first(headers, stamp.headers)
    if abs(now.timestamp() - _seconds(text, stamp.unit)) > stamp.tolerance.total_seconds():
        raise BadSignature("stale")
    return text


def _seconds(text: str, unit: str) -> float:
    if unit == "iso":
        return _seconds_of_iso(text)
    if not re.fullmatch(r"[0-9]{1,15}", text):
        raise BadSignature("malformed")
    return int(text) / (1000 if unit == "ms" else 1)


def _seconds_of_iso(text: str) -> float:
    try:
        at = dt.datetime.fromisoformat(text)
    except ValueError:
        raise BadSignature("malformed") from None
    if at.tzinfo is None:
        raise BadSignature("malformed")
    return at.timestamp()


def _parts(
    spec: VerifySpec, headers: Mapping[str, str], *, body: bytes, stamp: str, method: str, url: str
) -> list[bytes | None]:
    """What was signed, piece by piece: the template of the source with everything but the secret in its place."""
    values = {
        "timestamp": _octets(stamp),
        "body": body,
        "method": _octets(method),
        "url": _octets(url),
        "secret": None,
    }

    def filled(index: int, part: str) -> bytes | None:
        if index % 2 == 0:  # the text between the placeholders
            return _octets(part)
        if part.startswith("header:"):
            return _octets(_first(headers, part.removeprefix("header:").split("|")))
        return values[part]

    return [filled(index, part) for index, part in enumerate(PLACEHOLDER.split(spec.signed))]


def _first(headers: Mapping[str, str], names: Sequence[str]) -> str:
    for name in names:
        if headers.get(name):
            return headers[name]
    raise BadSignature("missing")


def _any_equal(given: Sequence[bytes], expected: Sequence[bytes]) -> bool:
    """Whether any two are equal, in a time that does not tell how nearly."""
    return any(hmac.compare_digest(one, other) for one in given for other in expected)


def _octets(text: str) -> bytes:
    """Bytes of any text at all, lone surrogates included: hostile input must not raise."""
    return text.encode("utf-8", "surrogatepass")
