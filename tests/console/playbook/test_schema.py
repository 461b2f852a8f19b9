from __future__ import annotations

import json
from pathlib import Path

from click.testing import Result
from typer.testing import CliRunner

from console.__main__ import app
from followthrough.adapters.checking.schemas import schemas


def typed(*words: object) -> Result:
    return CliRunner().invoke(app(), ["playbook", "schema", *map(str, words)])


def test_the_command_prints_the_schema_of_every_kind_of_file():
    told = typed()

    assert (0, schemas()) == (told.exit_code, json.loads(told.stdout))


def test_it_writes_a_file_each_and_says_how_an_editor_finds_it(tmp_path: Path):
    told = typed("--out", tmp_path / "schemas")

    written = {path.name: json.loads(path.read_text()) for path in (tmp_path / "schemas").iterdir()}
    assert schemas() == written
    assert 3 == told.stdout.count("#:schema ")
