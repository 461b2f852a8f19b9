"""The closed list of what can happen: every source speaks these words, and every playbook listens to them."""

from __future__ import annotations

import difflib
import re

KINDS = frozenset(
    {
        "order.placed",
        "order.paid",
        "order.updated",
        "order.ready_for_collection",
        "order.shipped",
        "order.delayed",
        "order.delivered",
        "order.collected",
        "order.cancellation_asked",
        "order.cancelled",
        "order.refunded",
        "order.return_asked",
        "order.returned",
        "repair.received",
        "repair.quoted",
        "repair.approved",
        "repair.declined",
        "repair.completed",
        "repair.collected",
        "repair.cancelled",
        "repair.reopened",
        "complaint.opened",
        "complaint.updated",
        "complaint.rated",
        "complaint.resolved",
        "complaint.reopened",
        "complaint.remedy_agreed",
        "complaint.remedied",
        "inquiry.received",
        "inquiry.offered",
        "inquiry.settled",
        "promise.made",
        "promise.made_to_colleague",
        "promise.withdrawn",
        "contact.updated",
        "contact.consent_changed",
        "contact.erasure_asked",
        "contact.export_asked",
        "contact.source_erasure_asked",
    }
)

TYPES = frozenset(kind.partition(".")[0] for kind in KINDS)
"""What an event can be about: the first half of its kind."""


LIKE_A_KIND = re.compile(r"[a-z_]{1,30}(\.[a-z_]{1,30})?")


def unknown(kind: str) -> str:
    """Why this is not a kind of event, with the nearest word that is."""
    near = difflib.get_close_matches(kind, sorted(KINDS), n=1)
    hint = f'; did you mean "{near[0]}"?' if near else f"; the kinds are {', '.join(sorted(KINDS))}"
    told = f'"{kind}"' if LIKE_A_KIND.fullmatch(kind) else "This"  # anything else may be a name
    return f"{told} is not a kind of event{hint}"
