"""When somebody may hear from us where she is: her civil hours, in every zone in which she may be.

Who is known to be in a zone has its hours. Of whom only the country is known, every zone of it is plausible, and an
hour has to be civil in all of them; of whom nothing is known is taken to be where the shop is. Where the owner's
letter hours leave too little of a day in all those zones, eight to nine in the evening has to do; where not even
that leaves anything within three days, no hour is right, and a person has to decide.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from followthrough.domain.business import Business
from followthrough.domain.event import Contact
from followthrough.domain.opening import LONGEST_CLOSURE_DAYS, Calendar, Span, Stretch, in_utc

CIVIL = (Span(opens=dt.time(8), closes=dt.time(21)),)
"""What is civil anywhere, when the owner's own hours leave too little."""

ENOUGH = dt.timedelta(hours=2)
"""Less than this of a day in all of her zones is too little to wait for."""

ROOM = dt.timedelta(hours=1)
"""What is left of a window where her day begins or ends has to be as long as this to plan a call in it."""

LONGEST_WAIT = dt.timedelta(hours=72)
"""Whoever has to wait for longer than the shop itself keeps quiet is asked about, not waited for."""

NIGHT_THERE = "night there"
NO_CIVIL_HOUR = "no civil hour"

_DAY = dt.timedelta(days=1)
_QUARTER = dt.timedelta(minutes=15)
_HALF_A_YEAR = dt.timedelta(days=182)
_A_WEEK = 7
_LOOKS_AHEAD = 14

Opening = Callable[[dt.datetime], dt.datetime]
"""From a moment to the first one from there on at which something is open."""


@dataclass(frozen=True, kw_only=True)
class SharedHours(Calendar):
    """The hours of a calendar, as far as all of these others are open as well; what is left has room for a call.

    For some weeks a year one clock has changed and the other has not: where that leaves no room for a
    fortnight, less has to do, and where it leaves nothing the hours stay as they are. A call is put off by a day or two, never to the next change of the clocks.
    """

    others: tuple[Calendar, ...] = ()
    room: dt.timedelta = ROOM

    def spans_on(self, day: dt.date) -> tuple[Stretch, ...]:
        about = [day + count * _DAY for count in range(-_A_WEEK, _A_WEEK + 1)]
        for room in (self.room, dt.timedelta()):
            shared = self.shared_on(day, room=room)
            if shared or any(self.shared_on(near, room=room) for near in about):
                return shared
        return super().spans_on(day)

    def shared_on(self, day: dt.date, *, room: dt.timedelta) -> tuple[Stretch, ...]:
        """What is left of this day for all of them, if it is as long as this or as all of our own."""
        ours = shared = super().spans_on(day)
        for other in self.others:
            near = [stretch for near in (day - _DAY, day, day + _DAY) for stretch in other.spans_on(near)]
            shared = tuple(_meetings(shared, near))
        return tuple(left for left in shared if left in ours or left[1] - left[0] >= room)


def plausible_zones(contact: Contact, *, business: Business) -> tuple[ZoneInfo, ...]:
    """Where she may be: in the zone we know, else in any zone of her country, else where the shop is."""
    known = _zone(contact.zone)
    if known is not None:
        return (known,)
    names = business.zones_by_country.get(contact.country or "") or (business.zone,)
    return tuple(zone for zone in map(_zone, names) if zone is not None) or (ZoneInfo(business.zone),)


def is_near(contact: Contact, *, business: Business, at: dt.datetime) -> bool:
    """Whether her clocks show what the shop's show, in summer as in winter."""
    home = ZoneInfo(business.zone)
    moments = (at, at + _HALF_A_YEAR)
    zones = plausible_zones(contact, business=business)
    return zones == (home,) or all(_offset(zone, when) == _offset(home, when) for zone in zones for when in moments)


def zone_told(contact: Contact, *, business: Business, at: dt.datetime) -> str:
    """By which clock she is told a time: hers where we are sure of it and it is another one, else the shop's."""
    if is_near(contact, business=business, at=at):
        return business.zone
    zones = plausible_zones(contact, business=business)
    sure = all(_offset(zone, when) == _offset(zones[0], when) for zone in zones for when in (at, at + _HALF_A_YEAR))
    return zones[0].key if sure else business.zone


def letter_opening(hours: Calendar, contact: Contact, *, business: Business, at: dt.datetime) -> dt.datetime | None:
    """The first moment from now on at which a letter may reach her; none if no hour is right.

    `hours` are the letter hours by the shop's clock; by hers they are the same hours of the same days.
    """
    if is_near(contact, business=business, at=at):
        return hours.next_opening(at)
    calendars = _in_her_zones(hours, plausible_zones(contact, business=business), at=at)
    openings: list[Opening] = [calendar.next_opening for calendar in calendars]
    soon = _first_shared(openings, at=at, until=in_utc(at) + LONGEST_WAIT)
    if soon is not None or _wait_for_her_clocks_alone(hours, calendars, at=at):
        return soon
    return _first_shared(openings, at=at, until=in_utc(at) + LONGEST_CLOSURE_DAYS * _DAY)


