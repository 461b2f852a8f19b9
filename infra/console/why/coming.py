"""What the next steps of a promise will do, as one would say it beforehand."""

from __future__ import annotations

from collections.abc import Mapping

from followthrough.domain.words import Channel, Step

_COMING: Mapping[Step, str] = {
    Step.RECEIPT: "a letter tells the customer how it stands",
    Step.NUDGE: "{owner} is asked again",
    Step.WARN: "at risk: {owner} is asked to keep it, pass it on, or tell the customer",
    Step.ESCALATE: "broken, unless something is recorded by then",
    Step.LAPSE: "dropped, unless something is recorded by then",
    Step.SETTLE: "undo closes, and what follows from the answer happens",
    Step.ASK: "a person is asked whether the letter arrived",
    Step.STAND_DOWN: "{owner} is told not to act on it any more",
    Step.HAND_OVER: "{owner} goes home soon: somebody who stays takes it over",
}


def coming(step: str, *, channel: Channel, owner: str, is_promise: bool = True) -> str:
    """What the next alarm will do; a step we have no words for says itself.

    Only a promise is broken when its time comes: of what no customer was told, the firm's owner hears until it is done.
    """
    if step == Step.ESCALATE and not is_promise:
        return "the owner hears of it, unless something is recorded by then"
    if step == Step.REMIND:
        return "the letter goes out" if channel is Channel.EMAIL else f"the task goes to {owner}"
    return _COMING[Step(step)].format(owner=owner) if step in set(Step) else step
