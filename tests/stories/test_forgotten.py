"""She asks to be forgotten: no call, no letter, no alarm, no name anywhere; and her full stop still holds."""

from __future__ import annotations

import json

import boto3
import pytest
from typer.testing import CliRunner

from console.__main__ import app
from followthrough.bootstrap.engine import Engine
from followthrough.settings import Settings
from support.garage import Garage
from workbench.bench import Bench
from workbench.engine.log import LOG
from workbench.story.samples import sample

NORA = {"given_name": "Nora", "family_name": "Quill", "email": "nora.quill@tidewater.example", "phone": "+353209150111"}
WORDS = "The seat smells of wet dog."
CANARIES = ("nora", "quill", "tidewater", "9150111", "915 0111", "wet dog", "tow bar", "lighthouse")
"""Her name, her address, her number; what she said, what staff wrote, what it was about."""


@pytest.fixture
def garage(bench: Bench) -> Garage:
    return Garage(bench)


def typed(bench: Bench, *words: str) -> str:
    """What somebody at a terminal of this deployment reads."""
    refs = bench.stack.refs
    settings = Settings(business_id="corncrake", table=refs["Ledger"], link_keys=refs["LinkKeys"])
    answer = CliRunner().invoke(app(), list(words), obj=Engine(settings))
    assert 0 == answer.exit_code, answer.output
    bench.settle()
    return answer.output


def forgets(bench: Bench, *words: str) -> str:
    return typed(bench, "forget", *words, "--yes")


def all_that_lies_there(bench: Bench) -> str:
    """Every item, message, alarm and line of log, in small letters; mail that went out is not ours any more."""
    items = boto3.client("dynamodb").scan(TableName=bench.stack.refs["Ledger"])["Items"]
    queues = [body for queue in bench.stack.queues for body in bench.machinery.queues.bodies(queue.name)]
    found = [json.dumps(items), *queues, json.dumps(bench.alarms(), default=str), *LOG.lines]
    return " ".join(found).casefold()


def test_erased_one_minute_before_the_call_nobody_phones_and_no_alarm_is_left(garage: Garage) -> None:
    garage.at("3 16:20").tells("repair.collected", "R-9", customer=NORA)
    garage.at("10 09:59")
    tasks = len(garage.asks())

    receipt = forgets(garage.bench, NORA["email"])
    garage.at("31 12:00")

    assert tasks == len(garage.asks())
    assert "released" == garage.owed("week-after")["state"]
    assert [] == [alarm for alarm in garage.bench.alarms() if alarm["commitment"]]
    assert "Alarms deleted: 1." in receipt
    assert [] == [word for word in CANARIES if word in receipt.casefold()]


def test_an_alarm_that_is_still_far_is_deleted_at_once(garage: Garage) -> None:
    garage.at("3 16:20").tells("repair.collected", "R-9", customer=NORA)
    garage.at("9 12:00")
    assert {garage.owed("week-after")["id"]} == {alarm["commitment"] for alarm in garage.bench.alarms()}

    forgets(garage.bench, NORA["phone"])

    assert [] == garage.bench.alarms()


def test_nothing_of_her_lies_anywhere(garage: Garage) -> None:
    LOG.lines.clear()
    garage.at("2 08:40").tells("repair.received", "R-9", customer=NORA, details={"work": "tow bar"}, note=WORDS)
    garage.tells("complaint.opened", "T-9", customer=NORA, note=WORDS, details={"about": "the lighthouse road"})
    garage.at("2 14:45")
    [task] = [mail for mail in garage.asks() if "phone Nora Quill" in mail["subject"]][:1]
    garage.answers(task, outcome="no_answer", note="She lives by the lighthouse.")
    assert {"nora", "quill", "tidewater", "9150111", "wet dog", "tow bar", "lighthouse"} <= {
        word for word in CANARIES if word in all_that_lies_there(garage.bench)
    }

    forgets(garage.bench, NORA["email"])
    garage.at("20 12:00")

    assert [] == [word for word in CANARIES if word in all_that_lies_there(garage.bench)]
    assert 0 == garage.dead_letters()


def test_a_task_that_is_out_is_called_back_once_and_names_nobody(garage: Garage) -> None:
    garage.at("3 16:20").tells("repair.collected", "R-9", customer=NORA, details={"work": "tow bar"})
    garage.at("10 10:01")
    [asked] = [mail for mail in garage.asks() if "Nora Quill" in mail["subject"]]

    forgets(garage.bench, NORA["email"])
    forgets(garage.bench, NORA["email"])
    garage.at("20 12:00")
    [called_back] = [mail for mail in garage.asks() if mail["headers"]["X-Followthrough-Step"] == "stand_down"]

    assert "Please do not phone the customer of repair R-9" == called_back["subject"]
    assert asked["headers"]["References"] == called_back["headers"]["References"]
    assert [] == [word for word in CANARIES if word in (called_back["text"] + called_back["html"]).casefold()]
    assert "The customer asked us to forget everything we know about them." in called_back["text"]


