"""`followthrough playbook schema`: the form of the owner's files, for editors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from followthrough.adapters.checking.schemas import schemas


def schema(
    *,
    out: Annotated[Path | None, typer.Option(file_okay=False, help="A folder to write them into, a file each.")] = None,
) -> None:
    """Print the JSON Schemas of playbook, business and source files, or write them where an editor finds them."""
    if out is None:
        typer.echo(_written(schemas()))
        return
    out.mkdir(parents=True, exist_ok=True)
    for name, told in schemas().items():
        (out / name).write_text(f"{_written(told)}\n", encoding="utf-8")
        typer.echo(f'{out / name}: write "#:schema {name}", with its way from there, on top of your file.')


def _written(told: object) -> str:
    return json.dumps(told, indent=2, ensure_ascii=False)
