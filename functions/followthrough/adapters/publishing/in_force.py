"""The business in force, at most a minute old: the published version, or the folder in the artifact if there is none.

Standard library only: the door keeps its sources by this as every other function keeps its rules.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from followthrough.adapters.files import SHIPPED, Files
from followthrough.adapters.publishing.editions import Edition, Editions
from followthrough.application.ports import Clock
from followthrough.domain.errors import InvalidBusiness, Missing, Unreachable

KEPT_FOR = dt.timedelta(seconds=60)

T = TypeVar("T")


class InForce(Generic[T]):
    """What one process makes of the version in force, once for each version.

    At most one small read a minute, and one more when there is something new. While the ledger cannot be read it keeps
    what it has. With nothing in its hands it is Unreachable: the folder in the artifact may be long out of date, and a
    sender that is told 503 comes again, one that is told 401 or 404 may not.
    """

    def __init__(self, make: Callable[[Files], T], *, editions: Editions, clock: Clock, folder: Path = SHIPPED) -> None:
        self._make = make
        self._editions = editions
        self._clock = clock
        self._folder = folder
        self._made: T | None = None
        self._of: str | None = None
        self._asked_at: dt.datetime | None = None

    def now(self) -> T:
        """What is in force. Raises Unreachable, or InvalidBusiness, only if nothing was ever read."""
        if self._made is None or self._is_old():
            self._asked_at = self._clock.now()
            try:
                self._look()
            except (Unreachable, Missing, InvalidBusiness):
                if self._made is None:
                    raise
        assert self._made is not None
        return self._made

    def _is_old(self) -> bool:
        return self._asked_at is None or not dt.timedelta() <= self._clock.now() - self._asked_at < KEPT_FOR

    def _look(self) -> None:
        edition = self._editions.in_force()
        of = f"{edition.number} {edition.digest}" if edition else ""
        if self._made is None or of != self._of:
            self._made = self._make(self._files(edition))
            self._of = of

    def _files(self, edition: Edition | None) -> Files:
        return self._editions.files(edition.number) if edition else Files.of(self._folder)
