"""What somebody says about today: who is away, when we are open, what is to wait. Said, and taken back."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import assert_never

from followthrough.domain.business import Business
from followthrough.domain.errors import RuleBroken
from followthrough.domain.facts import Away, Facts, OtherHours, Pause, Scope

News = Away | OtherHours | Pause

FURTHEST = dt.timedelta(days=366)
"""Further ahead belongs into business.toml, and a calendar that is closed for longer is a mistake."""


def heard(facts: Facts, news: News) -> Facts:
    """The facts with this news in them; what it replaces is gone."""
    rest = unheard(facts, news)
    match news:
        case Away():
            return replace(rest, away=(*rest.away, news))
        case OtherHours():
            return replace(rest, other_hours=(*rest.other_hours, news))
        case Pause():
            return facts.pausing(news)
        case _:
            assert_never(news)


def unheard(facts: Facts, news: News) -> Facts:
    """The facts as if nobody had said so, or anything else about the same days."""
    match news:
        case Away():
            return replace(facts, away=tuple(away for away in facts.away if not _meet(away, news)))
        case OtherHours():
            others = tuple(other for other in facts.other_hours if other.day != news.day)
            return replace(facts, other_hours=others)
        case Pause():
            return facts.resuming(news.scope, news.name)
        case _:
            assert_never(news)


def without_the_past(facts: Facts, *, today: dt.date) -> Facts:
    """Days that are over are forgotten."""
    return replace(
        facts,
        away=tuple(away for away in facts.away if away.last >= today),
        other_hours=tuple(other for other in facts.other_hours if other.day >= today),
    )


def refuse_nonsense(news: News, *, business: Business, today: dt.date) -> None:
    """Raises RuleBroken with what to say instead, and InvalidBusiness for a role that there is not."""
    match news:
        case Away(role=role, first=first, last=last):
            business.role(role)
            _refuse_days(first, last, today=today)
        case OtherHours(day=day):
            _refuse_days(day, day, today=today)
        case Pause(scope=scope, name=name):
            if bool(name) is not (scope in (Scope.FOLLOW_UP, Scope.CUSTOMER)):
                raise RuleBroken("Please name the follow-up or the customer to pause.")


def _refuse_days(first: dt.date, last: dt.date, *, today: dt.date) -> None:
    if last < first:
        raise RuleBroken("The last day comes before the first one.")
    if last < today:
        raise RuleBroken("These days are over already.")
    if last > today + FURTHEST:
        raise RuleBroken("That is more than a year ahead: please write it into business.toml.")


def _meet(one: Away, other: Away) -> bool:
    return one.role == other.role and one.first <= other.last and other.first <= one.last
