"""`followthrough doctor`: is this deployment ready, in plain words; each check is a function of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence

import typer
from botocore.exceptions import BotoCoreError, ClientError

from console.dead_letters import NEEDED as QUEUES
from console.source import listing
from console.speaking import PROBLEMS, AsJson, Stack, answering, engine_for, refusal
from followthrough.adapters.webhooks.rotation import alive
from followthrough.adapters.webhooks.secret_form import flaw
from followthrough.adapters.webhooks.sources import SourceSpec
from followthrough.bootstrap.engine import Engine
from followthrough.domain.desk import SOURCE as DESK
from followthrough.domain.errors import FollowthroughError, RuleBroken
from followthrough.domain.manners import listed

NEEDED = ("business_id", "table", "source_secrets", *QUEUES)

Check = Callable[[Engine], Iterator[str]]
"""What is wrong, a sentence for each thing; nothing, if all is well."""

LYING = {
    "inbox": "Deliveries that could not be taken in",
    "due": "Tasks and letters that could not be carried out",
    "deliveries": "News of our mails that could not be noted",
}


def doctor(context: typer.Context, *, stack: Stack = None, as_json: AsJson = False) -> None:
    """Is this deployment ready? Says what is wrong and what to do about it."""
    with answering(as_json=as_json):
        app = engine_for(context, needs=NEEDED, stack=stack)
        found = {name: _asked(check, app) for name, check in CHECKS.items()}
        notes = {name: _asked(note, app) for name, note in NOTES.items()}
        if as_json:
            typer.echo(json.dumps({"well": not any(found.values()), "checks": found, "notes": notes}))
        else:
            _show(found)
            _show({name: said for name, said in notes.items() if said})
        if any(found.values()):
            raise typer.Exit(PROBLEMS)


COMMANDS: Mapping[str, Callable[..., None]] = {"doctor": doctor}
"""What the console offers, by the name that is typed."""


def business_folder(app: Engine) -> Iterator[str]:
    """Business, playbook and source files make sense."""
    app.published.current()
    _ = app.normalisers
    yield from ()


def ledger(app: Engine) -> Iterator[str]:
    """The table of promises answers."""
    app.ledger.facts()
    yield from ()


def secrets(app: Engine) -> Iterator[str]:
    """Every source that is used has a secret of the right form."""
    known = app.secret_store.values()
    for row in listing.rows(app):
        if row.secrets != 0 or _is_used(row):
            yield from _of_one_source(row.spec, known.get(row.spec.id))


def not_wired(app: Engine) -> Iterator[str]:
    """Sources that nobody has wired: whatever comes from there is answered 401."""
    waiting = [row.spec.title for row in listing.rows(app) if row.secrets == 0 and not _is_used(row)]
    if waiting:
        yield f"{listed(waiting)}: no secret, so whatever comes from there is answered 401."


def parked(app: Engine) -> Iterator[str]:
    """Nothing lies where nobody works on it."""
    for name, letters in app.parked.items():
        number = letters.count()
        if number:
            yield f"{LYING[name]}: {number}. Look at them with `followthrough dlq list`."


CHECKS: Mapping[str, Check] = {
    "business folder": business_folder,
    "ledger": ledger,
    "secrets": secrets,
    "parked deliveries": parked,
}
"""What is looked at, in this order; a new check is a line here."""

NOTES: Mapping[str, Check] = {"not wired": not_wired}
"""What is worth knowing, and is no mistake."""


def _is_used(row: listing.Row) -> bool:
    """Whether the firm counts on it: our own desk, and whoever has knocked."""
    return row.spec.id == DESK or row.last_at is not None or bool(row.refusals)


def _of_one_source(spec: SourceSpec, told: object) -> Iterator[str]:
    try:
        entries = alive(told)
    except RuleBroken as broken:
        yield f"{spec.title}: {broken}"
        return
    if not entries:
        yield (
            f"{spec.title} has no secret: its deliveries are answered 401. "
            f"Run `followthrough source secret {spec.id} --generate`, or `--paste` for one that the sender made; "
            f"if you do not use it, take {spec.file} out of the business folder."
        )
    for entry in entries:
        wrong = flaw(spec.verify, entry["value"])
        if wrong:
            yield f'{spec.title}: its secret "{entry.get("id", "without an id")}" {wrong}.'


def _asked(check: Check, app: Engine) -> list[str]:
    """What this check finds; that it could not be made is a finding too, and stops no other."""
    try:
        return list(check(app))
    except FollowthroughError as wrong:
        return [str(wrong)]
    except (ClientError, BotoCoreError) as error:
        return [refusal(error)]


def _show(found: Mapping[str, Sequence[str]]) -> None:
    for name, wrong in found.items():
        typer.echo(f"{name}: {'well' if not wrong else ''}".rstrip())
        for sentence in wrong:
            typer.echo(f"  {sentence}")
