"""The group `followthrough playbook`."""

from __future__ import annotations

import typer

from console.playbook.simulate.command import simulate


def group() -> typer.Typer:
    """`followthrough playbook …`."""
    commands = typer.Typer(no_args_is_help=True, help="The rules: what would they do?")
    commands.callback()(_no_command_of_its_own)
    commands.command("simulate")(simulate)
    return commands


def _no_command_of_its_own() -> None:
    """The rules: what would they do?"""
