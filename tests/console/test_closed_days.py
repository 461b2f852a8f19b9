from __future__ import annotations

import datetime as dt
import json
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from console.__main__ import app
from followthrough.adapters.business.business_folder import DEFAULT, BusinessFolder

OK, WRONG_USE = 0, 2


def typed(*words: str) -> tuple[int, str]:
    answer = CliRunner().invoke(app(), ["closed-days", *words])
    return answer.exit_code, answer.output


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for file in DEFAULT.glob("*.toml"):
        (tmp_path / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    return tmp_path


def test_the_holidays_of_a_country_are_lines_of_the_file():
    code, told = typed("IE", "--years", "2", "--from", "2026")

    closed = tomllib.loads(f"[closed]\n{told}")["closed"]
    assert (OK, "Saint Patrick's Day") == (code, closed["2027-03-17"])
    assert {"2026", "2027"} == {day[:4] for day in closed}


def test_a_part_of_a_country_has_holidays_of_its_own():
    of_all = json.loads(typed("DE", "--years", "1", "--from", "2026", "--json")[1])["closed"]
    of_bavaria = json.loads(typed("DE-BY", "--years", "1", "--from", "2026", "--json")[1])["closed"]

    assert "2026-01-06" in {each["day"] for each in of_bavaria} - {each["day"] for each in of_all}


def test_they_go_into_the_file_once_and_what_stands_there_keeps_its_name(folder):
    file = folder / "business.toml"
    before = file.read_text(encoding="utf-8")

    first = typed("IE", "--years", "3", "--from", "2026", "--into", str(file))
    once = file.read_text(encoding="utf-8")
    second = typed("IE", "--years", "3", "--from", "2026", "--into", str(file))

    closed = tomllib.loads(once)["closed"]
    assert OK == first[0]
    assert {"June Holiday", "our week by the sea"} <= set(closed.values())
    assert [each for each in once.splitlines() if "2028" not in each] == before.splitlines()
    assert (OK, once) == (second[0], file.read_text(encoding="utf-8"))
    assert "0 put into business.toml" in second[1]
    assert not BusinessFolder(folder).current().business.calendar.is_open_day(dt.date(2028, 3, 17))


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["XX"], 'No country "XX" is known'),
        (["DE-ZZ"], 'No part "ZZ" of DE is known; its parts are'),
        (["IE", "--into", "nowhere.toml"], "nowhere.toml cannot be read"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(words, sentence):
    code, told = typed(*words)

    assert (WRONG_USE, True) == (code, sentence in told)


def test_a_file_that_would_be_spoilt_is_left_as_it_is(tmp_path):
    file = tmp_path / "business.toml"
    file.write_text('closed = { "2026-12-25" = "Christmas" }\n', encoding="utf-8")

    code, told = typed("IE", "--from", "2026", "--into", str(file))

    assert (WRONG_USE, True) == (code, "nothing is written" in told)
    assert 'closed = { "2026-12-25" = "Christmas" }\n' == file.read_text(encoding="utf-8")
