"""What `source check` found, for people and for programs. Nothing about the customer but how well we could reach her."""

from __future__ import annotations

from typing import Any

from console.source.check import Checked, Part
from followthrough.domain.commitment import Commitment
from followthrough.domain.event import Contact, Event, PhoneQuality
from followthrough.domain.manners import listed
from followthrough.domain.money import told
from followthrough.domain.telling import Telling


def sentences(checked: Checked) -> list[str]:
    """The answer, a line for each thing."""
    spec = checked.spec
    lines = [f"{spec.file}: {spec.title} ({spec.verify.scheme})", f"Signature: {checked.signature.said}"]
    for part in checked.parts:
        lines += _part(part, checked)
    lines += [f"Cannot be read: {wrong}" for wrong in checked.unreadable]
    lines += [f"Commitment: {_commitment(owed, checked)}" for owed in checked.commitments] or ["Commitments: none."]
    empty = dict.fromkeys(field for part in checked.parts for field in part.empty)
    return [*lines, *(f"Empty: {name} = {expression}" for name, expression in empty)]


def as_json(checked: Checked) -> dict[str, Any]:
    """The same for a program."""
    return {
        "source": checked.spec.id,
        "scheme": checked.spec.verify.scheme,
        "signature": {"holds": checked.signature.holds, "said": checked.signature.said},
        "deliveries": [_part_json(part) for part in checked.parts],
        "unreadable": checked.unreadable,
        "commitments": [_commitment_json(owed) for owed in checked.commitments],
    }


def reach(contact: Contact) -> list[str]:
    """What we would know of the customer, without saying it."""
    phone = contact.phone
    sure = phone is not None and phone.quality is PhoneQuality.GOOD
    known = {
        "name": bool(contact.given_name or contact.family_name),
        "email": bool(contact.email),
        "phone": sure,
        "phone (please check)": phone is not None and not sure,
        "reference": bool(contact.ref),
    }
    return [what for what, is_known in known.items() if is_known]


def _part(part: Part, checked: Checked) -> list[str]:
    lines = [f"Delivery key: {part.key}", *(f"Event: {_event(event, checked)}" for event in part.events)]
    if part.is_trial:
        lines.append("It is marked as a trial, which makes nothing.")
    if part.why_nothing:
        lines.append(f"No event: {part.why_nothing}.")
    return lines


def _part_json(part: Part) -> dict[str, Any]:
    return {
        "key": part.key,
        "events": [_event_json(event) for event in part.events],
        "trial": part.is_trial,
        "nothing_because": part.why_nothing or None,
        "empty": [{"field": name, "expression": expression} for name, expression in part.empty],
    }


def _event(event: Event, checked: Checked) -> str:
    telling = Telling(now=event.occurred_at, zone=checked.rules.business.zone)
    parts = [f"{event.kind} of {event.subject}", telling.moment(event.occurred_at)]
    if event.total:
        parts.append(told(event.total))
    parts.append(f"we know {listed(reach(event.contact)) or 'nothing'} of the customer")
    if event.contact.is_recipient:
        parts.append("who is whom it was sent to, not the buyer")
    return "; ".join(parts)


def _event_json(event: Event) -> dict[str, Any]:
    return {
        "kind": event.kind,
        "subject": str(event.subject),
        "occurred_at": event.occurred_at.isoformat(),
        "total": told(event.total) if event.total else None,
        "customer": reach(event.contact),
        "is_recipient": event.contact.is_recipient,
    }


def _commitment(owed: Commitment, checked: Checked) -> str:
    telling = Telling(now=owed.made_at, zone=owed.zone)
    owner = checked.rules.business.role(owed.owner)
    promised = f", promised {telling.by(owed.promised_by)}" if owed.promised_by else ""
    return (
        f"{owed.follow_up} ({owed.channel}), {owner.person} ({owner.id}), due {telling.moment(owed.due_at)}{promised}"
    )


def _commitment_json(owed: Commitment) -> dict[str, Any]:
    return {
        "follow_up": owed.follow_up,
        "channel": owed.channel.value,
        "owner": owed.owner,
        "due_at": owed.due_at.isoformat(),
        "promised_by": owed.promised_by.isoformat() if owed.promised_by else None,
    }
