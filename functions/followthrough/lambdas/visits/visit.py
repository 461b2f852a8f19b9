"""Somebody has opened one of our links, or sent back the form behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from followthrough.application.ports import Page
from followthrough.bootstrap.engine import Engine
from followthrough.lambdas import forms

Served = tuple[Page, str]
"""A page, and a code of what became of it, fit for a log."""


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One request for one page."""

    token: str
    fields: Mapping[str, str] | None
    """What a form sent back; nothing when somebody only looks, and looking changes nothing."""
    query: Mapping[str, str] = field(default_factory=dict)
    origin: str = ""
    """Where the visitor knocked: our own address, as the gateway knows it."""
    app: Engine


def visit_of(event: dict[str, Any], *, app: Engine) -> Visit:
    """The visit that an HTTP API tells us of; HEAD looks as GET does."""
    method = event["requestContext"]["http"]["method"]
    return Visit(
        token=(event.get("pathParameters") or {}).get("token", ""),
        fields=forms.fields(event) if method == "POST" else None,
        query=event.get("queryStringParameters") or {},
        origin=f"https://{event['requestContext'].get('domainName', '')}",
        app=app,
    )
