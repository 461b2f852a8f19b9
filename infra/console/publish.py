"""`followthrough publish`: the owner's folder goes live, or the version before comes back; its effect is shown first."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from console.speaking import PROBLEMS, AsJson, Stack, answering, engine_for
from followthrough.adapters.business.bundle import Bundle
from followthrough.adapters.business.carried import carrying
from followthrough.adapters.checking.playbook_check import publishable
from followthrough.adapters.files import SHIPPED, Files
from followthrough.adapters.publishing.editions import Edition
from followthrough.adapters.publishing.publish_words import as_json as effect_as_json
from followthrough.adapters.publishing.publish_words import changed_files, done_words, sentences
from followthrough.application.publish import Done, Plan, effect, go_live, open_ones
from followthrough.bootstrap.engine import Engine
from followthrough.domain.errors import InvalidBusiness, RuleBroken
from followthrough.domain.publishing import Effect, Touched

NEEDED = ("business_id", "table")

Yes = Annotated[bool, typer.Option("--yes", help="Do it. Without this you only see what it changes.")]


class Removed(StrEnum):
    """What becomes of the open commitments of a rule that is taken out."""

    KEEP = "keep"
    RELEASE = "release"
    STOP = "stop"


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A version as it would go live, and what it would take the place of."""

    now: Edition | None
    before: Bundle
    after: Bundle
    back_to: int
    """The version that going back from it would lead to."""
    effect: Effect

    @property
    def files(self) -> dict[str, tuple[str, ...]]:
        return changed_files(self.before.files, self.after.files)

    @property
    def is_in_force(self) -> bool:
        return self.now is not None and self.before.files == self.after.files


def publish(
    context: typer.Context,
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="[DIR]", exists=True, file_okay=False, help="The business folder; the one you are in if not given."
        ),
    ] = None,
    *,
    back: Annotated[bool, typer.Option("--back", help="The version before the one in force.")] = False,
    removed: Annotated[
        Removed | None,
        typer.Option(help="What is open of rules that are taken out: keep it, release it, or stop here."),
    ] = None,
    hand_over_to: Annotated[
        str | None, typer.Option(help="The role that takes what roles that are gone leave.")
    ] = None,
    by: Annotated[str, typer.Option(help="Who publishes, as the next one will read it.")] = "the owner",
    stack: Stack = None,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Check the folder, show what it changes about open promises, and make it live within a minute."""
    with answering(as_json=as_json):
        if back and folder is not None:
            raise RuleBroken("Please name a folder, or say --back: not both.")
        app = engine_for(context, needs=NEEDED, stack=stack)
        told = _proposal(None if back else folder or Path(), app=app, heir=hand_over_to)
        if not as_json:
            _show(told)
        if not yes or (told.is_in_force and not _is_left(told.effect, removed=removed, heir=hand_over_to)):
            _end(told, None, None, as_json=as_json)
            return
        plan = Plan(released=_released(told.effect, removed, as_json=as_json), hand_over_to=hand_over_to)
        edition, done = go_live(
            told.effect,
            plan,
            after=told.after.rules,
            put=lambda: _put(told, app=app, by=by),
            tools=app.publishing,
        )
        _end(told, edition, done, as_json=as_json)


COMMANDS: Mapping[str, Callable[..., None]] = {"publish": publish}
"""What the console offers, by the name that is typed."""


def _proposal(folder: Path | None, *, app: Engine, heir: str | None) -> Proposal:
    """What would go live: this folder, or what was in force before. Raises InvalidBusiness, RuleBroken, Missing.

    What was in force once is not examined again, and what is carried on of it neither: nobody could mend that letter.
    """
    now = app.editions.in_force()
    before = Bundle(app.editions.files(now.number) if now else Files.of(SHIPPED))
    files, back_to = (publishable(Files.of(folder)), now.number if now else 0) if folder else _earlier(now, app=app)
    owed = open_ones(app.publishing)
    needed = frozenset(each.follow_up for each in owed)
    carried = carrying(files, over=before.files, today=app.clock.now().date(), needed=needed, heir=heir)
    _ = carried.packed  # what is too large is told before anything is shown
    after = Bundle.read(carried)
    own, theirs = app.settings.need("business_id"), after.rules.business.id
    if own != theirs:
        raise InvalidBusiness(f'This folder is the business "{theirs}", and this deployment is "{own}".')
    touched = effect(before.rules, after.rules, owed=owed)
    return Proposal(now=now, before=before, after=after, back_to=back_to, effect=touched)


def _earlier(now: Edition | None, *, app: Engine) -> tuple[Files, int]:
    """The version before, and the one before that: going back twice goes back two steps."""
    if now is None:
        raise RuleBroken("Nothing was published yet: there is nothing to go back to.")
    if now.before == 0:
        return Files.of(SHIPPED), 0
    return app.editions.files(now.before), app.editions.before(now.before)


def _is_left(effect: Effect, *, removed: Removed | None, heir: str | None) -> bool:
    """Whether somebody has decided about what is open of rules and roles that are gone already."""
    return bool((effect.resting and removed is Removed.RELEASE) or (effect.roles_gone and heir))


def _put(told: Proposal, *, app: Engine, by: str) -> Edition:
    if told.now and told.is_in_force:
        return told.now
    over = told.now.number if told.now else 0
    return app.editions.publish(told.after.files, over=over, before=told.back_to, at=app.clock.now(), by=by)


def _released(effect: Effect, removed: Removed | None, *, as_json: bool) -> frozenset[str]:
    """The rules whose open commitments are released, as told for all of them or asked for each that is taken out now."""
    undecided = effect.to_decide
    if removed is None and undecided and as_json:
        raise RuleBroken("Please say what becomes of what is open: --removed keep, release or stop.")
    answers = {each.rule: removed or _asked(each) for each in undecided}
    if Removed.STOP in answers.values():
        typer.echo("Nothing is published.", err=as_json)
        raise typer.Exit(PROBLEMS)
    earlier = {each.rule: removed for each in effect.resting if removed}
    return frozenset(rule for rule, answer in {**answers, **earlier}.items() if answer is Removed.RELEASE)


def _asked(gone: Touched) -> Removed:
    choice = typer.prompt(
        f"{gone.name}: what becomes of the {len(gone.open)} that are open? keep, release or stop",
        default=Removed.STOP.value,
    )
    if choice not in set(Removed):
        raise RuleBroken(f'"{choice}" is none of keep, release and stop.')
    return Removed(choice)


def _show(told: Proposal) -> None:
    if told.now is None:
        typer.echo("In force: the folder that ships.")
    else:
        at = told.now.published_at.astimezone(ZoneInfo(told.before.rules.business.zone))
        typer.echo(f"In force: version {told.now.number}, published on {at:%d %B %Y, %H:%M} by {told.now.by}.")
    for sentence in sentences(told.effect, told.files):
        typer.echo(sentence)


def _end(told: Proposal, edition: Edition | None, done: Done | None, *, as_json: bool) -> None:
    if as_json:
        version = edition or told.now
        answer = {
            "published": edition is not None and not told.is_in_force,
            "version": version.number if version else 0,
            "released": done.released if done else 0,
            "handed_over": done.handed_over if done else 0,
        }
        typer.echo(json.dumps(answer | effect_as_json(told.effect, told.files)))
        return
    if done:
        for sentence in done_words(done):
            typer.echo(sentence)
    if told.is_in_force:
        typer.echo("It is in force already.")
    elif edition:
        typer.echo(f"Version {edition.number} is published; every function uses it within a minute.")
    else:
        typer.echo("Nothing is published yet; add --yes to do it.")
