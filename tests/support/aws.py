"""AWS in memory: the ledger's table as template.yaml makes it, every attempt written down, any answer spoiled on request."""

from __future__ import annotations

import base64
import json
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boto3
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.exceptions import ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError
from moto import mock_aws
from moto.backends import get_backend

from followthrough.adapters.aws.ledger import DynamoLedger
from followthrough.adapters.aws.queues import Queue
from followthrough.adapters.aws.records import Keys
from followthrough.adapters.aws.secrets import SecretMap, SourceSecrets
from followthrough.adapters.webhooks.door import Door
from followthrough.bootstrap import door
from followthrough.bootstrap.engine import PATIENCE, Engine
from followthrough.domain.commitment import Commitment
from followthrough.settings import PREFIX, Settings
from support.deliveries import SOURCES
from support.fakes import FakeClock, FixedSources
from workbench.engine.wire import Call, Proceed, Wire
from workbench.stack import moto_repair
from workbench.stack.expand import parse

REGION, ACCOUNT = "eu-west-1", "123456789012"
BUSINESS, TABLE, GROUP = "corncrake", "ledger", "alarms"
BASE_URL = "https://promises.corncrake.example"
QUEUES = ("inbox", "inbox_dead_letters", "due", "due_dead_letters", "deliveries", "deliveries_dead_letters")
TEMPLATE = Path(__file__).parents[2] / "template.yaml"

SHOPIFY_KEY, URL_SECRET = "shop-key-of-corncrake", "a-long-part-of-the-address"
SOURCE_SECRETS = {
    "shopify": [{"id": "1", "value": SHOPIFY_KEY}],
    "repairshopr": [{"id": "1", "value": URL_SECRET}],
}

Fault = Callable[[Call, Proceed], AWSResponse]


def passed(_: Call, proceed: Proceed) -> AWSResponse:
    """No fault: for an attempt before the one that is meant."""
    return proceed()


def after_the_token_was_forgotten(_: Call, proceed: Proceed) -> AWSResponse:
    """DynamoDB remembers a transaction's token for ten minutes: these are over."""
    vars(get_backend("dynamodb")[ACCOUNT][REGION]).pop("tokens", None)
    return proceed()


def unreachable(call: Call, _: Proceed) -> AWSResponse:
    """Nobody answers; the request never arrived."""
    raise EndpointConnectionError(endpoint_url=call.request.url)


def connect_timeout(call: Call, _: Proceed) -> AWSResponse:
    """The line is never established."""
    raise ConnectTimeoutError(endpoint_url=call.request.url)


def answer_lost(call: Call, proceed: Proceed) -> AWSResponse:
    """It is done, and nobody hears of it."""
    proceed()
    raise ReadTimeoutError(endpoint_url=call.request.url)


def refused(code: str, *, status: int = 400, **more: object) -> Fault:
    """AWS answers with an error instead of doing it."""
    content = json.dumps({"__type": code, "message": "No.", **more}).encode()
    headers = {"x-amzn-errortype": code}
    return lambda call, _: AWSResponse(
        call.request.url, status, headers, SimpleNamespace(stream=lambda: iter([content]))
    )


