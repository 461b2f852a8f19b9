from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from followthrough.settings import NotConfigured, Settings
from support.aws import Cloud, CloudEngine

FUNCTIONS = Path(__file__).parents[2] / "functions"
LAMBDAS = sorted(
    file.stem
    for file in (FUNCTIONS / "followthrough" / "lambdas").glob("*.py")
    if "def handler(" in file.read_text("utf-8")
)
ON_IMPORT = f"""
import importlib, json, os
asked = []
class Watched(type(os.environ)):
    def __getitem__(self, name):
        asked.append(name)
        return super().__getitem__(name)
os.environ.__class__ = Watched
import boto3
for name in {LAMBDAS}:
    importlib.import_module(f"followthrough.lambdas.{{name}}")
print(json.dumps([boto3.DEFAULT_SESSION is None, [name for name in asked if name.startswith("FOLLOWTHROUGH_")]]))
"""


def test_these_are_the_functions_of_the_stack() -> None:
    functions = "carry_out make_commitments note_delivery receive_webhook report set_alarms take_answer tend"

    assert set(functions.split()) <= set(LAMBDAS)


def test_importing_them_makes_no_client_and_reads_no_setting() -> None:
    told = subprocess.run(  # noqa: S603 - our own interpreter and our own words
        [sys.executable, "-c", ON_IMPORT], capture_output=True, check=True, env={"PYTHONPATH": str(FUNCTIONS)}
    )

    assert [True, []] == json.loads(told.stdout)


def test_an_engine_asks_aws_what_is_published_and_nothing_else_until_it_is_needed(
    engine: CloudEngine, cloud: Cloud
) -> None:
    parts = (engine.ledger, engine.links, engine.alarms, engine.due, engine.post, engine.tools, engine.reporting)

    assert all(parts)
    assert ["dynamodb.GetItem"] == cloud.calls


def test_a_function_that_lacks_a_setting_says_which() -> None:
    engine = CloudEngine(Settings.from_env({"FOLLOWTHROUGH_BUSINESS_ID": "corncrake"}))

    with pytest.raises(NotConfigured, match="FOLLOWTHROUGH_TABLE is missing"):
        _ = engine.ledger
