from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from click.testing import Result
from typer.testing import CliRunner

from console.__main__ import app
from console.receipt import REMAINS
from followthrough.adapters.aws.ledger import DynamoLedger
from followthrough.application.make_commitments import make_commitments
from followthrough.bootstrap import engine as bootstrap
from followthrough.domain.errors import Conflict
from followthrough.domain.event import Contact, Event
from support.aws import CloudEngine, a_cloud
from support.console import DONE, PROBLEMS, WRONG_USE
from support.fakes import FakeClock
from support.shop import IDRIS, NORA, ToldReading, an_event, at

NOTE = "The left mirror rattles."


@pytest.fixture
def engine() -> Iterator[CloudEngine]:
    """Monday 2 March: the garage and the shop know Nora, the shop knows Idris too."""
    with a_cloud() as cloud:
        engine = cloud.engine(FakeClock(at("2026-03-02 15:30")))
        hears(engine, an_event("repair.received", at("2026-03-02 15:00"), note=NOTE))
        for number, contact in (("1", NORA), ("2", IDRIS)):
            placed = an_event("order.placed", at("2026-03-02 15:10"), contact=contact, source="shopify", number=number)
            hears(engine, placed)
        yield engine


def hears(engine: CloudEngine, event: Event) -> None:
    make_commitments(
        ToldReading(event=event, key=str(event.subject)),
        ledger=engine.ledger,
        rulebook=engine.rulebook,
        hashes=engine.hashes,
        clock=engine.clock,
    )


def types(engine: CloudEngine, *words: str, answers: str | None = None) -> Result:
    return CliRunner().invoke(app(), list(words), obj=engine, input=answers)


def exported(engine: CloudEngine, whom: str) -> dict[str, list[dict[str, object]]]:
    answer = types(engine, "export", whom)
    assert DONE == answer.exit_code
    told: dict[str, list[dict[str, object]]] = json.loads(answer.output)
    return told


@pytest.mark.parametrize("whom", ["nora@quill.example", " Nora@Quill.example", "+353 20 915 0101", "020 915 0101"])
def test_she_is_found_by_every_address_in_every_source(engine: CloudEngine, whom: str) -> None:
    told = exported(engine, whom)

    assert {"shopify", "repairs"} == {each["ref"]["source"] for each in told["subjects"]}  # type: ignore[index]
    assert {"nora@quill.example", "+353 20 915 0101"} == {each["address"] for each in told["addresses"]}
    assert [NOTE] == [each["text"] for each in told["notes"]]


def test_a_key_means_one_customer(engine: CloudEngine) -> None:
    keys = [each["key"] for each in exported(engine, "nora@quill.example")["customers"]]

    assert [[key] for key in keys] == [
        [each["key"] for each in exported(engine, str(key))["customers"]] for key in keys
    ]


def test_the_history_of_a_promise_is_told_in_words(engine: CloudEngine) -> None:
    promises = exported(engine, "nora@quill.example")["promises"]

    [price] = [each for each in promises if each["follow_up"] == "price-call"]
    assert "open" == price["state"]
    assert "repair was brought in" in price["history"][0]["what"]  # type: ignore[index]


def test_of_nobody_we_hold_nothing(engine: CloudEngine) -> None:
    told = exported(engine, "nobody@quill.example")

    assert {"customers": [], "addresses": [], "subjects": [], "promises": [], "notes": []}.items() <= told.items()


@pytest.mark.parametrize(
    "words", [["export", "Nora"], ["forget", "Nora"], ["forget"], ["export", "nora@"], ["forget", "r0123456789abcdef"]]
)
def test_what_names_nobody_is_wrong_use_and_not_repeated(engine: CloudEngine, words: list[str]) -> None:
    answer = types(engine, *words)

    assert WRONG_USE == answer.exit_code
    assert "Nora" not in answer.output + answer.stderr


