"""More letters in one hour than on any ordinary day: what is over waits for the owner's word."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from followthrough.domain.commitment import UNDO_WINDOW, Commitment
from followthrough.domain.facts import Brake, Braked, Facts
from followthrough.domain.guards import Decision, Send, Skip, Wait
from followthrough.domain.words import Step

BECAUSE = "brake"
THE_OWNER_SAID_NO = "the owner said no"

HOUR = dt.timedelta(hours=1)

LOOK_AGAIN = dt.timedelta(minutes=30)
"""How long a letter sleeps before it asks again whether the owner has spoken: so it leaves within the hour of the word."""

PATIENCE = dt.timedelta(minutes=5)
"""How long whoever asks the owner is trusted to be at it: after that somebody else asks, for he may have died."""

ASKED_AGAIN = dt.timedelta(days=1)
"""After so long without a word the owner is asked once more: a question may be lost, and the letters with it."""


def hour_of(now: dt.datetime) -> dt.datetime:
    """The clock hour in which letters are counted together."""
    return now.replace(minute=0, second=0, microsecond=0)


def pulled(facts: Facts, *, about: str, now: dt.datetime) -> Facts:
    """The brake of this hour; a burst that nobody has spoken about yet goes on, and is no second question."""
    until, brake = hour_of(now) + HOUR, facts.brake
    if brake is None or (now >= brake.until and brake.word is not Braked.ASKED):
        return replace(facts, brake=Brake(since=now, until=until, about=about))
    return replace(facts, brake=replace(brake, until=max(brake.until, until)))


def by_the_word(brake: Brake | None, *, now: dt.datetime) -> Decision:
    """What the owner has said about this burst; until it can no longer be taken back, everything waits."""
    if brake is None:
        return Send()
    if brake.said_at is None:
        return Wait(until=now + LOOK_AGAIN, because=BECAUSE)
    if now < brake.said_at + UNDO_WINDOW:
        return Wait(until=brake.said_at + UNDO_WINDOW, because=BECAUSE)
    return Send() if brake.word is Braked.LET_GO else Skip(because=THE_OWNER_SAID_NO)


def waits_for_the_word(commitment: Commitment, step: Step) -> bool:
    """Whether this very step is one of those that the brake has kept back; an older one that it kept back is done."""
    for entry in reversed(commitment.history):
        if entry.what == step:
            return False
        if (entry.what, entry.because) == ("waits", BECAUSE):
            return True
    return False


def wants_asking(brake: Brake, *, now: dt.datetime) -> bool:
    """Whether the owner has still to be asked, and nobody is at it."""
    if brake.said_at is not None:
        return False
    if brake.asked_at is not None and now < brake.asked_at + ASKED_AGAIN:
        return False
    return brake.tried_at is None or now >= brake.tried_at + PATIENCE


def said(facts: Facts, word: Braked, *, now: dt.datetime) -> Facts:
    """The owner has spoken about the burst."""
    assert facts.brake is not None
    return replace(facts, brake=replace(facts.brake, word=word, said_at=now))


def unsaid(facts: Facts) -> Facts:
    """The word is taken back: everything waits again."""
    assert facts.brake is not None
    return replace(facts, brake=replace(facts.brake, word=Braked.ASKED, said_at=None))


def can_be_unsaid(brake: Brake, *, now: dt.datetime) -> bool:
    """Whether the letters have not left yet, nor been dropped."""
    return brake.said_at is not None and now < brake.said_at + UNDO_WINDOW
