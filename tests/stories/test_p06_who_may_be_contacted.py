"""P6: a promise is kept whatever she said about letters; care respects her stop, from every source and at once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from console.__main__ import app
from followthrough.adapters.files import SHIPPED
from followthrough.bootstrap.engine import Engine
from followthrough.settings import Settings
from support.garage import Garage
from workbench.story.visitor import links_of, posts

IDRIS = {"given_name": "Idris", "family_name": "Vale", "email": "idris.vale@postbag.example"}


def _says_stop(garage: Garage) -> None:
    letter = garage.mails("letter")[-1]
    stop = next(link for link in links_of(letter) if "/stop/" in link)
    posts(stop, {"List-Unsubscribe": "One-Click"}, bench=garage.bench)


def test_a_care_letter_has_a_way_to_stop_and_a_promise_letter_has_none(bench):
    garage = Garage(bench).at("2 11:05")
    garage.hears("shopify.order-placed.idris")
    garage.hears("repairshopr.repair-received.nora")

    care, promise = garage.mails("letter")
    assert "List-Unsubscribe-Post" in care["headers"]
    assert "List-Unsubscribe-Post" not in promise["headers"]


def test_after_a_stop_no_care_goes_out_and_what_was_promised_still_does(bench):
    garage = Garage(bench).at("2 11:05")
    garage.hears("shopify.order-placed.idris")
    _says_stop(garage)
    garage.at("10 13:40").hears("shopify.order-delivered.idris")
    letters = len(garage.mails("letter"))

    garage.at("11 09:00").tells("inquiry.received", "web-9", customer=IDRIS)
    garage.at("19 17:00")

    assert "opted out" in garage.becauses("week-after-delivery")
    assert letters + 1 == len(garage.mails("letter"))
    assert [] == [each for each in garage.subjects("task") if "a week after" in each]
    assert 1 == len([mail for mail in garage.mails("task") if mail["subject"].startswith("Please phone Idris Vale")])


def test_a_customer_who_asked_not_to_be_asked_is_not_asked(bench):
    garage = Garage(bench).at("3 16:20")

    garage.tells("repair.collected", "R-1", customer=IDRIS, asked="no")
    garage.at("12 18:00")

    assert [] == bench.commitments()
    assert [] == [mail for mail in bench.mail() if mail["kind"] != "report"]


HANNE = {"given_name": "Hanne", "family_name": "Brandt", "email": "hanne@brandt.example", "country": "DE"}


def test_where_one_has_to_ask_first_kindness_waits_for_her_yes_and_a_promise_does_not(bench):
    garage = Garage(bench).at("2 09:00")
    garage.tells("inquiry.received", "web-1", customer=HANNE)
    garage.at("3 16:20").tells("repair.collected", "R-1", customer=HANNE)
    garage.at("12 18:00")
    unasked = [mail["subject"] for mail in bench.mail() if "Hanne" in mail["subject"] or HANNE["email"] in mail["to"]]

    assert ["not asked"] * 2 == [garage.becauses(name)[-1] for name in ("fetched-thanks", "week-after")]
    assert [] == [subject for subject in unasked if "a week after" in subject or "on Tuesday 10 March" in subject]
    assert [subject for subject in unasked if "Thank you for asking" in subject]
    assert [subject for subject in unasked if subject.startswith("Please phone Hanne Brandt")]

    garage.tells("repair.collected", "R-2", customer=HANNE, asked="yes")
    garage.at("19 12:00")

    [announced] = [mail for mail in garage.mails("letter") if mail["subject"].endswith("on Thursday 19 March")]
    assert [HANNE["email"]] == announced["to"]
    assert [subject for subject in garage.subjects("task") if "Hanne Brandt" in subject and "a week after" in subject]


def test_management_reads_how_often_kindness_was_not_allowed(bench):
    garage = Garage(bench).at("3 16:20")
    garage.tells("repair.collected", "R-1", customer=HANNE)
    garage.at("16 09:00")

    monday = [mail for mail in garage.mails("report") if "because nobody had asked whether we may" in mail["text"]]

    assert 1 == len(monday)


# ----- what sells something -------------------------------------------------------------------------------------

RUTH = {"given_name": "Ruth", "family_name": "Penhale", "email": "ruth@penhale-bakery.example"}


@pytest.fixture
def advertising(bench, tmp_path: Path) -> Iterator[Garage]:
    """The owner has switched the yearly letter on, and lets it go out after two days so that March is long enough."""
    bench.reset(bench.now)
    folder = Path(shutil.copytree(SHIPPED, tmp_path / "business"))
    playbook = folder / "playbook.toml"
    head, rule, rest = playbook.read_text(encoding="utf-8").partition('id      = "yearly-check"\n')
    rest = rest.replace("off     = true", "off     = false", 1).replace("11 months later", "2 days later", 1)
    playbook.write_text(head + rule + rest, encoding="utf-8")
    settings = Settings(business_id="corncrake", table=bench.stack.tables[0])
    answer = CliRunner().invoke(app(), ["publish", str(folder), "--yes"], obj=Engine(settings))
    assert 0 == answer.exit_code, answer.output
    bench.settle()
    yield Garage(bench).at("3 09:00")
    bench.reset(bench.now)


def advertised_to(garage: Garage) -> list[list[str]]:
    yearly = {each["id"] for each in garage.bench.commitments() if each["follow_up"] == "yearly-check"}
    return [mail["to"] for mail in garage.mails("letter") if yearly & set(mail["commitments"])]


def test_advertising_goes_to_whom_said_yes_and_to_nobody_else(advertising):
    advertising.tells("contact.consent_changed", "ruth", customer=RUTH, asked="yes")
    for number, customer in enumerate((RUTH, IDRIS)):
        advertising.at("3 10:00").tells("repair.collected", f"R-{number}", customer=customer)

    advertising.at("20 18:00")

    assert [[RUTH["email"]]] == advertised_to(advertising)
    ends = {each["history"][-1]["because"] for each in advertising.bench.commitments() if each["state"] == "released"}
    assert "no consent" in ends
    mine = [each for each in advertising.bench.commitments() if each["subject"]["id"] == "R-0"]
    yearly = [(each["state"], each["due_at"][:10]) for each in mine if each["follow_up"] == "yearly-check"]
    assert [("kept", "2026-03-05"), ("open", "2027-03-05")] == yearly


def test_who_takes_her_yes_back_gets_no_more_of_it(advertising):
    advertising.tells("contact.consent_changed", "ruth", customer=RUTH, asked="yes")
    advertising.tells("repair.collected", "R-0", customer=RUTH)
    advertising.at("4 10:00").tells("contact.consent_changed", "ruth", customer=RUTH, asked="no")

    advertising.at("20 18:00")

    assert [] == advertised_to(advertising)