@dataclass
class Cloud:
    """What the tests have of AWS."""

    calls: list[str] = field(default_factory=list)
    """Every attempt of every call, as `sqs.SendMessage`."""
    asked: list[dict[str, Any]] = field(default_factory=list)
    """What each of them said, where it was JSON."""
    _faults: dict[str, deque[Fault]] = field(default_factory=dict)

    def spoil(self, call: str, *faults: Fault) -> None:
        """The next attempts of this call meet these faults, one each."""
        self._faults.setdefault(call, deque()).extend(faults)

    def watch(self, call: Call, proceed: Proceed) -> AWSResponse:
        self.calls.append(call.name)
        self.asked.append(json.loads(call.body) if call.body.startswith(b"{") else {})
        waiting = self._faults.get(call.name)
        return waiting.popleft()(call, proceed) if waiting else proceed()

    def count(self, call: str) -> int:
        return self.calls.count(call)

    def last(self, call: str) -> dict[str, Any]:
        """What was asked the last time."""
        return next(asked for name, asked in zip(self.calls[::-1], self.asked[::-1], strict=True) if name == call)

    def forget_calls(self) -> None:
        self.calls.clear()
        self.asked.clear()

    def ledger(self, *, business_id: str = BUSINESS) -> DynamoLedger:
        """The ledger, on a table that is made as the template says."""
        self._make_table()
        return DynamoLedger(client=client("dynamodb"), table=TABLE, business_id=business_id)

    def table_image(self) -> dict[str, dict[str, Any]]:
        """Every item as it lies there: what must be the same before and after a look."""
        items = client("dynamodb").scan(TableName=TABLE)["Items"]
        return {f"{item['pk']['S']} {item['sk']['S']}": item for item in items}

    def queue(self, name: str) -> Queue:
        return Queue(client=client("sqs"), url=queue_url(name))

    def messages(self, name: str) -> list[dict[str, Any]]:
        """What lies in a queue, whether it is visible yet or not."""
        queue = get_backend("sqs")[ACCOUNT][REGION].queues[name]
        return [
            {"body": message.body, "reason": message.message_attributes.get("reason", {}).get("StringValue")}
            for message in queue._messages
        ]

    def take(self, name: str, *, received: int = 1) -> dict[str, Any]:
        """Everything visible in a queue, as Lambda hands it to a function."""
        told = client("sqs").receive_message(QueueUrl=queue_url(name), MaxNumberOfMessages=10)
        return sqs_event(*told.get("Messages", []), received=received)

    def mails(self) -> list[str]:
        return [mail.raw_data for mail in get_backend("ses")[ACCOUNT][REGION].sent_messages]

    def schedules(self) -> list[dict[str, Any]]:
        """Every schedule of the group, in full."""
        scheduler = client("scheduler")
        names = [schedule["Name"] for schedule in scheduler.list_schedules(GroupName=GROUP)["Schedules"]]
        return [scheduler.get_schedule(GroupName=GROUP, Name=name) for name in names]

    def secret(self, name: str, values: dict[str, Any] | str, *, clock: FakeClock) -> SecretMap:
        """A secret that says this, and its reader."""
        text = values if isinstance(values, str) else json.dumps(values)
        client("secretsmanager").create_secret(Name=name, SecretString=text)
        return SecretMap(client=client("secretsmanager"), secret_id=name, clock=clock)

    def says_now(self, name: str, values: dict[str, Any]) -> None:
        """The secret is changed."""
        client("secretsmanager").put_secret_value(SecretId=name, SecretString=json.dumps(values))

    def door(self, clock: FakeClock) -> Door:
        """The webhook door, with an empty inbox and a secret for some of the sources."""
        client("sqs", config=door.PATIENCE).create_queue(QueueName="inbox")
        self.secret("source-secrets", SOURCE_SECRETS, clock=clock)
        secret = SecretMap(
            client=client("secretsmanager", config=door.PATIENCE), secret_id="source-secrets", clock=clock
        )
        inbox = Queue(client=client("sqs", config=door.PATIENCE), url=queue_url("inbox"))
        self.forget_calls()
        return Door(published=FixedSources(SOURCES), secrets=SourceSecrets(secret), inbox=inbox, clock=clock)

    def engine(self, clock: FakeClock) -> CloudEngine:
        """Everything behind the door, as it is deployed, on a stack that is made now."""
        self._make_table()
        client("scheduler").create_schedule_group(Name=GROUP)
        client("sesv2").create_email_identity(EmailIdentity="corncrake.example")
        for name in QUEUES:
            client("sqs").create_queue(QueueName=name)
        self.secret("link-keys", {"contacts": "a-key-for-contacts", "links": {"1": "a-key-for-links"}}, clock=clock)
        engine = CloudEngine(Settings.from_env(environment()))
        engine.clock = clock  # type: ignore[assignment]
        self.forget_calls()
        return engine

    def _make_table(self) -> None:
        client("dynamodb").create_table(TableName=TABLE, **_ledger_properties())


