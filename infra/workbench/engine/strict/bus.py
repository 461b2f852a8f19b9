"""The event bus before moto: too much at once is refused, and an event for a bus that does not exist is dropped.

(EventBridge User Guide, "Sending events with PutEvents".) AWS answers such an event with 200 and an id; whoever looks
for an error will not find one. Moto raises, which hides the loss.
"""

from __future__ import annotations

import json
import uuid
from typing import Any

from botocore.awsrequest import AWSResponse

from workbench.engine.wire import OK, Call, Proceed, answered, refusal
from workbench.stack.moto_inside import inside

LARGEST_REQUEST = 1024 * 1024
"""Bytes of all entries of one PutEvents together."""

Json = dict[str, Any]

_TIME = 14
"""Bytes that an entry's Time counts for."""


def watch_bus(call: Call, proceed: Proceed) -> AWSResponse:
    """A layer of the wire."""
    if call.name != "events.PutEvents":
        return proceed()
    asked = json.loads(call.body)
    if sum(map(_size, asked["Entries"])) > LARGEST_REQUEST:
        message = f"The entries are larger than {LARGEST_REQUEST} bytes together."
        return refusal(call, status=400, code="ValidationException", message=message)
    buses = inside("events", region=call.region).event_buses
    known = [_bus_of(entry) in buses for entry in asked["Entries"]]
    return proceed() if all(known) else _dropping(call, proceed, asked, known)


def _dropping(call: Call, proceed: Proceed, asked: Json, known: list[bool]) -> AWSResponse:
    """Let through what has a bus, and answer for the rest as if it had one."""
    entries = [entry for entry, is_known in zip(asked["Entries"], known, strict=True) if is_known]
    call.request.body = json.dumps({**asked, "Entries": entries}).encode()
    answer = proceed()
    if answer.status_code != OK:
        return answer
    told = json.loads(answer.content)
    results = iter(told["Entries"])
    merged = [next(results) if is_known else {"EventId": str(uuid.uuid4())} for is_known in known]
    return answered(call, {**told, "Entries": merged})


def _bus_of(entry: Json) -> str:
    """The bus by its name, which may be given as an ARN."""
    name: str = entry.get("EventBusName") or "default"
    return name.rpartition("/")[2] if name.startswith("arn:") else name


def _size(entry: Json) -> int:
    texts = [entry.get(key, "") for key in ("Source", "DetailType", "Detail")] + entry.get("Resources", [])
    return (_TIME if "Time" in entry else 0) + sum(len(text.encode()) for text in texts)
