"""SES's notices about our mails, by SNS and SQS: repeated, late and in any order."""

from __future__ import annotations

import json
from email.utils import parseaddr
from typing import Any

from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from followthrough.adapters.mails.post import COMMITMENT_TAG, GENERATION_TAG, KIND_TAG, STEP_TAG
from followthrough.application.note_delivery import Notice, note_delivery
from followthrough.bootstrap import engine
from followthrough.bootstrap.engine import Engine, app_from
from followthrough.domain.errors import Malformed
from followthrough.domain.words import Step
from followthrough.lambdas.batches import Answer, each
from followthrough.lambdas.log import logger

__all__ = ["app_from", "handler"]

PERMANENT = "Permanent"
"""The kind of bounce after which no letter to this address arrives any more; a full mailbox is another kind."""


def handler(event: dict[str, Any], context: object, app: Engine | None = None) -> Answer:  # noqa: ARG001
    """Note a batch of notices."""
    app = app or engine.app()
    return each(
        event, lambda record: _note(record, app=app), queue=app.deliveries, dead_letters=app.deliveries_dead_letters
    )


def _note(record: SQSRecord, *, app: Engine) -> None:
    notice = _notice(record.body)
    if notice is None:
        logger().info("not about a commitment", extra={"message_id": record.message_id})
        return
    outcome = note_delivery(notice, tools=app.noting)
    logger().info(outcome, extra={"commitment": notice.commitment, "step": notice.step, "notice": notice.kind})


def _notice(body: str) -> Notice | None:
    """The notice in an SES event (raw SNS delivery); nothing, if the mail was about no single commitment."""
    try:
        told = json.loads(body)
        tags = told["mail"]["tags"]
        kind = str(told["eventType"]).lower()
        if COMMITMENT_TAG not in tags or STEP_TAG not in tags:
            return None
        return Notice(
            kind=kind,
            commitment=str(tags[COMMITMENT_TAG][0]),
            step=Step(tags[STEP_TAG][0]),
            generation=int(tags[GENERATION_TAG][0]),
            to_customer=tags[KIND_TAG][0] == "letter",
            address=parseaddr(str(told["mail"]["destination"][0]))[1],
            is_final=kind == "bounce" and told.get("bounce", {}).get("bounceType") == PERMANENT,
        )
    except (ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
        raise Malformed("This is not a notice of the mail service.") from error
