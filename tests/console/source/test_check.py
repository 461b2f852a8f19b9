from __future__ import annotations

import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from console.__main__ import app
from console.samples import EVENTS
from support.console import DONE, PROBLEMS, WRONG_USE
from support.deliveries import PROJECT, SOURCES

FOLDER = PROJECT / "functions" / "business" / "sources"

SIGNED_TILL = """
id = "till"
title = "The till"
at = "body.at"
status = "body.state"

[verify]
scheme = "hmac"
headers = ["x-till-signature"]
encoding = "hex"

[delivery]
id = ["x-till-id"]

[subject]
type = "order"
id = "body.number"

[customer]
given_name = "body.frist_name"
email = "body.mail"

[[event]]
kind = "order.placed"
first = ["Paid"]
amount = "body.deposit"

[[event]]
kind = "order.delivered"
enters = ["Handed over"]
amount = "body.paid"
"""
BODY = b'{"number": 7, "at": "2026-03-02T09:00:00Z", "state": "Handed over", "mail": "ada.holm@quaystreet.example"}'
SECRET = "the-key-of-the-till"


def typed(*words: str | Path) -> Result:
    return CliRunner().invoke(app(), ["source", "check", *map(str, words)])


def told(*words: str | Path) -> dict[str, Any]:
    answer = typed(*words, "--json")
    assert DONE == answer.exit_code, answer.output
    found: dict[str, Any] = json.loads(answer.output)
    return found


@pytest.fixture
def till(tmp_path: Path) -> Path:
    return written(tmp_path / "till.toml", SIGNED_TILL)


@pytest.fixture
def body(tmp_path: Path) -> Path:
    return written(tmp_path / "body.json", BODY)


def written(file: Path, content: str | bytes) -> Path:
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


@pytest.mark.parametrize("source", sorted(SOURCES))
def test_every_sample_of_every_shipped_source_is_let_in_and_makes_events_or_says_why_not(source):
    found = {file.stem: told(FOLDER / SOURCES[source].file, file) for file in EVENTS.glob(f"{source}.*.json")}
    parts = [(name, part) for name, each in found.items() for part in each["deliveries"]]

    assert any(part["events"] for _, part in parts)
    assert [] == [name for name, each in found.items() if not each["signature"]["holds"] or each["unreadable"]]
    assert [] == [name for name, part in parts if not part["events"] and not part["nothing_because"]]
    assert found.keys() == {name for name, _ in parts}


def test_a_person_reads_what_comes_of_a_delivery():
    answer = typed(FOLDER / "repairshopr.toml", EVENTS / "repairshopr.repair-collected.nora.json")

    assert DONE == answer.exit_code
    assert "Signature: a trial with a fresh secret was let in; with another secret it was refused." in answer.output
    assert "Event: repair.collected of repairshopr/repair/88120041; Tuesday 3 March, 16:20" in answer.output
    assert "Commitment: week-after (call), Donal (adviser), due Tuesday 10 March, 11:00" in answer.output


def test_nothing_about_the_customer_is_told_but_how_she_could_be_reached():
    answer = typed(FOLDER / "shopify.toml", EVENTS / "shopify.order-placed.idris.json")

    assert "we know name, email, phone and reference of the customer" in answer.output
    assert [] == [word for word in ("Idris", "Vale", "postbag", "0114") if word in answer.output]


def test_a_field_that_found_nothing_is_named_with_its_expression(till, body):
    answer = typed(till, body, "--at", "2026-03-02T09:00:05Z")

    assert "Empty: customer.given_name = body.frist_name" in answer.output
    assert 'Empty: event "order.delivered": amount = body.paid' in answer.output
    assert [] == [name for name in ("customer.email", "body.deposit") if name in answer.output]


def test_a_state_that_was_there_before_makes_no_event_and_says_so(till, body):
    now = ["--at", "2026-03-02T09:00:05Z"]

    before = told(till, body, *now, "--before", "Paid")["deliveries"][0]["events"]
    again = told(till, body, *now, "--before", "handed  OVER")

    assert ["order.delivered"] == [event["kind"] for event in before]
    assert "no change that anything follows" == again["deliveries"][0]["nothing_because"]
    assert [] == again["commitments"]


