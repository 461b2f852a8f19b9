"""Who answers in a rehearsal, and what: a simple model, said openly, because nobody knows what people will do."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from followthrough.application.heard import CAUSE, EXPECTED, GOT, REMEDY
from followthrough.application.outcomes import Tap
from followthrough.application.ports import Rules
from followthrough.domain.commitment import Commitment
from followthrough.domain.opening import whole_minute
from followthrough.domain.playbook import FollowUp
from followthrough.domain.words import Asks, Cause, Channel, Outcome

TAKES = dt.timedelta(minutes=20)
"""How much open time somebody needs for a task."""

AHEAD = dt.timedelta(hours=10)
"""How much open time ahead a new time lies, where an answer needs one."""


class Answers(StrEnum):
    """What people do with what they are asked for."""

    DONE = "done"
    """Every task is done, twenty open minutes after it was asked for."""
    NONE = "none"
    """Nobody answers anything: what would be nudged, warned of, broken?"""
    MIXED = "mixed"
    """Most is done, some nobody answers the phone, now and then something goes wrong; drawn by the seed."""


MIX: Mapping[Outcome | None, int] = {
    Outcome.DONE: 68,
    Outcome.NO_ANSWER: 11,
    Outcome.LEFT_MESSAGE: 4,
    Outcome.RESCHEDULE: 3,
    Outcome.PROBLEM: 3,
    Outcome.POLITE_NO: 2,
    Outcome.NOT_MINE: 1,
    Outcome.WRONG_NUMBER: 1,
    Outcome.CANNOT_KEEP: 2,
    Outcome.DO_NOT_CONTACT: 1,
    None: 4,
}
"""How often each in a hundred; none is nobody."""

FOR_CALLS = frozenset({Outcome.NO_ANSWER, Outcome.LEFT_MESSAGE, Outcome.WRONG_NUMBER, Outcome.DO_NOT_CONTACT})

LISTENED = {
    EXPECTED: "Something else.",
    GOT: "Not that.",
    REMEDY: "put it right at your door",
    CAUSE: str(Cause.PART_MISSING),
}


@dataclass(frozen=True, kw_only=True)
class Reaction:
    """What somebody will answer, and when."""

    at: dt.datetime
    choice: Outcome


@dataclass(frozen=True, kw_only=True)
class People:
    """Everybody in the firm."""

    answers: Answers = Answers.DONE
    seed: int = 0
    mix: Mapping[Outcome | None, int] = field(default_factory=lambda: MIX)

    @property
    def answer_nothing(self) -> bool:
        return self.answers is Answers.NONE

    def asked(self, owed: Commitment, *, rules: Rules, now: dt.datetime) -> Reaction | None:
        """What comes of a task that somebody got just now: the same every time for the same task."""
        choice = self._choice(owed)
        if choice is None or owed.owner not in rules.business.roles:
            return None
        at = rules.business.role(owed.owner).served.add(now, TAKES)
        return Reaction(at=whole_minute(at), choice=choice)

    def _choice(self, owed: Commitment) -> Outcome | None:
        if self.answers is Answers.NONE:
            return None
        if self.answers is Answers.DONE:
            return Outcome.DONE
        draw = random.Random(f"{self.seed}/{owed.id}/{owed.generation}")  # noqa: S311 - a rehearsal, not a secret
        [choice] = draw.choices(list(self.mix), weights=list(self.mix.values()))
        return Outcome.DONE if owed.channel is Channel.TASK and choice in FOR_CALLS else choice


def tap(owed: Commitment, choice: Outcome, *, rule: FollowUp, rules: Rules, now: dt.datetime) -> Tap:
    """The form of this answer, filled in as its rule asks."""
    listens = choice is Outcome.DONE and rule.asks is Asks.LISTEN
    dated = choice in (Outcome.RESCHEDULE, Outcome.CANNOT_KEEP) or listens or rule.done_means is not None
    return Tap(
        choice=choice,
        generation=owed.generation,
        note="We have offered to lend one." if choice is Outcome.POLITE_NO else _sentence(rule),
        when=whole_minute(rules.business.role(owed.owner).served.add(now, AHEAD)) if dated else None,
        words=LISTENED if listens else {},
    )


def _sentence(rule: FollowUp) -> str:
    """What goes to her as a letter has to be written by somebody."""
    return "The part is on its way." if rule.then_letter else ""
