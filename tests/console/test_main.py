from __future__ import annotations

from importlib.metadata import version

import pytest
from typer.testing import CliRunner

from console.__main__ import app

WRONG_USE = 2


def test_it_says_which_version_it_is():
    answer = CliRunner().invoke(app(), ["--version"])

    assert (0, f"followthrough {version('followthrough')}\n") == (answer.exit_code, answer.output)


def test_the_workbench_adds_its_demo():
    answer = CliRunner().invoke(app(), ["--help"])

    assert answer.exit_code == 0
    assert "demo" in answer.output


@pytest.mark.parametrize(
    "typed",
    [["nonsense"], ["demo", "--port", "70000"], ["demo", "--now", "yesterday"], ["demo", "--now", "2026-03-02T09:00"]],
)
def test_wrong_use_ends_with_two(typed):
    answer = CliRunner().invoke(app(), typed)

    assert answer.exit_code == WRONG_USE
