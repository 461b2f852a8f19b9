"""Stories on the whole stack: deliveries that are signed and posted, people who tap, and a clock that is moved."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

import boto3

from followthrough.adapters.aws.keys import SignedLinks
from followthrough.adapters.aws.secrets import SecretMap
from workbench.bench import Bench
from workbench.engine.api import Response
from workbench.story.samples import sample, send
from workbench.story.visitor import answers, links_of

DUBLIN = ZoneInfo("Europe/Dublin")

Json = dict[str, Any]


@dataclass(frozen=True)
class Garage:
    """The shipped garage on a bench, spoken to as the world speaks to it."""

    bench: Bench

    def at(self, moment: str) -> Garage:
        """Let time pass to a civil time in March 2026, such as `10 10:05`."""
        day, _, clock = moment.partition(" ")
        local = dt.datetime.fromisoformat(f"2026-03-{int(day):02}T{clock}").replace(tzinfo=DUBLIN)
        self.bench.advance(to=local.astimezone(dt.UTC))
        return self

    def hears(self, name: str, **changes: Any) -> Response:
        """A sample delivery of `events/` is signed and posted, with other values at the top of its body if given."""
        one = sample(name)
        return send(replace(one, body={**one.body, **changes}), bench=self.bench)

    def tells(self, kind: str, number: str, **more: Any) -> Response:
        """A canonical event that happens now, by the signed door."""
        type_ = kind.partition(".")[0]
        now = self.bench.now.isoformat()
        one = sample("canonical.complaint-opened.idris")
        body = {"schema_version": 1, "kind": kind, "occurred_at": now, "subject": {"type": type_, "id": number}, **more}
        return send(replace(one, headers={"content-type": "application/json"}, body=body), bench=self.bench)

    def desk_of(self, role: str) -> str:
        """The address of this role's front desk, as its printed page shows it."""
        keys = SecretMap(
            client=boto3.client("secretsmanager"), secret_id=self.bench.stack.refs["LinkKeys"], clock=self.bench.clock
        )
        return SignedLinks(secret=keys, base_url=self.bench.base_url).staff("desk", bearer=role)

    def writes_at_desk(self, what: str, *, by: str = "counter", **fields: str) -> Response:
        """Open the desk page of a role, choose, fill in, and send."""
        return answers(self.desk_of(by), {"what": what, **fields}, bench=self.bench)

    def owed(self, follow_up: str) -> Json:
        """The newest commitment of this follow-up."""
        return [each for each in self.bench.commitments() if each["follow_up"] == follow_up][-1]

    def mails(self, kind: str) -> list[Json]:
        return [mail for mail in self.bench.mail() if mail["kind"] == kind]

    def asks(self) -> list[Json]:
        """The mails that ask somebody for one thing, without the mornings' sheets."""
        return [mail for mail in self.mails("task") if mail["headers"].get("X-Followthrough-Step") != "report"]

    def subjects(self, kind: str) -> list[str]:
        return [mail["subject"] for mail in self.mails(kind)]

    def answers_last_task(self, **fields: str) -> Response:
        """Open the answer page from the last task mail, choose, and save."""
        return self.answers(self.mails("task")[-1], **fields)

    def answers(self, task: Json, **fields: str) -> Response:
        """Open the answer page from this mail, choose, and save."""
        return answers(links_of(task)[0], fields, bench=self.bench)

    def whats(self, follow_up: str) -> list[str]:
        """The history of a commitment, as its codes."""
        return [entry["what"] for entry in self.owed(follow_up)["history"]]

    def becauses(self, follow_up: str) -> list[str]:
        return [entry["because"] for entry in self.owed(follow_up)["history"]]

    def dead_letters(self) -> int:
        return sum(queue["messages"] for queue in self.bench.queues() if queue["dead_letter"])


def sqs_event(*bodies: str, queue: str = "arn:aws:sqs:eu-west-1:123456789012:inbox", first: int = 0) -> Json:
    """The event with which Lambda hands over these messages, each with its own id."""
    return {"Records": [_record(body, number=first + index, queue=queue) for index, body in enumerate(bodies)]}


def _record(body: str, *, number: int, queue: str) -> Json:
    return {
        "messageId": f"message-{number}",
        "receiptHandle": f"receipt-{number}",
        "body": body,
        "attributes": {
            "ApproximateReceiveCount": "1",
            "SentTimestamp": "0",
            "SenderId": "door",
            "ApproximateFirstReceiveTimestamp": "0",
        },
        "messageAttributes": {},
        "md5OfBody": "",
        "eventSource": "aws:sqs",
        "eventSourceARN": queue,
        "awsRegion": "eu-west-1",
    }


def as_text(value: object) -> str:
    return json.dumps(value, default=str)
