"""What is said of a day, and what it touches, in the words of the page and of the command."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from followthrough.application.day import Line, Said, Touch
from followthrough.domain.business import Business
from followthrough.domain.facts import Away, OtherHours, Pause, Scope
from followthrough.domain.manners import full_name, listed
from followthrough.domain.news import News
from followthrough.domain.opening import civil
from followthrough.domain.telling import Telling

PAUSED = {
    Scope.ALL: "Everything is paused",
    Scope.LETTERS: "Letters are paused",
    Scope.FOLLOW_UP: "“{name}” is paused",
    Scope.CUSTOMER: "One customer is paused",
}


def headline(news: News, *, business: Business, now: dt.datetime) -> str:
    """`Donal is away on Tuesday 10 March`."""
    telling = Telling(now=now, zone=business.zone)

    def on(day: dt.date) -> str:
        return telling.day(civil(day, dt.time(12), zone=ZoneInfo(business.zone)))

    match news:
        case Away(role=role, first=first, last=last):
            days = f"on {on(first)}" if first == last else f"from {on(first)} to {on(last)}"
            return f"{business.role(role).person} is away {days}"
        case OtherHours(day=day, hours=(), because=because):
            return f"We are closed on {on(day)}{f' ({because})' if because else ''}"
        case OtherHours(day=day, hours=hours):
            return f"We are open {listed([str(span) for span in hours])} on {on(day)}"
        case Pause(scope=scope, name=name):
            return PAUSED[scope].format(name=name)


def line_of(line: Line, *, now: dt.datetime) -> str:
    """`Nora Quill, by 17:00 - the price for the brakes: Iris takes it`."""
    table = line.table
    telling = Telling(now=now, zone=table.rules.business.zone)
    owed = table.commitment
    name = full_name(table.contact) or f"the customer of {owed.subject.type} {owed.subject.id}"
    by = telling.by(owed.promised_by or owed.due_at)
    takes = f"{line.takes.person} takes it" if line.takes else "nobody is in before that"
    return f"{name}, {by}: {takes}"


def sentences(news: News, touch: Touch) -> list[str]:
    """What there is to know beside the promises."""
    told = []
    if not touch.lines:
        told.append("No promise is touched.")
    if isinstance(news, Pause):
        told += _of_a_pause(touch)
    elif touch.care:
        told.append(
            f"{_calls(touch.care)} by {'itself' if touch.care == 1 else 'themselves'}, as long as it stays kind."
        )
    if isinstance(news, Away) and _is_alone(news, touch):
        told.append("Nobody covers for the owner: what goes wrong meanwhile waits until the owner is back.")
    return told


def outcome(said: Said, *, now: dt.datetime) -> list[str]:
    """What follows from what was saved."""
    told = [] if not said.told else [f"{len(said.told)} customers are told a new time, when ten minutes are over."]
    if len(said.told) == 1:
        told = ["One customer is told a new time, when ten minutes are over."]
    told += [f"Please have this one phoned: {line_of(line, now=now)}." for line in said.to_phone]
    return told


def _of_a_pause(touch: Touch) -> list[str]:
    told = [_waiting(touch.letters)]
    if touch.care:
        told.append(f"{touch.care} friendly follow-ups of today wait.")
    if touch.lines:
        told.append("A promise is broken at its time, also during a pause, and you hear of it.")
    return told


def _waiting(letters: int) -> str:
    if letters == 0:
        return "No letter is to go out today."
    return (
        f"{letters} letters of today wait until you say go on."
        if letters > 1
        else "One letter of today waits until you say go on."
    )


def _calls(count: int) -> str:
    return "One friendly follow-up moves" if count == 1 else f"{count} friendly follow-ups move"


def _is_alone(news: Away, touch: Touch) -> bool:
    business = touch.rules.business
    return news.role == business.owner and not business.boss.cover
