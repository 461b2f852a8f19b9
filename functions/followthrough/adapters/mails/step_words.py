"""What each step says to staff: the verb first, then who, when and why; never a number first."""

from __future__ import annotations

from dataclasses import dataclass

from followthrough.domain.manners import capitalised, listed
from followthrough.domain.words import Channel, Step

_REASONS = {
    "opted out": "The customer asked us not to be in touch any more.",
    "do not contact": "The customer asked us not to be in touch any more.",
    "erased": "The customer asked us to forget everything we know about them.",
    "not asked": "Nobody has asked the customer whether we may.",
    "rather not, she said": "The customer was asked whether we may, and said no.",
    "no need, she says": "The customer told us that there is no need any more.",
    "complaint open": "A complaint of this customer is open, and that comes first.",
    "no room": "There are more calls today than anybody has time for, and this one can wait no longer.",
    "too long ago": "It turns out to have happened too long ago to ask about now.",
    "a new time": "The customer is told another time, and that has a task of its own.",
    "the check-back has said it": "The customer was asked already how it is, after the complaint.",
    "contact budget": "The customer has heard from us often enough for now.",
}

_LOST = (
    "The mail service did not tell us what became of it, and no letter is ever sent twice by itself. "
    "Please find out, say what it was to say, and write down what you hear."
)
_CAME_BACK = (
    "Our letters to this customer come back. Please say yourself what the letter was to say, "
    "ask for an address that works, and write down what you hear."
)
_STILL_TO_DO = " What the letter announced is still to be done: please answer “done” only when that is."


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the words of one task are made of."""

    channel: Channel
    name: str
    """Whom to phone or write to, as staff say it."""
    given: str
    reason: str
    when: str
    """`between 10:00 and 12:30`, or `before 17:00`; nothing when that is over and nobody was told."""
    until: str
    """`by 17:00`: what she was told."""
    has_window: bool
    hand_over_to: str
    was_promised: bool = True
    lacks_address: bool = False
    """A letter that has nowhere to go, so that a person has to find a way."""
    matters: tuple[str, ...] = ()
    """Everything the call is about, in few words each, if it is about more than one thing."""
    came_back: bool = False
    """Our letter surely did not arrive."""
    goes_home: str = ""
    """Who hands it over and when that one goes home: `Iris goes home at 12:30`."""


def subject_line(step: Step, asked: Asked) -> str:
    """The subject of the mail: all that somebody with greasy hands needs to read."""
    match step:
        case Step.NUDGE:
            return f"Still open: please {_request(asked)}"
        case Step.WARN:
            ways = f"keep it, hand it over, or tell {asked.given}?" if asked.was_promised else "do it, or hand it over?"
            return f"At risk: {_do(asked)} {asked.when} \N{EN DASH} {ways}"
        case Step.ESCALATE:
            return (
                f"{'BROKEN' if asked.was_promised else 'OVERDUE'}: {_nobody_did(asked)} {asked.until}, please do it now"
            )
        case Step.HAND_OVER:
            return f"Hand-over: please {_request(asked)}; {asked.goes_home}"
        case Step.STAND_DOWN:
            return _not_any_more(asked)
        case Step.ASK:
            return _about_a_letter(asked)
        case _:
            return _one_call(asked) if asked.matters else f"Please {_request(asked)}"


def heading(step: Step, asked: Asked) -> str:
    """What is asked, as the largest words of the mail."""
    match step:
        case Step.ESCALATE:
            return capitalised(_nobody_did(asked))
        case Step.STAND_DOWN:
            return _not_any_more(asked)
        case Step.ASK:
            came_back = f"Our letter did not reach {asked.name}"
            return came_back if asked.came_back else f"Did our letter reach {asked.name}?"
        case _:
            return _one_call(asked) if asked.matters else f"Please {_do(asked)}"


def opening(step: Step, asked: Asked, *, because: str) -> str:
    """The sentence that says why this mail is here now; none where the heading has said it."""
    match step:
        case Step.NUDGE:
            return "Nothing is recorded yet, and the time we set ourselves has come. Thank you for looking into it."
        case Step.WARN:
            return _three_ways(asked)
        case Step.ESCALATE if not asked.was_promised:
            return (
                f"It was to be done {asked.until}, and nothing is recorded. "
                "Please do it now, yourself or through somebody who is free."
            )
        case Step.ESCALATE:
            return (
                f"We had promised it {asked.until}, and nothing is recorded. "
                "Please do it now, yourself or through somebody who is free; the words for sorry are below."
            )
        case Step.HAND_OVER:
            return f"{asked.goes_home}, and it is still open: it is yours from now on. Thank you for taking it over."
        case Step.STAND_DOWN:
            return f"{_why_not(because)} There is nothing left to do here. Thank you!"
        case Step.ASK:
            why = _CAME_BACK if asked.came_back else _LOST
            return f"{why}{'' if asked.channel is Channel.EMAIL else _STILL_TO_DO}"
        case _:
            return _CAME_BACK if asked.came_back else ""


def told_by_phone(new_time: str) -> str:
    """What to say to somebody whom no letter reaches, when her promise cannot be kept."""
    return (
        f"We cannot keep this in time. Please phone now, say sorry, and tell the new time: {new_time}. "
        "Please answer “done” when that is said; the new time has a task of its own."
    )


def _one_call(asked: Asked) -> str:
    return f"ONE call for {asked.name}: {listed(asked.matters)}"


def _request(asked: Asked) -> str:
    if asked.lacks_address:
        return f"{_do(asked)} \N{EN DASH} {asked.reason}"
    if asked.channel is Channel.TASK:
        return f"{asked.reason} {asked.when}".rstrip()
    if not asked.when:
        return f"{_do(asked)} \N{EN DASH} {asked.reason}"
    pause = ", " if asked.has_window else " \N{EN DASH} "
    return f"{_do(asked)} {asked.when}{pause}{asked.reason}"


def _about_a_letter(asked: Asked) -> str:
    if asked.came_back:
        return f"Our letter did not reach {asked.name}: please say what it was to say"
    return f"Please find out whether our letter reached {asked.name}"


def _do(asked: Asked) -> str:
    if asked.lacks_address:
        return f"find a way to reach {asked.name}"
    match asked.channel:
        case Channel.CALL:
            return f"phone {asked.name}"
        case Channel.EMAIL:
            return f"write to {asked.name}"
        case Channel.TASK:
            return asked.reason


def _not_any_more(asked: Asked) -> str:
    if asked.channel is Channel.TASK:
        return f"Not needed any more: {asked.reason}"
    return f"Please do not {_do(asked)}"


def _nobody_did(asked: Asked) -> str:
    match asked.channel:
        case Channel.CALL:
            return f"nobody phoned {asked.name}"
        case Channel.EMAIL:
            return f"nobody wrote to {asked.name}"
        case Channel.TASK:
            return f"nobody did this for {asked.name}"


def _three_ways(asked: Asked) -> str:
    hand_over = f"hand it over to {asked.hand_over_to}" if asked.hand_over_to else "hand it over"
    if not asked.was_promised:
        return f"Nothing is recorded yet. Please do it now, or {hand_over}."
    return (
        f"Nothing is recorded yet. Please keep it now, {hand_over}, "
        f"or tell {asked.given} before it is late and agree another time."
    )


def _why_not(because: str) -> str:
    """The reason in plain words: what an event says, or what a code means."""
    if because in _REASONS:
        return _REASONS[because]
    thing, is_event, happened = because.partition(".")
    if is_event:
        return f"The {thing} was {happened.replace('_', ' ')}."
    return "It is not needed any more."
