"""SQS before moto: characters that are no text, more than a mebibyte counted in bytes, and too many attributes.

(Amazon SQS API Reference, SendMessage and SendMessageBatch; Developer Guide, "Message quotas".) Of a batch, one bad
message is reported by itself and the others are sent.
"""

from __future__ import annotations

import json
import re
from typing import Any

from botocore.awsrequest import AWSResponse

from workbench.engine.wire import OK, Call, Proceed, answered, refusal

LARGEST_MESSAGE = 1024 * 1024
"""Bytes of a message with its attributes, or of a whole batch."""

MOST_ATTRIBUTES = 10

Json = dict[str, Any]

_NO_TEXT = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Whatever XML 1.0 does not allow either."""


def watch_queues(call: Call, proceed: Proceed) -> AWSResponse:
    """A layer of the wire."""
    if call.name == "sqs.SendMessage":
        wrong = _wrong(json.loads(call.body))
        return refusal(call, status=400, code=wrong[0], message=wrong[1]) if wrong else proceed()
    return _batch(call, proceed) if call.name == "sqs.SendMessageBatch" else proceed()


def _batch(call: Call, proceed: Proceed) -> AWSResponse:
    asked = json.loads(call.body)
    if sum(map(_size, asked["Entries"])) > LARGEST_MESSAGE:
        message = f"The batch is larger than {LARGEST_MESSAGE} bytes."
        return refusal(call, status=400, code="AWS.SimpleQueueService.BatchRequestTooLong", message=message)
    failed = [_failed(entry["Id"], wrong) for entry in asked["Entries"] if (wrong := _wrong(entry))]
    if not failed:
        return proceed()
    bad = {each["Id"] for each in failed}
    good = [entry for entry in asked["Entries"] if entry["Id"] not in bad]
    if not good:
        return answered(call, {"Successful": [], "Failed": failed})
    call.request.body = json.dumps({**asked, "Entries": good}).encode()
    answer = proceed()
    if answer.status_code != OK:
        return answer
    told = json.loads(answer.content)
    return answered(call, {**told, "Failed": [*told.get("Failed", ()), *failed]})


def _failed(entry: str, wrong: tuple[str, str]) -> Json:
    return {"Id": entry, "SenderFault": True, "Code": wrong[0], "Message": wrong[1]}


def _wrong(message: Json) -> tuple[str, str] | None:
    """The code and the sentence with which SQS would refuse this message."""
    attributes = message.get("MessageAttributes") or {}
    texts = [message["MessageBody"], *(each.get("StringValue", "") for each in attributes.values())]
    if any(map(_NO_TEXT.search, texts)):
        return "InvalidMessageContents", "The message holds characters that are no text."
    if len(attributes) > MOST_ATTRIBUTES:
        return "InvalidParameterValue", f"A message has at most {MOST_ATTRIBUTES} attributes."
    if _size(message) > LARGEST_MESSAGE:
        return "InvalidParameterValue", f"The message is larger than {LARGEST_MESSAGE} bytes."
    return None


def _size(message: Json) -> int:
    """Bytes of the body, and of every attribute's name, type and value. Binary values count as they are sent, in base64."""
    attributes = message.get("MessageAttributes") or {}
    parts = [part for name, each in attributes.items() for part in (name, *(str(value) for value in each.values()))]
    return sum(len(part.encode(errors="surrogatepass")) for part in (message["MessageBody"], *parts))
