"""`followthrough`: the command an owner and an operator type."""

from __future__ import annotations

from importlib.metadata import entry_points, version
from typing import Annotated

import typer

from console import closed_days, customers, dead_letters, desk, doctor, explain, privacy, publish, sent, today
from console.playbook import command as playbook
from console.source import command as source
from console.trigger import command as trigger

COMMANDS = "followthrough.commands"
"""The entry points by which other packages add commands, the workbench its `demo`."""


def app() -> typer.Typer:
    """Every command that is installed."""
    cli = typer.Typer(no_args_is_help=True, add_completion=False, help="Keeps every promise a business makes.")
    cli.callback()(_common)
    alone = (
        closed_days.COMMANDS,
        customers.COMMANDS,
        desk.COMMANDS,
        doctor.COMMANDS,
        explain.COMMANDS,
        privacy.COMMANDS,
        publish.COMMANDS,
        sent.COMMANDS,
        today.COMMANDS,
        trigger.COMMANDS,
    )
    for name, command in ((name, command) for commands in alone for name, command in commands.items()):
        cli.command(name)(command)
    cli.add_typer(playbook.group(), name="playbook")
    cli.add_typer(source.group(), name="source")
    cli.add_typer(dead_letters.group(), name="dlq")
    for entry in sorted(entry_points(group=COMMANDS), key=lambda entry: entry.name):
        cli.command(entry.name)(entry.load())
    return cli


def main() -> None:
    """Run the command that was typed."""
    app()()


def _tell_version(asked: bool) -> None:  # noqa: FBT001 - the shape of a typer callback
    if asked:
        typer.echo(f"followthrough {version('followthrough')}")
        raise typer.Exit


def _common(
    *,
    tell_version: Annotated[
        bool,
        typer.Option("--version", help="Say which version this is.", is_eager=True, callback=_tell_version),
    ] = False,
) -> None:
    """Take what every command takes."""


if __name__ == "__main__":
    main()
