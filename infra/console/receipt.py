"""What forgetting touches, what it did, and what it cannot reach: in numbers and in words, never in names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from followthrough.application.export import Held
from followthrough.application.forget import Receipt
from followthrough.application.whom import is_an_address

REMAINS = (
    "Still there, and going by itself: deliveries in queues (6 days at most) and set aside (14), backups (35).",
    "The ledger's stream of changes forgets after a day.",
    "Logs hold ids only. Mail that was sent lies in inboxes, and in your sending service if you made it keep copies.",
    "What was leaving at this very moment may still arrive; an alarm nearer than two minutes rings, and does nothing.",
    "Whatever the source sends from now on is news: erase the customer there first.",
)
"""What no command of ours deletes, and until when it is there."""


_WHAT = {
    "customers": ("record of the customer", "records of the customer"),
    "addresses": ("address", "addresses"),
    "subjects": ("order, repair or the like", "orders, repairs and the like"),
    "open": ("promise that is still open", "promises that are still open"),
    "tasks": ("task that somebody holds", "tasks that somebody holds"),
    "notes": ("note", "notes"),
}


def counts(found: Held) -> dict[str, int]:
    """How much of everything is about to be forgotten."""
    still_owed = [owed for owed in found.commitments if owed.is_open]
    return {
        "customers": len(found.customers),
        "addresses": sum(is_an_address(point.key) for point in found.points),
        "subjects": len(found.subjects),
        "open": len(still_owed),
        "tasks": sum(owed.task_is_out for owed in still_owed),
        "notes": len(found.notes),
    }


def touched(found: Held, *, beside: Sequence[str]) -> Iterator[str]:
    """What is about to be forgotten, and who stays although he shares an address."""
    for name, count in counts(found).items():
        yield _counted(count, *_WHAT[name])
    if beside:
        share, stay = ("customer shares", "stays") if len(beside) == 1 else ("customers share", "stay")
        yield f"{len(beside)} other {share} an address with this one and {stay}: {', '.join(beside)}."


def done(receipt: Receipt) -> Iterator[str]:
    """The receipt."""
    yield f"Forgotten: {_counted(receipt.customers, *_WHAT['customers'])}."
    yield f"Released: {_counted(receipt.released, 'promise', 'promises')}; called back: {receipt.called_back}."
    yield f"Alarms deleted: {receipt.alarms}."
    yield f"Deleted: {_counted(receipt.notes, *_WHAT['notes'])}."
    yield f"Reduced to ids, times and states: {_counted(receipt.subjects, *_WHAT['subjects'])}."
    yield (
        f"Reduced to a keyed hash: {_counted(receipt.addresses, *_WHAT['addresses'])}; "
        f"still remembering a stop or a bounce: {receipt.wishes}."
    )


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
