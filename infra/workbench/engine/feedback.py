"""What SES tells of the mail it was given: sent, delivered, bounced, complained of. Moto tells nothing.

By default every mail arrives at once; but of a mail whose sender never heard that it was taken, nothing is told later
either, so that the hard case can be tried (its events are best-effort on AWS). SES's own test addresses do what they are for
(Amazon SES Developer Guide, "Using the mailbox simulator").
"""

from __future__ import annotations

import datetime as dt
import json
from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any

import boto3
from botocore.awsrequest import AWSResponse

from workbench.engine.clock import VirtualClock
from workbench.engine.mailbox import Mail, Mailbox
from workbench.engine.wire import Call, Proceed
from workbench.stack.description import MailEvents
from workbench.stack.resolve import ACCOUNT

Json = dict[str, Any]

ARRIVED = ("SEND", "DELIVERY")
SIMULATED: Mapping[str, tuple[str, ...]] = {
    "bounce@simulator.amazonses.com": ("SEND", "BOUNCE"),
    "complaint@simulator.amazonses.com": ("SEND", "DELIVERY", "COMPLAINT"),
}
BY_DOMAIN: Mapping[str, tuple[str, ...]] = {
    "bounce.example": ("SEND", "BOUNCE"),
    "full.example": ("SEND", "FULL"),
    "complaint.example": ("SEND", "DELIVERY", "COMPLAINT"),
}
"""The same for everybody at these domains, since our sources want each customer to have an address of her own."""
NAMES = {"SEND": "Send", "DELIVERY": "Delivery", "BOUNCE": "Bounce", "FULL": "Bounce", "COMPLAINT": "Complaint"}
"""What SES calls it; a mailbox that is full is a bounce of another type."""


class Feedback:
    """The events of every mail, published where the template says."""

    def __init__(self, events: Sequence[MailEvents], *, mailbox: Mailbox, clock: VirtualClock) -> None:
        self._events = events
        self._mailbox = mailbox
        self._clock = clock
        self._sns = boto3.client("sns")
        self._told = 0
        self._pending: deque[tuple[Mail, str]] = deque()
        self._unheard: set[str] = set()
        """The mails whose sender never heard that they were taken."""
        self.silent = False
        """While this is true, SES says nothing about the mails it is given."""

    def watch(self, _: Call, proceed: Proceed) -> AWSResponse:
        """A layer of the wire, outside the faults: sees which answers never arrive."""
        before = len(self._mailbox)
        try:
            return proceed()
        except BaseException:
            self._unheard.update(mail.id for mail in list(self._mailbox)[before:])
            raise

    def due_at(self) -> dt.datetime | None:
        return self._clock.now() if self._pending or self._told < len(self._mailbox) else None

    def work(self) -> bool:
        """Publish one event."""
        self._note_new_mail()
        if not self._pending:
            return False
        mail, kind = self._pending.popleft()
        self._publish(mail, kind)
        return True

    def tell(self, mail: Mail, kind: str) -> None:
        """Let SES say this of a mail: one of SEND, DELIVERY, BOUNCE, FULL, COMPLAINT."""
        if kind not in NAMES:
            raise ValueError(f"SES does not say {kind}; it says {', '.join(NAMES)}.")
        self._pending.append((mail, kind))

    def forget(self) -> None:
        self._told = 0
        self._pending.clear()
        self._unheard.clear()
        self.silent = False

    def _note_new_mail(self) -> None:
        for mail in list(self._mailbox)[self._told :]:
            if not self.silent and mail.id not in self._unheard:
                self._pending += [(mail, kind) for kind in _fate(_first(mail))]
        self._told = len(self._mailbox)

    def _publish(self, mail: Mail, kind: str) -> None:
        for each in self._events:
            if each.configuration_set == mail.configuration_set and NAMES[kind].upper() in each.kinds:
                message = json.dumps(_event(mail, kind, at=self._clock.now()))
                self._sns.publish(TopicArn=each.topic, Message=message)


def _event(mail: Mail, kind: str, *, at: dt.datetime) -> Json:
    """An event as SES publishes it (Developer Guide, "Contents of event data that Amazon SES publishes to SNS")."""
    message = mail.message
    recipients = list(mail.to)
    said: Mapping[str, Json] = {
        "SEND": {},
        "DELIVERY": {"recipients": recipients, "smtpResponse": "250 2.6.0 Message received", "processingTimeMillis": 1},
        "BOUNCE": {
            "bounceType": "Permanent",
            "bounceSubType": "General",
            "bouncedRecipients": [{"emailAddress": address, "status": "5.1.1"} for address in recipients],
        },
        "FULL": {
            "bounceType": "Transient",
            "bounceSubType": "MailboxFull",
            "bouncedRecipients": [{"emailAddress": address, "status": "4.2.2"} for address in recipients],
        },
        "COMPLAINT": {"complainedRecipients": [{"emailAddress": address} for address in recipients]},
    }
    details = {} if kind == "SEND" else {"timestamp": _stamp(at), **said[kind]}
    return {
        "eventType": NAMES[kind],
        "mail": {
            "timestamp": _stamp(mail.sent_at),
            "messageId": mail.message_id,
            "source": str(message["From"]),
            "sendingAccountId": ACCOUNT,
            "destination": recipients,
            "headersTruncated": False,
            "headers": [{"name": name, "value": str(value)} for name, value in message.items()],
            "commonHeaders": {"subject": mail.subject, "to": recipients},
            "tags": {"ses:configuration-set": [mail.configuration_set], **{k: [v] for k, v in mail.tags.items()}},
        },
        NAMES[kind].lower(): details,
    }


def _fate(address: str) -> tuple[str, ...]:
    return SIMULATED.get(address) or BY_DOMAIN.get(address.rpartition("@")[2], ARRIVED)


def _first(mail: Mail) -> str:
    return mail.to[0] if mail.to else ""


def _stamp(at: dt.datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z"
