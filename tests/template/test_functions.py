"""What each function is made of, told of, and remembered by."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from moto import mock_aws

from followthrough.adapters.publishing.editions import Editions
from followthrough.bootstrap.engine import ONE_ATTEMPT
from followthrough.settings import PREFIX, Settings
from template.reading import GONE, ROOT, altered, environment_of, functions_of, id_of, source, template
from workbench.stack.expand import Json, code_folder, resources_of

FUNCTIONS = {
    "ReceiveWebhook",
    "MakeCommitments",
    "SetAlarms",
    "CarryOut",
    "TakeAnswer",
    "NoteDelivery",
    "Tend",
    "Report",
}


def module_of(function: Json) -> Path:
    module, _, _ = function["Handler"].rpartition(".")
    return ROOT / code_folder(function) / Path(*module.split(".")).with_suffix(".py")


def parts_taken_by(door: Path) -> set[str]:
    """Every `app.…` in the module of a function."""
    return {
        node.attr
        for node in ast.walk(ast.parse(door.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "app"
    }


def functions_that_leave_no_trace(stack: Json) -> Iterator[str]:
    logs = resources_of(stack, "AWS::Logs::LogGroup")
    for name, function in functions_of(stack).items():
        log = logs.get(id_of(function.get("LoggingConfig", {}).get("LogGroup")), {})
        if not log:
            yield f"{name} has no log of its own."
        elif "RetentionInDays" not in log:
            yield f"What {name} says is kept for ever."


def secrets_in_the_open(stack: Json) -> Iterator[str]:
    """The environment of a function is shown in the console: it may name a secret, not hold one."""
    hidden = {name for name, parameter in source()["Parameters"].items() if parameter.get("NoEcho")}
    for name, function in functions_of(stack).items():
        for variable, value in environment_of(function).items():
            if "{{resolve:" in str(value) or id_of(value) in hidden:
                yield f"{name} carries {variable} in the open."


def settings_nobody_reads(stack: Json) -> Iterator[str]:
    known = {PREFIX + field.name.upper() for field in fields(Settings)}
    given = {
        variable for f in functions_of(stack).values() for variable in environment_of(f) if variable.startswith(PREFIX)
    }
    yield from (f"Nobody reads {variable}." for variable in sorted(given - known))
    yield from (f"Nobody is told {variable}." for variable in sorted(known - given))


@pytest.mark.parametrize("rule", [functions_that_leave_no_trace, secrets_in_the_open, settings_nobody_reads])
def test_the_functions_are_in_order(rule):
    assert [] == list(rule(template()))


def test_there_are_eight_functions():
    assert FUNCTIONS == functions_of(template()).keys()


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_a_function_has_its_door(name):
    module = ast.parse(module_of(functions_of(template())[name]).read_text(encoding="utf-8"))

    defined = {node.name for node in module.body if isinstance(node, ast.FunctionDef)}
    assert "handler" in defined


@mock_aws
@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_a_function_is_told_all_it_needs(name, monkeypatch):
    """Whatever its door takes from the object graph can be made from the environment that the template gives it."""
    function = functions_of(template())[name]
    module, _, _ = function["Handler"].rpartition(".")
    told = {variable: f"https://{variable.lower()}.example" for variable in environment_of(function)}
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setattr(Editions, "in_force", lambda _: None)

    app = importlib.import_module(module).app_from(told)

    assert None not in [app, *(getattr(app, part) for part in parts_taken_by(module_of(function)))]


def test_all_functions_are_one_build():
    """The folder, the runtime and the architecture are the same, so `sam build` resolves the dependencies once."""
    builds = {(code_folder(f), f["Runtime"], str(f["Architectures"])) for f in functions_of(template()).values()}

    assert {("functions/", "python3.13", "[{'Ref': 'Architecture'}]")} == builds


def test_a_function_with_a_route_is_not_told_the_address_of_the_api():
    told = {name for name, function in functions_of(template()).items() if "${Api}" in str(environment_of(function))}

    assert {"CarryOut", "Report"} == told


def test_a_batch_of_mails_that_nobody_answers_fits_into_one_run():
    mappings = resources_of(template(), "AWS::Lambda::EventSourceMapping").values()
    (batch,) = [mapping["BatchSize"] for mapping in mappings if id_of(mapping["EventSourceArn"]) == "Due"]
    longest = batch * (ONE_ATTEMPT.connect_timeout + ONE_ATTEMPT.read_timeout)

    assert longest < functions_of(template())["CarryOut"]["Timeout"]


@pytest.mark.parametrize(
    ("path", "value", "rule", "problem"),
    [
        ("Tend/Properties/LoggingConfig", GONE, functions_that_leave_no_trace, "Tend has no log of its own."),
        ("TendLog/Properties/RetentionInDays", GONE, functions_that_leave_no_trace,
         "What Tend says is kept for ever."),
        ("ReceiveWebhook/Properties/Environment/Variables/KEY", "{{resolve:secretsmanager:x}}", secrets_in_the_open,
         "ReceiveWebhook carries KEY in the open."),
        ("ReceiveWebhook/Properties/Environment/Variables/FOLLOWTHROUGH_INBOX", "x", settings_nobody_reads,
         "Nobody reads FOLLOWTHROUGH_INBOX."),
        ("CarryOut/Properties/Environment/Variables/FOLLOWTHROUGH_DUE_DEAD_LETTERS_URL", GONE, settings_nobody_reads,
         "Nobody is told FOLLOWTHROUGH_DUE_DEAD_LETTERS_URL."),
    ],
)  # fmt: skip
def test_a_function_that_is_not_in_order_is_refused(path, value, rule, problem):
    problems = list(rule(altered(path, value)))

    assert problem in problems
