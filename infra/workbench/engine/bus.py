"""The event bus: whoever puts an event on it, the rules of the template carry it to their queues.

Moto takes the events and says so; its own rules know no `account`, no disabled rule and no Lambda, so it has none.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import deque
from collections.abc import Sequence
from typing import Any

from botocore.awsrequest import AWSResponse

from workbench.engine.clock import VirtualClock
from workbench.engine.queues import Queues, as_message
from workbench.engine.wire import Call, Proceed
from workbench.stack.description import Rule
from workbench.stack.patterns import matches
from workbench.stack.resolve import ACCOUNT, REGION

Json = dict[str, Any]


class Bus:
    """Every bus of the stack, and what is on its way."""

    def __init__(self, rules: Sequence[Rule], *, queues: Queues, clock: VirtualClock) -> None:
        self._rules = rules
        self._queues = queues
        self._clock = clock
        self._on_the_way: deque[tuple[str, Json]] = deque()

    def watch(self, call: Call, proceed: Proceed) -> AWSResponse:
        """A layer of the wire: notes what PutEvents has accepted."""
        answer = proceed()
        if call.name == "events.PutEvents" and answer.status_code == 200:  # noqa: PLR2004 - HTTP OK
            results = json.loads(answer.content)["Entries"]
            for entry, result in zip(json.loads(call.body)["Entries"], results, strict=True):
                if "EventId" in result:
                    self._on_the_way.append((_bus_of(entry), self._envelope(entry, result["EventId"])))
        return answer

    def due_at(self) -> dt.datetime | None:
        return self._clock.now() if self._on_the_way else None

    def work(self) -> bool:
        """Carry one event to wherever a rule sends it."""
        if not self._on_the_way:
            return False
        bus, event = self._on_the_way.popleft()
        for rule in self._rules:
            if rule.bus == bus and matches(rule.pattern, event):
                for target in rule.targets:
                    self._queues.send(target, as_message(event))
        return True

    def forget(self) -> None:
        self._on_the_way.clear()

    def _envelope(self, entry: Json, event_id: str) -> Json:
        at = dt.datetime.fromtimestamp(entry["Time"], dt.UTC) if "Time" in entry else self._clock.now()
        return {
            "version": "0",
            "id": event_id,
            "detail-type": entry["DetailType"],
            "source": entry["Source"],
            "account": ACCOUNT,
            "time": f"{at:%Y-%m-%dT%H:%M:%SZ}",
            "region": REGION,
            "resources": entry.get("Resources", []),
            "detail": json.loads(entry["Detail"]),
        }


def _bus_of(entry: Json) -> str:
    """The bus by its name, which may be given as an ARN."""
    name: str = entry.get("EventBusName", "default")
    return name.rpartition("/")[2]
