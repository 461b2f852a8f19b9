"""Somebody at the desk has written something down: find what it is about, hand it in, and say what will follow."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from followthrough.application.ports import Clock, Hashes, Ledger, OwnDoor, Rulebook, Rules
from followthrough.domain.acquaintance import heard
from followthrough.domain.commitment import Commitment
from followthrough.domain.desk import SOURCE, Slip, plate, visit, visit_ids
from followthrough.domain.event import Contact, Event, SubjectRef
from followthrough.domain.opening import civil
from followthrough.domain.planning import Situation, applies, commitment_id, plan
from followthrough.domain.playbook import FollowUp
from followthrough.domain.subject import Subject

SHORT_ID = 12
"""As much of a hash as tells one matter of the desk from every other."""


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What the front desk needs of the world."""

    ledger: Ledger
    rulebook: Rulebook
    hashes: Hashes
    clock: Clock
    door: OwnDoor


@dataclass(frozen=True, kw_only=True)
class Follows:
    """One thing that will follow, and the rule that makes it."""

    rule: FollowUp
    commitment: Commitment


@dataclass(frozen=True, kw_only=True)
class HandedIn:
    """What was handed in, and what comes of it as far as can be said now."""

    rules: Rules
    event: Event
    contact: Contact
    """What we know of the customer by now."""
    is_new: bool
    """Whether nothing was known of this matter before."""
    follows: tuple[Follows, ...]


def hand_in(slip: Slip, *, desk: Desk) -> HandedIn:
    """Hand it in at our own door. Raises ChoiceNeeded if something is missing, Unreachable if it was not taken in."""
    rules, now = desk.rulebook.current(), desk.clock.now()
    key = desk.hashes.of("slip", slip.key)
    known, subject = _matter(slip.checked(now=now), own=key[:SHORT_ID], rules=rules, desk=desk, now=now)
    event = slip.event(subject=subject, now=now)
    before = desk.ledger.read(customers=[known.customer]).customers.get(known.customer) if known else None
    desk.door.post(event, event_id=f"desk_{key}")
    news = heard(slip.contact, at=now)
    contact = before.hearing(news).contact if before else slip.contact
    follows = _what_follows(event, contact=contact, known=known, rules=rules, now=now)
    return HandedIn(rules=rules, event=event, contact=contact, is_new=known is None, follows=follows)


def _matter(slip: Slip, *, own: str, rules: Rules, desk: Desk, now: dt.datetime) -> tuple[Subject | None, str]:
    """The subject that this is about, if it is in the ledger, and its id.

    A car is known by its plate, or by the phone number where nobody wrote down a plate; a name alone is shared by too
    many people. Marks are hashes, because ids are logged and a plate leads to a person.
    """
    mark = _mark(slip)
    if not slip.is_about_a_car or mark is None:
        return None, own
    zone = ZoneInfo(rules.business.zone)
    today = now.astimezone(zone).date()
    since = civil(today, dt.time(), zone=zone)
    hashed = desk.hashes.of(*mark)[:SHORT_ID]
    refs = [SubjectRef(source=SOURCE, type="repair", id=one) for one in visit_ids(hashed, today=today)]
    subjects = desk.ledger.read(subjects=refs).subjects
    found = [subjects[str(ref)] for ref in refs if str(ref) in subjects]
    chosen = visit(found, slip.kind, mark=hashed, today=today, since=since, otherwise=own)
    return next((one for one in found if one.ref.id == chosen), None), chosen


def _mark(slip: Slip) -> tuple[str, str] | None:
    if slip.number and plate(slip.number):
        return "plate", plate(slip.number)
    phone = slip.contact.phone
    return ("phone", phone.e164) if phone and phone.e164 else None


def _what_follows(
    event: Event, *, contact: Contact, known: Subject | None, rules: Rules, now: dt.datetime
) -> tuple[Follows, ...]:
    """What the playbook will make of it: said now, decided again when the event is read."""
    subject = (known or Subject(ref=event.subject, customer="")).took(event)
    situation = Situation(
        contact=contact, points=(), customer="", occurrence=subject.occurrence_of(event), quoted=subject.quoted
    )
    planned: list[Follows] = []
    for rule in rules.playbook.started_by(event.kind):
        key = commitment_id(event.subject, rule.id, situation.occurrence)
        if key in subject.commitments or not applies(rule, event, situation=situation):
            continue
        if rule.every is not None:
            continue  # a ritual watches for silence: it is nothing that follows from this
        owed = plan(rule, event, situation=situation, business=rules.business, now=now)
        planned.append(Follows(rule=rule, commitment=owed))
    return tuple(planned)
