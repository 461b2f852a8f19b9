"""What is different today, typed: who is away, when we are closed, what waits. What it touches is always shown first."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Annotated, Any

import typer

from console.speaking import PROBLEMS, AsJson, Stack, answering, engine_for, instant
from followthrough.adapters.pages.day_words import headline, line_of, outcome, sentences
from followthrough.application.day import Line, Said, change, say, take_back, touched
from followthrough.bootstrap.engine import Engine
from followthrough.domain.errors import RuleBroken
from followthrough.domain.facts import Away, OtherHours, Pause, Scope
from followthrough.domain.news import News
from followthrough.domain.opening import Span

NEEDED = ("business_id", "table")

Yes = Annotated[bool, typer.Option("--yes", help="Do it. Without this you only see what it touches.")]
Tell = Annotated[
    bool, typer.Option("--tell", help="Tell the customers of touched promises a new time; else whoever covers does it.")
]


class Switch(StrEnum):
    """How a switch can stand."""

    ON = "on"
    OFF = "off"


def away(
    context: typer.Context,
    role: str,
    *,
    first: Annotated[
        str | None, typer.Option("--from", help="The first day, such as 2026-03-10; today if not given.")
    ] = None,
    last: Annotated[str | None, typer.Option("--to", help="The last day; the first one if not given.")] = None,
    back: Annotated[bool, typer.Option("--back", help="Not away after all, on these days.")] = False,
    tell: Tell = False,
    stack: Stack = None,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Whoever holds ROLE is not there: promises pass to those who cover, care waits."""
    with answering(as_json=as_json):
        app = engine_for(context, needs=NEEDED, stack=stack)
        begins = _day(first) if first else app.saying.today
        news = Away(role=role, first=begins, last=_day(last) if last else begins)
        _said(news, app=app, over=back, tell=tell, yes=yes, as_json=as_json)


