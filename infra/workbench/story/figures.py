"""What four weeks come to, counted in the ledger and the mail when they are over; nothing here is remembered."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING

from followthrough.adapters.business.business_folder import BusinessFolder
from workbench.story.scenes import Stage, expect
from workbench.story.telling import ZONE

if TYPE_CHECKING:
    from workbench.bench import Bench, Json

FIRST_HOUR, LAST_HOUR = 8, 20
"""The letter hours of the garage."""

PROMPTED = dt.timedelta(minutes=15)
"""A letter this soon after what the customer did answers her, at any hour."""


def figures(stage: Stage) -> list[str]:
    """The last lines of the story."""
    bench = stage.bench
    internal = BusinessFolder().current().playbook.is_internal
    promises = [each for each in bench.commitments() if each["promised_by"] and not internal(each["follow_up"])]
    expect(len(stage.promises), expected=len(promises))
    states = Counter(each["state"] for each in promises)
    fell_due = len(promises) - states["released"] - states["open"]
    kept, told, broken = states["kept"] + states["kept_late"], states["told"], states["broken"]
    mended = sum(1 for each in promises if any(entry["what"] == "mended" for entry in each["history"]))
    fates = f"{kept} kept, {told} told before it was due, {broken} broken{' (mended)' if mended == broken else ''}"
    return [
        f"{len(promises)} promises · {fell_due} fell due: {fates} · {states['released']} released by her",
        f"{_stars(bench)} · {_lost(bench)} lost · {_twice(bench)} twice · {_at_night(bench)} unasked at night",
    ]


def _stars(bench: Bench) -> str:
    stars = bench.gold_stars()
    told = ", ".join(f"{name} {count}" for name, count in stars.items())
    return f"{sum(stars.values())} gold stars: {told}"


def _lost(bench: Bench) -> int:
    """What should have rung and did not, and what lies among the dead letters."""
    overdue = sum(dt.datetime.fromisoformat(alarm["fires_at"]) < bench.now for alarm in bench.alarms())
    return overdue + sum(int(queue["messages"]) for queue in bench.queues() if queue["dead_letter"])


def _twice(bench: Bench) -> int:
    """Letters that told the same person the same about the same commitment a second time."""
    letters = [
        (*mail["commitments"], *mail["to"], mail["subject"]) for mail in bench.mail() if mail["kind"] == "letter"
    ]
    return len(letters) - len(set(letters))


def _at_night(bench: Bench) -> int:
    """Letters outside the letter hours that did not answer what the customer had just done."""
    owed = {each["id"]: each for each in bench.commitments()}
    return sum(1 for mail in bench.mail() if mail["kind"] == "letter" and _is_unasked_at_night(mail, owed))


def _is_unasked_at_night(mail: Json, owed: dict[str, Json]) -> bool:
    sent_at = dt.datetime.fromisoformat(mail["sent_at"])
    if FIRST_HOUR <= sent_at.astimezone(ZONE).hour < LAST_HOUR:
        return False
    made = (dt.datetime.fromisoformat(owed[key]["history"][0]["at"]) for key in mail["commitments"])
    return not any(sent_at - at <= PROMPTED for at in made)
