"""A source is wired, tried and mended from a terminal, on the whole stack."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from typer.testing import CliRunner

from console.__main__ import app
from console.samples import EVENTS
from followthrough.bootstrap.engine import Engine
from followthrough.settings import Settings
from support.deliveries import SOURCES
from support.garage import Garage
from workbench.bench import Bench
from workbench.story.samples import sample, signed

KINDS = sorted(
    {tuple(file.stem.split(".")[:2]) for file in EVENTS.glob("*.json") if file.stem.split(".")[0] in SOURCES}
)


def deployed(bench: Bench) -> Engine:
    """The stack of this bench, as its outputs tell it to a terminal."""
    refs = bench.stack.refs
    queues = {"inbox": "Inbox", "due": "Due", "deliveries": "Deliveries"}
    urls = {f"{name}_url": refs[queue] for name, queue in queues.items()}
    urls |= {f"{name}_dead_letters_url": refs[f"{queue}DeadLetters"] for name, queue in queues.items()}
    settings = Settings(
        business_id="corncrake",
        table=refs["Ledger"],
        source_secrets=refs["SourceSecrets"],
        base_url=bench.base_url,
        **urls,
    )
    return Engine(settings)


def types(bench: Bench, *words: str) -> tuple[int, str]:
    """A minute after the command before it."""
    bench.advance(by=dt.timedelta(minutes=1))
    answer = CliRunner().invoke(app(), list(words), obj=deployed(bench))
    bench.settle()
    return answer.exit_code, answer.output


@pytest.mark.parametrize(("source", "kind"), KINDS, ids=".".join)
def test_every_kind_of_every_source_can_be_triggered(bench: Bench, source: str, kind: str) -> None:
    code, said = types(bench, "trigger", kind, "--source", source)

    assert (0, True) == (code, "It lies in the inbox" in said)
    assert 0 == Garage(bench).dead_letters()


def test_a_triggered_repair_is_followed_up_as_if_it_happened_now(bench: Bench) -> None:
    types(bench, "trigger", "repair.collected", "--source", "repairshopr")

    assert bench.now.isoformat() <= Garage(bench).owed("week-after")["due_at"]


def test_a_trial_makes_nothing(bench: Bench) -> None:
    code, _ = types(bench, "trigger", "order.placed", "--source", "shopify", "--trial")

    assert (0, []) == (code, bench.commitments())


def test_a_new_secret_is_believed_within_a_minute_and_the_old_one_until_it_is_retired(bench: Bench) -> None:
    old = signed(sample("shopify.order-placed.idris"), bench=bench)
    generated = types(bench, "source", "secret", "shopify", "--generate")[0]
    new = types(bench, "trigger", "order.placed", "--source", "shopify")[0]
    both = bench.request("POST", old.path, headers=old.headers, body=old.body).status
    retired = types(bench, "source", "secret", "shopify", "--retire")[0]
    bench.advance(by=dt.timedelta(minutes=6))
    after = bench.request("POST", old.path, headers=old.headers, body=old.body).status

    assert (0, 0, 200, 0, 401) == (generated, new, both, retired, after)


def test_what_could_not_be_read_is_parked_listed_and_replayed_without_loss(bench: Bench) -> None:
    path = next(each["url"] for each in bench.sources() if each["id"] == "repairshopr").removeprefix(bench.base_url)
    bench.request("POST", path, body=b"no json at all")

    listed = json.loads(types(bench, "dlq", "list", "--json")[1])[0]
    replayed = json.loads(types(bench, "dlq", "replay", "--json")[1])
    again = json.loads(types(bench, "dlq", "list", "--json")[1])[0]

    assert (1, {"Malformed: The body is not JSON that we can read.": 1}) == (listed["messages"], listed["reasons"])
    assert 1 == replayed["inbox"]
    assert (1, listed["reasons"], listed["effects"]) == (again["messages"], again["reasons"], again["effects"])


def test_the_doctor_finds_the_workbench_well(bench: Bench) -> None:
    assert 0 == types(bench, "doctor")[0]
