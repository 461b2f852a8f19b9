"""The words of the page for what a promise can be, and for what happens to it: a word always stands beside a colour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from followthrough.domain.words import Channel, State, Step

STATES: Mapping[State, str] = {
    State.OPEN: "open",
    State.KEPT: "kept",
    State.KEPT_LATE: "kept late",
    State.TOLD: "told in time",
    State.BROKEN: "broken",
    State.RELEASED: "released",
    State.LAPSED: "lapsed",
}

CHANNELS: Mapping[Channel, str] = {
    Channel.CALL: "by phone",
    Channel.EMAIL: "by letter",
    Channel.TASK: "as a task",
}

KINDS: Mapping[str, str] = {"task": "Task", "letter": "Letter", "report": "Report"}
"""What a mail is, by its own header."""


@dataclass(frozen=True, kw_only=True)
class Group:
    """Promises that have come to the same kind of end, or to none yet."""

    id: str
    title: str
    hint: str
    states: frozenset[State]


GROUPS = (
    Group(id="open", title="Open", hint="Still owed; the next alarm comes first.", states=frozenset({State.OPEN})),
    Group(
        id="kept",
        title="Kept",
        hint="Done, and recorded as done.",
        states=frozenset({State.KEPT, State.KEPT_LATE}),
    ),
    Group(
        id="told",
        title="Told in time",
        hint="It could not be kept, and the customer heard so before it was due.",
        states=frozenset({State.TOLD}),
    ),
    Group(
        id="broken",
        title="Broken or lapsed",
        hint="A promise that was not kept in time, or care that was not done.",
        states=frozenset({State.BROKEN, State.LAPSED}),
    ),
    Group(id="released", title="Released", hint="Nothing is owed any more.", states=frozenset({State.RELEASED})),
)

_COMING: Mapping[Step, str] = {
    Step.RECEIPT: "a letter confirms what was promised",
    Step.NUDGE: "{owner} is asked again",
    Step.WARN: "at risk: {owner} is asked to keep it, pass it on, or tell the customer",
    Step.ESCALATE: "broken, unless something is recorded by then",
    Step.LAPSE: "dropped, unless something is recorded by then",
    Step.SETTLE: "undo closes, and what follows from the answer happens",
    Step.ASK: "a person is asked whether the letter arrived",
    Step.STAND_DOWN: "{owner} is told not to act on it any more",
    Step.HAND_OVER: "{owner} goes home soon: somebody who stays takes it over",
}

_PAST: Mapping[Step, str] = {
    Step.RECEIPT: "confirmed by letter",
    Step.REMIND: "sent",
    Step.NUDGE: "asked again",
    Step.WARN: "asked: at risk",
    Step.ESCALATE: "escalated",
    Step.LAPSE: "dropped",
    Step.SETTLE: "undo closed",
    Step.ASK: "a person asked",
    Step.STAND_DOWN: "told not to act any more",
    Step.HAND_OVER: "handed over",
}


def coming(step: str, *, channel: Channel, owner: str) -> str:
    """What the next alarm will do."""
    if step == Step.REMIND:
        return "the letter goes out" if channel is Channel.EMAIL else f"the task goes to {owner}"
    return _COMING[Step(step)].format(owner=owner)


def happened(what: str) -> str:
    """A line of a history as one says it; what we have no better words for says itself."""
    step, _, how = what.partition(" ")
    if step not in set(Step):
        return what
    return f"{_PAST[Step(step)]}, {how}" if how else _PAST[Step(step)]
