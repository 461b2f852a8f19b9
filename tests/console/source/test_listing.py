from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from typer.testing import CliRunner

from console.__main__ import app
from followthrough.bootstrap import engine as bootstrap
from support.aws import CloudEngine, a_cloud
from support.console import a_deployment, types
from support.deliveries import SOURCES

TWO = [{"id": "1", "value": "the-key-of-the-shop"}, {"id": "2", "value": "another-key-of-the-shop"}]


@pytest.fixture
def engine() -> Iterator[CloudEngine]:
    with a_cloud() as cloud:
        yield a_deployment(cloud, {"shopify": TWO, "canonical": TWO[:1], "desk": "text"})


def test_every_source_has_a_row_with_its_scheme_and_its_secrets(engine):
    answer = types(engine, "source", "list")
    rows = {line.split()[0]: re.split(r"\s{2,}", line)[1:] for line in answer.output.splitlines()}

    assert 0 == answer.exit_code
    assert {"source", *SOURCES} == rows.keys()
    assert ["Shopify", "hmac", "2"] == rows["shopify"]
    assert ["RepairShopr", "url_secret", "none: answers 401"] == rows["repairshopr"]
    assert ("1", "broken") == (rows["canonical"][-1], rows["desk"][-1])
    assert "the-key" not in answer.output


def test_a_program_reads_the_same(engine):
    found = {row["id"]: row for row in json.loads(types(engine, "source", "list", "--json").output)}

    assert {"id": "shopify", "title": "Shopify", "scheme": "hmac", "secrets": 2} == found["shopify"]
    assert (0, None) == (found["zendesk"]["secrets"], found["desk"]["secrets"])


def test_without_a_deployment_it_says_what_is_missing(monkeypatch):
    monkeypatch.delenv("FOLLOWTHROUGH_SOURCE_SECRETS", raising=False)
    bootstrap.app.cache_clear()

    answer = CliRunner().invoke(app(), ["source", "list"])

    assert 2 == answer.exit_code
    assert "FOLLOWTHROUGH_SOURCE_SECRETS is missing" in answer.stderr
