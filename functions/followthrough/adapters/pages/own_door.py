"""Our own front door, knocked at from inside: signed as any sender signs, over HTTP, one attempt."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from botocore.awsrequest import AWSRequest
from botocore.exceptions import BotoCoreError
from botocore.httpsession import URLLib3Session

from followthrough.adapters.aws.secrets import SourceSecrets
from followthrough.adapters.webhooks.sources import SourceSpec
from followthrough.adapters.webhooks.verify import signature
from followthrough.application.ports import Clock
from followthrough.domain.errors import Unreachable
from followthrough.domain.event import Asked, Contact, Event

PATIENCE = (3, 12)
"""Seconds to connect and to be answered: a cold door takes a few, and the person at the desk waits for it."""


@dataclass(frozen=True, kw_only=True)
class HttpOwnDoor:
    """The address where deliveries arrive, and the secret of the desk."""

    base_url: str
    spec: SourceSpec
    secrets: SourceSecrets
    clock: Clock

    def post(self, event: Event, *, event_id: str) -> None:
        body = json.dumps(canonical(event, event_id=event_id)).encode()
        request = AWSRequest(
            method="POST",
            url=f"{self.base_url}/webhooks/{self.spec.id}",
            headers={"content-type": "application/json", **self._signed(body, event_id=event_id)},
            data=body,
        )
        try:
            answer = URLLib3Session(timeout=PATIENCE).send(request.prepare())
        except BotoCoreError as error:
            raise Unreachable("Our own door did not answer.") from error
        if not HTTPStatus.OK <= answer.status_code < HTTPStatus.MULTIPLE_CHOICES:
            raise Unreachable(f"Our own door answered {answer.status_code}.")

    def _signed(self, body: bytes, *, event_id: str) -> dict[str, str]:
        """The headers of a genuine delivery; the newest secret signs while two are alive."""
        verify, stamp = self.spec.verify, str(int(self.clock.now().timestamp()))
        secrets = self.secrets.of(self.spec.id)
        if not secrets or verify.stamp is None:
            raise Unreachable("The desk has no secret to sign with.")
        headers = {self.spec.delivery.id[0]: event_id, verify.stamp.headers[0]: stamp}
        mark = signature(verify, secret=secrets[-1], headers=headers, body=body, stamp=stamp)
        return headers | {verify.headers[0]: mark}


def canonical(event: Event, *, event_id: str) -> dict[str, Any]:
    """An event as our canonical JSON, without what is not known."""
    details = dict(event.details)
    told = {
        "schema_version": 1,
        "kind": event.kind,
        "occurred_at": event.occurred_at.isoformat(),
        "source": event.subject.source,
        "event_id": event_id,
        "subject": _known(type=event.subject.type, id=event.subject.id, number=details.pop("number", None)),
        "customer": _customer(event.contact),
        "total": {"minor": event.total.minor, "currency": event.total.currency} if event.total else None,
        "details": details,
        "asked": None if event.asked is Asked.UNKNOWN else event.asked.value,
        "note": event.note,
        "agreed_by": event.agreed_by.isoformat() if event.agreed_by else None,
    }
    return _known(**told)


def _customer(contact: Contact) -> dict[str, Any]:
    return _known(
        given_name=contact.given_name,
        family_name=contact.family_name,
        email=contact.email,
        phone=contact.phone.raw if contact.phone else None,
    )


def _known(**told: Any) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value not in (None, {}, "")}
