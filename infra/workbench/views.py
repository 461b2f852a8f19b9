"""What the workbench tells of itself, as JSON: the shapes that outside checks rely on (docs: the workbench over HTTP)."""

from __future__ import annotations

import json
from email.message import EmailMessage
from typing import Any

from followthrough.adapters.mails.known import how_we_reach, times_in_words
from followthrough.application.ports import Rules
from followthrough.domain.business import Business
from followthrough.domain.commitment import Commitment
from followthrough.domain.event import Contact
from followthrough.domain.manners import filled
from followthrough.domain.telling import Telling
from workbench.engine.machinery import Machinery
from workbench.engine.mailbox import COMMITMENTS, KIND, Mail
from workbench.sources import Source
from workbench.stack.description import Stack

Json = dict[str, Any]


def source(sender: Source, *, base_url: str) -> Json:
    """A sender and its secret, so that somebody can play it."""
    return {"id": sender.id, "url": base_url + sender.path, "scheme": sender.scheme, "secret": sender.secret}


def mail(sent: Mail) -> Json:
    """A mail, read."""
    message = sent.message
    return {
        "id": sent.id,
        "sent_at": sent.sent_at.isoformat(),
        "from": message["From"],
        "to": list(sent.to),
        "subject": sent.subject,
        "kind": message[KIND],
        "commitments": [each.strip() for each in (message[COMMITMENTS] or "").split(",") if each.strip()],
        "text": _body(message, "plain"),
        "html": _body(message, "html"),
        "attachments": [_attachment(part) for part in message.iter_attachments()],
        "headers": {name: str(value).strip() for name, value in message.items()},
    }


def commitment(owed: Commitment, contact: Contact | None, *, rules: Rules, held: bool, promise: str = "") -> Json:
    """A commitment, with the customer it is owed to, and its rule by the name of today."""
    rule = rules.playbook.find(owed.follow_up)
    return {
        "id": owed.id,
        "state": owed.state.value,
        "unsure": owed.unsure,
        "held": held,
        "follow_up": rule.name if rule else owed.follow_up,
        "channel": owed.channel.value,
        "class": owed.message_class.value,
        "words": _words(owed, rules.business, contact=contact or Contact(), promise=promise),
        "customer": _customer(contact or Contact()),
        "owner": owed.owner,
        "due_at": owed.due_at.isoformat(),
        "promised_by": owed.promised_by.isoformat() if owed.promised_by else None,
        "subject": {"type": owed.subject.type, "id": owed.subject.id},
        "generation": owed.generation,
        "history": [{"at": each.at.isoformat(), "what": each.what, "because": each.because} for each in owed.history],
    }


def _words(owed: Commitment, business: Business, *, contact: Contact, promise: str) -> str:
    """Our words to her, as they read on the day on which they were said."""
    telling = Telling(now=owed.made_at, zone=owed.zone)
    facts = times_in_words(owed, telling=telling)
    facts |= {"who": business.role(owed.owner).person, "number": business.phone}
    facts |= {"promise": promise, "reach": how_we_reach(contact)}
    return filled(owed.words, facts, otherwise=owed.subject.type)


def alarms(machinery: Machinery, stack: Stack) -> list[Json]:
    """Every alarm of a commitment, the next first: schedules, and for the next few minutes delayed messages."""
    scheduled = [(each.name, each.target.get("Input", ""), at) for each, at in machinery.schedules.alarms()]
    put_off = [(each.id, each.body, at) for m in stack.queue_mappings for each, at in machinery.queues.put_off(m.queue)]
    told = [_alarm(name, payload, at.isoformat()) for name, payload, at in scheduled + put_off]
    return sorted(told, key=lambda each: (each["fires_at"], each["name"]))


def _alarm(name: str, payload: str, fires_at: str) -> Json:
    wake = json.loads(payload)
    about = {key: wake.get(key) for key in ("commitment", "step", "generation")}
    return {"name": name, **about, "fires_at": fires_at}


def _customer(contact: Contact) -> Json:
    names = (contact.given_name, contact.family_name)
    phone = (contact.phone.e164 or contact.phone.raw) if contact.phone else None
    return {"name": " ".join(name for name in names if name) or None, "email": contact.email, "phone": phone}


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return part.get_content() if isinstance(part, EmailMessage) else ""


def _attachment(part: EmailMessage) -> Json:
    content = part.get_content()
    return {
        "filename": part.get_filename() or "",
        "content_type": part.get_content_type(),
        "text": content if isinstance(content, str) else content.decode("utf-8", "replace"),
    }
