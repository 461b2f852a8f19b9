"""The firm as it is today: its calendars without whoever is away, and with the hours that were told this morning."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace

from followthrough.domain.business import Business, Role
from followthrough.domain.cover import chain
from followthrough.domain.facts import Facts
from followthrough.domain.opening import Calendar, Span, within

Dated = Mapping[dt.date, tuple[Span, ...]]


def as_it_is(business: Business, facts: Facts) -> Business:
    """The same firm with the hours and the people of today; without news it is as published."""
    if not facts.other_hours and not facts.away:
        return business
    at_their_hours = _with_other_hours(business, facts)
    roles = {name: _without_days_away(role, facts) for name, role in at_their_hours.roles.items()}
    present = replace(at_their_hours, roles=roles)
    return replace(present, roles={name: _served(role, present, facts) for name, role in roles.items()})


def _with_other_hours(business: Business, facts: Facts) -> Business:
    """Letters keep off a day on which we are closed; a day with other hours is an ordinary one for them."""
    hours = {other.day: other.hours for other in facts.other_hours}
    firm = business.calendar
    return replace(
        business,
        calendar=_on(firm, hours),
        letter_hours=_on(business.letter_hours, {day: spans for day, spans in hours.items() if not spans}),
        roles={name: _keeping(role, firm=firm, hours=hours) for name, role in business.roles.items()},
    )


def _keeping(role: Role, *, firm: Calendar, hours: Dated) -> Role:
    desk = role.desk and _on(role.desk, {day: _hers(role.desk, day, firm=firm, hours=hours[day]) for day in hours})
    calendar = _on(role.calendar, {day: _hers(role.calendar, day, firm=firm, hours=hours[day]) for day in hours})
    return replace(role, calendar=calendar, desk=desk)


def _hers(calendar: Calendar, day: dt.date, *, firm: Calendar, hours: tuple[Span, ...]) -> tuple[Span, ...]:
    """Whoever keeps the firm's hours keeps these; other hours of one's own are cut to them; a day off stays one."""
    usual = calendar.weekly[day.weekday()]
    return hours if usual and usual == firm.weekly[day.weekday()] else within(usual, hours)


def _without_days_away(role: Role, facts: Facts) -> Role:
    return replace(role, calendar=_on(role.calendar, dict.fromkeys(_days_away(role, facts), ())))


def _served(role: Role, business: Business, facts: Facts) -> Role:
    """What a role owes is done by others on a day on which it is away, if any of them is there."""
    if role.desk is None:
        return role
    others = chain(role.id, business=business)
    alone = [day for day in _days_away(role, facts) if not any(other.calendar.is_open_day(day) for other in others)]
    return replace(role, desk=_on(role.desk, dict.fromkeys(alone, ())))


def _days_away(role: Role, facts: Facts) -> Iterator[dt.date]:
    for away in facts.away:
        if away.role == role.id:
            yield from (away.first + dt.timedelta(days=day) for day in range((away.last - away.first).days + 1))


def _on(calendar: Calendar, days: Dated) -> Calendar:
    return replace(calendar, dated={**calendar.dated, **days}) if days else calendar
