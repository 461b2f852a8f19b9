"""A source that has fallen silent may have switched us off: the owner is told once, on the next open morning."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from followthrough.application.ports import Clock, Ledger, Post, Rulebook, Rules, Silence, SilenceWords
from followthrough.application.retry import until_first
from followthrough.domain.desk import SOURCE as DESK
from followthrough.domain.facts import Scope
from followthrough.domain.heard import Heard


@dataclass(frozen=True, kw_only=True)
class Watching:
    """What watching over the sources needs of the world."""

    ledger: Ledger
    rulebook: Rulebook
    words: SilenceWords
    post: Post
    clock: Clock
    titles: Mapping[str, str]
    """The sources that are wired, by id, as the owner knows them: one that was taken away is not missed."""


def tell_silences(*, tools: Watching) -> int:
    """Tell the owner of every source that is silent and that nobody was told of; says how many mails went out.

    Nobody is told on a closed day, nor while everything is paused. A mail whose answer was lost may come twice.
    Raises what the mail service said.
    """
    rules, now = tools.rulebook.current(), tools.clock.now()
    if not _may_be_told(rules, now=now):
        return 0
    silent = [heard for heard in tools.ledger.heard() if _is_missed(heard, rules, now=now, tools=tools)]
    if not silent:
        return 0
    sources = tuple((tools.titles[heard.source], heard) for heard in silent)
    tools.post.send(tools.words.about(Silence(rules=rules, reader=rules.business.boss, now=now, sources=sources)))
    for heard in silent:
        until_first(partial(_note_told, heard, now=now, ledger=tools.ledger))
    return 1


def _may_be_told(rules: Rules, *, now: dt.datetime) -> bool:
    calendar = rules.business.calendar
    return calendar.is_open_day(calendar.day_of(now)) and rules.facts.paused(Scope.ALL) is None


def _is_missed(heard: Heard, rules: Rules, *, now: dt.datetime, tools: Watching) -> bool:
    """Whether its silence is news; our own desk speaks when people here do."""
    if heard.source == DESK or heard.source not in tools.titles or heard.told_at is not None:
        return False
    return heard.is_silent(now, calendar=rules.business.calendar)


def _note_told(told: Heard, *, now: dt.datetime, ledger: Ledger) -> None:
    """A delivery that came meanwhile has ended the silence, and nothing is left to note."""
    latest = ledger.heard_of(told.source)
    if latest is not None and latest.last_at == told.last_at:
        ledger.commit(replace(latest, told_at=now))
