from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from followthrough.settings import PREFIX, NotConfigured, Settings
from workbench.stack.expand import parse

TEMPLATE = Path(__file__).parents[1] / "template.yaml"
TOLD_TO_EVERYBODY = parse(TEMPLATE)["Globals"]["Function"]["Environment"]["Variables"]
TOLD = TOLD_TO_EVERYBODY.keys() | {
    name
    for resource in parse(TEMPLATE)["Resources"].values()
    if resource["Type"] == "AWS::Serverless::Function"
    for name in resource["Properties"].get("Environment", {}).get("Variables", {})
}


def test_a_setting_is_read_from_the_variable_of_its_name() -> None:
    settings = Settings.from_env({"FOLLOWTHROUGH_TABLE": "ledger", "FOLLOWTHROUGH_DUE_URL": "https://sqs.example/due"})

    assert Settings(table="ledger", due_url="https://sqs.example/due") == settings


def test_what_is_not_ours_is_not_read() -> None:
    told = {"TABLE": "x", "followthrough_table": "x", "FOLLOWTHROUGH_SECRET": "x", "AWS_SECRET_ACCESS_KEY": "x"}

    assert Settings() == Settings.from_env(told)


@pytest.mark.parametrize("told", [{}, {"FOLLOWTHROUGH_TABLE": ""}])
def test_a_setting_that_is_needed_and_missing_is_told_by_the_name_of_its_variable(told: dict[str, str]) -> None:
    with pytest.raises(NotConfigured) as missing:
        Settings.from_env(told | {"FOLLOWTHROUGH_LINK_KEYS": "the-name-of-a-secret"}).need("table")

    assert "The environment variable FOLLOWTHROUGH_TABLE is missing." == str(missing.value)


def test_a_setting_that_is_there_is_given() -> None:
    assert "ledger" == Settings(table="ledger").need("table")


def test_a_setting_that_nobody_knows_is_a_mistake_of_ours() -> None:
    with pytest.raises(AttributeError):
        Settings().need("tabel")


def test_every_setting_is_told_by_the_template_and_the_template_tells_no_other() -> None:
    known = {PREFIX + field.name.upper() for field in fields(Settings)}

    assert known == {name for name in TOLD if name.startswith(PREFIX)}
