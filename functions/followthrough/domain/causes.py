"""Why things went wrong, over time: a cause that comes more often than before is named first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from followthrough.domain.commitment import Commitment
from followthrough.domain.figures import mended_in
from followthrough.domain.words import State

WEEKS_BEFORE = 4
"""With how many earlier weeks a week is compared."""


@dataclass(frozen=True, kw_only=True)
class CauseCount:
    """How often one cause was given: in the week, and in the four weeks before it."""

    cause: str
    this_week: int
    before: int
    mended: bool
    """Whether every promise that was broken by it has been made good."""

    @property
    def is_rising(self) -> bool:
        """More often than in an average week of those before."""
        return self.this_week * WEEKS_BEFORE > self.before


def causes_of(week: Iterable[Commitment], before: Iterable[Commitment]) -> tuple[CauseCount, ...]:
    """Every cause of these weeks: rising ones first, then the most frequent."""
    now, earlier = _with_cause(week), _with_cause(before)
    counts = [_count(cause, now, earlier) for cause in {owed.cause for owed in (*now, *earlier)}]
    in_order = sorted(counts, key=lambda count: (not count.is_rising, -count.this_week, -count.before, count.cause))
    return tuple(in_order)


def _with_cause(owed: Iterable[Commitment]) -> list[Commitment]:
    return [commitment for commitment in owed if commitment.cause]


def _count(cause: str, now: list[Commitment], earlier: list[Commitment]) -> CauseCount:
    broken = [owed for owed in (*now, *earlier) if owed.cause == cause and owed.state is State.BROKEN]
    return CauseCount(
        cause=cause,
        this_week=sum(owed.cause == cause for owed in now),
        before=sum(owed.cause == cause for owed in earlier),
        mended=bool(broken) and all(mended_in(owed) for owed in broken),
    )
