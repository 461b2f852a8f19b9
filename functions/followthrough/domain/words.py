"""The closed vocabularies of the product: what a commitment can be, and what can become of it."""

from __future__ import annotations

from enum import StrEnum


class Channel(StrEnum):
    """How a commitment is kept: staff phone her, a letter goes to her, or staff do something else."""

    CALL = "call"
    EMAIL = "email"
    TASK = "task"


class MessageClass(StrEnum):
    """Decides consent, budget, quiet hours and unsubscribe headers."""

    PROMISE = "promise"
    CARE = "care"
    MARKETING = "marketing"


class State(StrEnum):
    """What has become of a commitment. Overdue is computed, never stored."""

    OPEN = "open"
    KEPT = "kept"
    KEPT_LATE = "kept_late"
    TOLD = "told"
    BROKEN = "broken"
    RELEASED = "released"
    LAPSED = "lapsed"


class Step(StrEnum):
    """What a wake is for."""

    RECEIPT = "receipt"
    """Tell the customer in writing what was promised to her, as it stands now."""
    REMIND = "remind"
    """Send the task to staff, or the letter to the customer."""
    NUDGE = "nudge"
    """Our internal time has come and nothing is recorded: ask the owner of the promise again."""
    WARN = "warn"
    """The promise is at risk: keep it, hand it over, or tell her."""
    ESCALATE = "escalate"
    """The promised time is here and nothing is recorded: the promise is broken, and the owner hears of it."""
    LAPSE = "lapse"
    """Care that was not done in time is dropped, and counted apart."""
    SETTLE = "settle"
    """The undo window has closed: what follows from the answer happens now."""
    ASK = "ask"
    """Nobody knows whether a letter arrived: a person is asked."""
    STAND_DOWN = "stand_down"
    """A task is out that is not wanted any more: `please do not phone`."""
    HAND_OVER = "hand_over"
    """Whoever has it goes home soon and it is still open: somebody who stays takes it over."""


class Outcome(StrEnum):
    """What staff can answer to a task."""

    DONE = "done"
    NO_ANSWER = "no_answer"
    LEFT_MESSAGE = "left_message"
    RESCHEDULE = "reschedule"
    PROBLEM = "problem"
    DO_NOT_CONTACT = "do_not_contact"
    NOT_MINE = "not_mine"
    WRONG_NUMBER = "wrong_number"
    POLITE_NO = "polite_no"
    CANNOT_KEEP = "cannot_keep"


class Reply(StrEnum):
    """What the customer can answer on her own page."""

    FINE = "fine"
    ANOTHER_TIME = "another_time"
    PHONE_ME = "phone_me"
    NOT_RIGHT = "not_right"
    NO_NEED = "no_need"
    GO_AHEAD = "go_ahead"
    NO_THANK_YOU = "no_thank_you"
    KEEP_IT = "keep_it"
    CANCEL_IT = "cancel_it"


class Offer(StrEnum):
    """What her page lets her decide."""

    FOLLOW_UP = "follow_up"
    """How it went, and whether and when we phone."""
    QUOTE = "quote"
    """Go ahead, no thank you, or please phone me."""
    KEEP_OR_CANCEL = "keep_or_cancel"
    """Wait for the new date, or call it off."""
    NEW_TIME = "new_time"
    """Whether the time we promise anew suits her."""


class Cause(StrEnum):
    """Why something went wrong, coded so that it can be counted over time."""

    PART_MISSING = "part_missing"
    PART_LATE = "part_late"
    NOT_FIXED = "not_fixed"
    DAMAGED = "damaged"
    WRONG_ITEM = "wrong_item"
    PRICE = "price"
    WAITED_TOO_LONG = "waited_too_long"
    NOT_CALLED_BACK = "not_called_back"
    HAND_OVER = "hand_over"
    MISUNDERSTOOD = "misunderstood"
    OUR_MANNERS = "our_manners"
    OTHER = "other"


class Asks(StrEnum):
    """What a task asks for beside its outcome."""

    LISTEN = "listen"
    """What was expected, what came instead, and how it is put right."""


UNFINISHED = frozenset(
    {
        Outcome.NO_ANSWER,
        Outcome.LEFT_MESSAGE,
        Outcome.RESCHEDULE,
        Outcome.NOT_MINE,
        Outcome.WRONG_NUMBER,
        Reply.ANOTHER_TIME,
        Reply.PHONE_ME,
    }
)
"""Answers after which it is still to be done."""

ASKING_STEPS = frozenset({Step.REMIND, Step.NUDGE, Step.WARN})
"""Steps after which staff hold a task."""

CHAIN_STEPS = frozenset({Step.REMIND, Step.NUDGE, Step.WARN, Step.ESCALATE, Step.LAPSE})
"""Steps of rising severity: when several are overdue at once, only the last one speaks."""

HER_DOING = frozenset({Outcome.RESCHEDULE, *Reply})
"""Answers that say what the customer herself just asked for: what answers them is welcome at any hour."""
