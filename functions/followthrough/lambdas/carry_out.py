"""The due queue: each wake is carried out once, if it is still wanted."""

from __future__ import annotations

import uuid
from typing import Any

from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from followthrough.adapters.aws.queues import wake_from_message
from followthrough.application.carry_out import carry_out
from followthrough.bootstrap import engine
from followthrough.bootstrap.engine import Engine, app_from
from followthrough.lambdas.batches import Answer, each
from followthrough.lambdas.log import logger

__all__ = ["app_from", "handler"]


def handler(event: dict[str, Any], context: object, app: Engine | None = None) -> Answer:  # noqa: ARG001
    """Carry out a batch of wakes."""
    app = app or engine.app()
    return each(event, lambda record: _carry_out(record, app=app), queue=app.due, dead_letters=app.due_dead_letters)


def _carry_out(record: SQSRecord, *, app: Engine) -> None:
    wake = wake_from_message(record.body)
    outcome = carry_out(wake, message=record.message_id, token=uuid.uuid4().hex[:16], tools=app.tools)
    logger().info(outcome, extra={"commitment": wake.commitment, "step": wake.step, "message_id": record.message_id})
