"""SQS batches: each message for itself, and what is known to be bad is parked at once with its reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from followthrough.adapters.aws.queues import Queue
from followthrough.application.carry_out import ComeBackLater
from followthrough.domain.errors import Conflict, InvalidBusiness, Missing, Refused, Unreachable
from followthrough.lambdas.log import logger

Answer = dict[str, Any]


def each(event: dict[str, Any], handle: Callable[[SQSRecord], None], *, queue: Queue, dead_letters: Queue) -> Answer:
    """Handle every message of a batch; the failed ones come back later and later, their neighbours do not."""

    def one(record: SQSRecord) -> None:
        try:
            handle(record)
        except (Refused, InvalidBusiness, Missing) as bad:
            park(record, reason=bad, dead_letters=dead_letters)
        except (Unreachable, Conflict, ComeBackLater):
            queue.back_off(record.receipt_handle, received=int(record.attributes.approximate_receive_count))
            raise

    processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
    return dict(process_partial_response(event=event, record_handler=one, processor=processor))


def park(record: SQSRecord, *, reason: Exception, dead_letters: Queue) -> None:
    """Keep a message that no repetition can mend, with the reason, where a person finds it."""
    dead_letters.send(record.body, reason=f"{type(reason).__name__}: {reason}"[:250])
    logger().warning("parked", extra={"message_id": record.message_id, "reason": type(reason).__name__})
