"""`followthrough playbook simulate`: walk in as if for the first time, before anybody else does."""

from __future__ import annotations

import datetime as dt
import gc
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from console.playbook.simulate import diff, tables
from console.playbook.simulate.engine import Rehearsal
from console.playbook.simulate.events import in_file, readings
from console.playbook.simulate.people import Answers, People
from console.playbook.simulate.record import Recorder
from console.playbook.simulate.year import Sample
from console.speaking import PROBLEMS, AsJson, answering, problem
from followthrough.adapters.business.business_folder import DEFAULT, BusinessFolder
from followthrough.adapters.business.texts import Texts
from followthrough.adapters.clock import SystemClock
from followthrough.application.ports import Rules
from followthrough.domain.errors import Malformed, RuleBroken
from followthrough.domain.opening import civil

Json = dict[str, Any]

Folder = Annotated[
    Path | None, typer.Argument(exists=True, file_okay=False, help="The business folder; else the one that is shipped.")
]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is rehearsed, whatever the playbook."""

    events: list[Json]
    begins: dt.date
    days: int
    people: People

    def record(self, folder: Path, *, titled: int | None = None) -> Json:
        """What the business in this folder makes of it. Raises InvalidBusiness."""
        rules = BusinessFolder(folder).current()
        zone = ZoneInfo(rules.business.zone)
        begins, last = self.begins, self.begins + dt.timedelta(days=self.days)
        rehearsal = Rehearsal(
            rules=rules, texts=Texts.read(folder), begins=civil(begins, dt.time(), zone=zone), people=self.people
        )
        end = civil(last, dt.time(), zone=zone)
        for at, reading in readings(self.events, country=rules.business.country):
            if rehearsal.begins <= at < end:
                rehearsal.hears(reading, at=at)
        with _undisturbed():
            rehearsal.until(end)
        return Recorder(rehearsal=rehearsal, days=self.days, titled=titled).record()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Without Python's search for circles: a rehearsal remembers nearly all that it makes, so there is nothing to find."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def simulate(
    folder: Folder = None,
    *,
    days: Annotated[int, typer.Option(min=1, max=3660, help="For how many days.")],
    events: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Recorded events, a canonical event a line.")
    ] = None,
    sample: Annotated[bool, typer.Option("--sample", help="Invented events of a firm with these customers.")] = False,
    customers: Annotated[int, typer.Option(min=1, max=100_000, help="How many customers the sample has.")] = 100,
    seed: Annotated[int, typer.Option(help="Another seed is another sample, and other answers.")] = 1,
    begins: Annotated[
        str | None, typer.Option("--from", help="The first day; else that of the first event, or today.")
    ] = None,
    answers: Annotated[Answers, typer.Option(help="What people do with what they are asked for.")] = Answers.DONE,
    against: Annotated[
        Path | None, typer.Option(exists=True, file_okay=False, help="Another business folder: what would it change?")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Rehearse the playbook: who would get what, when, what is kept back and why, how much it is, and what it costs.

    Nothing is sent, and nothing of AWS is asked.
    """
    with answering(as_json=as_json):
        here, rules = folder or DEFAULT, BusinessFolder(folder or DEFAULT).current()
        told, first = _told(
            events, sample=sample, begins=_day(begins), rules=rules, days=days, customers=customers, seed=seed
        )
        asked = Asked(events=told, begins=first, days=days, people=People(answers=answers, seed=seed))
        read = None if as_json and against is None else tables.MOST_LINES
        record = asked.record(here, titled=read)
        troubles = record["trouble"]
        if against is not None:
            other = asked.record(against, titled=read)
            _tell_difference(record, other, rules=rules, as_json=as_json)
            troubles = troubles or other["trouble"]
        elif as_json:
            typer.echo(json.dumps(record, ensure_ascii=False))
        else:
            typer.echo("\n".join(tables.page(record)))
        if troubles:
            raise typer.Exit(PROBLEMS)


def _told(
    events: Path | None, *, sample: bool, begins: dt.date | None, rules: Rules, days: int, customers: int, seed: int
) -> tuple[list[Json], dt.date]:
    """The events, and the first day. Raises RuleBroken, InvalidBusiness; a line that cannot be read ends the command."""
    business = rules.business
    zone = ZoneInfo(business.zone)
    if (events is None) is not sample:
        raise RuleBroken("Please say either --events with a file, or --sample.")
    if events is None:
        first = begins or SystemClock().now().astimezone(zone).date()
        drawn = Sample(begins=first, days=days, customers=customers, seed=seed, zone=zone, currency=business.currency)
        return drawn.events(), first
    try:
        told = in_file(events)
    except Malformed as wrong:
        raise problem(wrong, as_json=False) from wrong
    if not told:
        raise RuleBroken(f"{events.name} holds no events.")
    earliest = min(dt.datetime.fromisoformat(event["occurred_at"]) for event in told)
    return told, begins or earliest.astimezone(zone).date()


def _day(text: str | None) -> dt.date | None:
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise RuleBroken(f'"{text}" is no day; please write it as 2026-03-02.') from error


def _tell_difference(record: Json, other: Json, *, rules: Rules, as_json: bool) -> None:
    found = diff.differences(record, other)
    if as_json:
        typer.echo(json.dumps(diff.as_json(found), ensure_ascii=False))
        return
    zone = ZoneInfo(rules.business.zone)
    typer.echo("\n".join((*diff.page(found, zone=zone), *tables.stopped(other, zone=zone))))
