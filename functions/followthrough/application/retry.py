"""Trying again after somebody else wrote first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from followthrough.domain.errors import Conflict

ATTEMPTS = 6

T = TypeVar("T")


def until_first(action: Callable[[], T]) -> T:
    """Read, decide and write again until nobody was faster.

    Raises Conflict after six attempts: the queue brings the message back later, which spreads the crowd better
    than waiting inside an invocation that is paid by the millisecond.
    """
    for _ in range(ATTEMPTS - 1):
        try:
            return action()
        except Conflict:
            continue
    return action()
