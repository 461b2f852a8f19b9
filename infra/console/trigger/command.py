"""The command `followthrough trigger`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from console.samples import body_of
from console.signing import signed_headers
from console.speaking import PROBLEMS, AsJson, Stack, answering, engine_for
from console.trigger.changes import changed
from console.trigger.choice import draft_of, mark_as_trial
from console.trigger.post import posted
from followthrough.adapters.webhooks.canonical import SOURCE
from followthrough.adapters.webhooks.rotation import alive
from followthrough.adapters.webhooks.secret_form import flaw
from followthrough.adapters.webhooks.sources import SourceSpec
from followthrough.bootstrap.engine import Engine
from followthrough.domain.errors import RuleBroken

MEANS = {
    200: "It lies in the inbox. What it makes stands in the ledger within seconds; the log of make_commitments names it.",
    401: "The door does not believe it: another secret is alive there (a new one is known after at most five minutes), "
    "or the clocks differ.",
    404: "There is no such source at this address.",
    413: "The body is larger than one mebibyte.",
    503: "It could not be stored; a sender would try again later.",
}


def trigger(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(help="What shall have happened, such as repair.collected.")],
    *,
    wishes: Annotated[
        list[str] | None, typer.Option("--set", help="Another value: PLACE=VALUE, such as customer.given_name=Ada.")
    ] = None,
    source: Annotated[str, typer.Option(help="From which source.")] = SOURCE,
    to: Annotated[str | None, typer.Option(help="The address of the door; else that of the deployment.")] = None,
    stack: Stack = None,
    secret_file: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="The secret to sign with; else that of the deployment."),
    ] = None,
    trial: Annotated[bool, typer.Option("--trial", help="Mark it as a trial, which makes nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Post a sample delivery, as if it happened now, signed as its sender would."""
    with answering(as_json=as_json):
        needs = [*([] if secret_file else ["source_secrets"]), *([] if to else ["base_url"])]
        app = engine_for(context, needs=needs, stack=stack)
        spec = app.source(source)
        draft = draft_of(kind, spec=spec, now=app.clock.now())
        changed(draft.body, wishes or [])
        if trial:
            mark_as_trial(draft, spec)
        secret = _secret(spec, app=app, file=secret_file)
        url = address(to or app.settings.need("base_url"), spec=spec, secret=secret)
        body = body_of(draft.body)
        added = signed_headers(spec, secret=secret, headers=draft.headers, body=body, now=app.clock.now(), url=url)
        status = posted(url, headers={**draft.headers, **added}, body=body)
        _tell(status, sample=draft.name, spec=spec, as_json=as_json)


COMMANDS: Mapping[str, Callable[..., None]] = {"trigger": trigger}
"""What the console offers, by the name that is typed."""


def address(to: str, *, spec: SourceSpec, secret: str) -> str:
    """Where this source posts to, from the address of a deployment, of its door, or of the source itself."""
    steps = urlsplit(to).path.strip("/").split("/")
    whole = to.rstrip("/")
    if "webhooks" not in steps:
        whole, steps = f"{whole}/webhooks", [*steps, "webhooks"]
    if steps[-1] == "webhooks":
        whole, steps = f"{whole}/{spec.id}", [*steps, spec.id]
    if spec.verify.scheme == "url_secret" and steps[-2] == "webhooks":
        return f"{whole}/{secret}"
    return whole


def _secret(spec: SourceSpec, *, app: Engine, file: Path | None) -> str:
    """The newest that is alive, or the one in the file. Raises RuleBroken if there is none that can be used."""
    if file is not None:
        value = file.read_text(encoding="utf-8").strip()
    else:
        entries = alive(app.secret_store.values().get(spec.id))
        if not entries:
            raise RuleBroken(
                f"{spec.title} has no secret, so its deliveries are answered 401. "
                f"Make one: followthrough source secret {spec.id} --generate"
            )
        value = str(entries[-1]["value"])
    wrong = flaw(spec.verify, value)
    if wrong:
        raise RuleBroken(f"The secret of {spec.title} {wrong}.")
    return value


def _tell(status: int, *, sample: str, spec: SourceSpec, as_json: bool) -> None:
    is_received = HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES
    means = MEANS.get(HTTPStatus.OK if is_received else status, "This is no answer of our door; look at the address.")
    if as_json:
        typer.echo(json.dumps({"status": status, "source": spec.id, "sample": sample, "means": means}))
    else:
        typer.echo(f"{sample}: {status}. {means}")
    if not is_received:
        raise typer.Exit(PROBLEMS)
