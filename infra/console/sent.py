"""`followthrough sent`: who got what of one rule, and how sure we are of it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from console.speaking import AsJson, Stack, answering, engine_for, instant
from followthrough.adapters.business.owners_words import nearest
from followthrough.application.find import Named, everything
from followthrough.bootstrap.engine import Engine
from followthrough.domain.commitment import BY_THE_SHEET, NOT_SENT, Commitment, Entry
from followthrough.domain.errors import RuleBroken
from followthrough.domain.opening import civil
from followthrough.domain.playbook import FollowUp
from followthrough.domain.telling import Telling
from followthrough.domain.words import Channel, Step

NEEDED = ("business_id", "table")

FATES: Mapping[str, str] = {
    "": "went out",
    "crossed": "may have gone out",
    "unsure": "nobody knows whether it went out",
    "bounce": "came back",
    "reject": "came back",
}
"""What became of a mail, by how its history tells of it."""

_RETURNED = frozenset({"bounce", "reject"})
"""News of a mail that went out before."""


@dataclass(frozen=True, kw_only=True)
class Sent:
    """One mail, as its promise remembers it."""

    at: dt.datetime
    is_letter: bool
    """To the customer; else it is a task about her for one of us."""
    fate: str


def sent(
    context: typer.Context,
    *,
    rule: Annotated[str, typer.Option(help="The rule, by its name in the playbook.")],
    since: Annotated[str, typer.Option(help="A day such as 2026-03-02, or a time such as 2026-03-02T08:00+00:00.")],
    stack: Stack = None,
    as_json: AsJson = False,
) -> None:
    """Who got what of one RULE since a day or a time. Names and addresses are those that we know today."""
    with answering(as_json=as_json):
        app = engine_for(context, needs=NEEDED, stack=stack)
        follow_up, begins = _rule(rule, app=app), _since(since, zone=app.published.current().business.zone)
        owed = [each for each in everything(app.ledger) if each.commitment.follow_up == follow_up.id]
        found = [(each, mail) for each in owed for mail in mails_of(each.commitment)]
        told = sorted(
            ((each, mail) for each, mail in found if mail.at >= begins), key=lambda line: (line[1].at, line[0].name)
        )
        if as_json:
            typer.echo(json.dumps([_as_json(each, mail) for each, mail in told]))
            return
        telling = Telling(now=app.clock.now(), zone=app.published.current().business.zone)
        for each, mail in told:
            typer.echo(_line(each, mail, telling=telling))
        typer.echo(_count(len(told), follow_up))


COMMANDS: Mapping[str, Callable[..., None]] = {"sent": sent}
"""What the console offers, by the name that is typed."""


def mails_of(commitment: Commitment) -> Iterator[Sent]:
    """The letter, the task and the receipts of one promise; what asks staff again is no news to anybody."""
    last: Sent | None = None
    for entry, following in zip_longest(commitment.history, commitment.history[1:]):
        step, _, how = entry.what.partition(" ")
        if step not in (Step.RECEIPT, Step.REMIND) or how not in FATES:
            continue
        if entry.because.startswith(NOT_SENT) or entry.because == BY_THE_SHEET:
            continue
        if how in _RETURNED and last is not None:
            is_letter = last.is_letter
        else:
            is_letter = step == Step.RECEIPT or _is_letter(how, following, channel=commitment.channel)
        is_known = how == "unsure" and _is_told_later(entry, commitment)
        last = Sent(at=entry.at, is_letter=is_letter, fate=FATES["" if is_known else how])
        yield last


def _is_told_later(entry: Entry, commitment: Commitment) -> bool:
    """Whether the mail service has said since that it went out."""
    return any(each.what == "settled" and each.at >= entry.at for each in commitment.history)


def _is_letter(how: str, following: Entry | None, *, channel: Channel) -> bool:
    """A letter that went out has kept its promise; only letters can be in doubt. What was one may be a call by now."""
    if how == "":
        return following is not None and (following.what, following.because) == ("kept", "sent")
    return how == "unsure" or channel is Channel.EMAIL


def _rule(name: str, *, app: Engine) -> FollowUp:
    playbook = app.published.current().playbook
    found = playbook.find(name)
    if found is None:
        hint = nearest(name, (rule.name for rule in playbook.known)) or "."
        raise RuleBroken(f'There is no rule "{name}" in the playbook{hint}')
    return found


def _since(text: str, *, zone: str) -> dt.datetime:
    """The beginning of that day at the shop, or that instant. Raises RuleBroken."""
    try:
        return civil(dt.date.fromisoformat(text), dt.time(), zone=ZoneInfo(zone))
    except ValueError:
        return instant(text)


def _line(each: Named, mail: Sent, *, telling: Telling) -> str:
    contact = each.customer.contact if each.customer else None
    phone = contact.phone.raw if contact and contact.phone else None
    where = (contact.email if contact else None) if mail.is_letter else phone
    whom = ", ".join(filter(None, (each.name or "somebody whose name we do not know", where)))
    what = "letter to" if mail.is_letter else "task about"
    return f"{telling.moment(mail.at)}: {what} {whom}: {mail.fate}  ({each.commitment.id})"


def _as_json(each: Named, mail: Sent) -> dict[str, Any]:
    contact = each.customer.contact if each.customer else None
    return {
        "at": mail.at.isoformat(),
        "what": "letter" if mail.is_letter else "task",
        "fate": mail.fate,
        "commitment": each.commitment.id,
        "name": each.name or None,
        "email": contact.email if contact else None,
        "phone": contact.phone.raw if contact and contact.phone else None,
    }


def _count(count: int, rule: FollowUp) -> str:
    return f"Nothing of {rule.name} went out since then." if not count else f"{count} of {rule.name}."
