from __future__ import annotations

from dataclasses import replace

from followthrough.adapters.mails.sheet_parts import parts_of
from followthrough.application.ports import Card, Sheet
from followthrough.domain.business import Role
from followthrough.domain.opening import Calendar, Span
from followthrough.domain.words import State
from support.cards import DUBLIN, ROLES, a_card, a_commitment, at

IRIS, DONAL, MAEVE = ROLES["counter"], ROLES["adviser"], ROLES["owner"]
ON_FRIDAYS = Calendar(zone=DUBLIN, weekly=(*((),) * 4, (Span.parse("08:00-17:30"),), (), ()))
DONAL_AWAY = replace(DONAL, calendar=ON_FRIDAYS)


def a_line(name: str, owner: Role = IRIS, state: State = State.OPEN) -> Card:
    return a_card(owner=owner, commitment=a_commitment(id=name, state=state))


def told(*cards: Card, reader: Role = IRIS) -> list[tuple[str, list[str]]]:
    rules = a_card().rules
    sheet = Sheet(rules=rules, reader=reader, now=at("2026-03-10 07:45"), cards=cards)
    return [(part.heading, [card.commitment.id for card in part.cards]) for part in parts_of(sheet)]


def test_what_is_ones_own_stands_under_no_heading() -> None:
    assert [("", ["a", "b"])] == told(a_line("a"), a_line("b"))


def test_what_is_done_for_somebody_away_stands_together_and_says_for_whom() -> None:
    lines = (a_line("a", DONAL_AWAY), a_line("b"), a_line("c", DONAL_AWAY), a_line("d"))

    assert [("", ["b", "d"]), ("For Donal, who is away", ["a", "c"])] == told(*lines)


def test_whoever_is_in_but_not_at_that_hour_is_not_called_away() -> None:
    assert [("For Donal, who is not in at that hour", ["a"])] == told(a_line("a", DONAL))


def test_two_who_are_away_have_a_heading_each() -> None:
    lines = (a_line("a", DONAL_AWAY), a_line("b", replace(MAEVE, calendar=ON_FRIDAYS)))

    assert ["For Donal, who is away", "For Maeve, who is away"] == [heading for heading, _ in told(*lines)]


def test_what_was_broken_is_the_owners_own_whoever_is_away() -> None:
    lines = (a_line("a", DONAL_AWAY, State.BROKEN), a_line("b", DONAL_AWAY))

    assert [("", ["a"]), ("For Donal, who is away", ["b"])] == told(*lines, reader=MAEVE)


def test_an_empty_day_has_no_parts() -> None:
    assert [] == told()