def call_opening(somebody_is_in: Opening, contact: Contact, *, business: Business, at: dt.datetime) -> dt.datetime:
    """The first moment from now on at which somebody is in and her phone may ring.

    If there is none for three days after somebody is in, that moment: whoever calls sees what her clock shows.
    """
    allowed = somebody_is_in(at)
    if is_near(contact, business=business, at=at):
        return allowed
    hers = _in_her_zones(business.letter_hours, plausible_zones(contact, business=business), at=at)
    openings: list[Opening] = [somebody_is_in, *(calendar.next_opening for calendar in hers)]
    return _first_shared(openings, at=at, until=allowed + LONGEST_WAIT) or allowed


def call_hours(
    hours: Calendar, windows: tuple[Span, ...], contact: Contact, *, business: Business, at: dt.datetime
) -> tuple[Calendar, tuple[Span, ...]]:
    """When to plan a call to her: these hours and windows as far as they are civil for her.

    Where the windows leave no room the whole hours have to do, at last without it; where they leave nothing either,
    they stay as they are, and whoever calls sees what her clock shows.
    """
    if is_near(contact, business=business, at=at):
        return hours, windows
    hers = _in_her_zones(business.letter_hours, plausible_zones(contact, business=business), at=at)
    civil = SharedHours(zone=hours.zone, weekly=hours.weekly, dated=hours.dated, others=hers)
    for left, room in ((windows, ROOM), ((), ROOM), ((), dt.timedelta())):
        roomy = replace(civil, room=room)
        if _shares_soon(roomy.with_spans(left), at=at):
            return roomy, left
    return hours, windows


def _wait_for_her_clocks_alone(hours: Calendar, hers: tuple[Calendar, ...], *, at: dt.datetime) -> bool:
    """Whether no closed day of the shop explains the wait: without them she would wait for too long as well."""
    latest = replace(hours, dated={}).next_opening(at) + LONGEST_WAIT
    openings: list[Opening] = [replace(calendar, dated={}).next_opening for calendar in hers]
    return _first_shared(openings, at=at, until=latest) is None


def _in_her_zones(hours: Calendar, zones: tuple[ZoneInfo, ...], *, at: dt.datetime) -> tuple[Calendar, ...]:
    """These hours by each of her clocks, or the civil ones where they leave too little of a day."""
    offsets = {_offset(zone, at) for zone in zones}
    enough = len(offsets) == 1 or _shared_time(hours, offsets, at=at) >= ENOUGH
    kept = hours if enough else hours.with_spans(CIVIL)
    return tuple(replace(kept, zone=zone) for zone in zones)


def _shared_time(hours: Calendar, offsets: set[dt.timedelta], *, at: dt.datetime) -> dt.timedelta:
    """For how long of its longest day all clocks show these hours; clocks differ by whole quarters of an hour."""
    spans = max(hours.weekly, key=lambda spans: sum((span.length for span in spans), dt.timedelta()))
    midnight = in_utc(at).replace(hour=0, minute=0, second=0, microsecond=0)
    quarters = (midnight + count * _QUARTER for count in range(_DAY // _QUARTER))
    return _QUARTER * sum(all(_shows(spans, quarter + offset) for offset in offsets) for quarter in quarters)


def _shows(spans: tuple[Span, ...], wall: dt.datetime) -> bool:
    clock = wall.time()
    return any(span.opens <= clock and (clock < span.closes or span.closes == dt.time()) for span in spans)


def _first_shared(openings: list[Opening], *, at: dt.datetime, until: dt.datetime) -> dt.datetime | None:
    """The first moment at which all of them are open; none if that is after `until`."""
    now = in_utc(at)
    while now <= until:
        latest = max(opening(now) for opening in openings)
        if latest == now:
            return now
        now = latest
    return None


def _shares_soon(hours: SharedHours, *, at: dt.datetime) -> bool:
    """Whether there is a shared opening in the days that are always looked at; a closure of the shop is none of her doing."""
    always = replace(hours, dated={})
    today = always.day_of(at)
    return any(always.shared_on(today + count * _DAY, room=always.room) for count in range(_LOOKS_AHEAD))


def _meetings(ours: tuple[Stretch, ...], theirs: list[Stretch]) -> Iterator[Stretch]:
    for opens, closes in ours:
        for other_opens, other_closes in theirs:
            start, end = max(opens, other_opens), min(closes, other_closes)
            if start < end:
                yield start, end


def _zone(name: str | None) -> ZoneInfo | None:
    """A zone by its name; a name that is no longer known tells nothing."""
    try:
        return ZoneInfo(name) if name else None
    except (ValueError, ZoneInfoNotFoundError):
        return None


def _offset(zone: ZoneInfo, at: dt.datetime) -> dt.timedelta:
    return at.astimezone(zone).utcoffset() or dt.timedelta()
