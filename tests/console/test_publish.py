from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from console.__main__ import app
from followthrough.adapters.business.carried import REMEMBERED
from followthrough.adapters.files import SHIPPED, Files
from followthrough.adapters.publishing.in_force import KEPT_FOR
from followthrough.domain.facts import Scope
from followthrough.domain.words import State
from support.aws import Cloud, CloudEngine, unreachable
from support.console import DONE, PROBLEMS, WRONG_USE, owing_a_price
from support.shop import at

PRICE_CALL = 'id      = "price-call"'


@pytest.fixture
def engine(cloud: Cloud) -> CloudEngine:
    return owing_a_price(cloud)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "business"))


def types(engine: CloudEngine, *words: str, answers: str = "") -> Result:
    return CliRunner().invoke(app(), ["publish", *words], obj=engine, input=answers)


def change(folder: Path, old: str, new: str, *, file: str = "playbook.toml") -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")


def without(folder: Path, rule: str) -> None:
    head, *rules = (folder / "playbook.toml").read_text(encoding="utf-8").split("[[follow_up]]")
    left = [each for each in rules if f'id      = "{rule}"' not in each]
    (folder / "playbook.toml").write_text("[[follow_up]]".join([head, *left]), encoding="utf-8")


def version(engine: CloudEngine) -> int:
    told = engine.editions.in_force()
    return told.number if told else 0


def state_of_the_price(engine: CloudEngine) -> str:
    [owed] = engine.ledger.promised(since=at("2026-03-02 00:00"), until=at("2026-03-09 00:00"))
    return owed.state


SPOKEN = (SHIPPED / "scripts" / "listen.txt").read_text(encoding="utf-8")


def says(folder: Path, words: str) -> None:
    """The script for listening, with these words at its end."""
    (folder / "scripts" / "listen.txt").write_text(f"{SPOKEN}{words}\n", encoding="utf-8")


# ----- forward ---------------------------------------------------------------------------------------


def test_without_yes_the_effect_is_shown_and_nothing_is_published(engine, folder):
    change(folder, PRICE_CALL, 'id      = "price-phone"\nwas     = "price-call"')
    says(folder, "Listen.")

    answer = types(engine, str(folder))

    assert DONE == answer.exit_code
    assert [
        "In force: the folder that ships.",
        "Renamed: price-call is price-phone now; what it has made follows it. 1 commitment open.",
        "Scripts: listen.txt; what goes out from now on is by these.",
        "Nothing is published yet; add --yes to do it.",
    ] == answer.output.splitlines()
    assert 0 == version(engine)


def test_with_yes_it_goes_live_and_says_who_did_it(engine, folder):
    change(folder, 'script  = "price-call"\nreceipt', 'script  = "sorry"\nreceipt')

    answer = types(engine, str(folder), "--yes", "--by", "Maeve")
    later = types(engine, str(folder))

    assert "Version 1 is published; every function uses it within a minute." in answer.output
    assert "In force: version 1, published on 02 March 2026, 15:30 by Maeve." in later.output
    assert "It is in force already." in later.output


def test_what_is_in_force_already_is_not_published_again(engine, folder):
    types(engine, str(folder), "--yes")
    answer = types(engine, str(folder), "--yes")

    assert (DONE, 1) == (answer.exit_code, version(engine))


def test_every_mistake_is_told_and_nothing_is_published(engine, folder):
    change(folder, 'call    = "adviser"', 'call    = "advisor"')
    (folder / "letters" / "footer.en.txt").unlink()

    answer = types(engine, str(folder), "--yes")

    assert (WRONG_USE, 0) == (answer.exit_code, version(engine))
    assert 'playbook.toml: rule "price-call": call: there is no role "advisor"' in answer.stderr


def test_a_file_that_cannot_be_read_is_told_as_the_check_tells_it(engine, folder):
    change(folder, PRICE_CALL, "id      = price-call")

    answer = types(engine, str(folder), "--yes")

    assert (WRONG_USE, 0) == (answer.exit_code, version(engine))
    assert "“id      = price-call” cannot be read; a text stands in quotes" in answer.stderr


def test_a_folder_that_is_not_there_is_told(engine, folder):
    answer = types(engine, str(folder / "nowhere"))

    assert WRONG_USE == answer.exit_code
    assert "does not exist" in answer.stderr


def test_a_letter_that_is_only_carried_on_keeps_nothing_from_being_published(engine, folder):
    letter = "letters/price-promised.en.txt"
    pressing = Files.of(folder).texts | {letter: "Subject: Act now\n\nLast chance!!"}
    engine.editions.publish(Files(pressing), over=0, before=0, at=engine.clock.now(), by="Maeve")
    without(folder, "price-call")
    (folder / letter).unlink()

    answer = types(engine, str(folder), "--yes", "--removed", "keep")

    assert (DONE, 2) == (answer.exit_code, version(engine)), answer.stderr
    assert letter in engine.editions.files(2).texts


def test_the_folder_of_another_business_is_refused(engine, folder):
    change(folder, 'id       = "corncrake"', 'id       = "heron"', file="business.toml")

    answer = types(engine, str(folder), "--yes")

    assert (WRONG_USE, 0) == (answer.exit_code, version(engine))
    assert 'This folder is the business "heron", and this deployment is "corncrake".' in answer.stderr


