from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from console.__main__ import app
from followthrough.adapters.business.business_folder import DEFAULT, BusinessFolder
from followthrough.adapters.files import Files
from support.console import DONE, PROBLEMS, WRONG_USE

RULES = len(BusinessFolder().current().playbook.follow_ups)
TEXTS = len([path for path in Files.of(DEFAULT).texts if path.endswith(".txt")])


def typed(*words: object) -> Result:
    return CliRunner().invoke(app(), ["playbook", "check", *map(str, words)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DEFAULT, tmp_path / "corncrake"))


def spoilt(folder: Path) -> Path:
    file = folder / "playbook.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('"repair.received"', '"repair.recieved"', 1), encoding="utf-8")
    return folder


def test_a_folder_without_mistakes_is_told_so(folder):
    answer = typed(folder)

    assert (DONE, f"{RULES} rules and {TEXTS} texts in corncrake: no mistakes.\n") == (answer.exit_code, answer.output)


def test_every_mistake_is_a_line_and_the_end_is_one(folder):
    answer = typed(spoilt(folder))

    assert PROBLEMS == answer.exit_code
    assert (
        'playbook.toml: rule "price-call": when: "repair.recieved" is not a kind of event; '
        'did you mean "repair.received"?\n'
        f"{RULES - 1} rules and {TEXTS} texts in corncrake: 1 mistake.\n"
    ) == answer.output


def test_a_remark_is_told_and_refuses_nothing(folder):
    (folder / "scripts" / "carols.txt").write_text(
        "{{ hello }}, it is {{ who }} from {{ business }}. Thank you, please sing.", encoding="utf-8"
    )

    answer = typed(folder)

    assert DONE == answer.exit_code
    assert (
        "scripts/carols.txt: no rule uses this script. (A remark: nothing is refused.)\n"
        f"{RULES} rules and {TEXTS + 1} texts in corncrake: 1 remark.\n"
    ) == answer.output


def test_a_program_reads_file_rule_key_and_what_is_wrong(folder):
    answer = typed(spoilt(folder), "--json")
    found = json.loads(answer.output)

    assert PROBLEMS == answer.exit_code
    assert [("playbook.toml", 'rule "price-call"', "when")] == [
        (each["file"], each["table"], each["key"]) for each in found["mistakes"]
    ]
    assert (RULES - 1, TEXTS, []) == (found["rules"], found["texts"], found["remarks"])


def test_without_a_folder_the_one_that_is_stood_in_is_checked_else_the_one_that_ships(folder, monkeypatch):
    monkeypatch.chdir(folder.parent)
    assert "in business: no mistakes." in typed().output

    monkeypatch.chdir(spoilt(folder))
    assert "in corncrake: 1 mistake." in typed().output


def test_a_folder_that_is_not_there_is_wrong_use(tmp_path):
    assert WRONG_USE == typed(tmp_path / "nowhere").exit_code


def test_a_file_that_is_no_text_is_a_problem(folder):
    (folder / "letters" / "ready.en.txt").write_bytes(b"\xff")

    answer = typed(folder)

    assert (PROBLEMS, "ready.en.txt: this is not UTF-8 text; please save it as UTF-8.\n") == (
        answer.exit_code,
        answer.stderr,
    )
