from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from workbench.bench import Bench
from workbench.command import BEGIN
from workbench.story.script import StoryBroken, play
from workbench.story.telling import WIDTH, JsonTeller, TextTeller

TEXT = Path(__file__).parent / "story.txt"


class Both:
    """Tells one run as text and as JSON."""

    def __init__(self) -> None:
        self._text, self._lines = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
        self._tellers = (TextTeller(self._text), JsonTeller(self._lines))

    @property
    def text(self) -> list[str]:
        return _lines_of(self._text)

    @property
    def events(self) -> list[dict[str, str]]:
        return [json.loads(line) for line in _lines_of(self._lines)]

    def say(self, text: str = "") -> None:
        for teller in self._tellers:
            teller.say(text)

    def line(self, line) -> None:
        for teller in self._tellers:
            teller.line(line)


def _lines_of(out: io.TextIOWrapper) -> list[str]:
    out.flush()
    return out.buffer.getvalue().decode("utf-8").splitlines()


@pytest.fixture(scope="module")
def told():
    both = Both()
    with Bench.start(now=BEGIN) as bench:
        play(bench, both)
    return both


def test_the_run_tells_the_story_line_for_line(told):
    assert TEXT.read_text(encoding="utf-8").splitlines() == told.text
    assert max(len(line) for line in told.text) <= WIDTH


def test_a_program_is_told_the_same_as_events(told):
    happened = [event for event in told.events if "at" in event]

    assert {"at", "kind", "who", "text", "note"} == set(happened[0])
    assert "2026-03-02T08:40:00+00:00" == happened[0]["at"]
    assert "2026-03-30T10:00:00+01:00" in {event["at"] for event in happened}
    spoken = [event["text"] for event in happened]
    assert [] == [text for text in spoken if not any(text in line for line in told.text)]
    assert sum(1 for line in told.text if line) == len(told.events)


def test_a_run_that_differs_from_the_story_is_told_as_broken():
    with Bench.start(now=BEGIN) as bench:
        bench.fault("sqs.SendMessage", "unreachable", times=10)

        with pytest.raises(StoryBroken, match="expected 200"):
            play(bench, TextTeller(io.StringIO()))


def test_a_terminal_that_knows_no_umlauts_is_told_the_story_all_the_same(told):
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    teller = TextTeller(out)
    for line in told.text:
        teller.say(line)
    out.flush()

    plain = out.buffer.getvalue().decode("ascii")
    assert "*** kept 40 min early" in plain
    assert "?" not in plain.replace("No need?", "").replace("Hanne?", "").replace("now?", "")
