from __future__ import annotations

import io
from pathlib import Path

import pytest

from workbench.bench import Bench
from workbench.command import BEGIN
from workbench.story.script import StoryBroken, play
from workbench.story.telling import WIDTH, TextTeller

TEXT = Path(__file__).parent / "story.txt"


def _played(bench: Bench) -> str:
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    play(bench, TextTeller(out))
    out.flush()
    return out.buffer.getvalue().decode("utf-8")


def test_the_run_tells_the_story_line_for_line():
    with Bench.start(now=BEGIN) as bench:
        told = _played(bench)

    assert TEXT.read_text(encoding="utf-8").splitlines() == told.splitlines()
    assert max(len(line) for line in told.splitlines()) <= WIDTH


def test_a_run_that_differs_from_the_story_is_told_as_broken():
    with Bench.start(now=BEGIN) as bench:
        bench.fault("sqs.SendMessage", "unreachable", times=10)

        with pytest.raises(StoryBroken, match="expected 200"):
            _played(bench)


def test_a_terminal_that_knows_no_umlauts_is_told_the_story_all_the_same():
    with Bench.start(now=BEGIN) as bench:
        out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
        play(bench, out)
        out.flush()

    assert "6 promises" in out.buffer.getvalue().decode("ascii")
