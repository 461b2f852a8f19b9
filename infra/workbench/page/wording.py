"""The words of the page for what a promise can be, and for its silences: a word always stands beside a colour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from console.why.silence import Kind
from followthrough.domain.words import Channel, State

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

SILENCES: Mapping[Kind, tuple[str, str]] = {
    Kind.HELD: (
        "Held",
        "Kept back until the reason is gone; then it goes on by itself, or is dropped when it is too late.",
    ),
    Kind.WAITS: ("Waiting", "It goes out later, at the time beside it."),
    Kind.SHARED: ("In one call with something else", "One call is made for two reasons, and nobody is phoned twice."),
    Kind.LEFT_OUT: ("One letter left out", "The promise stands; only this letter did not go out."),
    Kind.CALLED_OFF: ("Called off", "Nothing is owed any more, and nobody will be contacted about it."),
    Kind.DROPPED: ("Dropped", "It was not done in time to be kind, so it is not done at all."),
}
"""For each way not to be contacted: its title, and what it means."""
