from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from typer.testing import CliRunner

from console.__main__ import app
from followthrough.bootstrap import engine as bootstrap
from followthrough.bootstrap.figures import namespace
from followthrough.domain.heard import Heard
from support.aws import Cloud, CloudEngine
from support.console import MONDAY, a_deployment, refused_by_the_door, types
from support.deliveries import SOURCES

TWO = [{"id": "1", "value": "the-key-of-the-shop"}, {"id": "2", "value": "another-key-of-the-shop"}]


@pytest.fixture
def engine(cloud: Cloud) -> CloudEngine:
    return a_deployment(cloud, {"shopify": TWO, "canonical": TWO[:1], "desk": "text"})


def test_every_source_has_a_row_with_its_scheme_and_its_secrets(engine):
    answer = types(engine, "source", "list")
    rows = {line.split()[0]: re.split(r"\s{2,}", line)[1:] for line in answer.output.splitlines()}

    assert 0 == answer.exit_code
    assert {"source", *SOURCES} == rows.keys()
    assert ["Shopify", "hmac", "2", "never", "none"] == rows["shopify"]
    assert ["RepairShopr", "url_secret", "none: answers 401", "never", "none"] == rows["repairshopr"]
    assert ("1", "broken") == (rows["canonical"][2], rows["desk"][2])
    assert "the-key" not in answer.output


def test_a_program_reads_the_same(engine):
    found = {row["id"]: row for row in json.loads(types(engine, "source", "list", "--json").output)}

    told = {"id": "shopify", "title": "Shopify", "scheme": "hmac", "secrets": 2}
    assert told | {"last_delivery": None, "refused": {}} == found["shopify"]
    assert (0, None) == (found["zendesk"]["secrets"], found["desk"]["secrets"])


def test_it_is_told_when_a_source_last_spoke_and_why_it_was_refused(engine):
    engine.ledger.commit(Heard(source="shopify", last_at=MONDAY - dt.timedelta(hours=3)))
    refused_by_the_door("shopify", "stale", times=2, namespace=namespace())

    row = next(line for line in types(engine, "source", "list").output.splitlines() if line.startswith("shopify"))
    [told] = [row for row in json.loads(types(engine, "source", "list", "--json").output) if row["id"] == "shopify"]

    assert ["Mon 09 Mar 2026, 06:00", "2 stale"] == re.split(r"\s{2,}", row)[-2:]
    assert ("2026-03-09T06:00:00+00:00", {"stale": 2}) == (told["last_delivery"], told["refused"])


def test_without_a_deployment_it_says_what_is_missing(monkeypatch):
    monkeypatch.setenv("FOLLOWTHROUGH_BUSINESS_ID", "corncrake")
    monkeypatch.setenv("FOLLOWTHROUGH_TABLE", "corncrake")
    monkeypatch.delenv("FOLLOWTHROUGH_SOURCE_SECRETS", raising=False)
    bootstrap.app.cache_clear()

    answer = CliRunner().invoke(app(), ["source", "list"])

    assert 2 == answer.exit_code
    assert "Please name the deployment with --stack." in answer.stderr
    assert "FOLLOWTHROUGH_SOURCE_SECRETS is missing" in answer.stderr
