"""What every command of a deployment has in common: which deployment it speaks to, and how what goes wrong is said."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated

import typer

from followthrough.bootstrap import deployed, engine
from followthrough.bootstrap.engine import Engine
from followthrough.domain.errors import FollowthroughError, InvalidBusiness, RuleBroken, Unreachable
from followthrough.settings import NotConfigured

PROBLEMS, WRONG_USE = 1, 2

AsJson = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]


def engine_for(context: typer.Context, *, needs: Sequence[str], stack: str | None = None) -> Engine:
    """The deployment that is spoken to, by its stack or by the environment; a test brings its own.

    What a command needs is asked for before anything else, so that its absence is a sentence. Raises NotConfigured.
    """
    if isinstance(context.obj, Engine):
        return context.obj
    app = deployed.app_of(stack) if stack else engine.app()
    for setting in needs:
        app.settings.need(setting)
    return app


@contextmanager
def answering(*, as_json: bool) -> Iterator[None]:
    """What goes wrong is a sentence and an exit code."""
    try:
        yield
    except (RuleBroken, InvalidBusiness, NotConfigured) as wrong:
        _wrong(wrong, code=WRONG_USE, as_json=as_json)
    except Unreachable as error:
        _wrong(error, code=PROBLEMS, as_json=as_json)


def _wrong(error: FollowthroughError, *, code: int, as_json: bool) -> None:
    typer.echo(json.dumps({"error": str(error)}) if as_json else str(error), err=not as_json)
    raise typer.Exit(code)
