"""Somebody says that the Monday letter is read, and may set the switch that it speaks of."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from zoneinfo import ZoneInfo

from followthrough.application.ports import Week
from followthrough.application.retry import until_first
from followthrough.application.week import Weeks, last_week, week_from, week_of
from followthrough.domain.errors import ChoiceNeeded
from followthrough.domain.facts import Facts, WeekRead


class Word(StrEnum):
    """What management answers to the Monday letter."""

    READ = "read"
    HAND_OVER_ON = "hand_over_on"
    HAND_OVER_OFF = "hand_over_off"


SWITCH = {Word.HAND_OVER_ON: True, Word.HAND_OVER_OFF: False}


def look_at_week(*, tools: Weeks) -> tuple[Week, WeekRead | None]:
    """The week of the last letter, and who has read it, if anybody has."""
    facts, zone = tools.ledger.facts(), ZoneInfo(tools.rulebook.current().business.zone)
    told = facts.week_sent
    span = week_from(told, zone=zone) if told else last_week(tools.clock.now(), zone=zone)
    week = week_of(span, tools=tools)
    return week, facts.week_read if facts.week_read and facts.week_read.week == week.since else None


def read_week(word: str, *, by: str, tools: Weeks) -> tuple[Week, WeekRead]:
    """Write down who has read it first, and the switch as it is to be. Raises ChoiceNeeded."""
    chosen = _word(word)
    week, _ = look_at_week(tools=tools)
    read = WeekRead(week=week.since, at=tools.clock.now(), by=by)
    facts = until_first(lambda: _write_down(chosen, read, tools=tools))
    assert facts.week_read is not None
    return replace(week, hand_over=facts.hand_over), facts.week_read


def _write_down(word: Word, read: WeekRead, *, tools: Weeks) -> Facts:
    facts = tools.ledger.facts()
    is_read = facts.week_read is not None and facts.week_read.week == read.week
    changed = replace(
        facts,
        week_read=facts.week_read if is_read else read,
        hand_over=SWITCH.get(word, facts.hand_over),
    )
    if changed != facts:
        tools.ledger.commit(changed)
    return changed


def _word(told: str) -> Word:
    try:
        return Word(told)
    except ValueError:
        raise ChoiceNeeded from None
