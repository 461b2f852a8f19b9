"""How the secrets of one source change: two may be alive, so that a sender can go over to a new one without a gap.

Pure: what is read and written is the list of one source in the secret map, `[{"id", "value", "since"}]`, oldest first
or not. Sentences never quote a value.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from followthrough.domain.errors import RuleBroken

MOST_ALIVE = 2

Entry = Mapping[str, Any]


def alive(told: object) -> list[Entry]:
    """The secrets of a source, oldest first. Raises RuleBroken if somebody wrote something else there."""
    listed = [] if told is None else told
    if not isinstance(listed, list) or not all(_is_entry(entry) for entry in listed):
        raise RuleBroken(
            'The secret map does not hold a list of {"id", "value"} for this source; please mend it there.'
        )
    return sorted(listed, key=_since)


def added(entries: Sequence[Entry], *, value: str, name: str, now: dt.datetime) -> list[Entry]:
    """One more. Raises RuleBroken for a third one, and for one that is alive already."""
    if any(entry["value"] == value for entry in entries):
        raise RuleBroken("This secret is alive already; nothing is changed.")
    if len(entries) >= MOST_ALIVE:
        raise RuleBroken(
            f"Two secrets are alive already, the older one since {_day(entries[0])}. "
            "When the sender signs with the newer one, take the older one away with --retire; then come back."
        )
    return [*entries, {"id": name, "value": value, "since": now.isoformat(timespec="seconds")}]


def retired(entries: Sequence[Entry], *, even_the_last: bool) -> list[Entry]:
    """Without the oldest. Raises RuleBroken if there is none, or only one and nobody said that it may go."""
    if not entries:
        raise RuleBroken("There is no secret to take away.")
    if len(entries) == 1 and not even_the_last:
        raise RuleBroken(
            "This is the only secret: without it every delivery is answered 401. "
            "Make a new one first with --generate or --paste, or add --yes if that is what you want."
        )
    return list(entries[1:])


def _is_entry(entry: object) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get("value"), str)


def _since(entry: Entry) -> str:
    """When it was put in; one that does not say so was there before we wrote it down."""
    return str(entry.get("since", ""))


def _day(entry: Entry) -> str:
    return _since(entry)[:10] or "before we wrote it down"
