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
    "A message that was leaving at this very moment may still arrive.",
    "Whatever the source sends from now on is news: erase the customer there first.",
)
"""What no command of ours deletes, and until when it is there."""


def touched(found: Held, *, beside: Sequence[str]) -> Iterator[str]:
    """What is about to be forgotten."""
    yield _counted(len(found.customers), "record of the customer", "records of the customer")
    yield _counted(len([point for point in found.points if is_an_address(point.key)]), "address", "addresses")
    yield _counted(len(found.subjects), "order, repair or the like", "orders, repairs and the like")
    still_owed = [owed for owed in found.commitments if owed.is_open]
    yield _counted(len(still_owed), "promise that is still open", "promises that are still open")
    tasks = [owed for owed in still_owed if owed.task_is_out]
    yield _counted(len(tasks), "task that somebody holds", "tasks that somebody holds")
    yield _counted(len(found.notes), "note", "notes")
    if beside:
        others = _counted(len(beside), "other customer shares", "other customers share")
        yield f"{others} an address with this one and stay: {', '.join(beside)}."


def done(receipt: Receipt) -> Iterator[str]:
    """The receipt."""
    yield f"Forgotten: {_counted(receipt.customers, 'record of the customer', 'records of the customer')}."
    yield f"Released: {_counted(receipt.released, 'promise', 'promises')}; called back: {receipt.called_back}."
    yield f"Alarms deleted: {receipt.alarms}."
    yield f"Deleted: {_counted(receipt.notes, 'note', 'notes')}."
    subjects = _counted(receipt.subjects, "order, repair or the like", "orders, repairs and the like")
    yield f"Reduced to ids, times and states: {subjects}."
    yield (
        f"Reduced to a keyed hash: {_counted(receipt.addresses, 'address', 'addresses')}; "
        f"still remembering a stop or a bounce: {receipt.wishes}."
    )


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
