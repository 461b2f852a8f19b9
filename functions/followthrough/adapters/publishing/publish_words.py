"""What another version of the business would change, in the words of the owner's own files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from followthrough.adapters.business.business_shape import FILE as BUSINESS
from followthrough.adapters.files import LETTERS, SCRIPTS, SOURCES, Files
from followthrough.application.publish import Done
from followthrough.domain.manners import listed
from followthrough.domain.publishing import Changed, Effect

KEYS: Mapping[str, str] = {
    "channel": "call, letter or task",
    "role": "call, signed or task",
    "windows": "window",
    "inside_part": "inside",
    "lead": "ahead",
    "warn_lead": "warn",
    "message_class": "class",
    "held_by_complaint": "hold_while",
    "drop_after_days": "not_after",
    "boss_if_any": "owner_if_any",
    # The firm's own.
    "calendar": "hours, closed",
    "letter_hours": "letters",
    "roles": "role",
    "privacy_url": "privacy",
    "own_figures": "figures_of_people",
}
"""What the owner calls a field of ours, where the two differ."""

TEXTS: Mapping[str, str] = {LETTERS: "Letters", SCRIPTS: "Scripts", SOURCES: "Sources"}


def changed_files(before: Files, after: Files) -> dict[str, tuple[str, ...]]:
    """The letters, scripts and sources that are other ones, new or gone, by what they are."""
    return {
        what: tuple(sorted({name for name, _ in one.items() ^ other.items()}))
        for pattern, what in TEXTS.items()
        if (one := before.matching(pattern)) != (other := after.matching(pattern))
    }


def sentences(effect: Effect, files: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """A sentence for everything that is otherwise, and for what it does to what is open."""
    if not effect.is_any and not files:
        yield "Nothing changes."
    yield from (f"New: {name}." for name in effect.added)
    for gone in effect.removed:
        yield f"Taken out: {gone.name}. {_open(gone.open)}."
    for resting in effect.resting:
        yield f"Taken out earlier: {resting.name}. {_open(resting.open)}."
    for each in effect.renamed:
        yield f"Renamed: {each.was} is {each.name} now; what it has made follows it. {_open(each.open)}."
    for changed in effect.changed:
        yield from _changed(changed)
    for role in effect.roles_gone:
        yield f"Role taken out: {role.role}. {_open(role.open)} in its hands."
    if effect.firm:
        yield f"{BUSINESS}: {listed(_keys(effect.firm))} changed; it holds at once for everything."
    for what, names in files.items():
        yield f"{what}: {listed(names)}; what goes out from now on is by these."


def done_words(done: Done) -> Iterator[str]:
    """What became of open commitments."""
    if done.handed_over:
        yield f"{_number(done.handed_over)} handed over."
    if done.released:
        yield f"{_number(done.released)} released; whoever holds a task of these is told not to act on it."


def as_json(effect: Effect, files: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The same for a program: names and ids."""
    return {
        "added": list(effect.added),
        "removed": [{"rule": each.name, "open": list(each.open)} for each in effect.removed],
        "removed_earlier": [{"rule": each.name, "open": list(each.open)} for each in effect.resting],
        "renamed": [{"was": each.was, "rule": each.name, "open": list(each.open)} for each in effect.renamed],
        "changed": [
            {
                "rule": each.name,
                "also_for_open": _keys(each.also_for_open),
                "for_new_only": _keys(each.for_new_only),
                "open": list(each.open),
            }
            for each in effect.changed
        ],
        "roles_gone": [{"role": each.role, "open": list(each.open)} for each in effect.roles_gone],
        "firm": _keys(effect.firm),
        "files": {what.lower(): list(names) for what, names in files.items()},
    }


def _changed(changed: Changed) -> Iterator[str]:
    head = f"Changed: {changed.name}"
    if changed.also_for_open:
        yield f"{head}: {listed(_keys(changed.also_for_open))}; also for what is open. {_open(changed.open)}."
    if changed.for_new_only:
        keys = listed(_keys(changed.for_new_only))
        yield f"{head}: {keys}; for what is made from now on, what is open keeps what was said. {_open(changed.open)}."


def _keys(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(KEYS.get(name, name) for name in names))


def _open(ids: Sequence[str]) -> str:
    return f"{_number(len(ids))} open"


def _number(count: int) -> str:
    return {0: "Nothing", 1: "1 commitment"}.get(count, f"{count} commitments")