def test_of_two_owners_at_once_the_second_is_told(engine, folder, monkeypatch):
    first = engine.editions.in_force
    monkeypatch.setattr(engine.editions, "in_force", lambda: None)
    types(engine, str(folder), "--yes")
    says(folder, "Listen.")

    answer = types(engine, str(folder), "--yes")

    assert (PROBLEMS, 1) == (answer.exit_code, first().number)
    assert "Somebody else has published just now; please look at the effect anew." in answer.stderr


# ----- a rule taken out ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "code", "number", "state"),
    [
        ("keep", DONE, 1, State.OPEN),
        ("release", DONE, 1, State.RELEASED),
        ("stop", PROBLEMS, 0, State.OPEN),
        ("", PROBLEMS, 0, State.OPEN),
        ("perhaps", WRONG_USE, 0, State.OPEN),
    ],
)
def test_what_is_open_of_a_rule_taken_out_is_asked_about(engine, folder, answer, code, number, state):
    without(folder, "price-call")

    told = types(engine, str(folder), "--yes", answers=f"{answer}\n")

    assert (code, number, state) == (told.exit_code, version(engine), state_of_the_price(engine))
    assert "price-call: what becomes of the 1 that are open? keep, release or stop" in told.output


def test_who_says_it_beforehand_is_not_asked(engine, folder):
    without(folder, "price-call")

    told = types(engine, str(folder), "--yes", "--removed", "release")

    assert (DONE, State.RELEASED) == (told.exit_code, state_of_the_price(engine))
    assert "1 commitment released; whoever holds a task of these is told not to act on it." in told.output


def test_a_program_must_say_it_beforehand_and_reads_what_became_of_it(engine, folder):
    without(folder, "price-call")

    silent = types(engine, str(folder), "--yes", "--json")
    told = types(engine, str(folder), "--yes", "--removed", "keep", "--json")

    assert (WRONG_USE, DONE) == (silent.exit_code, told.exit_code)
    assert (True, 1, 0, "price-call") == (
        (answer := json.loads(told.output))["published"],
        answer["version"],
        answer["released"],
        answer["removed"][0]["rule"],
    )


def test_a_role_that_goes_leaves_what_it_has_to_another(engine, folder):
    for file in ("business.toml", "playbook.toml"):
        change(folder, '"adviser"', '"front"', file=file)

    refused = types(engine, str(folder), "--yes")
    told = types(engine, str(folder), "--yes", "--hand-over-to", "front")

    assert (WRONG_USE, DONE, 1) == (refused.exit_code, told.exit_code, version(engine))
    assert "--hand-over-to ROLE" in refused.stderr
    assert "1 commitment handed over." in told.output


def test_what_an_interruption_left_open_is_released_by_the_version_that_is_in_force(engine, folder):
    without(folder, "price-call")
    types(engine, str(folder), "--yes", "--removed", "keep")

    seen = types(engine, str(folder), "--yes")
    told = types(engine, str(folder), "--yes", "--removed", "release")

    assert "Taken out earlier: price-call. 1 commitment open." in seen.output
    assert "1 commitment released; whoever holds a task of these is told not to act on it." in told.output
    assert "It is in force already." in told.output
    assert (1, State.RELEASED) == (version(engine), state_of_the_price(engine))


def test_a_rule_taken_out_long_ago_is_known_while_its_promise_is_open(engine, folder):
    without(folder, "price-call")
    types(engine, str(folder), "--yes", "--removed", "keep")
    engine.clock.at += 2 * REMEMBERED
    says(folder, "Listen.")

    types(engine, str(folder), "--yes", "--removed", "keep")

    assert (2, True) == (version(engine), engine.published.current().playbook.find("price-call") is not None)


def test_a_renamed_rule_is_paused_by_its_new_name(engine, folder):
    change(folder, PRICE_CALL, 'id      = "price-phone"\nwas     = "price-call"')
    types(engine, str(folder), "--yes")
    engine.clock.at += KEPT_FOR

    CliRunner().invoke(app(), ["pause", "--follow-up", "price-phone", "--yes"], obj=engine)

    assert engine.ledger.facts().paused(Scope.FOLLOW_UP, "price-call")


# ----- back ------------------------------------------------------------------------------------------


def test_going_back_twice_goes_back_two_steps_and_no_further(engine, folder):
    for words in ("One.", "Two."):
        says(folder, words)
        types(engine, str(folder), "--yes")

    spoken = []
    for _ in range(3):
        assert DONE == types(engine, "--back", "--yes").exit_code
        spoken.append(engine.editions.files(version(engine)).texts["scripts/listen.txt"])

    assert ([SPOKEN + "One.\n", SPOKEN, SPOKEN], 4) == (spoken, version(engine))


def test_going_back_shows_its_effect_first(engine, folder):
    without(folder, "price-call")
    types(engine, str(folder), "--yes", "--removed", "keep")

    answer = types(engine, "--back")

    assert "New: price-call." in answer.output
    assert "Nothing is published yet; add --yes to do it." in answer.output
    assert 1 == version(engine)


@pytest.mark.parametrize("words", [["--back"], ["--back", "."]])
def test_there_is_nothing_to_go_back_to_before_anything_was_published(engine, words):
    assert WRONG_USE == types(engine, *words).exit_code


def test_a_ledger_that_does_not_answer_ends_with_one(engine, folder, cloud):
    cloud.spoil("dynamodb.GetItem", *[unreachable] * 3)

    assert PROBLEMS == types(engine, str(folder)).exit_code
