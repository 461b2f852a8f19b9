"""A source passes on that somebody wants to be forgotten; and news of her that is older than that stays out."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from followthrough.application.forget import Receipt, Request, forget
from followthrough.application.intake import Intake
from followthrough.application.ports import Hashes, Ledger, Reading, Rules, Told
from followthrough.application.whom import as_known_by
from followthrough.domain.event import Event

ERASURE_ASKED = "contact.erasure_asked"


def erasure_asked(reading: Reading) -> Event | None:
    """The event that asks for it, if this delivery does and means it."""
    if reading.subject is None or reading.subject.type != "contact":
        return None
    told = reading.events(None)
    return None if told.is_trial else next((event for event in told.events if event.kind == ERASURE_ASKED), None)


def forget_as_asked(event: Event, *, ledger: Ledger, rules: Rules, hashes: Hashes, now: dt.datetime) -> Receipt:
    """Forget whom this source means, as this source knows her; nothing that the request tells of her is kept.

    Nobody of that name is a normal answer. Raises Conflict, Unreachable: the request comes again and finds the rest.
    """
    request = Request(asked_at=event.occurred_at, everywhere=False, now=now, ledger=ledger, rules=rules)
    return forget(as_known_by(event.subject, event.contact, ledger=ledger, hashes=hashes), request)


def still_news(told: Told, intake: Intake) -> Told | None:
    """What of this may be taken in: of somebody who was forgotten only what happened since, and tells who she is.

    What is older was forgotten with her, in whatever order it arrives; news of an old order that names nobody would
    only make staff look her up again.
    """
    if intake.customer.is_forgotten:
        return None
    if intake.erased_at is None:
        return told
    events = tuple(event for event in told.events if event.occurred_at > intake.erased_at)
    is_new = told.as_of is not None and told.as_of > intake.erased_at
    if not events and not is_new:
        return None
    return replace(told, events=events)