def test_what_it_touches_is_shown_and_another_word_does_nothing(engine: CloudEngine) -> None:
    before = exported(engine, "nora@quill.example")

    answer = types(engine, "forget", "nora@quill.example", answers="yes\n")

    assert DONE == answer.exit_code
    for line in ("2 records of the customer", "2 addresses", "1 note", "promises that are still open"):
        assert line in answer.output
    assert answer.output.endswith("Nothing was done.\n")
    assert before == exported(engine, "nora@quill.example")


def test_with_the_word_it_is_done_and_the_receipt_names_nobody(engine: CloudEngine) -> None:
    answer = types(engine, "forget", "nora@quill.example", answers="forget\n")

    assert DONE == answer.exit_code
    assert "Forgotten: 2 records of the customer." in answer.output
    assert all(sentence in answer.output for sentence in REMAINS)
    assert [] == [word for word in ("Nora", "Quill", "quill", "9150101", "mirror") if word in answer.output]
    assert [] == exported(engine, "nora@quill.example")["customers"]


def test_a_second_time_there_is_nothing(engine: CloudEngine) -> None:
    types(engine, "forget", "nora@quill.example", "--yes")

    answer = types(engine, "forget", "nora@quill.example", "--yes")

    assert (DONE, True) == (answer.exit_code, answer.output.endswith("There is nothing to forget.\n"))


def test_a_program_gets_numbers_and_must_say_yes(engine: CloudEngine) -> None:
    asked = json.loads(types(engine, "forget", "nora@quill.example", "--json").output)
    done = json.loads(types(engine, "forget", "nora@quill.example", "--json", "--yes").output)

    assert (False, 2, 2, 1) == (asked["changed"], asked["customers"], asked["addresses"], asked["notes"])
    assert (True, 2, 2, list(REMAINS)) == (done["changed"], done["customers"], done["addresses"], done["remains"])


def test_one_source_alone_forgets_its_own_and_says_who_stays(engine: CloudEngine) -> None:
    answer = types(engine, "forget", "nora@quill.example", "--source", "shopify", "--yes")

    [left] = exported(engine, "nora@quill.example")["customers"]
    assert "Forgotten: 1 record of the customer." in answer.output
    assert f"1 other customer shares an address with this one and stays: {left['key']}." in answer.output


def test_a_whole_source_is_forgotten(engine: CloudEngine) -> None:
    answer = types(engine, "forget", "--source", "shopify", "--yes")

    assert "Forgotten: 2 records of the customer." in answer.output
    assert [] == exported(engine, "idris@vale.example")["customers"]
    assert ["repairs"] == [each["ref"]["source"] for each in exported(engine, "nora@quill.example")["subjects"]]  # type: ignore[index]


def test_while_others_write_the_same_command_is_to_be_typed_again(
    engine: CloudEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object, **__: object) -> None:
        raise Conflict

    monkeypatch.setattr(DynamoLedger, "commit", busy)

    answer = types(engine, "forget", "nora@quill.example", "--yes")

    assert (PROBLEMS, True) == (answer.exit_code, "type the same command again" in answer.stderr)


def test_a_customer_without_any_address_is_forgotten_by_her_key(engine: CloudEngine) -> None:
    nobody = replace(Contact(), given_name="Tess", ref="c-7")
    hears(engine, an_event("repair.received", at("2026-03-02 15:20"), contact=nobody, number="7"))
    key = "r" + engine.hashes.of("ref", "repairs/c-7")

    answer = types(engine, "forget", key, "--yes")

    assert "0 addresses" in answer.output
    assert "Forgotten: 1 record of the customer." in answer.output


@pytest.mark.parametrize("words", [["export", "a@b.example"], ["forget", "a@b.example"]])
def test_without_a_deployment_it_says_what_is_missing(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOLLOWTHROUGH_BUSINESS_ID", "corncrake")
    for name in ("TABLE", "LINK_KEYS"):
        monkeypatch.delenv(f"FOLLOWTHROUGH_{name}", raising=False)
    bootstrap.app.cache_clear()

    answer = CliRunner().invoke(app(), words)

    assert (WRONG_USE, True) == (answer.exit_code, "FOLLOWTHROUGH_TABLE is missing" in answer.output + answer.stderr)
