"""The parts of a morning sheet: first what is the reader's own, then what is done for each colleague who is not there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from followthrough.application.ports import Card, Sheet
from followthrough.domain.business import Role
from followthrough.domain.words import State


@dataclass(frozen=True, kw_only=True)
class Part:
    """Some of the day, in the order of time."""

    heading: str
    """For whom the reader steps in; nothing over what is the reader's own."""
    cards: tuple[Card, ...]


def parts_of(sheet: Sheet) -> tuple[Part, ...]:
    """Everything on the sheet once; whoever reads it sees at a glance what came from a colleague."""
    own = tuple(card for card in sheet.cards if _is_own(card, sheet.reader))
    return tuple(part for part in (Part(heading="", cards=own), *_for_others(sheet)) if part.cards)


def _for_others(sheet: Sheet) -> Iterator[Part]:
    passed_on = [card for card in sheet.cards if not _is_own(card, sheet.reader)]
    for owner in dict.fromkeys(card.owner.id for card in passed_on):
        cards = tuple(card for card in passed_on if card.owner.id == owner)
        yield Part(heading=_for_whom(cards[0].owner, sheet), cards=cards)


def _is_own(card: Card, reader: Role) -> bool:
    """What was broken came to the owner because it was broken, whoever is away."""
    return card.owner.id == reader.id or card.commitment.state is State.BROKEN


def _for_whom(owner: Role, sheet: Sheet) -> str:
    is_in = owner.calendar.is_open_day(sheet.rules.business.calendar.day_of(sheet.now))
    return f"For {owner.person}, who is {'not in at that hour' if is_in else 'away'}"
