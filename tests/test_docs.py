"""What the docs name is there: every key of a playbook, every story, every address and every command as printed."""

from __future__ import annotations

import re
import shlex
from dataclasses import fields
from pathlib import Path

import pytest
import typer.main
from typer.core import TyperGroup

from console.__main__ import app
from followthrough.adapters.business.business_folder import BusinessFolder
from followthrough.adapters.business.business_shape import AskedFirstShape, BudgetShape, BusinessShape, RoleShape
from followthrough.adapters.business.mistakes import as_toml
from followthrough.adapters.business.owners_words import PLAIN_CONDITIONS, WITH_A_NUMBER
from followthrough.adapters.business.playbook_shape import FollowUpShape
from followthrough.adapters.webhooks.about import About
from followthrough.adapters.webhooks.handshake import Handshake
from followthrough.adapters.webhooks.mapping import EVENT_KEYS, TOP_KEYS
from followthrough.adapters.webhooks.schemes import KEYS_OF
from followthrough.domain.due import FORMS
from workbench.page import site
from workbench.server import CALLS

PROJECT = Path(__file__).parents[1]
DOCS = PROJECT / "docs"
PAGES = sorted([*DOCS.glob("*.md"), PROJECT / "README.md", PROJECT / "CONTRIBUTING.md"])
PRACTICES = 30

LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
SHELL = re.compile(r"^```sh\n(.*?)^```", re.DOTALL | re.MULTILINE)
STORY = re.compile(r"`(test_\w+\.py)`")
TEST = re.compile(r"`(tests/[\w/]+(?:\.py)?)`")


def read(name: str) -> str:
    return (DOCS / name).read_text()


def commands(text: str) -> list[str]:
    """Every `followthrough …` line of the shell examples."""
    lines = "\n".join(SHELL.findall(text)).replace("\\\n", " ").splitlines()
    return [line.removeprefix(".venv/bin/") for line in lines if "followthrough " in line.partition("#")[0]]


MODULE = re.compile(r"`((?:domain|application|adapters|lambdas|bootstrap)/[\w/]+\.py)`")
NAMED = re.compile(r"`([a-z]+(?:-[a-z]+)+)`")

PRINTED = sorted({line for page in PAGES for line in commands(page.read_text())})


def test_every_key_of_a_follow_up_is_explained():
    told = read("write-a-playbook.md")
    keys = [field.alias or name for name, field in FollowUpShape.model_fields.items()]

    assert [] == [key for key in keys if f"`{key}`" not in told]


def test_every_key_of_the_firm_is_explained():
    told = read("write-a-playbook.md")
    keys = {name for shape in (BusinessShape, BudgetShape, AskedFirstShape, RoleShape) for name in shape.model_fields}

    assert [] == sorted(key for key in keys if f"`{key}`" not in told)


def test_every_way_to_say_when_and_if_is_explained():
    told = read("write-a-playbook.md")

    assert [] == [words for words in (*FORMS, *PLAIN_CONDITIONS, *WITH_A_NUMBER) if f"`{words}`" not in told]


def test_every_key_of_a_follow_up_has_an_example():
    told = read("write-a-playbook.md")
    fields = {field.alias or name: field for name, field in FollowUpShape.model_fields.items()}
    lines = [f"{key} = {as_toml((field.examples or [True])[0])}" for key, field in fields.items()]

    assert [] == [line for line in lines if f"\n{line}\n" not in told]


def test_every_key_of_a_source_is_explained():
    told = read("wire-a-source.md")

    assert [] == [key for key in (*TOP_KEYS.split(), *EVENT_KEYS.split()) if not re.search(rf"`\[*{key}\]*`", told)]


def test_every_way_in_which_a_sender_proves_and_introduces_itself_is_explained():
    told = read("wire-a-source.md")
    keys = {key for keys in KEYS_OF.values() for key in keys.split()}
    words = {*KEYS_OF, *keys, *(field.name for shape in (Handshake, About) for field in fields(shape))}

    assert [] == sorted(word for word in words if f"`{word}`" not in told)


def test_every_practice_has_a_row_with_a_story_or_an_honest_gap():
    rows = [line for line in read("practices.md").splitlines() if line.startswith("| P")]

    assert [f"P{number}" for number in range(1, PRACTICES + 1)] == [row.split()[1] for row in rows]
    assert [] == [row for row in rows if not STORY.search(row) and "not told yet" not in row]


@pytest.mark.parametrize("page", ["practices.md", "complaints.md", "front-desk.md"])
def test_every_rule_that_a_page_names_is_in_the_shipped_playbook_or_is_a_letter_of_it(page: str):
    rules = BusinessFolder().current().playbook.follow_ups
    known = {name for rule in rules for name in (rule.id, rule.letter, rule.receipt)}

    assert [] == [name for name in NAMED.findall(read(page)) if name not in known]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_leads_to_is_there(page: Path):
    text = page.read_text()
    stories = [name for name in STORY.findall(text) if not (PROJECT / "tests" / "stories" / name).exists()]
    tests = [name for name in TEST.findall(text) if not (PROJECT / name).exists()]
    tests += [name for name in MODULE.findall(text) if not (PROJECT / "functions" / "followthrough" / name).exists()]
    links = [name for name in LINK.findall(text) if not (page.parent / name).exists()]

    assert ([], [], []) == (stories, tests, links)


def test_every_address_of_the_workbench_is_listed():
    told = read("workbench.md")
    addresses = {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule) for rule in (each.rule for each in CALLS.iter_rules())}
    looks = {rule.rule for rule in site.routes() if "GET" in (rule.methods or ()) and "<" not in rule.rule}

    assert [] == [each for each in addresses if each.replace("mail_id", "id") not in told]
    assert [] == [each for each in looks if f"`{each}`" not in told]


@pytest.mark.parametrize("line", PRINTED)
def test_every_command_is_understood_as_printed(line: str):
    _, name, *rest = shlex.split(line, comments=True)
    group = typer.main.get_command(app())
    with typer.Context(group) as context:
        command = group.get_command(context, name)
        while isinstance(command, TyperGroup):
            name, *rest = rest
            command = command.get_command(context, name)

    assert command is not None
    assert command.make_context(name, rest, parent=context).params
