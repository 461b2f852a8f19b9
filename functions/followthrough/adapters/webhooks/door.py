"""The door: a request becomes a delivery in the inbox, or is refused with one text for every bad signature.

Standard library only, but for the queue and the secrets that are handed in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from followthrough.adapters.aws.queues import Queue
from followthrough.adapters.aws.secrets import SourceSecrets
from followthrough.adapters.webhooks.delivery import MAX_BYTES, Delivery, taken
from followthrough.adapters.webhooks.handshake import Greeting, greeting
from followthrough.adapters.webhooks.sources import SourceSpec
from followthrough.adapters.webhooks.verify import verify
from followthrough.application.ports import Clock
from followthrough.domain.errors import BadSignature, TooLarge, UnknownSource, Unreachable


@dataclass(frozen=True, kw_only=True)
class Request:
    """One HTTP request as it arrived: exact bytes, headers in any case."""

    source: str
    headers: Mapping[str, str]
    body: bytes
    url_secret: str | None = None
    method: str = "POST"
    host: str = ""
    path: str = ""
    """As it stood in the address, with the query if there was one."""


class Published(Protocol):
    """Where the sources are read from."""

    def now(self) -> Mapping[str, SourceSpec]:
        """Every source in force, by its id. Raises Unreachable if nobody can say."""


@dataclass(frozen=True, kw_only=True)
class Door:
    """Verifies and parks; nothing is decided here."""

    published: Published
    secrets: SourceSecrets
    inbox: Queue
    clock: Clock
    base_url: str = ""
    """Where senders believe to find us, for those that sign it; without it, the host that they asked for."""

    def greeting(self, request: Request) -> Greeting | None:
        """What a sender that introduces itself wants to hear. Stores nothing, needs no secret. Raises UnknownSource."""
        handshake = self._spec(request).handshake
        return greeting(handshake, method=request.method, headers=request.headers, body=request.body)

    def is_signed(self, request: Request) -> bool:
        """Whether it claims to be a delivery. Only a POST can be one."""
        verify = self._spec(request).verify
        if request.method != "POST":
            return False
        if verify.scheme == "url_secret":
            return request.url_secret is not None
        return any(name.lower() in verify.headers for name in request.headers)

    def receive(self, request: Request) -> Delivery:
        """The delivery, once it lies safely in the inbox.

        Raises UnknownSource, TooLarge, BadSignature, and Unreachable if it could not be stored or nobody can say
        which sources there are.
        """
        spec = self._spec(request)
        if len(request.body) > MAX_BYTES:
            raise TooLarge
        if request.method != "POST":
            raise BadSignature("missing")
        self._verify(spec, request)
        delivery = taken(spec, headers=request.headers, body=request.body, received_at=self.clock.now())
        self.inbox.send(delivery.to_message())
        return delivery

    def known(self, source: str | None) -> str | None:
        """The name of this source if it is one of ours: a stranger's word is written down nowhere."""
        try:
            return source if source in self.published.now() else None
        except Unreachable:
            return None

    def _spec(self, request: Request) -> SourceSpec:
        sources = self.published.now()
        if request.source not in sources:
            raise UnknownSource
        return sources[request.source]

    def _verify(self, spec: SourceSpec, request: Request) -> None:
        """With the secrets we hold, and once more with fresh ones: a sender may have changed its secret just now."""
        try:
            self._verify_once(spec, request)
        except BadSignature:
            if not self.secrets.refreshed():
                raise
            self._verify_once(spec, request)

    def _verify_once(self, spec: SourceSpec, request: Request) -> None:
        verify(
            spec.verify,
            headers=request.headers,
            body=request.body,
            secrets=self.secrets.of(spec.id),
            url_secret=request.url_secret,
            now=self.clock.now(),
            method=request.method,
            url=(self.base_url or f"https://{request.host}") + request.path,
        )
