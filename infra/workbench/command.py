"""`followthrough demo`: the story as it happens, then the workbench to try for oneself."""

from __future__ import annotations

import datetime as dt
import logging
import os
import signal
import socket
import sys
import threading
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from workbench.bench import Bench
from workbench.durations import NotATime, instant
from workbench.server import HOST, LAST_PORT, free_socket, server_on
from workbench.story import script as story
from workbench.story.telling import JsonTeller, TextTeller

PORT = 8020
BEGIN = dt.datetime(2026, 3, 2, 8, tzinfo=dt.UTC)
"""The Monday on which the story begins, before the first customer is there."""

MAIL_FOLDER = Path(".workbench") / "mail"


def demo(
    *,
    port: Annotated[
        int | None,
        typer.Option(min=1, max=LAST_PORT, help="Serve on this port of this machine, or on the next free one."),
    ] = None,
    now: Annotated[str | None, typer.Option(help="What time it is at first, such as 2026-03-02T09:00:00Z.")] = None,
    empty: Annotated[bool, typer.Option("--empty", help="Begin without the story.")] = False,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open the page.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Tell the story as one JSON object a line.")] = False,
) -> None:
    """Run the whole stack on this machine: play the story, show every mail, serve the workbench."""
    begin = _instant(now) if now else BEGIN
    with free_socket(port or PORT) as listener:
        base_url = f"http://{HOST}:{listener.getsockname()[1]}"
        with Bench.start(now=begin, base_url=base_url) as bench:
            if not empty:
                story.play(bench, JsonTeller(sys.stdout) if as_json else TextTeller(sys.stdout))
                bench.machinery.mailbox.save(MAIL_FOLDER)
            # Somebody who asks for a port or for an empty bench wants to talk to it; a script that only runs the
            # demo must come to its end.
            if port is not None or empty or _somebody_is_watching():
                _serve(listener, bench, open_page=not no_browser and _somebody_is_watching())


def _serve(listener: socket.socket, bench: Bench, *, open_page: bool) -> None:
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = server_on(listener, bench)
    typer.echo(f"The workbench: {bench.base_url} (Ctrl-C ends it)")
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    if open_page:
        webbrowser.open(bench.base_url)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        typer.echo("")


def _somebody_is_watching() -> bool:
    return sys.stdout.isatty() and not os.environ.get("CI")


def _instant(text: str) -> dt.datetime:
    try:
        return instant(text)
    except NotATime as error:
        raise typer.BadParameter(str(error)) from error
