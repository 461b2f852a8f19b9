"""The group `followthrough playbook`."""

from __future__ import annotations

import typer

from console.playbook.check import check
from console.playbook.schema import schema
from console.playbook.simulate.command import simulate


def group() -> typer.Typer:
    """`followthrough playbook …`."""
    commands = typer.Typer(no_args_is_help=True, help="The rules: are they right, and what would they do?")
    commands.command("check")(check)
    commands.command("schema")(schema)
    commands.command("simulate")(simulate)
    return commands
