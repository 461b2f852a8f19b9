"""The group `followthrough source`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from console import samples
from console.source import listing, words
from console.source.check import Checked, Question, business_of, checked, spec_in
from console.source.schema import schema
from console.source.secret import secret
from console.source.table import page
from console.speaking import PROBLEMS, AsJson, Stack, answering, engine_for, instant, problem
from followthrough.adapters.business.business_folder import DEFAULT
from followthrough.adapters.clock import SystemClock
from followthrough.adapters.webhooks.sources import load
from followthrough.domain.errors import InvalidBusiness, Refused

NEEDED = ("business_id", "table", "source_secrets")
"""What a list of sources has to know of its deployment."""

TRIAL_ADDRESS = "https://promises.example/webhooks"
"""The address that a trial is signed for, where senders sign their address and nobody says another."""


def check(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The source file.")],
    sample: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A body, or a file as in events/.")],
    *,
    headers: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Its headers: a JSON object, or a line for each.")
    ] = None,
    secret_file: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="The secret it was signed with.")
    ] = None,
    before: Annotated[str | None, typer.Option(help="The state before, for senders of states.")] = None,
    received: Annotated[
        str | None, typer.Option("--at", help="When it was received; else what the sample says.")
    ] = None,
    url: Annotated[str | None, typer.Option(help="The address it was posted to, for senders that sign it.")] = None,
    business: Annotated[
        Path | None, typer.Option(exists=True, file_okay=False, help="The business folder; else where the file lies.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Try a source file on a sample: signature, events, empty fields, key, and the commitments it would make."""
    with answering(as_json=as_json):
        asked_at = instant(received) if received else None
        try:
            spec = spec_in(file)
            one = samples.read(sample, headers=headers)
            question = Question(
                sample=one,
                now=asked_at or one.at or SystemClock().now(),
                secret=secret_file.read_text(encoding="utf-8").strip() if secret_file else None,
                url=url or f"{TRIAL_ADDRESS}/{spec.id}",
                before=before,
            )
            found = checked(spec, question, business=business or business_of(file))
        except (InvalidBusiness, Refused) as wrong:
            raise problem(wrong, as_json=as_json) from wrong
        _tell(found, as_json=as_json)


def list_(context: typer.Context, *, stack: Stack = None, as_json: AsJson = False) -> None:
    """The sources: how they prove themselves, whether they have a secret, when they last spoke, why they were refused."""
    with answering(as_json=as_json):
        found = listing.rows(engine_for(context, needs=NEEDED, stack=stack))
        if as_json:
            typer.echo(json.dumps(listing.as_json(found)))
            return
        for line in listing.table(found):
            typer.echo(line)


def table() -> None:
    """Print the page of all sources, as docs/sources.md shows it."""
    typer.echo(page(load(DEFAULT / "sources").values()), nl=False)


def group() -> typer.Typer:
    """`followthrough source …`."""
    commands = typer.Typer(no_args_is_help=True, help="What sends us something: is its file right, has it a secret.")
    commands.command("check")(check)
    commands.command("list")(list_)
    commands.command("schema")(schema)
    commands.command("secret")(secret)
    commands.command("table")(table)
    return commands


def _tell(found: Checked, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(words.as_json(found)))
    else:
        for line in words.sentences(found):
            typer.echo(line)
    if not found.holds:
        raise typer.Exit(PROBLEMS)
