"""The front desk from a terminal: its address for each role, and a promise that somebody types."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from typing import Annotated

import segno
import typer

from console.speaking import AsJson, Stack, answering, engine_for
from followthrough.adapters.pages.desk_form import slip_from
from followthrough.adapters.pages.desk_page import NONCE_BYTES
from followthrough.adapters.pages.desk_words import what_follows, what_is_missing
from followthrough.application.hand_in import HandedIn, hand_in
from followthrough.domain.desk import Thing
from followthrough.lambdas import forms

NEEDED = ("business_id", "table", "base_url", "link_keys")
"""What a desk has to know of its deployment: asked for before anything else, so that its absence is a sentence."""


def desk(context: typer.Context, role: str, *, stack: Stack = None, as_json: AsJson = False) -> None:
    """Print the address of the front desk of ROLE, and its QR code: whoever has it can write there."""
    with answering(as_json=as_json):
        app = engine_for(context, needs=NEEDED, stack=stack)
        app.rulebook.current().business.role(role)
        address = app.links.staff("desk", bearer=role)
        if as_json:
            typer.echo(json.dumps({"role": role, "url": address}))
            return
        typer.echo(address)
        segno.make_qr(address).terminal(compact=True)


def promise(
    context: typer.Context,
    words: Annotated[str, typer.Argument(help="What was promised, as the customer shall read it.")],
    *,
    by: Annotated[str, typer.Option(help="By when, by the clock of the shop, such as 2026-03-09T17:00.")],
    owner: Annotated[str, typer.Option(help="The role that keeps it.")],
    name: Annotated[str, typer.Option(help="The customer.")] = "",
    phone: Annotated[str, typer.Option(help="The phone number.")] = "",
    email: Annotated[str, typer.Option(help="The email address: the promise is read back there.")] = "",
    colleague: Annotated[str, typer.Option(help="The role that it is promised to, if it is one of us.")] = "",
    stack: Stack = None,
    call: Annotated[bool, typer.Option("--call", help="It is kept by phone.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make a promise by hand: signed, and handed in at the front door like everything else."""
    typed = {"name": name, "phone": phone, "email": email, "words": words, "when": by, "how": "phone" if call else ""}
    with answering(as_json=as_json):
        app = engine_for(context, needs=NEEDED, stack=stack)
        business = app.rulebook.current().business
        for role in filter(None, (owner, colleague)):
            business.role(role)
        fields = {"what": Thing.PROMISED, "slip": secrets.token_urlsafe(NONCE_BYTES), "colleague": colleague, **typed}
        slip = slip_from(fields, by=owner, when=forms.moment(by, zone=business.zone), business=business)
        _tell(hand_in(slip, desk=app.desk(app.settings.need("base_url"))), as_json=as_json)


COMMANDS: Mapping[str, Callable[..., None]] = {"desk": desk, "promise": promise}
"""What the console offers, by the name that is typed."""


def _tell(handed: HandedIn, *, as_json: bool) -> None:
    if as_json:
        made = [follows.commitment.id for follows in handed.follows]
        typer.echo(json.dumps({"subject": handed.event.subject.id, "commitments": made}))
        return
    for line in (*what_follows(handed), *what_is_missing(handed)):
        typer.echo(line)
