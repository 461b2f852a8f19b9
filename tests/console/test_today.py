from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace

import pytest
from botocore.awsrequest import AWSResponse
from click.testing import Result
from typer.testing import CliRunner

from console.__main__ import app
from followthrough.bootstrap import engine as bootstrap
from followthrough.bootstrap.deployed import app_of
from followthrough.domain.facts import Facts, Scope
from support.aws import REGION, Cloud, CloudEngine, unreachable
from support.console import DONE, PROBLEMS, WRONG_USE, owing_a_price
from support.shop import at


@pytest.fixture
def engine(cloud: Cloud) -> CloudEngine:
    return owing_a_price(cloud)


def types(engine: CloudEngine, *words: str) -> Result:
    return CliRunner().invoke(app(), list(words), obj=engine)


def test_what_it_touches_is_shown_and_nothing_is_done_without_yes(engine):
    answer = types(engine, "away", "adviser", "--from", "2026-03-03")

    assert DONE == answer.exit_code
    assert "Donal is away on Tuesday 3 March." in answer.output
    assert "Promised: Nora Quill, on Tuesday 3 March by 11:00: Iris takes it" in answer.output
    assert "Nothing is saved yet; add --yes to do it." in answer.output
    assert Facts() == engine.ledger.facts()


def test_with_yes_it_is_done_and_taken_back(engine):
    answer = types(engine, "away", "adviser", "--from", "2026-03-03", "--to", "2026-03-04", "--yes")
    away = engine.ledger.facts().away
    types(engine, "away", "adviser", "--from", "2026-03-03", "--back", "--yes")

    assert DONE == answer.exit_code
    assert "Saved." in answer.output
    assert [("2026-03-03", "2026-03-04")] == [(str(each.first), str(each.last)) for each in away]
    assert () == engine.ledger.facts().away


def test_a_program_reads_ids_and_nothing_about_the_person(engine):
    answer = types(engine, "closed", "2026-03-03", "--tell", "--yes", "--json")

    told = json.loads(answer.output)
    assert (True, None) == (told["changed"], told["promised"][0]["takes"])
    assert [told["promised"][0]["commitment"]] == told["told"]
    assert "Nora" not in answer.output


def test_other_hours_and_the_usual_ones_again(engine):
    types(engine, "closed", "2026-03-03", "--hours", "09:00-12:00", "--because", "a funeral", "--yes")
    [said] = engine.ledger.facts().other_hours
    types(engine, "closed", "2026-03-03", "--open", "--yes")

    assert ("09:00-12:00", "a funeral") == (str(said.hours[0]), said.because)
    assert () == engine.ledger.facts().other_hours


@pytest.mark.parametrize(
    ("typed", "scope", "name"),
    [
        ([], Scope.ALL, ""),
        (["--letters"], Scope.LETTERS, ""),
        (["--follow-up", "week-after"], Scope.FOLLOW_UP, "week-after"),
        (["--customer", "e12"], Scope.CUSTOMER, "e12"),
    ],
)
def test_a_pause_and_its_end(engine, typed, scope, name):
    types(engine, "pause", *typed, "--yes")
    paused = engine.ledger.facts().paused(scope, name)
    types(engine, "resume", *typed, "--yes")

    assert paused
    assert not engine.ledger.facts().pauses


def test_hand_over_is_switched(engine):
    types(engine, "hand-over", "on")
    before = engine.ledger.facts().hand_over
    types(engine, "hand-over", "on", "--yes")

    assert (False, True) == (before, engine.ledger.facts().hand_over)
    assert {"changed": True} == json.loads(types(engine, "hand-over", "off", "--yes", "--json").output)
    assert not engine.ledger.facts().hand_over


def test_the_start_line_is_set(engine):
    types(engine, "live-from", "2026-03-02T08:00+01:00", "--yes")

    assert "2026-03-02T07:00:00+00:00" == engine.ledger.facts().live_from.isoformat()


@pytest.mark.parametrize(
    "typed",
    [
        ["away", "butler"],
        ["away", "adviser", "--from", "yesterday"],
        ["away", "adviser", "--from", "2026-03-04", "--to", "2026-03-03"],
        ["closed", "2026-03-03", "--hours", "all day"],
        ["closed", "2026-02-01"],
        ["pause", "--follow-up", "week-aftr"],
        ["pause", "--letters", "--customer", "e12"],
        ["live-from", "2026-03-02T08:00"],
        ["live-from", "soon"],
        ["hand-over", "perhaps"],
    ],
)
def test_wrong_use_ends_with_two_and_changes_nothing(engine, typed):
    assert WRONG_USE == types(engine, *typed, "--yes").exit_code
    assert Facts() == engine.ledger.facts()


def test_a_ledger_that_does_not_answer_ends_with_one(engine, cloud):
    cloud.spoil("dynamodb.BatchGetItem", *[unreachable] * 3)

    answer = types(engine, "away", "adviser", "--json")

    assert PROBLEMS == answer.exit_code
    assert "error" in json.loads(answer.output)


def test_a_promise_that_only_the_phone_may_move_ends_with_one(engine):
    [owed] = engine.ledger.read(
        commitments=[wake.commitment for wake in engine.ledger.waking(until=at("2026-04-01 00:00"))]
    ).commitments.values()
    engine.ledger.commit(replace(owed, follows="another"))

    answer = types(engine, "away", "adviser", "--from", "2026-03-03", "--tell", "--yes")

    assert PROBLEMS == answer.exit_code
    assert "Please have this one phoned: Nora Quill" in answer.output


def test_without_a_deployment_it_says_what_is_missing(monkeypatch):
    monkeypatch.delenv("FOLLOWTHROUGH_TABLE", raising=False)
    monkeypatch.setenv("FOLLOWTHROUGH_BUSINESS_ID", "corncrake")
    bootstrap.app.cache_clear()

    answer = CliRunner().invoke(app(), ["away", "adviser"])

    assert WRONG_USE == answer.exit_code
    assert "FOLLOWTHROUGH_TABLE" in answer.output + answer.stderr


DESCRIBED = """<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/">
<DescribeStacksResult><Stacks><member><StackName>garage</StackName>
<CreationTime>2026-03-02T08:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus>
<Parameters><member><ParameterKey>BusinessId</ParameterKey><ParameterValue>corncrake</ParameterValue></member></Parameters>
<Outputs>
<member><OutputKey>LedgerTable</OutputKey><OutputValue>promises</OutputValue></member>
<member><OutputKey>LinkUrl</OutputKey><OutputValue>https://promises.corncrake.example</OutputValue></member>
</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>"""


def told(url: str, xml: str) -> AWSResponse:
    """What CloudFormation answers."""
    return AWSResponse(url, 200, {}, SimpleNamespace(stream=lambda: iter([xml.encode()])))


def test_a_stack_is_found_by_its_name(cloud, monkeypatch):
    for name, value in {
        "REGION": REGION,
        "DEFAULT_REGION": REGION,
        "ACCESS_KEY_ID": "n",
        "SECRET_ACCESS_KEY": "n",
    }.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    cloud.spoil("cloudformation.DescribeStacks", lambda call, _: told(call.request.url, DESCRIBED))

    settings = app_of("garage").settings

    assert ("corncrake", "promises", "https://promises.corncrake.example") == (
        settings.business_id,
        settings.table,
        settings.base_url,
    )
