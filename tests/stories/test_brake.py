"""A burst of letters on the whole stack: it stops at the limit, the owner has one question, and her word counts."""

from __future__ import annotations

import re
from typing import Any

import boto3

from support.garage import Garage
from workbench.bench import Bench
from workbench.story.visitor import answers, links_of, opens

LIMIT = 100
BEFORE = LIMIT - 1
"""So many letters have left in this hour already."""


def a_burst(bench: Bench) -> Garage:
    """Tuesday, eleven o'clock: the hour is as good as full, and four people order for the first time."""
    garage = Garage(bench).at("3 11:00")
    count_letters(bench)
    for number in range(4):
        customer = {"given_name": "Ada", "email": f"ada{number}@tidewater.example"}
        garage.tells("order.placed", f"W-{number}", customer=customer)
    return garage


def count_letters(bench: Bench) -> None:
    """As if the hour had seen all these letters: the counter that every letter counts with stands so high."""
    key = {"pk": {"S": f"corncrake#X#letters-{bench.now:%Y%m%dT%H}"}, "sk": {"S": "X"}}
    table = bench.stack.refs["Ledger"]
    boto3.client("dynamodb").put_item(TableName=table, Item={**key, "counted": {"N": str(BEFORE)}})


def states(bench: Bench) -> list[str]:
    """What became of the four letters."""
    return [each["state"] for each in bench.commitments() if each["follow_up"] == "first-thanks"]


def question(garage: Garage) -> Any:
    [asked] = [mail for mail in garage.mails("task") if mail["subject"].startswith("More letters than usual")]
    return asked


def test_more_letters_than_on_any_ordinary_day_wait_and_the_owner_is_asked_once(bench):
    garage = a_burst(bench)
    garage.at("3 15:00")

    assert 1 == len(garage.mails("letter"))
    assert ["maeve@corncrake.example"] == question(garage)["to"]
    assert ["kept", "open", "open", "open"] == states(bench)

    looked = [opens(page_of(garage), bench=bench, method=method).status for method in ("GET", "HEAD")]
    as_served = answers(page_of(garage), {}, bench=bench)
    garage.at("3 16:00")

    assert ([200, 200], 422) == (looked, as_served.status)
    assert 1 == len(garage.mails("letter"))

    said = answers(page_of(garage), {"outcome": "let_go"}, bench=bench)
    garage.at("3 16:09")
    before = len(garage.mails("letter"))
    garage.at("3 17:00")

    assert (200, 1, 4) == (said.status, before, len(garage.mails("letter")))
    assert 4 == len({mail["to"][0] for mail in garage.mails("letter")})
    assert {"kept"} == set(states(bench))
    assert 0 == garage.dead_letters()


def test_the_owner_says_no_and_takes_it_back_and_says_no_again(bench):
    garage = a_burst(bench)
    page = page_of(garage)

    answers(page, {"outcome": "dropped"}, bench=bench)
    undone = answers(page, {"undo": "yes"}, bench=bench)
    garage.at("3 12:00")

    assert 200 == undone.status
    assert ["kept", "open", "open", "open"] == states(bench)

    answers(page, {"outcome": "dropped"}, bench=bench)
    garage.at("10 12:00")

    assert 1 == len(garage.mails("letter"))
    assert ["kept", "released", "released", "released"] == states(bench)
    assert "the owner said no" in garage.becauses("first-thanks")


def test_a_link_of_somebody_else_opens_nothing(bench):
    garage = a_burst(bench)
    hers = links_of(garage.mails("letter")[0])[0]

    stranger = opens(hers.replace("/a/", "/brake/"), bench=bench)

    assert 410 == stranger.status
    assert "More letters" not in stranger.body.decode()


def page_of(garage: Garage) -> str:
    """The address behind the question."""
    [address] = set(re.findall(r"https?://\S+/brake/[\w.~-]+", question(garage)["text"]))
    return str(address)
