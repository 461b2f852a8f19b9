"""What a genuine sender adds to a delivery: the headers of a trial that our own door must believe.

Nothing here reaches anybody; it only writes down what a source file says of its sender.
"""

from __future__ import annotations

import base64
import datetime as dt
import uuid
from collections.abc import Mapping

from followthrough.adapters.webhooks.schemes import Stamp, VerifySpec
from followthrough.adapters.webhooks.sources import SourceSpec
from followthrough.adapters.webhooks.verify import signature


def signed_headers(
    spec: SourceSpec,
    *,
    secret: str,
    headers: Mapping[str, str],
    body: bytes,
    now: dt.datetime,
    url: str,
    method: str = "POST",
) -> dict[str, str]:
    """The headers that this sender adds to those it has: an id, the time of signing where it is told, and its proof.

    `headers` are those that go along anyway, in any case; `url` is the whole address it posts to, as some sign that
    too. Raises BadSignature if a header is signed that is not there.
    """
    verify, added = spec.verify, _identity(spec, headers)
    if verify.scheme not in {"hmac", "digest"}:
        return added | _shown(verify, secret)
    stamp = _written(verify.stamp, now) if verify.stamp else ""
    if verify.stamp and verify.stamp.headers:
        added[verify.stamp.headers[0]] = stamp
    known = {name.lower(): value for name, value in {**headers, **added}.items()}
    proof = signature(verify, secret=secret, headers=known, body=body, stamp=stamp, method=method, url=url)
    if verify.stamp and verify.stamp.field:
        proof = f"{verify.stamp.field}{verify.pair}{stamp}{verify.items}{proof}"
    return added | {verify.headers[0]: proof}


def _shown(verify: VerifySpec, secret: str) -> dict[str, str]:
    """The secret itself, where this sender shows it; the address has it already for those that put it there."""
    match verify.scheme:
        case "bearer":
            return {"authorization": f"Bearer {secret}"}
        case "basic":
            return {"authorization": f"Basic {base64.b64encode(secret.encode()).decode()}"}
        case "header":
            return {verify.headers[0]: verify.prefix + secret}
    return {}


def _identity(spec: SourceSpec, headers: Mapping[str, str]) -> dict[str, str]:
    """An id of its own for a delivery that has none yet."""
    given = {name.lower() for name in headers}
    if not spec.delivery.id or given & set(spec.delivery.id):
        return {}
    return {spec.delivery.id[0]: f"msg_{uuid.uuid4().hex[:20]}"}


def _written(stamp: Stamp, now: dt.datetime) -> str:
    """The time of signing as this sender writes it."""
    if stamp.unit == "iso":
        return now.isoformat()
    return str(int(now.timestamp() * (1000 if stamp.unit == "ms" else 1)))
