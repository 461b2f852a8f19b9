"""The owner changes her folder and publishes it: within a minute it holds, and nothing that was promised is lost."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from console.__main__ import app
from followthrough.adapters.files import SHIPPED
from followthrough.bootstrap.engine import Engine
from followthrough.settings import Settings
from support.garage import Garage
from workbench.bench import Bench

NOT_FOUND, UNAUTHORISED, UNAVAILABLE = 404, 401, 503

TILL = """
id = "till"
[verify]
scheme = "hmac"
headers = ["X-Till-Signature"]
"""


@pytest.fixture
def garage(bench: Bench) -> Iterator[Garage]:
    """Every function cold before, so that none remembers another story's version, and after."""
    bench.reset(bench.now)
    yield Garage(bench)
    bench.reset(bench.now)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "business"))


def publishes(garage: Garage, *words: str) -> str:
    settings = Settings(business_id="corncrake", table=garage.bench.stack.tables[0])
    answer = CliRunner().invoke(app(), ["publish", *words, "--yes"], obj=Engine(settings))
    garage.bench.settle()
    assert 0 == answer.exit_code, answer.output
    return answer.output


def changes(folder: Path) -> None:
    """Prices are not phoned any more, `no-news` has another name, and the script for a price is another one."""
    playbook = folder / "playbook.toml"
    head, *rules = playbook.read_text(encoding="utf-8").split("[[follow_up]]")
    left = [rule for rule in rules if 'id      = "price-call"' not in rule]
    text = "[[follow_up]]".join([head, *left])
    playbook.write_text(text.replace('id      = "no-news"', 'id      = "quiet-days"\nwas     = "no-news"'))
    script = folder / "scripts" / "price-call.txt"
    script.write_text(f"{script.read_text(encoding='utf-8')}Tell the price first, then the day.\n", encoding="utf-8")


def brings_a_car(garage: Garage, number: str, **more: Any) -> None:
    customer = {"given_name": "Nora", "family_name": f"Quill{number}", "phone": f"+353 20 915 010{number}"}
    customer["email"] = f"nora{number}@quill.example"
    garage.tells("repair.received", number, customer=customer, details={"work": "brakes"}, **more)


def made(garage: Garage, number: str) -> list[str]:
    return sorted(each["follow_up"] for each in garage.bench.commitments() if each["subject"]["id"] == number)


def test_a_change_holds_within_a_minute_and_what_was_promised_is_kept_by_the_old_rule(garage, folder):
    garage.at("2 08:40")
    brings_a_car(garage, "1")
    changes(folder)

    told = publishes(garage, str(folder), "--removed", "keep")
    garage.at("2 08:41")
    brings_a_car(garage, "2")

    assert "Taken out: price-call. 1 commitment open." in told
    assert "Renamed: no-news is quiet-days now; what it has made follows it. 1 commitment open." in told
    assert (["price-call", "quiet-days"], ["quiet-days"]) == (made(garage, "1"), made(garage, "2"))

    garage.at("2 14:31")

    [task] = garage.asks()
    assert [garage.owed("price-call")["id"]] == task["commitments"]
    assert "Tell the price first, then the day." in task["text"]

    garage.answers(task, outcome="done")
    garage.at("2 18:00")

    assert "kept" == garage.owed("price-call")["state"]
    assert 0 == garage.dead_letters()


def test_the_same_news_under_the_new_name_makes_nothing_twice(garage, folder):
    garage.at("2 08:40")
    happened = garage.bench.now.isoformat()
    brings_a_car(garage, "1", occurred_at=happened)
    changes(folder)
    publishes(garage, str(folder), "--removed", "keep")

    garage.at("2 09:00")
    brings_a_car(garage, "1", occurred_at=happened, event_id="told-again")

    assert ["price-call", "quiet-days"] == made(garage, "1")


def test_going_back_takes_a_minute(garage, folder):
    garage.at("2 08:40")
    changes(folder)
    publishes(garage, str(folder))
    garage.at("2 08:45")
    brings_a_car(garage, "1")

    publishes(garage, "--back")
    garage.at("2 08:46")
    brings_a_car(garage, "2")

    assert (["no-news"], ["no-news", "price-call"]) == (made(garage, "1"), made(garage, "2"))


def test_what_is_released_is_called_off_and_nobody_phones(garage, folder):
    garage.at("2 08:40")
    brings_a_car(garage, "1")
    garage.at("2 14:31")
    letters = len(garage.mails("letter"))
    changes(folder)

    told = publishes(garage, str(folder), "--removed", "release")
    garage.at("2 18:00")

    _, called_off = garage.asks()
    assert "1 commitment released" in told
    assert "released" == garage.owed("price-call")["state"]
    assert "stand_down" == called_off["headers"]["X-Followthrough-Step"]
    assert letters == len(garage.mails("letter"))


def test_a_new_source_is_let_in_within_a_minute(garage, folder):
    garage.at("2 08:40")
    before = garage.bench.request("POST", "/webhooks/till", body=b"{}").status
    (folder / "sources" / "till.toml").write_text(TILL + '[subject]\ntype = "order"\nid = "id"\n', encoding="utf-8")

    publishes(garage, str(folder))
    garage.at("2 08:41")

    assert (NOT_FOUND, UNAUTHORISED) == (before, garage.bench.request("POST", "/webhooks/till", body=b"{}").status)


def test_while_the_ledger_is_away_a_door_that_knows_its_sources_stays_open_and_a_new_one_asks_to_come_again(garage):
    garage.at("2 08:40")
    brings_a_car(garage, "1")
    garage.at("2 08:50")

    garage.bench.fault("dynamodb.GetItem", "unreachable", times=2)
    brings_a_car(garage, "2")
    garage.bench.machinery.functions.cool_down()
    garage.bench.fault("dynamodb.GetItem", "unreachable", times=2)
    refused = garage.tells("repair.received", "3").status

    assert ["no-news", "price-call"] == made(garage, "2")
    assert (UNAVAILABLE, []) == (refused, made(garage, "3"))
