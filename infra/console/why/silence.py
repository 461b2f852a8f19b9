"""Why nobody hears from us about something: it waits, it is held, it was called off, or a letter was left out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from console.why.causes import ONE_CALL, because
from followthrough.domain.commitment import NOT_SENT, Commitment, Entry
from followthrough.domain.one_voice import is_riding
from followthrough.domain.story import WITHDRAWN
from followthrough.domain.words import Channel, State

WAITS = "waits"
_SAYS_NOTHING = frozenset({"stale wake"})


class Kind(StrEnum):
    """How long the silence lasts."""

    HELD = "held"
    """Until what keeps it back is over."""
    WAITS = "waits"
    """Until a time."""
    SHARED = "shared"
    """For ever by itself: another call speaks for it."""
    CALLED_OFF = "called off"
    """For ever: nothing is owed any more."""
    DROPPED = "dropped"
    """For ever: it would not be kind any more."""
    LEFT_OUT = "left out"
    """One letter did not go out; the rest goes on."""


@dataclass(frozen=True, kw_only=True)
class Silence:
    """That somebody was not contacted, and the reason."""

    kind: Kind
    at: dt.datetime | None
    """Since when, if the ledger of this promise says so."""
    because: str
    """A clause, to be said after `because`."""


def silence_of(commitment: Commitment, *, is_held: bool) -> Silence | None:
    """Why the customer does not hear from us about this; none, if nothing kept us.

    `is_held` says that an open complaint keeps it back at present: a promise that has not come due does not know it.
    """
    if commitment.channel is Channel.TASK:
        return None  # work of ours: no contact was ever meant
    if commitment.state is State.RELEASED:
        return _by(Kind.CALLED_OFF, _last(commitment, "released") or _last(commitment, WITHDRAWN))
    if commitment.state is State.LAPSED:
        return _by(Kind.DROPPED, _last(commitment, "lapsed"))
    return _while_open(commitment, is_held=is_held) or _left_out(commitment)


def _while_open(commitment: Commitment, *, is_held: bool) -> Silence | None:
    if not commitment.is_open:
        return None
    if is_riding(commitment):
        return Silence(kind=Kind.SHARED, at=None, because=because(f"{ONE_CALL}{commitment.rides_with}"))
    if is_held:
        held = _last(commitment, "held")
        return Silence(kind=Kind.HELD, at=held.at if held else None, because=because("complaint open"))
    last = next((entry for entry in reversed(commitment.history) if entry.what not in _SAYS_NOTHING), None)
    if commitment.held:
        return _by(Kind.HELD, last)
    return _by(Kind.WAITS, last) if last and last.what == WAITS else None


def _left_out(commitment: Commitment) -> Silence | None:
    unsent = [entry for entry in commitment.history if entry.because.startswith(NOT_SENT)]
    return _by(Kind.LEFT_OUT, unsent[-1]) if unsent else None


def _by(kind: Kind, entry: Entry | None) -> Silence:
    code = entry.because.removeprefix(NOT_SENT) if entry else ""
    return Silence(kind=kind, at=entry.at if entry else None, because=because(code) or "nobody wrote down why")


def _last(commitment: Commitment, what: str) -> Entry | None:
    return next((entry for entry in reversed(commitment.history) if entry.what == what), None)
