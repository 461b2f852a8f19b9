"""A delivery was taken out of the inbox: its source is alive, whatever it said."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import partial

from followthrough.application.ports import Ledger, Rulebook
from followthrough.application.retry import until_first
from followthrough.domain.errors import FollowthroughError
from followthrough.domain.heard import NOTED_AT_MOST_EVERY, Heard


@dataclass
class Listening:
    """Remembers, for as long as this process lives, what it has noted of each source: ten minutes cost one write."""

    ledger: Ledger
    rulebook: Rulebook
    _noted: dict[str, dt.datetime] = field(default_factory=dict)

    def hear(self, source: str, *, at: dt.datetime) -> None:
        """Note that this source was heard at this time, if that is news; as well as we can.

        It is a courtesy to the owner: nothing that goes wrong with it may stop a delivery that was taken in.
        """
        noted = self._noted.get(source)
        if noted is not None and dt.timedelta() <= at - noted < NOTED_AT_MOST_EVERY:
            return
        try:
            until_first(partial(self._note, source, at=at))
        except FollowthroughError:
            return
        self._noted[source] = at

    def _note(self, source: str, *, at: dt.datetime) -> None:
        known = self.ledger.heard_of(source)
        if known is None:
            self.ledger.commit(Heard(source=source, last_at=at))
        elif known.is_news(at):
            self.ledger.commit(known.again(at, calendar=self.rulebook.current().business.calendar))
