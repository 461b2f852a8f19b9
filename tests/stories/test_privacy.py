"""No name, address, phone number or word of a customer in any log of the whole story."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

from workbench.bench import Bench
from workbench.command import BEGIN
from workbench.story.script import play
from workbench.story.telling import TextTeller

EVENTS = Path(__file__).parents[2] / "events"
PERSONAL = re.compile(
    r'"(?:given_name|family_name|first_name|firstname|last_name|lastname|email|contact_email|phone|mobile|address1|note)"'
    r': "([^"]{4,})"'
)


def canaries() -> set[str]:
    """Every name, address, number and note in the sample deliveries, and the words that staff type in the story."""
    found = {value for file in EVENTS.glob("*.json") for value in PERSONAL.findall(file.read_text(encoding="utf-8"))}
    return (found | {"go ahead", "she says thank you"}) - {"null"}


def test_nothing_personal_is_in_any_log_of_the_story(capfd, caplog):
    caplog.set_level("DEBUG", logger="followthrough")

    with Bench.start(now=BEGIN) as bench:
        play(bench, TextTeller(io.StringIO()))

    ours = [vars(record) for record in caplog.records if record.name == "followthrough"]
    logged = "".join((*capfd.readouterr(), json.dumps(ours, default=str)))
    told = {canary for canary in canaries() if canary.casefold() in logged.casefold()}
    assert len(canaries()) > 20
    assert "received" in logged
    assert set() == told
