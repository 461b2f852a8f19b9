from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from console.__main__ import app
from followthrough.application.make_commitments import make_commitments
from followthrough.application.who import customer_key
from followthrough.domain.customer import Customer
from support.aws import CloudEngine, a_cloud
from support.fakes import FakeClock
from support.shop import NORA, ToldReading, an_event, at

ORDERED = an_event("order.placed", at("2026-03-02 11:00"), source="shop", contact=replace(NORA, email="n@s.example"))
FETCHED = an_event("repair.collected", at("2026-03-03 16:20"))


@pytest.fixture
def engine() -> Iterator[CloudEngine]:
    """Nora, as the shop and as the workshop know her."""
    with a_cloud() as cloud:
        engine = cloud.engine(FakeClock(at("2026-03-03 16:30")))
        for event in (ORDERED, FETCHED):
            make_commitments(
                ToldReading(event=event, key=event.kind),
                ledger=engine.ledger,
                rulebook=engine.rulebook,
                hashes=engine.hashes,
                clock=engine.clock,
            )
        yield engine


@pytest.fixture
def here(engine: CloudEngine) -> str:
    return customer_key(NORA, FETCHED.subject, hashes=engine.hashes)


@pytest.fixture
def there(engine: CloudEngine) -> str:
    return customer_key(NORA, ORDERED.subject, hashes=engine.hashes)


def typed(engine: CloudEngine, *words: str) -> tuple[int, str]:
    answer = CliRunner().invoke(app(), list(words), obj=engine)
    return answer.exit_code, answer.output


def customer(engine: CloudEngine, key: str) -> Customer:
    return engine.ledger.read(customers=[key]).customers[key]


def test_a_number_is_put_right_and_the_answer_does_not_repeat_it(engine: CloudEngine, here: str) -> None:
    expected = (0, "Phone put right.\nOpen promises that follow: 2.\n")
    open_ones = [owed for owed in engine.ledger.thread_of(here) if owed.is_open]

    assert expected == typed(engine, "correct", here, "--phone", "+353 20 915 0188")
    assert "+353209150188" == customer(engine, here).contact.phone.e164
    assert 2 == len(open_ones)


def test_a_program_reads_what_was_put_right(engine: CloudEngine, here: str) -> None:
    code, told = typed(engine, "correct", here, "--name", "Honora Quill", "--json")

    assert (0, {"corrected": ["name"], "promises": 0}) == (code, json.loads(told))


def test_what_is_right_already_is_not_changed(engine: CloudEngine, here: str) -> None:
    assert (0, "Nothing was changed.\n") == typed(engine, "correct", here, "--email", "nora@quill.example")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["correct", "HERE"], "Please say what is right"),
        (["correct", "HERE", "--email", "nora"], "This email address cannot be used"),
        (["correct", "rnobody", "--email", "n@q.example"], "There is no such customer."),
        (["same-person", "HERE", "rnobody"], "There is no such customer."),
        (["same-person", "HERE", "HERE"], "one and the same customer already"),
        (["same-person", "HERE", "rnobody", "--no", "--undo"], "Please choose one of --no and --undo."),
    ],
)
def test_wrong_use_is_a_sentence(engine: CloudEngine, here: str, words: list[str], expected: str) -> None:
    code, told = typed(engine, *(here if word == "HERE" else word for word in words))

    assert (2, True) == (code, expected in told)


@pytest.mark.parametrize(("option", "verdict"), [([], True), (["--no"], False), (["--undo"], None)])
def test_who_is_the_same_person_is_said_on_both_sides(
    engine: CloudEngine, here: str, there: str, option: list[str], verdict: object
) -> None:
    typed(engine, "same-person", here, there, "--no")

    code, told = typed(engine, "same-person", here, there, *option, "--json")

    said = [customer(engine, one).verdict_on(other) for one, other in ((here, there), (there, here))]
    assert (0, {"same": verdict}) == (code, json.loads(told))
    assert [verdict, verdict] == [each.is_same if each else None for each in said]


def test_it_says_how_to_take_it_back(engine: CloudEngine, here: str, there: str) -> None:
    assert (0, "They count as one person. Taken back with --undo.\n") == typed(engine, "same-person", here, there)
