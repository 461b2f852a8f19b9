from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from click.testing import Result
from typer.testing import CliRunner

from console.__main__ import app
from followthrough.adapters.business.business_folder import DEFAULT
from support.rehearsals import an_event

COLLECTED = an_event("repair.collected", "2026-03-02 11:05", asked="yes", details={"work": "brakes"})


def simulates(*words: object) -> Result:
    return CliRunner().invoke(app(), ["playbook", "simulate", *(str(word) for word in words)])


def recorded(folder: Path, *events: dict[str, Any]) -> Path:
    file = folder / "events.jsonl"
    file.write_text("\n".join(json.dumps(event) for event in events), encoding="utf-8")
    return file


def another_business(folder: Path, **changes: str) -> Path:
    """The shipped business with some texts of its playbook changed."""
    other = folder / "business"
    shutil.copytree(DEFAULT, other)
    book = other / "playbook.toml"
    text = book.read_text(encoding="utf-8")
    for old, new in changes.values():
        assert old in text
        text = text.replace(old, new)
    book.write_text(text, encoding="utf-8")
    return other


def test_recorded_events_are_played_from_the_day_of_the_first(tmp_path):
    told = simulates("--days", 8, "--events", recorded(tmp_path, COLLECTED)).output

    assert "8 days from Mon 02 Mar 2026 00:00: one event" in told
    assert "Mon 02 Mar 2026 11:05  letter  nora@quill.example" in told
    assert "Mon 09 Mar 2026 10:00  task    donal@corncrake.example" in told
    assert "Donal      1    1.0        1  2026-03-09" in told
    assert "at the prices of" in told


def test_a_program_reads_all_of_it_as_json(tmp_path):
    record = json.loads(simulates("--days", 8, "--events", recorded(tmp_path, COLLECTED), "--json").output)

    assert [] == record["trouble"]
    assert [("email", "promise"), ("call", "promise")] == [(each["how"], each["class"]) for each in record["contacts"]]
    assert {"week-after": "kept", "fetched-thanks": "kept"} == {
        owed["follow_up"]: owed["state"] for owed in record["commitments"]
    }
    assert {"Donal": {"2026-03-09": 1}} == record["calls"]


def test_what_waits_is_told_with_its_reason(tmp_path):
    late = an_event("order.placed", "2026-03-02 21:30", customer={"email": "idris@vale.example"})

    told = simulates("--days", 3, "--events", recorded(tmp_path, late)).output

    assert "1  waits  letters leave in letter hours only  first-thanks" in told


def test_another_playbook_is_told_by_what_it_does_otherwise(tmp_path):
    sooner = another_business(
        tmp_path, due=('due     = "1 week later"\nwindow  = ["10:00', 'due     = "2 days later"\nwindow  = ["10:00')
    )

    told = simulates("--days", 9, "--events", recorded(tmp_path, COLLECTED), "--against", sooner).output

    assert [
        "With the other playbook:",
        "week-after comes at another time once",
        "  Nora Quill: Mon 09 Mar 2026 12:30 → Wed 04 Mar 2026 12:30",
    ] == told.splitlines()


def test_the_same_playbook_does_the_same(tmp_path):
    assert (
        "Both do the same.\n"
        == simulates("--days", 9, "--events", recorded(tmp_path, COLLECTED), "--against", DEFAULT).output
    )


def test_a_rule_that_is_off_in_the_other_playbook_is_gone(tmp_path):
    without = another_business(tmp_path, off=('id      = "week-after"\n', 'id      = "week-after"\noff = true\n'))

    told = simulates("--days", 9, "--events", recorded(tmp_path, COLLECTED), "--against", without, "--json").output

    found = [(each["kind"], each["follow_up"]) for each in json.loads(told)]
    assert [("ends otherwise", "fetched-thanks"), ("gone", "week-after")] == found


def test_what_would_stop_the_other_playbook_is_told_as_well(tmp_path):
    other = another_business(tmp_path)
    (other / "letters" / "fetched-thanks.en.txt").write_text(
        "Subject: {{ nobody_knows_this }}\n\nHello.", encoding="utf-8"
    )

    told = simulates("--days", 2, "--events", recorded(tmp_path, COLLECTED), "--against", other)

    assert 1 == told.exit_code
    assert "What would have stopped" in told.output


def test_a_sample_needs_no_file():
    told = simulates("--days", 10, "--sample", "--customers", 5, "--seed", 4, "--from", "2026-03-02")

    assert 0 == told.exit_code
    assert "10 days from Mon 02 Mar 2026" in told.output


def test_a_line_that_cannot_be_read_is_told_by_its_number(tmp_path):
    file = recorded(tmp_path, COLLECTED, {**COLLECTED, "kind": "repair.fetched"})

    told = simulates("--days", 1, "--events", file)

    assert 1 == told.exit_code
    assert "events.jsonl: line 2: kind" in told.output


def test_events_or_a_sample_but_not_both_and_not_neither(tmp_path):
    both = simulates("--days", 1, "--sample", "--events", recorded(tmp_path, COLLECTED))
    neither = simulates("--days", 1)

    assert [2, 2] == [both.exit_code, neither.exit_code]
    assert "either --events with a file, or --sample" in neither.output


def test_a_text_that_cannot_be_filled_in_is_a_problem_that_comes_first(tmp_path):
    other = another_business(tmp_path)
    (other / "letters" / "fetched-thanks.en.txt").write_text("Subject: Thanks {{ nobody }}\n\nHello.", encoding="utf-8")

    told = simulates(other, "--days", 1, "--events", recorded(tmp_path, COLLECTED))

    assert 1 == told.exit_code
    assert "What would have stopped\n  once Mon 02 Mar 2026 11:05: The text" in told.output
