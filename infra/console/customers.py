"""Who a customer is, typed: a name or an address put right, and two records that are one person, or are not."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Annotated, TypeVar

import typer

from console.speaking import AsJson, Stack, answering, engine_for
from followthrough.adapters.pages.contact_form import FIELDS, typed
from followthrough.application.correct import correct as put_right
from followthrough.application.same_person import judge
from followthrough.bootstrap.engine import Engine
from followthrough.domain.acquaintance import EMAIL, NAME, PHONE
from followthrough.domain.errors import Missing, RuleBroken
from followthrough.domain.event import Contact
from followthrough.domain.manners import capitalised, listed

T = TypeVar("T")

NEEDED = ("business_id", "table", "link_keys")


def correct(
    context: typer.Context,
    customer: Annotated[str, typer.Argument(help="Her key, as the ledger and the log name her.")],
    *,
    name: Annotated[str, typer.Option(help="Her whole name.")] = "",
    phone: Annotated[str, typer.Option(help="Her phone number.")] = "",
    email: Annotated[str, typer.Option(help="Her email address.")] = "",
    stack: Stack = None,
    as_json: AsJson = False,
) -> None:
    """Put right how CUSTOMER is called or reached. It stands until the source sends something new."""
    with answering(as_json=as_json):
        app = engine_for(context, needs=NEEDED, stack=stack)
        business = app.rulebook.current().business
        fields = {FIELDS[NAME]: name, FIELDS[PHONE]: phone, FIELDS[EMAIL]: email}
        if not any(fields.values()):
            raise RuleBroken("Please say what is right: --name, --phone or --email.")
        right = typed(fields, known=_country_of(customer, app=app), country=business.country)
        done = _known(lambda: put_right(customer, right, by=business.owner, tools=app.correcting))
        if as_json:
            typer.echo(json.dumps({"corrected": list(done.things), "promises": done.promises}))
            return
        typer.echo(f"{capitalised(listed(done.things))} put right." if done.things else "Nothing was changed.")
        if done.promises:
            typer.echo(f"Open promises that follow: {done.promises}.")


def same_person(
    context: typer.Context,
    one: Annotated[str, typer.Argument(help="The key of one customer.")],
    other: Annotated[str, typer.Argument(help="The key of the other one.")],
    *,
    no: Annotated[bool, typer.Option("--no", help="They are two people; nobody is asked again.")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Take the decision back.")] = False,
    stack: Stack = None,
    as_json: AsJson = False,
) -> None:
    """ONE and OTHER are one person: wishes of either count for both. Addresses stay apart, and it can be taken back."""
    with answering(as_json=as_json):
        if no and undo:
            raise RuleBroken("Please choose one of --no and --undo.")
        app = engine_for(context, needs=NEEDED, stack=stack)
        is_same = None if undo else not no
        by = app.rulebook.current().business.owner
        _known(lambda: judge(one, other, is_same=is_same, by=by, tools=app.judging))
        typer.echo(json.dumps({"same": is_same}) if as_json else _DECIDED[is_same])


COMMANDS: Mapping[str, Callable[..., None]] = {"correct": correct, "same-person": same_person}
"""What the console offers, by the name that is typed."""

_DECIDED = {
    True: "They count as one person. Taken back with --undo.",
    False: "They are two people, and nobody is asked again. Taken back with --undo.",
    None: "Taken back: each is by herself again, or himself.",
}


def _country_of(customer: str, *, app: Engine) -> Contact:
    """Where a national number of hers is at home; what else is known of her plays no part in what is typed here."""
    known = app.ledger.read(customers=[customer]).customers.get(customer)
    return Contact(country=known.contact.country if known else None)


def _known(action: Callable[[], T]) -> T:
    try:
        return action()
    except Missing as unknown:
        raise RuleBroken(str(unknown)) from unknown
