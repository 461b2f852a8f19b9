"""The senders that may knock: each gets a fresh secret of the form that its source file asks for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import boto3

from followthrough.adapters.webhooks.secret_form import fresh
from followthrough.adapters.webhooks.sources import SourceSpec, load


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
    secret = fresh(spec.verify)
    path = f"/webhooks/{spec.id}"
    if spec.verify.scheme == "url_secret":
        path += f"/{secret}"
    return Source(id=spec.id, scheme=spec.verify.scheme, secret=secret, path=path)
