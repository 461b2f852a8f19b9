"""What we hold about somebody, as one document: complete, and told so that she can read it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from console.why.happened import Told, happened
from followthrough.adapters.aws.records import as_stored
from followthrough.application.export import Held
from followthrough.domain.business import Business
from followthrough.domain.commitment import Commitment

Json = dict[str, Any]


def document(found: Held, *, business: Business, at: dt.datetime) -> Json:
    """Every record as it is stored; addresses with what they stand for, histories in words."""
    return {
        "held_by": business.name,
        "at": at.isoformat(),
        "customers": [as_stored(customer) for customer in found.customers],
        "addresses": [{"address": found.addresses.get(point.key)} | as_stored(point) for point in found.points],
        "subjects": [as_stored(subject) for subject in found.subjects],
        "promises": [_promise(owed, business=business) for owed in found.commitments],
        "notes": [as_stored(note) for note in found.notes],
    }


def _promise(owed: Commitment, *, business: Business) -> Json:
    told = Told(business=business, channel=owed.channel)
    lines = [
        {"at": entry.at.isoformat(), "what": happened(entry.what, entry.because, told=told)} for entry in owed.history
    ]
    return as_stored(owed) | {"state": owed.state.value, "history": lines}
