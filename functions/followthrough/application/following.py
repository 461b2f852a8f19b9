"""What is still owed follows the customer when we learn better who she is or where she is reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from followthrough.application.ports import Ledger
from followthrough.domain.commitment import Commitment
from followthrough.domain.customer import ContactPoint, Customer

MOST = 50
"""As many promises move in one transaction, which holds a hundred records (DynamoDB); any others are found by the
customer herself when they fall due."""


def open_elsewhere(customer: Customer, known: Customer | None, *, ledger: Ledger) -> dict[str, Commitment]:
    """What is still owed to her, the soonest first, if her addresses are others than they were."""
    if known is None or known.points == customer.points:
        return {}
    owed = sorted((each for each in ledger.thread_of(customer.key) if each.is_open), key=lambda each: each.due_at)
    return {each.id: each for each in owed[:MOST]}


def addressed(commitment: Commitment, customer: Customer) -> Commitment:
    """The same promise, where she is reached now; what is over stays with whom it was made for."""
    if not commitment.is_open or (commitment.customer, commitment.points) == (customer.key, customer.points):
        return commitment
    return replace(commitment, customer=customer.key, points=customer.points)


def following(found: Mapping[str, Commitment], customer: Customer) -> dict[str, Commitment]:
    """These, and those of them that are hers where she is reached now."""
    return {key: addressed(owed, customer) if owed.customer == customer.key else owed for key, owed in found.items()}


def reached(
    customer: Customer, known: Customer | None, *, points: Mapping[str, ContactPoint]
) -> dict[str, ContactPoint]:
    """Her contact points: each knows her, and a new one knows what she wished at the ones she had."""
    former = [key for key in (known.points if known else ()) if key not in customer.points]
    wishes = [points[key] for key in former if key in points]
    return {
        key: _heeding(points.get(key) or ContactPoint(key=key), wishes).known_to(customer.key)
        for key in customer.points
    }


def _heeding(point: ContactPoint, wishes: Iterable[ContactPoint]) -> ContactPoint:
    for former in wishes:
        point = point.heeding(former)
    return point
