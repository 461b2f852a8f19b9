"""`followthrough explain`: why a promise exists, why then, what became of it, why nobody hears of it, what comes next."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

import typer

from console.fetching import got
from console.speaking import WRONG_USE, AsJson, Stack, answering, engine_for
from console.why.whole import Case, beside, case_of, coming, exists, headline_of, silence
from followthrough.application.find import Named, meant
from followthrough.bootstrap.engine import Engine
from followthrough.domain.errors import RuleBroken
from followthrough.domain.telling import Telling
from followthrough.domain.words import State

NEEDED = ("business_id", "table", "link_keys")
MOST_SHOWN = 20

UNKNOWN = "There is no such promise. Please give its id, what it is about, such as “order 1007”, or a customer's name."

Json = dict[str, Any]


def explain(
    context: typer.Context,
    commitment: Annotated[str, typer.Argument(help="Its id, what it is about (“order 1007”), or the customer's name.")],
    *,
    now: Annotated[
        bool, typer.Option("--now", help="Also what its next step would do if it fell due this minute.")
    ] = False,
    stack: Stack = None,
    workbench: Annotated[
        str | None, typer.Option(help="A workbench in place of a deployment, such as http://127.0.0.1:8020.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Tell of COMMITMENT why it exists, why then, what became of it, and what comes next. Nothing is changed."""
    with answering(as_json=as_json):
        if workbench:
            told = asked_there(workbench, commitment, now=now)
        else:
            told = explained(commitment, app=engine_for(context, needs=NEEDED, stack=stack), now=now)
        typer.echo(json.dumps(told.as_json) if as_json else told.text)
        if told.is_question:
            raise typer.Exit(WRONG_USE)


COMMANDS: Mapping[str, Callable[..., None]] = {"explain": explain}
"""What the console offers, by the name that is typed."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """The account of one promise, or the question which one is meant; for a reader and for a program."""

    text: str
    as_json: Json
    is_question: bool = False


def explained(asked: str, *, app: Engine, now: bool) -> Told:
    """The answer to whoever asks about this. Raises RuleBroken if there is no such promise, Unreachable."""
    found = meant(asked, ledger=app.ledger)
    if not found:
        raise RuleBroken(UNKNOWN)
    if len(found) > 1:
        return _which(found, app=app)
    case = case_of(found[0].commitment, app=app)
    return Told(text="\n".join(page(case, now=now)), as_json=as_a_program_reads(case, now=now))


def asked_there(url: str, asked: str, *, now: bool) -> Told:
    """The same from a workbench that serves at this address. Raises RuleBroken, Unreachable."""
    answer = got(f"{url.rstrip('/')}/workbench/explain?{urlencode({'of': asked, **({'now': 'yes'} if now else {})})}")
    if "text" not in answer:
        raise RuleBroken(answer.get("error", "This is no answer of a workbench; please look at the address."))
    return Told(text=answer.pop("text"), as_json=answer, is_question="which" in answer)


def page(case: Case, *, now: bool) -> Iterator[str]:
    """The whole account as an owner reads it, by the shop's clock."""
    yield f"{headline_of(case.named, rules=case.rules)}."
    yield from _section("Why it exists", exists(case))
    yield from _section("Why then", case.account.then)
    yield from _section("What became of it", _timed(((each.at, each.words) for each in case.account.became), case))
    yield from _section("Together with", beside(case))
    yield from _section("Why nobody hears of it", silence(case))
    yield from _section("What comes next", _timed(coming(case), case) or [_nothing(case)])
    if now:
        yield from _section(f"If it fell due now, {case.telling.moment(case.now)}", _at_once(case))


def as_a_program_reads(case: Case, *, now: bool) -> Json:
    """The same with ids and instants, and nothing about the person."""
    owed, account, found = case.commitment, case.account, case.if_it_fell_due if now else None
    kept_back = account.silence
    return {
        "commitment": owed.id,
        "follow_up": owed.follow_up,
        "state": owed.state.value,
        "subject": {"source": owed.subject.source, "type": owed.subject.type, "id": owed.subject.id},
        "version": case.versions.number,
        "exists": list(exists(case)),
        "then": list(account.then),
        "became": [_point(each.at, each.words) for each in account.became],
        "beside": [{"commitment": each.id, "words": each.words} for each in account.beside],
        "silence": {"kind": kept_back.kind.value, "words": list(silence(case))} if kept_back else None,
        "coming": [_point(at, words) for at, words in coming(case)],
        **({"now": {"step": found.step, "decision": found.decision, "words": list(found.words)}} if found else {}),
    }


def _at_once(case: Case) -> Sequence[str]:
    found = case.if_it_fell_due
    return found.words if found else ("Nothing would happen: no step is to come.",)


def _nothing(case: Case) -> str:
    is_still_asked_for = case.commitment.is_open or case.commitment.state is State.BROKEN
    return "Nothing by itself: somebody has to say what became of it." if is_still_asked_for else "Nothing: it is over."


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    told = list(lines)
    if told:
        yield ""
        yield title
        yield from (f"  {line}" for line in told)


def _timed(points: Iterable[tuple[dt.datetime, str]], case: Case) -> list[str]:
    """Each at its time; what is said of the same moment stands below it."""
    lines: list[str] = []
    last: dt.datetime | None = None
    for at, words in points:
        lines.append(f"  {words}" if at == last else f"{case.telling.moment(at)}: {words}")
        last = at
    return lines


def _point(at: dt.datetime, words: str) -> Json:
    return {"at": at.isoformat(), "words": words}


def _which(found: Sequence[Named], *, app: Engine) -> Told:
    rules = app.rulebook.current()
    telling = Telling(now=app.clock.now(), zone=rules.business.zone)
    lines = [f"{len(found)} promises may be meant. Please give the id of one:"]
    for each in found[:MOST_SHOWN]:
        due = telling.moment(each.commitment.promised_by or each.commitment.due_at)
        lines.append(f"  {each.commitment.id}  {headline_of(each, rules=rules)}, for {due}")
    if len(found) > MOST_SHOWN:
        lines.append(f"  and {len(found) - MOST_SHOWN} more.")
    ids = [each.commitment.id for each in found]
    return Told(text="\n".join(lines), as_json={"error": lines[0], "which": ids}, is_question=True)
