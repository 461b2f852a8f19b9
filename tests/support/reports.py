"""What the stories about sheets and Monday letters have in common."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import boto3

from followthrough.adapters.aws.ledger import DynamoLedger
from followthrough.domain.words import Cause
from workbench.story.visitor import links_of

if TYPE_CHECKING:
    from support.garage import Garage
    from workbench.bench import Bench

WEEK_LINK = re.compile(r"https?://\S+/week/[\w.~-]+")
FIGURES = re.compile(r"\d+ due: |No promise fell due")
SHEET = re.compile(r"day \d+ \w+: ")


def a_car_comes_in(garage: Garage, number: int) -> None:
    """Somebody new brings a car, and is promised a call with the price."""
    garage.tells(
        "repair.received",
        f"R-{number}",
        customer={
            "given_name": f"Ada{'abcdefghijklmnopqrstuvwxyz'[number]}",
            "family_name": "Holm",
            "email": f"ada{number}@holm.example",
            "phone": f"+3532091503{number:02}",
        },
    )


def somebody_asks(garage: Garage, number: int) -> None:
    """A question comes in, and is promised an answer."""
    garage.tells(
        "inquiry.received",
        f"Q-{number}",
        customer={"given_name": "Hanne", "family_name": "Brook", "email": f"hanne{number}@brook.example"},
    )


def monday_letters(garage: Garage) -> list[dict[str, Any]]:
    return [mail for mail in garage.mails("report") if FIGURES.match(mail["subject"])]


def sheets(garage: Garage) -> list[dict[str, Any]]:
    """The morning sheets, the oldest first."""
    return [mail for mail in garage.mails("task") if SHEET.search(mail["subject"])]


def answer_links(sheet: dict[str, Any]) -> list[str]:
    """Where each thing on a sheet is answered, without the pages of the day and of the desk."""
    return [link for link in links_of(sheet) if "/a/" in link]


def asked(garage: Garage, step: str = "remind") -> list[dict[str, Any]]:
    """The mails that ask for one thing each."""
    return [mail for mail in garage.mails("task") if mail["headers"].get("X-Followthrough-Step") == step]


def week_link(mail: dict[str, Any]) -> str:
    [link] = set(WEEK_LINK.findall(f"{mail['text']}\n{mail['html']}".replace('"', " ")))
    return str(link)


def books(bench: Bench) -> DynamoLedger:
    """The ledger itself, for what a story takes for granted."""
    return DynamoLedger(client=boto3.client("dynamodb"), table=bench.stack.refs["Ledger"], business_id="corncrake")


def has_a_cause(bench: Bench, commitment: str, cause: Cause) -> None:
    """Somebody has said why this went wrong."""
    ledger = books(bench)
    owed = ledger.read(commitments=[commitment]).commitments[commitment]
    ledger.commit(replace(owed, cause=str(cause)))
    bench.settle()
