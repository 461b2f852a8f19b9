"""The story as it is printed: one line for what came in, went out, was answered or broken; figures from the run."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, TextIO
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from workbench.bench import Bench, Json

ZONE = ZoneInfo("Europe/Dublin")
WIDTH = 100
TEXT_BESIDE_NOTE = 50
STEPS = {"nudge": "nudge", "warn": "at risk", "escalate": "BROKEN", "stand_down": "stand-down", "ask": "ask"}
PLAIN = str.maketrans({"★": "*", "·": "-", "–": "-", "…": ".", "“": '"', "”": '"', "€": "E", "í": "i"})
SHORTER = (
    (re.compile(r"between (\d\d:\d\d) and (\d\d:\d\d)"), r"\1-\2"),
    (re.compile(r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*day (\d+) (\w{3})\w*"), r"\1 \2 \3"),
    (re.compile(r"^Thank you( for asking)? – |^BROKEN: |^At risk: "), ""),
)


class Teller:
    """Prints lines in the columns of the story, and every mail that has gone out since the last line."""

    def __init__(self, bench: Bench, out: TextIO) -> None:
        self._bench = bench
        self._out = out
        self._told = 0
        self._day = ""
        self._promises: dict[str, int] = {}

    def say(self, text: str = "") -> None:
        """One line as it is."""
        encoding = (self._out.encoding or "ascii").lower()
        shown = text if encoding.startswith("utf") else text.translate(PLAIN).encode("ascii", "replace").decode()
        print(shown, file=self._out)

    def line(self, kind: str, who: str, text: str, note: str = "", *, at: dt.datetime | None = None) -> None:
        """One line of the story; the day is only said when it changes."""
        local = (at or self._bench.now).astimezone(ZONE)
        day = f"{local:%a} {local.day:>2}"
        shown = day if day != self._day else ""
        self._day = day
        begin = f"{shown:<6} {local:%H:%M} {kind:<8}{who:<9}"
        room = TEXT_BESIDE_NOTE if note else WIDTH - len(begin)
        self.say(f"{begin}{_short(text, room):<{room}}{' ' if note else ''}{note}".rstrip())

    def mails(self) -> None:
        """Every mail since the last time, in the order in which they went out."""
        mails = self._bench.mail()
        owed = {each["id"]: each for each in self._bench.commitments()}
        for mail in mails[self._told :]:
            self._mail(mail, owed)
        self._told = len(mails)

    def _mail(self, mail: Json, owed: dict[str, Json]) -> None:
        about = [owed[key] for key in mail["commitments"] if key in owed]
        at = dt.datetime.fromisoformat(mail["sent_at"])
        subject = _shorter(mail["subject"])
        if mail["kind"] == "letter":
            self.line("letter", f"> {_given(about)}", f'"{subject}"', self._promise(about, owed), at=at)
            return
        step = mail["headers"].get("X-Followthrough-Step", "")
        is_sheet = mail["kind"] == "task" and step == "report"
        kind = "sheet" if is_sheet else STEPS.get(step, str(mail["kind"]))
        person = mail["to"][0].partition("@")[0].capitalize()
        self.line(kind, f"> {person}", subject, at=at)

    def _promise(self, about: list[Json], owed: dict[str, Json]) -> str:
        """The number of the promise that a letter tells her of, when it is the first to do so."""
        subjects = {(each["subject"]["type"], each["subject"]["id"]) for each in about}
        told = [
            each
            for each in owed.values()
            if each["promised_by"] and (each["subject"]["type"], each["subject"]["id"]) in subjects
        ]
        new = [each["id"] for each in told if each["id"] not in self._promises and each["state"] == "open"]
        for key in new:
            self._promises[key] = len(self._promises) + 1
        return f"promise {self._promises[new[-1]]}" if new else ""


def early(commitment: Json) -> str:
    """How much before its promised time something was kept: `kept 1h48 early`."""
    if not commitment["promised_by"]:
        return "kept"
    kept = dt.datetime.fromisoformat(commitment["history"][-1]["at"])
    left = int((dt.datetime.fromisoformat(commitment["promised_by"]) - kept).total_seconds() // 60)
    if left <= 0:
        return str(commitment["state"]).replace("_", " ")
    hours, minutes = divmod(left, 60)
    return f"kept {hours}h{minutes:02} early" if hours else f"kept {minutes} min early"


def _shorter(subject: str) -> str:
    """A subject as it fits a line: the window and the day in figures, without what the column says already."""
    for pattern, words in SHORTER:
        subject = pattern.sub(words, subject)
    return subject


def _given(about: list[Json]) -> str:
    name = about[0]["customer"]["name"] if about else None
    return name.split()[0] if name else "guest"


def _short(text: str, room: int) -> str:
    return text if len(text) <= room else f"{text[: room - 1]}…"
