"""What a pause keeps in the house. A promise is never broken by it in silence: what it breaks, the owner still hears."""

from __future__ import annotations

import datetime as dt

from followthrough.domain.commitment import Commitment
from followthrough.domain.facts import Facts, Scope
from followthrough.domain.words import ASKING_STEPS, MessageClass, Step

LOOK_AGAIN = dt.timedelta(hours=1)
"""How soon after somebody says go on what was paused goes on, at the latest."""

PAUSED = "paused"


def is_paused(facts: Facts, commitment: Commitment, step: Step, *, letter: bool) -> bool:
    """Whether this step waits until somebody says go on.

    Everything is letters and tasks; letters are letters alone, and staff go on. One rule or one customer is what we
    write and what nobody was told of: the call she was promised is still made.
    """
    if not letter and step not in ASKING_STEPS:
        return False
    if facts.paused(Scope.ALL):
        return True
    if letter and facts.paused(Scope.LETTERS):
        return True
    if not letter and commitment.message_class is MessageClass.PROMISE:
        return False
    of_this = ((Scope.FOLLOW_UP, commitment.follow_up), (Scope.CUSTOMER, commitment.customer))
    return any(facts.paused(scope, name) for scope, name in of_this)
