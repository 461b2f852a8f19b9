"""What the law lets a customer ask: everything we hold about her, or that we forget it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Annotated

import typer

from console.held import document
from console.receipt import REMAINS, counts, done, touched
from console.speaking import AsJson, Stack, answering, engine_for
from followthrough.adapters.webhooks import phones, values
from followthrough.application.export import held
from followthrough.application.forget import Request, forget
from followthrough.application.whom import at_address, beside, everybody_of, known, of_source
from followthrough.bootstrap.engine import Engine
from followthrough.domain.errors import Conflict, RuleBroken, Unreachable
from followthrough.domain.event import Contact

NEEDED = ("business_id", "table", "link_keys")
WORD = "forget"
"""What is typed to go on: no key that is hit by chance."""

Whom = Annotated[str, typer.Argument(help="An email address, a phone number, or the key that a task names.")]
Source = Annotated[str | None, typer.Option(help="Only what this source has told us; alone: everybody it told us of.")]


def export(context: typer.Context, customer: Whom, *, stack: Stack = None) -> None:
    """Print everything we hold about CUSTOMER, from every source, as one JSON document."""
    with _answering(as_json=False):
        app = engine_for(context, needs=NEEDED, stack=stack)
        keys = _whom(customer, app=app)
        found = held(keys, ledger=app.ledger, hashes=app.hashes)
        told = document(found, business=app.published.current().business, at=app.clock.now())
        typer.echo(json.dumps(told, indent=2, ensure_ascii=False))


def forget_customer(
    context: typer.Context,
    customer: Annotated[str | None, typer.Argument(help="As for export; left out only with --source.")] = None,
    *,
    source: Source = None,
    stack: Stack = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do it without asking.")] = False,
    as_json: AsJson = False,
) -> None:
    """Forget CUSTOMER: release what is owed, delete what is known, and print a receipt without a name."""
    with _answering(as_json=as_json):
        app = engine_for(context, needs=NEEDED, stack=stack)
        keys = _meant(customer, source, app=app)
        found = held(keys, ledger=app.ledger, hashes=app.hashes)
        others = beside(keys, ledger=app.ledger) if customer else ()
        if not as_json:
            _say(touched(found, beside=others))
        if not keys or not (yes or _confirmed(as_json=as_json)):
            _say_json({"changed": False, **counts(found), "beside": others}) if as_json else _nothing_done(keys)
            return
        receipt = forget(keys, Request.by_us(everywhere=source is None, tools=app.forgetting))
        if as_json:
            _say_json({"changed": True, **asdict(receipt), "beside": others, "remains": REMAINS})
            return
        _say([*done(receipt), *REMAINS])


COMMANDS: Mapping[str, Callable[..., None]] = {"export": export, "forget": forget_customer}
"""What the console offers, by the name that is typed."""


def _meant(customer: str | None, source: str | None, *, app: Engine) -> tuple[str, ...]:
    """Whom a request to forget is about. Raises RuleBroken if it names nobody."""
    if customer is None and source is None:
        raise RuleBroken("Please name a customer, or a source with --source.")
    if customer is None:
        return everybody_of(source or "", ledger=app.ledger, hashes=app.hashes)
    keys = _whom(customer, app=app)
    return keys if source is None else of_source(keys, source, ledger=app.ledger)


def _whom(typed: str, *, app: Engine) -> tuple[str, ...]:
    """The keys of the customers who are meant, perhaps none. Raises RuleBroken for what is no name of anybody."""
    if "@" in typed:
        contact = Contact(email=values.email(typed))
    elif found := known([typed.strip()], ledger=app.ledger):
        return found
    else:
        contact = Contact(phone=phones.assess(typed, country=app.published.current().business.country))
    if not (contact.email or (contact.phone and contact.phone.e164)):
        raise RuleBroken("That is no email address, no whole phone number, and no key of a customer.")
    return known(at_address(contact, ledger=app.ledger, hashes=app.hashes), ledger=app.ledger)


def _confirmed(*, as_json: bool) -> bool:
    return not as_json and typer.prompt(f"This cannot be undone. Type {WORD} to go on", default="") == WORD


def _nothing_done(keys: Sequence[str]) -> None:
    typer.echo("Nothing was done." if keys else "There is nothing to forget.")


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(line)


def _say_json(told: Mapping[str, object]) -> None:
    typer.echo(json.dumps(told))


@contextmanager
def _answering(*, as_json: bool) -> Iterator[None]:
    """As everywhere; and while others write all the time, the same command goes on where it stopped."""
    with answering(as_json=as_json):
        try:
            yield
        except Conflict as busy:
            raise Unreachable("Others are writing at the same time. Please type the same command again.") from busy
