"""`followthrough playbook check`: everything that is wrong with a business folder, in the words of its owner."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from console.speaking import PROBLEMS, AsJson, problem
from followthrough.adapters.business import business_shape
from followthrough.adapters.business.business_folder import DEFAULT
from followthrough.adapters.business.mistakes import Mistake
from followthrough.adapters.checking.playbook_check import Examined, examined
from followthrough.adapters.files import Files
from followthrough.domain.errors import InvalidBusiness
from followthrough.domain.manners import listed

Folder = Annotated[
    Path | None,
    typer.Argument(
        exists=True, file_okay=False, help="The business folder; else the one you are in, else the one that ships."
    ),
]


def check(folder: Folder = None, *, as_json: AsJson = False) -> None:
    """Find every mistake in a business folder: rules, hours, letters, scripts and sources."""
    chosen = folder or here()
    try:
        found = examined(Files.of(chosen))
    except InvalidBusiness as wrong:
        raise problem(wrong, as_json=as_json) from wrong
    for line in [json.dumps(answer(found, chosen))] if as_json else sentences(found, chosen):
        typer.echo(line)
    if found.mistakes:
        raise typer.Exit(PROBLEMS)


def here() -> Path:
    """The business folder one stands in; else the one that is shipped."""
    current = Path.cwd()
    return current if (current / business_shape.FILE).is_file() else DEFAULT


def sentences(found: Examined, folder: Path) -> list[str]:
    """A line for each mistake, a line for each remark, and how many there are."""
    lines = [*map(str, found.mistakes), *(f"{remark} (A remark: nothing is refused.)" for remark in found.remarks)]
    counts = [
        f"{count} {word}{'' if count == 1 else 's'}"
        for count, word in ((len(found.mistakes), "mistake"), (len(found.remarks), "remark"))
        if count
    ]
    read = f"{found.rules} rules and {found.texts} texts in {folder.name}"
    return [*lines, f"{read}: {listed(counts)}." if counts else f"{read}: no mistakes."]


def answer(found: Examined, folder: Path) -> dict[str, Any]:
    """The same for a program."""
    return {
        "folder": str(folder),
        "rules": found.rules,
        "texts": found.texts,
        "mistakes": [_as_json(mistake) for mistake in found.mistakes],
        "remarks": [_as_json(remark) for remark in found.remarks],
    }


def _as_json(mistake: Mistake) -> dict[str, str]:
    return {"file": mistake.file, "table": mistake.table, "key": mistake.key, "what": mistake.what}
