"""The states that a source has told of one subject, by its own clock: what happened is what lies between them.

A sender of states says how things stand, not what happened. Its deliveries come in any order, some twice, some never.
So each state is kept at its own time, with the events that reaching it would mean; which of them did happen is
answered anew from the whole line whenever it has changed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import reduce

from followthrough.domain.seen import Seen, newest_word

MOST_STATES = 32
"""How many states of one subject are kept: what is older than these is history."""

LONGEST_STATE = 60
"""Characters of a state that are kept, so that a subject stays small in the ledger."""

ALWAYS = dt.datetime.min.replace(tzinfo=dt.UTC)
"""When a subject was in a state that we know and whose time nobody has told."""


@dataclass(frozen=True, kw_only=True)
class Reached:
    """A state at the source's own time."""

    at: dt.datetime
    state: str
    means: tuple[Seen, ...] = ()
    """The events that it may be, as they were told with it."""
    news: tuple[str, ...] = ()
    """The kinds of those that were no history when we heard of them: they count though nothing came before."""
    is_base: bool = False
    """Where the line begins, because what came before is forgotten: it is no event, and nothing older is."""


Leads = Callable[[str, str | None, str], bool]
"""Whether the step from one state (none, if it is the first we know) to another is an event of this kind."""


def rank(state: str, *, usual: Mapping[str, int]) -> tuple[int, str]:
    """Of two states with one time the greater stands: the later of those in their usual order, else by their text."""
    known = " ".join(state.split()).casefold()
    return usual.get(known, -1), known


def begun_in(state: str, *, at: dt.datetime | None) -> tuple[Reached, ...]:
    """A line of which we know no more than where it stands."""
    return (Reached(at=at or ALWAYS, state=state, is_base=True),)


def with_state(line: tuple[Reached, ...], reached: Reached, *, usual: Mapping[str, int]) -> tuple[Reached, ...]:
    """The line with one more state in its place; what is older than its beginning, or there already, adds nothing."""
    if line and line[0].is_base and reached.at < line[0].at:
        return line
    same = [each for each in line if (each.at, each.state, each.is_base) == (reached.at, reached.state, False)]
    others = (each for each in line if each not in same)
    both = reduce(_told_with, same, reached)
    return tuple(sorted((*others, both), key=lambda each: (each.at, not each.is_base, *rank(each.state, usual=usual))))


def happened(line: Iterable[Reached], leads: Leads) -> tuple[Seen, ...]:
    """The events that the steps of this line are, in their order; one that two steps tell is one."""
    found: dict[tuple[str, dt.datetime], Seen] = {}
    before: str | None = None
    for reached in line:
        for seen in reached.means:
            is_known = before is not None or seen.kind in reached.news
            if is_known and leads(seen.kind, before, reached.state):
                found[seen.name] = newest_word(found.get(seen.name, seen), seen)
        before = reached.state
    return tuple(sorted(found.values(), key=lambda seen: seen.place))


def shortened(line: tuple[Reached, ...]) -> tuple[Reached, ...]:
    """The line with no more states than are kept: first those go that only repeat the one before them."""
    while len(line) > MOST_STATES:
        again = next((at for at in range(1, len(line)) if line[at].state == line[at - 1].state), None)
        if again is None:
            line = (replace(line[1], means=(), news=(), is_base=True), *line[2:])
        else:
            line = (*line[:again], *line[again + 1 :])
    return line


def _told_with(one: Reached, other: Reached) -> Reached:
    """One state of one time, told twice: what either of the two says of it."""
    means = {seen.kind: seen for seen in one.means}
    for seen in other.means:
        means[seen.kind] = newest_word(means.get(seen.kind, seen), seen)
    news = tuple(sorted({*one.news, *other.news}))
    return replace(one, means=tuple(means[kind] for kind in sorted(means)), news=news)
