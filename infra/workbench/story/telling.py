"""The story as it is told: one line for what came in, went out, was answered or broken; as text, or as JSON for programs."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Protocol, TextIO
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Dublin")
WIDTH = 100
TEXT_BESIDE_NOTE = 50
STAR = "★"
NO_CHARGE = f"{STAR} no charge"
PLAIN = str.maketrans({STAR: "*", "·": "-", "–": "-", "…": ".", "“": '"', "”": '"', "€": "E", "í": "i"})


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing that happened at the garage."""

    at: dt.datetime
    kind: str
    who: str
    text: str
    note: str = ""
    all_day: bool = False
    """Nobody asks at what time it was."""


class Teller(Protocol):
    """Somebody who tells what happened."""

    def say(self, text: str = "") -> None:
        """Words around the story: a title, a figure, nothing."""

    def line(self, line: Line) -> None:
        """One line of the story."""


class TextTeller:
    """Tells it in columns; the day is said when it changes, the time when there is something new to say it of."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._day = ""

    def say(self, text: str = "") -> None:
        """One line as it is, plain where the terminal knows no better."""
        encoding = (self._out.encoding or "ascii").lower()
        shown = text if encoding.startswith("utf") else text.translate(PLAIN).encode("ascii", "replace").decode()
        print(shown, file=self._out)

    def line(self, line: Line) -> None:
        """One line, in the columns of the story."""
        local = line.at.astimezone(ZONE)
        day = f"{local:%a} {local.day:>2}"
        shown = day if day != self._day else ""
        self._day = day
        clock = "" if line.all_day else f"{local:%H:%M}"
        begin = f"{shown:<6} {clock:<5} {line.kind:<7} {line.who:<8}"
        room = min(TEXT_BESIDE_NOTE, WIDTH - len(begin) - len(line.note) - 2) if line.note else 0
        self.say(f"{begin} {line.text:<{room}}{' ' if line.note else ''}{line.note}".rstrip())


class JsonTeller:
    """Tells the same as one JSON object a line: `{"at", "kind", "who", "text", "note"}`, and `{"say"}` for the rest."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def say(self, text: str = "") -> None:
        """Titles and figures; an empty line is nothing to a program."""
        if text:
            self._print({"say": text})

    def line(self, line: Line) -> None:
        """One event of the story, its time with its offset."""
        at = line.at.astimezone(ZONE).isoformat()
        self._print({"at": at, "kind": line.kind, "who": line.who, "text": line.text, "note": line.note})

    def _print(self, told: dict[str, str]) -> None:
        print(json.dumps(told, ensure_ascii=False), file=self._out)
