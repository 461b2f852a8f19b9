"""The stream of the ledger: whatever was written about a commitment gets the one alarm of its next step."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord

from followthrough.adapters.aws.records import read_record
from followthrough.application.set_alarms import set_alarms
from followthrough.bootstrap import engine
from followthrough.bootstrap.engine import Engine, app_from
from followthrough.domain.commitment import Commitment
from followthrough.lambdas.log import logger

__all__ = ["app_from", "handler"]


def handler(event: dict[str, Any], context: object, app: Engine | None = None) -> dict[str, Any]:  # noqa: ARG001
    """Set the alarms of a batch of stream records; the first that fails, and all after it, come again."""
    app = app or engine.app()
    processor = BatchProcessor(event_type=EventType.DynamoDBStreams, raise_on_entire_batch_failure=False)
    return dict(
        process_partial_response(event=event, record_handler=lambda record: _set(record, app=app), processor=processor)
    )


def _set(record: DynamoDBRecord, *, app: Engine) -> None:
    change = record.raw_event["dynamodb"]
    old, new = _commitment(change.get("OldImage")), _commitment(change.get("NewImage"))
    outcome = set_alarms(old, new, alarms=app.alarms, due=app.due_messages, clock=app.clock)
    known = new or old
    logger().info(f"alarm {outcome}", extra={"commitment": known.id if known else None})


def _commitment(image: dict[str, Any] | None) -> Commitment | None:
    return read_record(image, Commitment) if image else None
