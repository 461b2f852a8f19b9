"""The published business as it is today: whoever asks for the rules gets them with what people have said since."""

from __future__ import annotations

from dataclasses import dataclass, replace

from followthrough.application.ports import Ledger, Rulebook, Rules
from followthrough.domain.facts import Facts
from followthrough.domain.today import as_it_is


@dataclass(frozen=True, kw_only=True)
class TodaysRules:
    """A rulebook that heeds the facts of today; they are read anew for every decision, at one read each."""

    published: Rulebook
    ledger: Ledger

    def current(self) -> Rules:
        """The rules of today. Raises InvalidBusiness, Unreachable."""
        return heeding(self.published.current(), self.ledger.facts())


def heeding(published: Rules, facts: Facts) -> Rules:
    """These rules in a firm as these facts make it."""
    return replace(published, business=as_it_is(published.business, facts), facts=facts)
