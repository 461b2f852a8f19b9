"""What it would cost, about: the calls of a rehearsal at the list prices of one region on one day."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from console.playbook.simulate.engine import Rehearsal

PRICES = Path(__file__).with_name("prices.json")
"""A data file: whoever reads newer prices changes them there."""

MILLION = 1_000_000

Json = dict[str, Any]


def about(rehearsal: Rehearsal) -> Json:
    """The price of each service, rounded to cents, and of all together; with the day and the region of the prices."""
    told = json.loads(PRICES.read_text(encoding="utf-8"))
    amounts = _amounts(rehearsal, told["assumed"])
    each = {name: round(amounts[name] * price / MILLION, 2) for name, price in told["per_million"].items()}
    return {
        "as_of": told["as_of"],
        "region": told["region"],
        "currency": told["currency"],
        "without": told["without"],
        "each": each,
        "total": round(sum(each.values()), 2),
    }


def _amounts(rehearsal: Rehearsal, assumed: Json) -> dict[str, float]:
    """How much of each is used: every delivery, wake and tap is a call or two, every record is written in a transaction."""
    wakes, taps, ledger = rehearsal.wakes, len(rehearsal.answers), rehearsal.ledger
    # The door and the intake for a delivery; the page and its form for a tap; the stream for every write.
    calls = 2 * rehearsal.events + wakes + 2 * taps + ledger.writes
    return {
        "mail": len(rehearsal.post.sent),
        "function_call": calls,
        "function_gb_second": calls * assumed["seconds_per_call"] * assumed["memory_gb"],
        "alarm": wakes,
        "queue_message": (rehearsal.events + wakes) * assumed["messages_per_wake"],
        "ledger_write": ledger.writes * assumed["writes_per_record"],
        "ledger_read": ledger.reads,
    }
