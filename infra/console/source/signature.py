"""Would the door let this delivery in? The verdict on a signature, in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from console.samples import Sample
from console.signing import signed_headers
from followthrough.adapters.webhooks.secret_form import flaw, fresh
from followthrough.adapters.webhooks.sources import SourceSpec
from followthrough.adapters.webhooks.verify import verify
from followthrough.domain.errors import BadSignature

SIGNS_THE_BODY = frozenset({"hmac", "digest"})
"""The schemes that notice a changed body; the others only know whether the secret is right."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Whether it would be let in, and why."""

    holds: bool
    said: str


def carries_proof(spec: SourceSpec, sample: Sample) -> bool:
    """Whether the sample came with what its sender proves itself by. A secret in the address is not in the sample."""
    return any(sample.headers.get(name) for name in _proving(spec))


def judged(spec: SourceSpec, sample: Sample, *, secret: str, now: dt.datetime, url: str) -> Verdict:
    """The verdict on the signature that the sample carries."""
    wrong = flaw(spec.verify, secret)
    if wrong:
        return Verdict(holds=False, said=f"the secret {wrong}.")
    try:
        _let_in(spec, sample, secret=secret, now=now, url=url)
    except BadSignature as refused:
        return Verdict(holds=False, said=_because(refused.reason, spec, now=now))
    return Verdict(holds=True, said="verified with the secret that you gave.")


def tried_out(spec: SourceSpec, sample: Sample, *, now: dt.datetime, url: str) -> Verdict:
    """The verdict on the file itself: the sample is signed with a fresh secret, and then something is changed."""
    secret = fresh(spec.verify)
    bare = {name: value for name, value in sample.headers.items() if name not in _proving(spec)}
    try:
        added = signed_headers(spec, secret=secret, headers=bare, body=sample.body, now=now, url=url)
        signed = Sample(name=sample.name, body=sample.body, headers=_lowered(bare | added))
        _let_in(spec, signed, secret=secret, now=now, url=url)
    except BadSignature as refused:
        return Verdict(holds=False, said=f"a trial was refused: {_because(refused.reason, spec, now=now)}")
    forged, other = (_changed(signed), secret) if _notices_changes(spec) else (signed, fresh(spec.verify))
    try:
        _let_in(spec, forged, secret=other, sent=secret, now=now, url=url)
    except BadSignature:
        what = "one byte changed" if _notices_changes(spec) else "another secret"
        return Verdict(holds=True, said=f"a trial with a fresh secret was let in; with {what} it was refused.")
    return Verdict(holds=False, said="a forged delivery was let in; look at [verify].")


def _let_in(
    spec: SourceSpec, sample: Sample, *, secret: str, now: dt.datetime, url: str, sent: str | None = None
) -> None:
    """As the door would, which knows this secret; `sent` is the one in the address, if it is another one."""
    verify(
        spec.verify,
        headers=sample.headers,
        body=sample.body,
        secrets=[secret],
        url_secret=sent or secret,
        now=now,
        url=url,
    )


def _proving(spec: SourceSpec) -> tuple[str, ...]:
    """The headers that a sender proves itself by."""
    match spec.verify.scheme:
        case "url_secret":
            return ()
        case "basic" | "bearer":
            return ("authorization",)
        case _:
            return spec.verify.headers


def _notices_changes(spec: SourceSpec) -> bool:
    return spec.verify.scheme in SIGNS_THE_BODY


def _changed(sample: Sample) -> Sample:
    first = bytes([sample.body[0] ^ 1]) if sample.body else b" "
    return Sample(name=sample.name, body=first + sample.body[1:], headers=sample.headers)


def _lowered(headers: dict[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _because(reason: str, spec: SourceSpec, *, now: dt.datetime) -> str:
    match reason:
        case "missing":
            needed = ", ".join((*_proving(spec), *(spec.verify.stamp.headers if spec.verify.stamp else ())))
            return f"a header that the signature needs is not there; look for {needed}, and for what `signed` names."
        case "malformed":
            return "the signature, or its time, is not written as [verify] says."
        case "stale":
            return f"it was not signed around {now.isoformat(timespec='seconds')}; say with --at when it was received."
        case "mismatch":
            address = ", or another address than --url" if "{url}" in spec.verify.signed else ""
            return f"it does not match: another secret, a body that was re-formatted since it was signed{address}."
        case _:
            return f"{reason}."
