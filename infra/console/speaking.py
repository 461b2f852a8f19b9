"""What every command of a deployment has in common: which deployment it speaks to, and how what goes wrong is said."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated

import typer
from botocore.exceptions import BotoCoreError, ClientError

from followthrough.bootstrap import deployed, engine
from followthrough.bootstrap.engine import Engine
from followthrough.domain.errors import Conflict, FollowthroughError, InvalidBusiness, Missing, RuleBroken, Unreachable
from followthrough.settings import PREFIX, NotConfigured

PROBLEMS, WRONG_USE = 1, 2

Stack = Annotated[str | None, typer.Option(help="The stack; else the environment says what is deployed where.")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]


def engine_for(context: typer.Context, *, needs: Sequence[str], stack: str | None = None) -> Engine:
    """The deployment that is spoken to, by its stack or by the environment; a test brings its own.

    What a command needs is asked for before anything else, so that its absence is a sentence.
    Raises NotConfigured, Unreachable.
    """
    if isinstance(context.obj, Engine):
        return context.obj
    app = deployed.app_of(stack) if stack else engine.app()
    for setting in needs:
        if getattr(app.settings, setting):
            continue
        if stack:
            raise NotConfigured(f"Please deploy the stack anew: it does not tell {setting} yet.")
        missing = f"{PREFIX}{setting.upper()}"
        raise NotConfigured(f"Please name the deployment with --stack. (Without it, {missing} is missing.)")
    return app


@contextmanager
def answering(*, as_json: bool) -> Iterator[None]:
    """What goes wrong is a sentence and an exit code."""
    try:
        yield
    except (RuleBroken, InvalidBusiness, NotConfigured, Missing) as wrong:
        raise problem(wrong, as_json=as_json, code=WRONG_USE) from wrong
    except (Unreachable, Conflict) as error:
        raise problem(error, as_json=as_json) from error
    except (ClientError, BotoCoreError) as error:
        raise problem(refusal(error), as_json=as_json) from error


def refusal(error: ClientError | BotoCoreError) -> str:
    """What AWS, or the way to it, refused: the call and the code, never what was sent."""
    if isinstance(error, ClientError):
        return f"AWS refused {error.operation_name}: {error.response['Error']['Code']}."
    return f"AWS cannot be asked: {error}"


def problem(said: FollowthroughError | str, *, as_json: bool, code: int = PROBLEMS) -> typer.Exit:
    """Say what is wrong; what comes back ends the command."""
    typer.echo(json.dumps({"error": str(said)}) if as_json else str(said), err=not as_json)
    return typer.Exit(code)


def instant(text: str) -> dt.datetime:
    """A time with its zone, as it is typed. Raises RuleBroken."""
    try:
        at = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise RuleBroken(f'"{text}" is not a time; please write it as 2026-03-02T08:00+00:00.') from error
    if at.utcoffset() is None:
        raise RuleBroken(f'"{text}" does not say in which zone; please end it with Z or +00:00.')
    return at.astimezone(dt.UTC)
