"""The inbox: deliveries that the door parked, and events that AWS-native senders put on the bus."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from followthrough.adapters.webhooks.delivery import Delivery
from followthrough.adapters.webhooks.normalise import CanonicalNormaliser
from followthrough.adapters.webhooks.reading import Parts
from followthrough.application.make_commitments import make_commitments
from followthrough.application.ports import Reading
from followthrough.bootstrap import engine
from followthrough.bootstrap.engine import Engine, app_from
from followthrough.domain.errors import Malformed, Refused
from followthrough.lambdas.batches import Answer, each
from followthrough.lambdas.log import logger

__all__ = ["app_from", "handler"]


def handler(event: dict[str, Any], context: object, app: Engine | None = None) -> Answer:  # noqa: ARG001
    """Take in a batch of deliveries."""
    app = app or engine.app()
    return each(event, lambda record: _take_in(record, app=app), queue=app.inbox, dead_letters=app.inbox_dead_letters)


def _take_in(record: SQSRecord, *, app: Engine) -> None:
    envelope = _json(record.body)
    if "detail-type" in envelope:
        _take_all(Parts(readings=(_from_bus(envelope, app=app),)), record, app=app)
    else:
        _deliver(record, app=app)


def _deliver(record: SQSRecord, *, app: Engine) -> None:
    """Take in a delivery. Its source is alive, also if this was a trial or nothing that we can read."""
    delivery = Delivery.from_message(record.body)
    normaliser = app.normalisers.get(delivery.source)
    if normaliser is None:
        raise Malformed("This source is not configured any more.")
    try:
        _take_all(normaliser.read_all(delivery), record, app=app)
    except Refused:
        app.listening.hear(delivery.source, at=delivery.received_at)
        raise
    app.listening.hear(delivery.source, at=delivery.received_at)


def _take_all(parts: Parts, record: SQSRecord, *, app: Engine) -> None:
    """Everything that one delivery told. What cannot be read parks it, once all the rest of it is taken in."""
    for reading in parts.readings:
        made = make_commitments(reading, ledger=app.ledger, rulebook=app.rulebook, hashes=app.hashes, clock=app.clock)
        logger().info(made.outcome, extra={"message_id": record.message_id, "made": made.made, "ended": made.ended})
    for wrong in parts.unreadable:
        raise wrong


def _from_bus(envelope: dict[str, Any], *, app: Engine) -> Reading:
    """An EventBridge envelope: `detail` is a canonical event, `id` tells repetitions."""
    try:
        received_at = dt.datetime.fromisoformat(envelope["time"])
        detail, key = envelope["detail"], f"bus:{envelope['id']}"
    except (KeyError, ValueError, TypeError) as error:
        raise Malformed("This is not an event of a bus.") from error
    normaliser = CanonicalNormaliser(country=app.published.current().business.country)
    return normaliser.told(detail, received_at=received_at, key=key)


def _json(body: str) -> dict[str, Any]:
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Malformed("This message is not JSON.") from error
    if not isinstance(parsed, dict):
        raise Malformed("This message is not a JSON object.")
    return parsed
