"""Whom we may phone or write to out of kindness without having asked before; each country has another answer.

The answers are the owner's, who confirms them: `docs/contact-rules.md` gives the reasons and where they come from.
What nobody has confirmed, and a country that nobody has written down, is for those alone who said yes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from followthrough.domain.event import Asked
from followthrough.domain.words import Channel

NOT_ASKED = "not asked"
"""Nobody has asked her whether we may, where one has to."""

ASKED_NO = "rather not, she said"
"""She was asked whether we may, and said no."""

ALSO_CALLED = {"UK": "GB", "EL": "GR"}
"""Countries that people write with other letters than ISO 3166 does."""


class Leave(StrEnum):
    """What a customer's silence means in her country."""

    MAY = "may"
    ONLY_IF_ASKED = "only_if_asked"


@dataclass(frozen=True, kw_only=True)
class AskedFirst:
    """What `unknown` means for a kind call and a kind letter, by the country of the customer."""

    confirmed: dt.date | None = None
    """When the owner went through it; before that silence is nowhere a yes."""
    calls: Mapping[str, Leave] = field(default_factory=dict)
    letters: Mapping[str, Leave] = field(default_factory=dict)

    def objection(self, asked: Asked, *, channel: Channel, country: str) -> str:
        """Why a kind contact is not wanted or not allowed; nothing if it is welcome.

        `country` is the customer's by its two letters, or the shop's where hers is not known.
        What a person does in the place of a letter is as near to her as a call.
        """
        if asked is Asked.NO:
            return ASKED_NO
        if asked is Asked.YES or self._silence(channel, country) is Leave.MAY:
            return ""
        return NOT_ASKED

    def _silence(self, channel: Channel, country: str) -> Leave:
        if self.confirmed is None:
            return Leave.ONLY_IF_ASKED
        table = self.letters if channel is Channel.EMAIL else self.calls
        code = country.upper()
        return table.get(ALSO_CALLED.get(code, code), Leave.ONLY_IF_ASKED)
