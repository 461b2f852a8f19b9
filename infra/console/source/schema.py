"""`followthrough source schema`: the form of our own event, for those who write one."""

from __future__ import annotations

import json

import typer

from followthrough.adapters.webhooks import canonical


def schema() -> None:
    """Print the JSON Schema of our own event, as docs/canonical-event.schema.json shows it."""
    typer.echo(json.dumps(canonical.json_schema(), indent=2, ensure_ascii=False))