def closed(
    context: typer.Context,
    day: str,
    *,
    because: Annotated[str, typer.Option(help="Why, in a few words.")] = "",
    hours: Annotated[str | None, typer.Option(help="Open at these hours instead, such as 09:00-12:00.")] = None,
    back: Annotated[bool, typer.Option("--open", help="The usual hours after all.")] = False,
    tell: Tell = False,
    stack: Stack = None,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """We are closed on DAY, or open at other hours."""
    with answering(as_json=as_json):
        spans = tuple(Span.parse(part) for part in hours.split(",")) if hours else ()
        news = OtherHours(day=_day(day), hours=spans, because=because)
        _said(news, app=engine_for(context, needs=NEEDED, stack=stack), over=back, tell=tell, yes=yes, as_json=as_json)


def pause(
    context: typer.Context,
    *,
    letters: Annotated[bool, typer.Option("--letters", help="Letters only; tasks go on.")] = False,
    follow_up: Annotated[str | None, typer.Option(help="One rule: its letters and its care.")] = None,
    customer: Annotated[str | None, typer.Option(help="One customer: letters and care.")] = None,
    stack: Stack = None,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Let wait everything, or letters, or one rule, or one customer. Promises still break at their time, aloud."""
    with answering(as_json=as_json):
        app = engine_for(context, needs=NEEDED, stack=stack)
        news = _pause(letters, follow_up, customer, app=app)
        _said(news, app=app, over=False, tell=False, yes=yes, as_json=as_json)


def resume(
    context: typer.Context,
    *,
    letters: Annotated[bool, typer.Option("--letters", help="Letters only.")] = False,
    follow_up: Annotated[str | None, typer.Option(help="One rule.")] = None,
    customer: Annotated[str | None, typer.Option(help="One customer.")] = None,
    stack: Stack = None,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Go on with what was paused: what waited leaves within the hour."""
    with answering(as_json=as_json):
        app = engine_for(context, needs=NEEDED, stack=stack)
        news = _pause(letters, follow_up, customer, app=app)
        _said(news, app=app, over=True, tell=False, yes=yes, as_json=as_json)


def live_from(
    context: typer.Context, time: str, *, stack: Stack = None, yes: Yes = False, as_json: AsJson = False
) -> None:
    """The start line: orders and repairs that began before TIME (2026-03-02T08:00+00:00) make nothing."""
    with answering(as_json=as_json):
        line = instant(time)
        sentence = f"What began before {line.isoformat()} makes nothing."
        _switched(
            engine_for(context, needs=NEEDED, stack=stack), sentence, {"live_from": line}, yes=yes, as_json=as_json
        )


def hand_over(
    context: typer.Context, switch: Switch, *, stack: Stack = None, yes: Yes = False, as_json: AsJson = False
) -> None:
    """Hand open promises over to whoever stays, 15 minutes before a shift ends: on or off."""
    with answering(as_json=as_json):
        sentence = f"Open promises are handed over before a shift ends: {switch}."
        _switched(
            engine_for(context, needs=NEEDED, stack=stack),
            sentence,
            {"hand_over": switch is Switch.ON},
            yes=yes,
            as_json=as_json,
        )


COMMANDS: Mapping[str, Callable[..., None]] = {
    "away": away,
    "closed": closed,
    "pause": pause,
    "resume": resume,
    "live-from": live_from,
    "hand-over": hand_over,
}
"""What the console offers, by the name that is typed."""


def _said(news: News, *, app: Engine, over: bool, tell: bool, yes: bool, as_json: bool) -> None:
    touch = touched(news, tools=app.saying)
    said = Said(touch=touch)
    if yes and over:
        take_back(news, tools=app.saying)
    elif yes:
        said = say(news, tell=tell, by=touch.rules.business.owner, tools=app.saying)
    if as_json:
        typer.echo(json.dumps(_as_json(said, changed=yes)))
    else:
        _show(news, said, app=app, over=over, yes=yes)
    if said.to_phone:
        raise typer.Exit(PROBLEMS)


def _show(news: News, said: Said, *, app: Engine, over: bool, yes: bool) -> None:
    now, touch = app.clock.now(), said.touch
    head = headline(news, business=touch.rules.business, now=now)
    typer.echo(f"No longer: {head}." if over else f"{head}.")
    if not over:
        for title, lines in (("Complaints", touch.complaints), ("Promised", touch.promised)):
            for line in lines:
                typer.echo(f"  {title}: {line_of(line, now=now)}")
        for sentence in sentences(news, touch):
            typer.echo(sentence)
    for sentence in outcome(said, now=now):
        typer.echo(sentence)
    typer.echo("Saved." if yes else "Nothing is saved yet; add --yes to do it.")


def _as_json(said: Said, *, changed: bool) -> dict[str, Any]:
    return {
        "changed": changed,
        "complaints": [_line(line) for line in said.touch.complaints],
        "promised": [_line(line) for line in said.touch.promised],
        "care": said.touch.care,
        "letters": said.touch.letters,
        "told": list(said.told),
        "to_phone": [line.table.commitment.id for line in said.to_phone],
    }


def _line(line: Line) -> dict[str, Any]:
    """Ids and roles: what a program needs, and nothing about the person."""
    owed = line.table.commitment
    by = owed.promised_by.isoformat() if owed.promised_by else None
    return {"commitment": owed.id, "promised_by": by, "takes": line.takes.id if line.takes else None}


def _switched(app: Engine, sentence: str, changes: Mapping[str, Any], *, yes: bool, as_json: bool) -> None:
    if yes:
        change(lambda facts: replace(facts, **changes), ledger=app.ledger)
    if as_json:
        typer.echo(json.dumps({"changed": yes}))
        return
    typer.echo(sentence)
    typer.echo("Saved." if yes else "Nothing is saved yet; add --yes to do it.")


def _pause(letters: bool, follow_up: str | None, customer: str | None, *, app: Engine) -> Pause:  # noqa: FBT001 - as typed
    """What is named, or everything. Raises RuleBroken for two at once, InvalidBusiness for an unknown rule."""
    named = [
        *([(Scope.LETTERS, "")] if letters else []),
        *([(Scope.FOLLOW_UP, follow_up)] if follow_up else []),
        *([(Scope.CUSTOMER, customer)] if customer else []),
    ]
    if len(named) > 1:
        raise RuleBroken("Please name one thing at a time.")
    if follow_up:
        named = [(Scope.FOLLOW_UP, app.published.current().playbook.by_id(follow_up).id)]
    scope, name = named[0] if named else (Scope.ALL, "")
    return Pause(scope=scope, name=name, since=app.clock.now())


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise RuleBroken(f'"{text}" is not a day; please write it as 2026-03-10.') from error
