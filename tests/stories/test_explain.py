"""`followthrough explain` tells an owner of a real run why a promise exists, moved, was held, and what became of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner
from werkzeug.test import Client

from console.__main__ import app
from support.garage import Garage
from workbench.bench import Bench
from workbench.server import Server
from workbench.story.visitor import answers, links_of

NORA = {"given_name": "Nora", "family_name": "Quill", "email": "nora@quill.example", "phone": "+353 20 915 0101"}
TEXT = Path(__file__).parent / "explained.txt"
DONE, WRONG_USE = 0, 2


@pytest.fixture
def garage(bench: Bench) -> Garage:
    """Tuesday 3 March, 16:20: Nora fetches her car, and is promised a call a week later."""
    garage = Garage(bench).at("3 16:20")
    garage.tells("repair.collected", "1043", customer=NORA, details={"work": "brakes"})
    return garage


def explains(garage: Garage, *words: str, code: int = DONE) -> str:
    answer = CliRunner().invoke(app(), ["explain", *words], obj=garage.bench.deployed)
    assert code == answer.exit_code, answer.output
    return answer.output


def asks_for_another_time(garage: Garage, when: str) -> None:
    letter = garage.mails("letter")[-1]
    answers(links_of(letter)[0], {"outcome": "another_time", "when": when}, bench=garage.bench)


def test_a_promise_that_was_moved_held_and_kept_is_told_from_its_first_day_to_its_last(garage):
    """The text is reviewed like code; to change it, change the words and then this file."""
    one = garage.owed("week-after")["id"]
    told = [explains(garage.at("4 10:00"), one)]
    asks_for_another_time(garage, "2026-03-12T10:30")
    garage.at("11 10:00").tells("complaint.opened", "77", customer=NORA, parent={"type": "repair", "id": "1043"})
    told.append(explains(garage.at("12 10:35"), one, "--now"))
    garage.tells("complaint.resolved", "77", customer=NORA)
    garage.at("13 10:20").answers_last_task(outcome="done")
    told.append(explains(garage.at("13 11:00"), one))

    assert TEXT.read_text(encoding="utf-8") == f"\n{'-' * 40}\n\n".join(told)


def test_looking_changes_nothing_and_sends_nothing(garage):
    garage.at("10 10:05")
    before = garage.bench.records(), garage.bench.mail(), garage.bench.alarms()

    explains(garage, garage.owed("week-after")["id"], "--now")

    assert before == (garage.bench.records(), garage.bench.mail(), garage.bench.alarms())


def test_a_name_that_means_several_promises_is_answered_with_the_question_which(garage):
    told = explains(garage, "nora", code=WRONG_USE)

    assert "2 promises may be meant" in told
    assert garage.owed("week-after")["id"] in told
    assert "A letter to Nora Quill about repair 1043 (fetched-thanks): kept" in told


def test_what_is_foreseen_is_what_happens(garage):
    """Donal and Iris are away: Maeve is asked, in words before and on her mail after."""
    for role in ("adviser", "counter"):
        CliRunner().invoke(app(), ["away", role, "--from", "2026-03-10", "--yes"], obj=garage.bench.deployed)
    one = garage.owed("week-after")["id"]

    foreseen = explains(garage.at("10 09:55"), one)
    garage.at("10 10:05")
    afterwards = explains(garage, one)

    assert "Donal is away on Tuesday 10 March and Iris is away on Tuesday 10 March, so Maeve is asked." in foreseen, (
        foreseen
    )
    assert "Maeve was asked, who stands in for Donal." in afterwards
    assert ["maeve@corncrake.example"] == [to for mail in garage.asks()[-1:] for to in mail["to"]]


def test_the_workbench_answers_the_same_over_http(garage):
    one = garage.owed("week-after")["id"]
    there = Client(Server(garage.bench)).get(f"/workbench/explain?of={one}&now=yes").json

    assert explains(garage, one, "--now") == there.pop("text") + "\n"
    assert json.loads(explains(garage, one, "--now", "--json")) == there


@pytest.mark.parametrize(("asked", "status", "has"), [("nora", 400, "which"), ("nobody", 404, "error")])
def test_the_workbench_asks_back_with_a_status_of_its_own(garage, asked, status, has):
    answer = Client(Server(garage.bench)).get(f"/workbench/explain?of={asked}")

    assert status == answer.status_code
    assert has in answer.json
