"""Who was not contacted, and why: everything that waits, is held, was called off or was left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from console.why.silence import Kind, Silence
from workbench.page.promises import Promise
from workbench.page.times import Moment, ShopTime
from workbench.page.wording import SILENCES

_STANDING = frozenset({Kind.HELD, Kind.WAITS, Kind.SHARED})


@dataclass(frozen=True, kw_only=True)
class Quiet:
    """One promise that nobody hears of."""

    promise: Promise
    silence: Silence
    since: Moment | None


@dataclass(frozen=True, kw_only=True)
class QuietShelf:
    """One way not to be contacted, and whom it meets."""

    id: str
    title: str
    hint: str
    lines: tuple[Quiet, ...]


def quiet(promises: Iterable[Promise]) -> list[Promise]:
    """What is still owed and kept back at present."""
    return [each for each in promises if each.silence and each.silence.kind in _STANDING]


def quiet_shelves(promises: Sequence[Promise], *, time: ShopTime) -> list[QuietShelf]:
    """Every silence by its kind, those that may end first; within one, the newest first."""
    lines = [
        Quiet(promise=each, silence=each.silence, since=time.moment(each.silence.at) if each.silence.at else None)
        for each in promises
        if each.silence
    ]
    newest = sorted(lines, key=lambda line: line.silence.at or line.promise.moved_at, reverse=True)
    shelves = (
        QuietShelf(
            id=kind.replace(" ", "-"),
            title=title,
            hint=hint,
            lines=tuple(line for line in newest if line.silence.kind is kind),
        )
        for kind, (title, hint) in SILENCES.items()
    )
    return [shelf for shelf in shelves if shelf.lines]
