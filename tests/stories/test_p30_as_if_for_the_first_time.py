"""P30: walk into your office as if you were seeing it for the first time, before your customers do."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from typer.testing import CliRunner

from console.__main__ import app
from followthrough.adapters.business.business_folder import DEFAULT
from support.rehearsals import an_event

EVENTS = [
    an_event("repair.collected", "2026-03-02 11:05", asked="yes", details={"work": "brakes"}),
    an_event("order.placed", "2026-03-03 21:30", number="1001", customer={"email": "idris@vale.example"}),
]


def rehearsed(folder: Path, *words: str) -> str:
    file = folder / "events.jsonl"
    file.write_text("\n".join(map(json.dumps, EVENTS)), encoding="utf-8")
    command = ["playbook", "simulate", "--days", "9", "--events", str(file), *words]
    return CliRunner().invoke(app(), command).output


def test_the_owner_sees_what_her_customers_would_see_and_nothing_is_sent(tmp_path: Path) -> None:
    told = rehearsed(tmp_path)

    assert "Mon 02 Mar 2026 11:05  letter  nora@quill.example" in told
    assert "Wed 04 Mar 2026 08:00  letter  idris@vale.example" in told
    assert "letters leave in letter hours only  first-thanks" in told
    assert "Mon 09 Mar 2026 10:00  task    donal@corncrake.example" in told
    assert "nothing was sent" in told


def test_a_changed_rule_shows_what_it_changes_for_whom_and_leaves_the_rest_unsaid(tmp_path: Path) -> None:
    bolder = tmp_path / "bolder"
    shutil.copytree(DEFAULT, bolder)
    book = bolder / "playbook.toml"
    text = book.read_text(encoding="utf-8")
    book.write_text(
        text.replace('id      = "first-thanks"\n', 'id      = "first-thanks"\noff = true\n'), encoding="utf-8"
    )

    told = rehearsed(tmp_path, "--against", str(bolder))

    assert "first-thanks is made once less" in told
    assert "week-after" not in told


def test_where_nobody_does_anything_the_broken_promise_is_seen_beforehand(tmp_path: Path) -> None:
    record = json.loads(rehearsed(tmp_path, "--answers", "none", "--json"))

    ends = {owed["follow_up"]: owed["state"] for owed in record["commitments"]}
    assert "broken" == ends["week-after"]
    assert {"nudge", "warn", "escalate"} <= {mail["step"] for mail in record["sent"]}
