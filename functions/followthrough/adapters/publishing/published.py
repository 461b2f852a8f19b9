"""The rules of the version in force, for everybody who decides by them."""

from __future__ import annotations

from dataclasses import dataclass

from followthrough.adapters.business.bundle import Bundle
from followthrough.adapters.publishing.in_force import InForce
from followthrough.application.ports import Rules


@dataclass(frozen=True)
class Published:
    """A rulebook that is at most a minute old, and whatever else its files say."""

    in_force: InForce[Bundle]

    @property
    def bundle(self) -> Bundle:
        """All of it. Raises Unreachable if nothing was ever read, InvalidBusiness."""
        return self.in_force.now()

    def current(self) -> Rules:
        """The rules in force. Raises the same."""
        return self.bundle.rules
