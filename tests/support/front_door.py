"""The webhook door with every sender of `senders` before it, its inbox and its secrets in memory."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from followthrough.adapters.webhooks.delivery import Delivery
from followthrough.adapters.webhooks.door import Door
from followthrough.domain.errors import Unreachable
from support.fakes import FakeClock, FixedSources
from support.senders import BASE_URL, NOW, SENDERS, Sender


@dataclass
class MemoryInbox:
    """What lies in the inbox; a queue that is down takes nothing."""

    messages: list[str] = field(default_factory=list)
    is_down: bool = False

    def send(self, body: str) -> None:
        if self.is_down:
            raise Unreachable
        self.messages.append(body)

    @property
    def deliveries(self) -> list[Delivery]:
        return [Delivery.from_message(message) for message in self.messages]


class MemorySecrets:
    """Each sender's secret; nobody changes one meanwhile."""

    def of(self, source: str) -> tuple[str, ...]:
        return (SENDERS[source].secret,)

    def refreshed(self) -> bool:
        return False


def a_front_door(inbox: MemoryInbox) -> Door:
    return Door(
        published=FixedSources({name: sender.spec for name, sender in SENDERS.items()}),
        secrets=MemorySecrets(),  # type: ignore[arg-type]
        inbox=inbox,  # type: ignore[arg-type]
        clock=FakeClock(NOW),
        base_url=BASE_URL,
    )


def a_request(
    sender: Sender, body: bytes, *, headers: Mapping[str, str] | None = None, method: str = "POST", plain: bool = False
) -> dict[str, Any]:
    """What the gateway hands over of this sender's request, genuine unless other headers are given."""
    _, _, source, *secret = sender.path.split("/")
    return {
        "version": "2.0",
        "rawPath": sender.path,
        "rawQueryString": "",
        "headers": dict(sender.headers(body) if headers is None else headers),
        "pathParameters": {"source": source} | ({"secret": secret[0]} if secret else {}),
        "requestContext": {"domainName": "abc.execute-api.example", "http": {"method": method, "path": sender.path}},
        "body": body.decode() if plain else base64.b64encode(body).decode(),
        "isBase64Encoded": not plain,
    }
