"""What is deployed is what pyproject.toml asks for, and the three locks are views of one resolution."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).parents[1]
PINNED = re.compile(r"^([A-Za-z0-9_.\[\]-]+)==([^ ;\\]+)", re.MULTILINE)
LOCKS = ("functions/requirements.txt", "requirements/demo.txt", "requirements/dev.txt")


def pinned(lock: str) -> dict[str, str]:
    text = (PROJECT / lock).read_text(encoding="utf-8")
    return {canonicalize_name(name.partition("[")[0]): version for name, version in PINNED.findall(text)}


def asked_for() -> list[Requirement]:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    return [Requirement(text) for text in project["project"]["dependencies"]]


@pytest.mark.parametrize("requirement", asked_for(), ids=str)
def test_what_is_deployed_is_in_the_range_that_the_project_asks_for(requirement):
    version = pinned("functions/requirements.txt")[canonicalize_name(requirement.name)]

    assert requirement.specifier.contains(version)


@pytest.mark.parametrize("lock", LOCKS[:2])
def test_the_laptop_runs_the_versions_that_the_cloud_runs(lock):
    whole = pinned("requirements/dev.txt")

    assert {name: whole.get(name) for name in pinned(lock)} == pinned(lock)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pinned_package_is_hashed_and_no_host_is_named(lock):
    text = (PROJECT / lock).read_text(encoding="utf-8")

    assert len(PINNED.findall(text)) == len(re.findall(r"==[^\n]*\\\n    --hash=sha256:", text))
    assert "://" not in text
