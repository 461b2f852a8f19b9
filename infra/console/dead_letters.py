"""`followthrough dlq`: what was parked, what that means for people, and putting it back to work."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any

import typer

from console.speaking import AsJson, Stack, answering, engine_for
from followthrough.adapters.aws.parked import DeadLetters, Parked
from followthrough.adapters.aws.queues import wake_from_message
from followthrough.adapters.webhooks.delivery import Delivery
from followthrough.bootstrap.engine import Engine
from followthrough.domain.errors import Malformed

NEEDED = tuple(f"{queue}{end}" for queue in ("inbox", "due", "deliveries") for end in ("_url", "_dead_letters_url"))
"""What tells a command where work lies, and where it is parked."""


def list_(context: typer.Context, *, stack: Stack = None, as_json: AsJson = False) -> None:
    """What is parked, since when, why, and what it means. It is left as it is."""
    with answering(as_json=as_json):
        app = engine_for(context, needs=NEEDED, stack=stack)
        found = {name: letters.look() for name, letters in app.parked.items()}
        if as_json:
            typer.echo(json.dumps([_as_json(name, parked) for name, parked in found.items()]))
            return
        for line in _lines(found):
            typer.echo(line)


def replay(
    context: typer.Context,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be put back.")] = False,
    stack: Stack = None,
    as_json: AsJson = False,
) -> None:
    """Put everything back to work, the oldest first. What is still wrong is parked again, with its reason."""
    with answering(as_json=as_json):
        app = engine_for(context, needs=NEEDED, stack=stack)
        moved = {name: letters.count() for name, letters in app.parked.items()} if dry_run else _moved(app, as_json)
        if as_json:
            typer.echo(json.dumps({"replayed": not dry_run, **moved}))
            return
        verb = "would be put back" if dry_run else "put back"
        for name, number in moved.items():
            typer.echo(f"{name}: {number} {verb}")


def group() -> typer.Typer:
    """`followthrough dlq …`."""
    commands = typer.Typer(no_args_is_help=True, help="What could not be understood or carried out: look, and replay.")
    commands.command("list")(list_)
    commands.command("replay")(replay)
    return commands


def effects(queue: str, parked: list[Parked]) -> list[str]:
    """What it means for people that these lie there, a sentence for each kind. Ids only."""
    return list(EFFECTS[queue](parked))


def _of_the_inbox(parked: list[Parked]) -> Iterator[str]:
    for source, number in sorted(Counter(map(_source, parked)).items()):
        what = _counted(number, "delivery", "deliveries")
        yield f"{what} from {source} {_was(number)} not taken in: what happened there has no follow-up yet"


def _of_the_due(parked: list[Parked]) -> Iterator[str]:
    owed = [name for message in parked if (name := _commitment(message))]
    if owed:
        what = _counted(len(owed), "step", "steps")
        yield f"{what} {_was(len(owed))} not carried out, so a promise is at risk: {', '.join(dict.fromkeys(owed))}"
    if rest := len(parked) - len(owed):
        yield f"{_counted(rest, 'message', 'messages')} that no commitment can be read from"


def _of_the_deliveries(parked: list[Parked]) -> Iterator[str]:
    if parked:
        what = _counted(len(parked), "mail", "mails")
        yield f"what became of {what} is not noted: a letter that came back may be unknown"


EFFECTS: Mapping[str, Callable[[list[Parked]], Iterator[str]]] = {
    "inbox": _of_the_inbox,
    "due": _of_the_due,
    "deliveries": _of_the_deliveries,
}


def _lines(found: Mapping[str, list[Parked]]) -> Iterator[str]:
    if not any(found.values()):
        yield "Nothing is parked."
    for name, parked in found.items():
        if not parked:
            continue
        yield f"{name}: {len(parked)} since {parked[0].since:%Y-%m-%d %H:%M} UTC"
        for effect in effects(name, parked):
            yield f"  {effect}."
        for reason, number in _reasons(parked):
            yield f"  {number}: {reason}"
    if any(found.values()):
        yield "When the cause is mended: followthrough dlq replay"


def _as_json(name: str, parked: list[Parked]) -> dict[str, Any]:
    return {
        "queue": name,
        "messages": len(parked),
        "since": parked[0].since.isoformat() if parked else None,
        "reasons": dict(_reasons(parked)),
        "effects": effects(name, parked),
    }


def _reasons(parked: list[Parked]) -> list[tuple[str, int]]:
    return Counter(message.reason or "no reason noted: it was tried 200 times" for message in parked).most_common()


def _moved(app: Engine, as_json: bool) -> dict[str, int]:  # noqa: FBT001 - as typed
    return {name: _put_back(name, letters, as_json=as_json) for name, letters in app.parked.items()}


def _put_back(name: str, letters: DeadLetters, *, as_json: bool) -> int:
    """How many; those that are parked anew meanwhile are left for the next time."""
    held = letters.hold()
    if as_json or not held:
        for message in held:
            letters.put_back(message)
        return len(held)
    with typer.progressbar(held, label=name) as bar:
        for message in bar:
            letters.put_back(message)
    return len(held)


def _source(message: Parked) -> str:
    try:
        return Delivery.from_message(message.body).source
    except Malformed:
        return "the event bus" if '"detail-type"' in message.body else "nobody we know"


def _commitment(message: Parked) -> str | None:
    try:
        return wake_from_message(message.body).commitment
    except Malformed:
        return None


def _counted(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"


def _was(number: int) -> str:
    return "was" if number == 1 else "were"
