"""`source secret`: a new secret, one that the sender made, or the end of an old one."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import Annotated

import typer

from console.speaking import AsJson, Stack, answering, engine_for
from followthrough.adapters.webhooks import rotation
from followthrough.adapters.webhooks.rotation import Entry
from followthrough.adapters.webhooks.secret_form import flaw, fresh
from followthrough.adapters.webhooks.sources import SourceSpec
from followthrough.application.retry import until_first
from followthrough.bootstrap.engine import Engine
from followthrough.domain.errors import RuleBroken

NEEDED = ("source_secrets", "base_url")

URL_SECRET = "url_secret"  # noqa: S105 - the name of a scheme


@dataclass(frozen=True, kw_only=True)
class Changed:
    """What was done: how many secrets are alive now, and the fresh one if there is one, to be shown once."""

    spec: SourceSpec
    said: str
    entries: list[Entry]
    shown: str | None = None


def secret(
    context: typer.Context,
    source: Annotated[str, typer.Argument(metavar="ID", help="The id of the source.")],
    *,
    generate: Annotated[bool, typer.Option("--generate", help="Make a fresh one and show it once.")] = False,
    paste: Annotated[bool, typer.Option("--paste", help="Type in one that the sender made; it is not shown.")] = False,
    retire: Annotated[bool, typer.Option("--retire", help="Take the oldest one away.")] = False,
    stack: Stack = None,
    yes: Annotated[bool, typer.Option("--yes", help="Retire even the only one.")] = False,
    as_json: AsJson = False,
) -> None:
    """The secrets of a source: two may be alive, so that a sender goes over to a new one without a gap."""
    with answering(as_json=as_json):
        if [generate, paste, retire].count(True) != 1:
            raise RuleBroken("Please say one of --generate, --paste and --retire.")
        app = engine_for(context, needs=NEEDED, stack=stack)
        spec = app.source(source)
        if generate:
            changed = _generated(spec, app=app)
        elif paste:
            changed = _pasted(spec, app=app)
        else:
            changed = _retired(spec, app=app, even_the_last=yes)
        _tell(changed, address=address_of(spec, app=app, value=changed.shown), as_json=as_json)


def address_of(spec: SourceSpec, *, app: Engine, value: str | None) -> str:
    """What the sender posts to; where the secret is a part of it, a place is kept for one that is not shown."""
    address = f"{app.settings.need('base_url')}/webhooks/{spec.id}"
    return f"{address}/{value or 'SECRET'}" if spec.verify.scheme == URL_SECRET else address


def _generated(spec: SourceSpec, *, app: Engine) -> Changed:
    value = fresh(spec.verify)
    entries = _added(spec, value, app=app)
    return Changed(spec=spec, said="A fresh secret is alive; it is shown this once.", entries=entries, shown=value)


def _pasted(spec: SourceSpec, *, app: Engine) -> Changed:
    value = str(typer.prompt(f"The secret of {spec.title}", hide_input=True, err=True)).strip()
    wrong = flaw(spec.verify, value)
    if wrong:
        raise RuleBroken(f"This secret {wrong}. Nothing is changed.")
    entries = _added(spec, value, app=app)
    return Changed(spec=spec, said="The secret is alive; the door knows it within five minutes.", entries=entries)


def _added(spec: SourceSpec, value: str, *, app: Engine) -> list[Entry]:
    now = app.clock.now()
    name = f"{now:%Y%m%d}-{secrets.token_hex(2)}"
    return until_first(
        lambda: app.secret_store.change(
            spec.id, lambda entries: rotation.added(entries, value=value, name=name, now=now)
        )
    )


def _retired(spec: SourceSpec, *, app: Engine, even_the_last: bool) -> Changed:
    """Once, not again and again: whoever wrote first may have retired the same one."""
    entries = app.secret_store.change(spec.id, lambda entries: rotation.retired(entries, even_the_last=even_the_last))
    return Changed(
        spec=spec, said="The oldest secret is gone; the door forgets it within five minutes.", entries=entries
    )


def _tell(changed: Changed, *, address: str, as_json: bool) -> None:
    if as_json:
        shown = {"secret": changed.shown} if changed.shown else {}
        alive = [entry.get("id") for entry in changed.entries]
        typer.echo(json.dumps({"source": changed.spec.id, "alive": alive, "url": address, **shown}))
        return
    typer.echo(f"{changed.spec.title}: {changed.said}")
    if changed.shown and changed.spec.verify.scheme != URL_SECRET:
        typer.echo(f"Secret:  {changed.shown}")
    typer.echo(f"Address: {address}")
    typer.echo(f"Alive:   {len(changed.entries)}")
