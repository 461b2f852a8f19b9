"""From a rule and an event to a commitment: what is owed, by when, and which steps lead there."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from followthrough.domain.business import Business, Role
from followthrough.domain.civil_hours import call_hours, zone_told
from followthrough.domain.commitment import Commitment, Wake, in_order
from followthrough.domain.copying import replace
from followthrough.domain.customer import ContactPoint
from followthrough.domain.due import Slot, WithinOpenTime, slot, working_days_after
from followthrough.domain.event import Asked, Contact, Event, Money, PhoneQuality, SubjectRef
from followthrough.domain.handing_over import hand_over_wakes
from followthrough.domain.opening import Calendar, whole_minute
from followthrough.domain.playbook import (
    AmountKnown,
    AmountUnknown,
    AsQuoted,
    ComplainedBefore,
    Condition,
    DetailIs,
    FirstOrder,
    FollowUp,
    NotAsQuoted,
    Reopened,
    TotalAtLeast,
)
from followthrough.domain.words import Channel, MessageClass, Step

IN_PERSON = WithinOpenTime(open_time=dt.timedelta(hours=4))
"""How soon a person tells her what a letter should have told her at once, had there been an address."""
FIRST = "1"
"""The occurrence of what has never been reopened."""


@dataclass(frozen=True, kw_only=True)
class Situation:
    """What is known about the customer when a follow-up is planned."""

    contact: Contact
    points: tuple[ContactPoint, ...]
    customer: str
    occurrence: str
    quoted: Money | None = None
    """The price she was told, if there was a quote."""
    total: Money | None = None
    """What the whole order or repair comes to, by the last event that told an amount."""
    doers: Mapping[str, str] = field(default_factory=dict)
    """Which role did which follow-up of the same subject."""


def commitment_id(subject: SubjectRef, follow_up: str, occurrence: str) -> str:
    """Derived, never drawn: the same event always makes the same commitment, however often it is told."""
    return hashlib.blake2b(f"{subject}|{follow_up}|{occurrence}".encode(), digest_size=10).hexdigest()


def applies(rule: FollowUp, event: Event, *, situation: Situation) -> bool:
    """Whether this rule makes anything of this event for this customer."""
    if rule.unless_asked_no and event.asked is Asked.NO:
        return False
    return all(_holds(condition, event, situation=situation) for condition in rule.only_if)


def plan(rule: FollowUp, event: Event, *, situation: Situation, business: Business, now: dt.datetime) -> Commitment:
    """The commitment that this rule owes her because of this event.

    A promise whose time is over when we first hear of it was never told to her, so it is not broken:
    it is care as long as its rule says that care is kind, or else promised anew, from now on.
    The first time of a ritual is our own habit: only its letter tells her when she hears from us again.
    """
    rule = replace(rule, role=owner_of(rule, event, situation=situation, business=business))
    channel = _channel(rule, event, situation=situation)
    message_class = _message_class(rule, event, situation=situation, business=business)
    by, began = event.agreed_by, _began(rule, event, business=business)
    contact = Contact() if rule.to_colleague else situation.contact
    times = times_of(rule, channel, message_class, anchor=began, business=business, agreed_by=by, contact=contact)
    end = times.due_at if _is_untold(rule, channel, message_class) else times.promised_by
    if end is not None and end <= now:
        anchor = now if rule.drop_after_days is None else began
        message_class = message_class if rule.drop_after_days is None else MessageClass.CARE
        times = times_of(rule, channel, message_class, anchor=anchor, business=business, agreed_by=by, contact=contact)
    return Commitment(
        id=commitment_id(event.subject, rule.id, situation.occurrence),
        customer=situation.customer,
        points=tuple(point.key for point in situation.points),
        subject=event.subject,
        follow_up=rule.id,
        occurrence=situation.occurrence,
        channel=channel,
        message_class=message_class,
        owner=rule.role,
        words=rule.words,
        zone=zone_told(contact, business=business, at=now),
        made_at=now,
        caused_at=event.occurred_at,
        due_at=times.promised_by or times.due_at if rule.every else times.due_at,
        promised_by=None if rule.every else times.promised_by,
        slot=times.slot,
        agenda=times.agenda,
        worth=_worth(rule, event),
        amount=event.total,
        agreed_by=event.agreed_by,
        asked=event.asked,
    ).noted("made", at=now, because=event.kind)


def _began(rule: FollowUp, event: Event, *, business: Business) -> dt.datetime:
    """From when it counts: from the event, or from when we take it to have happened."""
    if rule.or_when is None or event.kind != rule.or_when.kind:
        return event.occurred_at
    return rule.or_when.assumed_at(event.occurred_at, calendar=business.role(rule.role).served)


def _worth(rule: FollowUp, event: Event) -> int:
    worth = rule.worth or event.total
    return worth.minor if worth else 0


def owner_of(rule: FollowUp, event: Event, *, situation: Situation, business: Business) -> str:
    """Who owes it: whoever took it on, the owner when it has become grave, who did the step before, whom the event names.

    If none of these is a role here, the rule's own.
    """
    grave = any(_holds(condition, event, situation=situation) for condition in rule.boss_if_any)
    did = situation.doers.get(rule.by_who_did or "")
    named = dict(event.details).get(rule.role_from or "")
    first = (event.owner, business.owner if grave else None, did, named)
    return next((role for role in filter(None, first) if role in business.roles), rule.role)


@dataclass(frozen=True, kw_only=True)
class Times:
    """When a commitment is owed, when we aim at it, and the steps on the way; all in UTC."""

    due_at: dt.datetime
    promised_by: dt.datetime | None
    slot: tuple[dt.datetime, dt.datetime] | None
    agenda: tuple[Wake, ...]


def promised_times(rule: FollowUp, found: Slot, *, role: Role, boss: Role, not_before: dt.datetime) -> Times:
    """The steps of something she was told: task, nudge at our internal time, warning, and the moment of truth.

    Nothing is warned of before anybody was asked for it, however short the window or however far from our hours.
    """
    calendar, by = role.served, found.closes_at
    due_at = calendar.subtract(by, _aim(rule, found, calendar=calendar))
    warn_at = calendar.subtract(by, rule.warn_lead)
    if rule.windows and min(due_at, warn_at) <= found.opens_at:
        due_at = warn_at = found.opens_at + (by - found.opens_at) / 2  # a short window: first asked, then nudged
    opens = found.opens_at if rule.windows else _own_hours(role, due_at).subtract(due_at, rule.lead)
    steps = (
        (Step.REMIND, opens),
        (Step.NUDGE, due_at),
        (Step.WARN, max(warn_at, opens)),
        (Step.ESCALATE, boss.served.next_opening(by)),
    )
    agenda = tuple(Wake(step=step, at=whole_minute(max(at, not_before))) for step, at in steps)
    hand_over = hand_over_wakes(role, by, not_before=not_before)
    return Times(due_at=due_at, promised_by=by, slot=(found.opens_at, by), agenda=in_order((*agenda, *hand_over)))


def _own_hours(role: Role, at: dt.datetime) -> Calendar:
    """Whoever has it is asked while there, on that day; on a day away, in the hours of those who cover."""
    return role.calendar if role.calendar.is_open_day(role.calendar.day_of(at)) else role.served


def _aim(rule: FollowUp, found: Slot, *, calendar: Calendar) -> dt.timedelta:
    """How much open time before the promised time we aim at."""
    if rule.inside_part is None:
        return rule.inside
    share = calendar.open_time_between(found.opens_at, found.closes_at) / rule.inside_part
    return max(rule.inside, share - share % dt.timedelta(minutes=1))


def untold(times: Times) -> Times:
    """The same steps for what she was not told of: nothing to warn of, nothing to break, and it is not let go."""
    assert times.promised_by is not None
    agenda = tuple(wake for wake in times.agenda if wake.step is not Step.WARN)
    return replace(times, due_at=times.promised_by, promised_by=None, agenda=agenda)


def care_times(rule: FollowUp, found: Slot, *, calendar: Calendar, not_before: dt.datetime) -> Times:
    """The steps of something she was not told: once, and dropped when it has become too late to be kind."""
    agenda = [Wake(step=Step.REMIND, at=whole_minute(max(found.opens_at, not_before)))]
    if rule.drop_after_days is not None:
        end = working_days_after(found.opens_at, count=rule.drop_after_days, calendar=calendar)
        agenda.append(Wake(step=Step.LAPSE, at=whole_minute(max(end, not_before))))
    return Times(due_at=found.closes_at, promised_by=None, slot=(found.opens_at, found.closes_at), agenda=tuple(agenda))


def too_late(commitment: Commitment, *, now: dt.datetime) -> bool:
    """Whether care for something so long ago would only puzzle her: it is not even begun."""
    return any(wake.step is Step.LAPSE and wake.at <= now for wake in commitment.agenda)


def times_of(
    rule: FollowUp,
    channel: Channel,
    message_class: MessageClass,
    *,
    anchor: dt.datetime,
    business: Business,
    agreed_by: dt.datetime | None,
    contact: Contact,
) -> Times:
    """When this rule owes what was caused at `anchor`, by this channel and in this class.

    A call is planned for an hour that is civil where `contact` is.
    """
    role = business.role(rule.role)
    if channel is Channel.EMAIL:
        found = slot(rule.due, anchor=anchor, calendar=business.letter_hours, windows=())
        return care_times(rule, found, calendar=business.calendar, not_before=anchor)
    is_untold = _is_untold(rule, channel, message_class)
    due = IN_PERSON if is_untold and rule.channel is Channel.EMAIL else rule.due
    hours, windows = role.served, rule.windows
    if channel is Channel.CALL:
        hours, windows = call_hours(hours, windows, contact, business=business, at=anchor)
    found = slot(due, anchor=anchor, calendar=hours, windows=windows, agreed_by=agreed_by)
    if message_class is not MessageClass.PROMISE:
        return care_times(rule, found, calendar=role.calendar, not_before=anchor)
    times = promised_times(rule, found, role=role, boss=business.boss, not_before=anchor)
    if is_untold:
        return untold(times)
    if rule.receipt is None:
        return times
    receipt = Wake(step=Step.RECEIPT, at=whole_minute(anchor))
    return Times(due_at=times.due_at, promised_by=times.promised_by, slot=times.slot, agenda=(receipt, *times.agenda))


def _is_untold(rule: FollowUp, channel: Channel, message_class: MessageClass) -> bool:
    """Whether she waits for this without having been told of it: so it is also with a letter that has no address."""
    instead = rule.channel is Channel.EMAIL and channel is not Channel.EMAIL
    return message_class is MessageClass.PROMISE and (rule.untold or instead)


def _message_class(rule: FollowUp, event: Event, *, situation: Situation, business: Business) -> MessageClass:
    """A call that a letter should announce is a promise only if that letter can go to her and nothing is against it."""
    country = situation.contact.country or business.country
    objection = business.asked_first.objection(event.asked, channel=rule.channel, country=country)
    unwelcome = bool(objection) or any(point.opted_out_at for point in situation.points)
    untold = rule.care_if_untold and (unwelcome or not situation.contact.email)
    return MessageClass.CARE if untold else rule.message_class


def _channel(rule: FollowUp, event: Event, *, situation: Situation) -> Channel:
    """A letter takes the place of a call that is not worth it, or that has no number to ring.

    A letter that has no address becomes a task: what is missing stops no commitment, a person finds a way;
    news that a letter would bring are told by phone.
    """
    if not situation.contact.email:
        if rule.then_letter is not None:
            return Channel.CALL
        writes = rule.channel is Channel.EMAIL and not rule.announces
        return Channel.TASK if writes else rule.channel
    if rule.channel is not Channel.CALL or rule.else_letter is None:
        return rule.channel
    phone = situation.contact.phone
    worth_it = any(_holds(condition, event, situation=situation) for condition in rule.call_if_any)
    reachable = phone is not None and phone.quality is PhoneQuality.GOOD
    return Channel.CALL if worth_it and reachable else Channel.EMAIL


def _holds(condition: Condition, event: Event, *, situation: Situation) -> bool:
    match condition:
        case FirstOrder():
            known = situation.contact.is_known  # nobody has no first order: whose it is may be told with the payment
            return known and all(point.first_order in (None, str(event.subject)) for point in situation.points)
        case ComplainedBefore(days=days):
            since = event.occurred_at - dt.timedelta(days=days)
            return any(since <= at < event.occurred_at for point in situation.points for at in point.complaints)
        case Reopened():
            return situation.occurrence != FIRST
        case AsQuoted():
            return not _is_another_bill(event, situation=situation)
        case NotAsQuoted():
            return _is_another_bill(event, situation=situation)
        case DetailIs(name=name, word=word, is_so=is_so):
            return (dict(event.details).get(name) == word) is is_so
        case AmountKnown():
            return event.total is not None
        case AmountUnknown():
            return event.total is None
        case TotalAtLeast(money=money):
            total = event.total or situation.total  # a parcel that has come tells no amount; its order did
            return total is not None and total.currency == money.currency and total.minor >= money.minor


def _is_another_bill(event: Event, *, situation: Situation) -> bool:
    return event.total is not None and situation.quoted is not None and event.total != situation.quoted
