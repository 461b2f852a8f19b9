"""The senders that may knock: each gets a fresh secret of the form that its source file asks for."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import boto3

from followthrough.adapters.webhooks.schemes import VerifySpec
from followthrough.adapters.webhooks.sources import SourceSpec, load

KEY_LENGTH = 32
"""Bytes of a fresh key: as many as SHA-256 makes good use of."""

USER = "followthrough"
"""By which a sender names itself where it gives a user and a password."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """A sender, and what it needs to know to send us something."""

    id: str
    scheme: str
    secret: str
    path: str
    """Where it posts, with the secret in it where that is the scheme."""


def fresh_sources(folder: Path) -> tuple[Source, ...]:
    """Every source of a business folder, with a new secret each."""
    return tuple(_source(spec) for spec in load(folder).values())


def tell_the_stack(sources: tuple[Source, ...], *, secret_id: str) -> None:
    """Put the secrets where the deployed door looks for them."""
    known: Mapping[str, object] = {each.id: [{"id": "workbench", "value": each.secret}] for each in sources}
    boto3.client("secretsmanager").put_secret_value(SecretId=secret_id, SecretString=json.dumps(known))


def _source(spec: SourceSpec) -> Source:
    secret = _secret(spec.verify)
    path = f"/webhooks/{spec.id}"
    if spec.verify.scheme == "url_secret":
        path += f"/{secret}"
    return Source(id=spec.id, scheme=spec.verify.scheme, secret=secret, path=path)


def _secret(verify: VerifySpec) -> str:
    """A fresh one as this scheme writes it."""
    if verify.scheme == "basic":
        return f"{USER}:{secrets.token_urlsafe(KEY_LENGTH)}"
    if verify.scheme in {"hmac", "digest"}:
        return verify.key_prefix + _key(verify.key_form)
    return secrets.token_urlsafe(KEY_LENGTH)


def _key(form: str) -> str:
    if form == "base64":
        return base64.b64encode(secrets.token_bytes(KEY_LENGTH)).decode()
    return secrets.token_hex(KEY_LENGTH)
