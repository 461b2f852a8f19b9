"""The people that every letter is tried on before a customer gets it: those whose names no system has in order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from followthrough.application.cards import TOLD
from followthrough.application.ports import Card, Rules
from followthrough.domain.commitment import Commitment
from followthrough.domain.event import COMPLAINT, Contact, Event, Money, Phone, PhoneQuality, SubjectRef
from followthrough.domain.planning import Situation, plan
from followthrough.domain.playbook import AmountKnown, FollowUp, Playbook
from followthrough.domain.subject import Subject
from followthrough.domain.words import Channel, MessageClass

ON = dt.datetime(2026, 3, 3, 10, tzinfo=dt.UTC)
"""An ordinary Tuesday; which one does not matter, as long as it is always the same."""

NEW_TIME = "new-time"
"""The letter that reads a new time back to her; like the one that says sorry, no rule names it."""

GUARDED = "ada.finch@sample.example"

NAMED = Contact(
    ref="1",
    given_name="Ada",
    family_name="Finch",
    email=GUARDED,
    phone=Phone(raw="+353 20 915 0190", e164="+353209150190", quality=PhoneQuality.GOOD),
)

NO_NAMES = (
    None,
    "",
    "   ",
    "null",
    "None",
    "NULL null",
    "undefined",
    "N/A",
    "customer",
    GUARDED,
    "@ada_finch",
    "ada_finch99",
    "www.finch.example",
    "{{ 7 * 7 }}",
    "<b>Ada</b>",
    "Ada " * 30,
)
"""What systems send where a given name should be, and what is none."""

_PAGE, _STOP = "https://page.example/hers", "https://page.example/stop"
_PRICE = 12000


def rules_of(letter: str, playbook: Playbook) -> tuple[FollowUp, ...]:
    """The rules whose customers get this letter."""
    named = tuple(rule for rule in playbook.follow_ups if letter in rule.letters.values())
    if named or letter not in (TOLD, NEW_TIME):
        return named
    promised = (rule for rule in playbook.follow_ups if rule.message_class is MessageClass.PROMISE)
    return tuple(rule for rule in promised if rule.channel is not Channel.EMAIL and not rule.to_colleague)


def sample(letter: str, *, rule: FollowUp, rules: Rules, speaking: str) -> Card:
    """The card that this letter is filled in from for somebody with a name, by this rule, on an ordinary day."""
    commitment = _planned(rule, rules=rules)
    if letter == TOLD:
        commitment = replace(commitment, new_time=commitment.due_at + dt.timedelta(days=1))
    announced = rules.playbook.announced_in(rule.id)
    owner = rules.business.role(commitment.owner)
    return Card(
        rules=rules,
        follow_up=rule,
        commitment=commitment,
        subject=Subject(ref=commitment.subject, customer=commitment.customer, quoted=commitment.amount),
        contact=replace(NAMED, language=speaking),
        owner=owner,
        reader=owner,
        now=commitment.made_at,
        announced=_planned(announced, rules=rules) if announced else None,
        announced_owner=rules.business.role(announced.role) if announced else None,
        her_page_url=_PAGE,
        stop_url=_STOP,
    )


def nameless(card: Card) -> Iterator[Card]:
    """The same card for everybody whose name is none."""
    for name in NO_NAMES:
        yield replace(card, contact=replace(card.contact, given_name=name, family_name=name))


def bare(card: Card) -> Card:
    """The same card where nobody told us an amount or a date; an amount that the rule asks for is always told."""
    told = card.commitment.amount if AmountKnown() in card.follow_up.only_if else None
    commitment = replace(card.commitment, amount=told, agreed_by=None)
    return replace(card, commitment=commitment, subject=replace(card.subject, quoted=told))


def _planned(rule: FollowUp, *, rules: Rules) -> Commitment:
    """What the rule makes of its event on that day, by the same planning as on any other."""
    business, kind = rules.business, rule.when.partition(".")[0]
    at = business.calendar.next_opening(ON)
    subject = SubjectRef(source="sample", type=kind, id="1")
    event = Event(
        kind=rule.when,
        occurred_at=at,
        subject=subject,
        parent=SubjectRef(source="sample", type="order", id="2") if kind == COMPLAINT else None,
        contact=NAMED,
        total=Money(minor=_PRICE, currency=business.currency),
        agreed_by=at + dt.timedelta(days=3),
    )
    situation = Situation(contact=NAMED, points=(), customer="sample#1", occurrence="1")
    return plan(rule, event, situation=situation, business=business, now=at)
