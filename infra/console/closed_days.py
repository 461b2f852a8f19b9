"""The public holidays of a country as days on which the firm is closed: read when an owner asks, never at run time."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import typer

from console.closed_table import Names, line, missing, with_days
from console.speaking import AsJson, answering
from followthrough.domain.errors import RuleBroken


def closed_days(
    country: Annotated[str, typer.Argument(help="Two letters, such as IE; with a part of the country: DE-BY.")],
    *,
    years: Annotated[int, typer.Option(min=1, max=20, help="For how many years.")] = 2,
    first: Annotated[
        int | None, typer.Option("--from", min=1970, max=2200, help="The first year; else this one.")
    ] = None,
    into: Annotated[
        Path | None, typer.Option(help="The business.toml to put them into; without it they are only shown.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Public holidays of COUNTRY as lines for [closed] in business.toml. Please read them: not every shop keeps them all."""
    with answering(as_json=as_json):
        begins = first or dt.datetime.now(dt.UTC).year
        found = public_holidays(country, range(begins, begins + years))
        added = found if into is None else put_into(into, found)
    if as_json:
        typer.echo(json.dumps(_told(found, added, into=into), ensure_ascii=False))
        return
    for day, name in added.items():
        typer.echo(line(day, name))
    if into is not None:
        typer.echo(f"{len(added)} put into {into.name}; {len(found) - len(added)} were spoken of there before.")


def public_holidays(place: str, years: Iterable[int]) -> Names:
    """Every public holiday of a country, or of a part of it, in order; RuleBroken for a place that nobody knows."""
    import holidays  # noqa: PLC0415 - a large library, for which no other command has to wait

    parts = holidays.list_supported_countries(include_aliases=True)
    country, _, part = place.strip().upper().partition("-")
    if country not in parts:
        raise RuleBroken(f'No country "{country}" is known: write two letters, such as IE{_nearest(country, parts)}.')
    if part and part not in parts[country]:
        known = ", ".join(parts[country]) or "none: leave the part away"
        raise RuleBroken(f'No part "{part}" of {country} is known; its parts are {known}.')
    found = holidays.country_holidays(country, subdiv=part or None, years=years)
    return dict(sorted(found.items()))


def put_into(path: Path, found: Names) -> Names:
    """Put into this file what it does not speak of yet, and say what that was. Raises RuleBroken, InvalidBusiness."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            text = file.read()
        added = missing(text, found)
        changed = with_days(text, added)
        with path.open("w", encoding="utf-8", newline="") as file:
            file.write(changed)
    except (OSError, UnicodeDecodeError) as error:
        raise RuleBroken(f"{path.name} cannot be read and written as text.") from error
    return added


def _nearest(country: str, known: Iterable[str]) -> str:
    near = get_close_matches(country, list(known), n=1, cutoff=0.5)
    return f'; or did you mean "{near[0]}"' if near else ""


def _told(found: Names, added: Names, *, into: Path | None) -> Mapping[str, object]:
    listed = [{"day": str(day), "name": name} for day, name in found.items()]
    if into is None:
        return {"closed": listed}
    return {"closed": listed, "added": [str(day) for day in added]}


COMMANDS: Mapping[str, Callable[..., None]] = {"closed-days": closed_days}