def test_what_was_heard_of_too_late_is_history(till, body):
    found = told(till, body, "--at", "2026-06-02T09:00:05Z")

    assert ([], []) == (found["deliveries"][0]["events"], found["commitments"])


def test_of_several_things_in_one_delivery_each_is_told_and_one_that_cannot_be_read_is_a_problem(tmp_path):
    till = written(tmp_path / "till.toml", f'split = "body"\n{SIGNED_TILL}')
    body = written(tmp_path / "body.json", b"[" + BODY + b', {"state": "Paid"}]')

    answer = typed(till, body, "--at", "2026-03-02T09:00:05Z")

    assert PROBLEMS == answer.exit_code
    assert "Event: order.delivered of till/order/7" in answer.output
    assert "Cannot be read: This order has no id." in answer.output
    assert "Commitment: week-after-delivery" in answer.output


def test_a_trial_delivery_makes_nothing(tmp_path):
    sample = json.loads((EVENTS / "canonical.order-placed.ada.json").read_text())
    sample["body"]["test"] = True

    found = told(FOLDER / "canonical.toml", written(tmp_path / "trial.json", json.dumps(sample)))

    assert (True, []) == (found["deliveries"][0]["trial"], found["commitments"])


def test_a_source_of_another_business_is_held_against_its_own_playbook(tmp_path, body):
    firm = tmp_path / "firm"
    (firm / "sources").mkdir(parents=True)
    for name in ("business.toml", "playbook.toml"):
        text = (PROJECT / "functions" / "business" / name).read_text()
        written(firm / name, text.replace("Europe/Dublin", "Europe/Berlin"))
    till = written(firm / "sources" / "till.toml", SIGNED_TILL)

    answer = typed(till, body, "--at", "2026-03-02T09:00:05Z")

    assert "order.delivered of till/order/7; Monday 2 March, 10:00" in answer.output


def signed(tmp_path: Path, *, signature: str) -> list[str | Path]:
    return [
        "--headers",
        written(tmp_path / "headers.txt", f"X-Till-Signature: {signature}\nX-Till-Id: 7"),
        "--secret-file",
        written(tmp_path / "secret.txt", f"{SECRET}\n"),
        "--at",
        "2026-03-02T09:00:05Z",
    ]


def test_the_signature_that_came_with_a_sample_is_judged(till, body, tmp_path):

    right = hmac.new(SECRET.encode(), BODY, hashlib.sha256).hexdigest()

    found = told(till, body, *signed(tmp_path, signature=right))
    forged = typed(till, body, *signed(tmp_path, signature=right[::-1]))

    assert "verified with the secret that you gave." == found["signature"]["said"]
    assert PROBLEMS == forged.exit_code
    assert "Signature: it does not match" in forged.output
    assert SECRET not in forged.output


@pytest.mark.parametrize(
    ("file", "sample", "because"),
    [
        ("id = ", BODY, "till.toml: this is not TOML"),
        (SIGNED_TILL.replace("order.placed", "order.plced"), BODY, 'did you mean "order.placed"?'),
        (SIGNED_TILL.replace("body.mail", "body.["), BODY, "till.toml: customer.email: this is not JMESPath"),
        (SIGNED_TILL.encode() + b"# \xff", BODY, "till.toml: this is not UTF-8 text."),
        (SIGNED_TILL, b"not json", "The body is not JSON"),
        (SIGNED_TILL, b'{"state": "Paid"}', "This order has no id."),
        (SIGNED_TILL, b'{"at": 1, "headers": {}, "body": {}}', "body.json: `at` is not a time"),
    ],
)
def test_a_file_or_a_sample_that_cannot_be_read_is_a_problem(tmp_path, file, sample, because):
    answer = typed(written(tmp_path / "till.toml", file), written(tmp_path / "body.json", sample))

    assert PROBLEMS == answer.exit_code
    assert because in answer.output + answer.stderr


@pytest.mark.parametrize(
    "wrong", [["--at", "yesterday"], ["--at", "2026-03-02T09:00:00"], ["--headers", "nowhere.txt"]]
)
def test_wrong_use_ends_with_two(till, body, wrong):
    assert WRONG_USE == typed(till, body, *wrong).exit_code


def test_a_file_that_is_not_there_is_wrong_use(till):
    assert WRONG_USE == typed(till, "nowhere.json").exit_code
