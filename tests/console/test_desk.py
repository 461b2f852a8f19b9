from __future__ import annotations

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from console.__main__ import app
from followthrough.adapters.pages.own_door import HttpOwnDoor
from followthrough.bootstrap import engine as bootstrap
from followthrough.domain.errors import Unreachable
from followthrough.domain.event import Event
from support.aws import BASE_URL, Cloud, CloudEngine
from support.fakes import FakeClock
from support.shop import at

PROMISED = ["promise", "The spare key is ready.", "--by", "2026-03-09T17:00", "--owner", "counter"]


@pytest.fixture
def engine(cloud: Cloud) -> CloudEngine:
    return cloud.engine(FakeClock(at("2026-03-09 09:00")))


@pytest.fixture
def posted(monkeypatch: pytest.MonkeyPatch) -> list[Event]:
    """What went to our own door."""
    events: list[Event] = []
    monkeypatch.setattr(HttpOwnDoor, "post", lambda _, event, **__: events.append(event))
    monkeypatch.setattr(CloudEngine, "_source_secrets", None)
    return events


def typed(engine: CloudEngine, *words: str) -> tuple[int, str]:
    answer = CliRunner().invoke(app(), list(words), obj=engine)
    return answer.exit_code, answer.output


def test_the_address_of_a_desk_is_told_with_its_picture(engine: CloudEngine) -> None:
    code, told = typed(engine, "desk", "counter")
    address, *picture = told.splitlines()

    assert (0, "counter") == (code, engine.links.read_staff("desk", address.removeprefix(f"{BASE_URL}/desk/")))
    assert len(picture) > 10


def test_a_program_reads_the_address_as_json(engine: CloudEngine) -> None:
    code, told = typed(engine, "desk", "counter", "--json")

    assert (0, {"role": "counter", "url": engine.links.staff("desk", bearer="counter")}) == (code, json.loads(told))


def test_there_is_no_desk_for_a_role_that_is_not_there(engine: CloudEngine) -> None:
    code, told = typed(engine, "desk", "gardener")

    assert (2, True) == (code, 'There is no role "gardener"' in told)


def test_a_promise_is_handed_in_at_our_own_door(engine: CloudEngine, posted: list[Event]) -> None:
    code, told = typed(engine, *PROMISED, "--name", "Ada Holm", "--email", "ada.holm@quaystreet.example")
    [event] = posted

    assert (0, "promise.made", "The spare key is ready.") == (code, event.kind, event.note)
    assert "Iris gets the task by 17:00: keep our promise “The spare key is ready.” A letter says so." in told


def test_a_promise_to_a_colleague_needs_no_customer(engine: CloudEngine, posted: list[Event]) -> None:
    code, told = typed(engine, *PROMISED, "--colleague", "workshop", "--json")

    assert (0, "promise.made_to_colleague") == (code, posted[0].kind)
    assert 1 == len(json.loads(told)["commitments"])


@pytest.mark.parametrize(
    "wrong",
    [
        PROMISED,
        [*PROMISED, "--name", "Ada", "--owner", "gardener"],
        [*PROMISED, "--name", "Ada", "--by", "soon"],
        [*PROMISED, "--name", "Ada", "--by", "2026-03-01T10:00"],
    ],
)
def test_what_nobody_could_keep_is_wrong_use(engine: CloudEngine, posted: list[Event], wrong: list[str]) -> None:
    code, _ = typed(engine, *wrong)

    assert (2, []) == (code, posted)


def test_a_door_that_is_shut_is_a_problem(engine: CloudEngine, posted: list[Event], monkeypatch: Any) -> None:
    def shut(*_: object, **__: object) -> None:
        raise Unreachable("Our own door did not answer.")

    monkeypatch.setattr(HttpOwnDoor, "post", shut)

    assert (1, "Our own door did not answer.\n") == typed(engine, *PROMISED, "--name", "Ada")


@pytest.mark.parametrize("words", [["desk", "counter"], PROMISED])
def test_without_a_deployment_the_desk_says_what_is_missing(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOLLOWTHROUGH_BUSINESS_ID", "corncrake")
    for name in ("TABLE", "BASE_URL", "LINK_KEYS"):
        monkeypatch.delenv(f"FOLLOWTHROUGH_{name}", raising=False)
    bootstrap.app.cache_clear()

    answer = CliRunner().invoke(app(), words)

    assert (2, True) == (answer.exit_code, "FOLLOWTHROUGH_TABLE is missing" in answer.output + answer.stderr)