def test_what_was_broken_to_her_stands_on_no_sheet_any_more(garage: Garage) -> None:
    garage.at("2 08:40").tells("repair.received", "R-9", customer=NORA)
    garage.at("3 09:00")
    assert "broken" == garage.owed("price-call")["state"]
    assert "Nora Quill" in _last_sheet_of_the_owner(garage)

    forgets(garage.bench, NORA["email"])
    garage.tells("repair.received", "R-10", customer={"given_name": "Tess"})
    garage.at("5 09:00")

    assert "R-9" not in _last_sheet_of_the_owner(garage)


def test_a_late_delivery_of_the_same_order_brings_her_back_to_nobody(garage: Garage) -> None:
    garage.at("2 11:05").hears("shopify.order-placed.idris")
    forgets(garage.bench, "idris.vale@postbag.example")
    commitments = len(garage.bench.commitments())

    garage.at("3 09:00").hears("shopify.order-placed.idris", note="Please ring twice.")

    assert commitments == len(garage.bench.commitments())
    assert [] == [word for word in ("idris", "vale", "postbag", "twice") if word in _ledger(garage.bench)]


def test_her_full_stop_holds_for_whatever_comes_later(garage: Garage) -> None:
    garage.at("2 11:05").hears("shopify.order-placed.idris")
    [letter] = garage.mails("letter")
    stop = letter["headers"]["List-Unsubscribe"].strip("<>").split(">")[0]
    garage.bench.request(
        "POST",
        stop.removeprefix(garage.bench.base_url),
        headers={"content-type": "application/x-www-form-urlencoded"},
        body="List-Unsubscribe=One-Click",
    )

    assert "still remembering a stop or a bounce: 2." in forgets(garage.bench, "idris.vale@postbag.example")
    garage.at("9 11:00").tells("order.placed", "77", source="webshop", customer={"email": "idris.vale@postbag.example"})
    garage.at("13 12:00")

    assert 1 == len(garage.mails("letter"))
    assert "opted out" in garage.becauses("first-thanks")


def test_one_address_forgets_what_two_sources_know(garage: Garage) -> None:
    garage.at("2 11:05").hears("shopify.order-placed.idris")
    garage.tells("repair.received", "R-7", customer={"email": "idris.vale@postbag.example", "given_name": "Idris"})

    receipt = json.loads(forgets(garage.bench, "idris.vale@postbag.example", "--json"))

    assert 2 == receipt["customers"]
    assert {"released", "kept"} >= {each["state"] for each in garage.bench.commitments()}
    assert [] == [word for word in ("idris", "vale", "postbag") if word in _ledger(garage.bench)]


def test_a_shop_passes_on_that_she_wants_to_be_forgotten(garage: Garage) -> None:
    garage.at("2 11:05").hears("shopify.order-placed.idris")
    reference = sample("shopify.order-placed.idris").body["customer"]["id"]

    garage.at("4 09:00").tells("contact.erasure_asked", str(reference), source="shopify")
    garage.at("20 12:00")

    assert [] == [word for word in ("idris", "vale", "postbag") if word in _ledger(garage.bench)]
    assert [] == [each for each in garage.bench.commitments() if each["state"] == "open"]
    assert 0 == garage.dead_letters()


@pytest.mark.parametrize(
    ("kind", "command"),
    [("contact.export_asked", "followthrough export r"), ("contact.source_erasure_asked", "forget --source shopify")],
)
def test_what_only_a_person_decides_is_a_task_for_the_owner_with_its_command(
    garage: Garage, kind: str, command: str
) -> None:
    garage.at("2 11:05").tells(kind, "9007", source="shopify", customer={"ref": "9007"})
    garage.at("2 12:00")
    [task] = garage.asks()

    assert (["maeve@corncrake.example"], True) == (task["to"], command in task["text"])
    assert "followthrough" not in task["subject"], "a subject is read by a person"
    assert "phone" not in task["text"].casefold()


def test_the_key_that_a_task_names_exports_everything(garage: Garage) -> None:
    garage.at("2 11:05").hears("shopify.order-placed.idris")
    reference = str(sample("shopify.order-placed.idris").body["customer"]["id"])
    garage.tells("contact.export_asked", reference, source="shopify", customer={"ref": reference})
    [task] = [mail for mail in garage.asks() if "a copy of their data" in mail["subject"]]
    key = task["text"].partition("followthrough export ")[2].split()[0]

    told = json.loads(typed(garage.bench, "export", key))

    assert ["Idris"] == [each["contact"]["given_name"] for each in told["customers"]]
    assert {"order", "contact"} == {each["ref"]["type"] for each in told["subjects"]}


def _last_sheet_of_the_owner(garage: Garage) -> str:
    sheets = [mail for mail in garage.mails("task") if mail["headers"].get("X-Followthrough-Step") == "report"]
    return str([sheet["text"] for sheet in sheets if sheet["to"] == ["maeve@corncrake.example"]][-1])


def _ledger(bench: Bench) -> str:
    return json.dumps(boto3.client("dynamodb").scan(TableName=bench.stack.refs["Ledger"])["Items"]).casefold()