class CloudEngine(Engine):
    """The engine on clients that are made once for all tests, and on a clock that is moved by hand."""

    def _client(self, service: str, *, config: Config = PATIENCE) -> Any:
        return client(service, config=config)


@contextmanager
def a_cloud() -> Iterator[Cloud]:
    """An empty AWS for as long as this lasts."""
    cloud = Cloud()
    moto_repair.install()
    try:
        with mock_aws(), Wire(layers=[cloud.watch]).laid():
            yield cloud
    finally:
        moto_repair.remove()


@cache
def client(service: str, *, config: Config = PATIENCE) -> Any:
    """A client as bootstrap makes it."""
    return boto3.client(
        service, region_name=REGION, aws_access_key_id="nobody", aws_secret_access_key="nothing", config=config
    )


def queue_url(name: str) -> str:
    return f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/{name}"


def environment() -> dict[str, str]:
    """What template.yaml tells the functions, all in one."""
    told = {f"{name}_url": queue_url(name) for name in QUEUES} | {
        "business_id": BUSINESS,
        "table": TABLE,
        "due_arn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:due",
        "alarm_group": GROUP,
        "alarm_role_arn": f"arn:aws:iam::{ACCOUNT}:role/alarms",
        "alarm_dead_letters_arn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:due_dead_letters",
        "link_keys": "link-keys",
        "base_url": BASE_URL,
    }
    return {PREFIX + name.upper(): value for name, value in told.items()}


def sqs_event(*messages: dict[str, Any] | str, received: int = 1) -> dict[str, Any]:
    """A batch of a queue: messages as SQS gives them, or bare bodies."""
    records = []
    for number, message in enumerate(messages):
        given = {"Body": message} if isinstance(message, str) else message
        records.append(
            {
                "messageId": given.get("MessageId", f"message-{number}"),
                "receiptHandle": given.get("ReceiptHandle", f"receipt-{number}"),
                "body": given["Body"],
                "attributes": {"ApproximateReceiveCount": str(received)},
                "messageAttributes": {},
                "eventSource": "aws:sqs",
                "awsRegion": REGION,
            }
        )
    return {"Records": records}


def failed(answer: dict[str, Any]) -> list[str]:
    """Which items of a batch come again."""
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def http_event(
    method: str,
    path: str,
    *,
    parameters: dict[str, str],
    headers: dict[str, str] | None = None,
    body: bytes | None = None,
    plain: bool = False,
) -> dict[str, Any]:
    """A request as an HTTP API hands it over (payload format 2.0): the body in base64, or plain where it is text."""
    told = None if body is None else body.decode() if plain else base64.b64encode(body).decode()
    return {
        "version": "2.0",
        "rawPath": path,
        "headers": headers or {},
        "pathParameters": parameters,
        "requestContext": {"http": {"method": method, "path": path, "sourceIp": "203.0.113.7"}},
        "body": told,
        "isBase64Encoded": body is not None and not plain,
    }


def stream_event(*changes: tuple[Commitment | None, Commitment | None]) -> dict[str, Any]:
    """What the ledger's stream says of these changes, each from old to new."""
    keys = Keys(BUSINESS)
    records = []
    for number, (old, new) in enumerate(changes):
        images = {"OldImage": old, "NewImage": new}
        items = {name: keys.item(image, write="w") for name, image in images.items() if image is not None}
        records.append(
            {
                "eventID": str(number),
                "eventName": "MODIFY" if old else "INSERT",
                "eventSource": "aws:dynamodb",
                "awsRegion": REGION,
                "dynamodb": {"SequenceNumber": f"seq-{number}", "StreamViewType": "NEW_AND_OLD_IMAGES", **items},
            }
        )
    return {"Records": records}


@cache
def _ledger_properties() -> dict[str, Any]:
    told = parse(TEMPLATE)["Resources"]["Ledger"]["Properties"]
    return {name: told[name] for name in ("BillingMode", "KeySchema", "AttributeDefinitions", "GlobalSecondaryIndexes")}
