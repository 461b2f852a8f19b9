"""The door: a request becomes a delivery in the inbox, or is refused with one text for every bad signature.

Standard library only, but for the queue and the secrets that are handed in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from followthrough.adapters.queues import Queue
from followthrough.adapters.secrets import SourceSecrets
from followthrough.adapters.webhooks.delivery import MAX_BYTES, Delivery, taken
from followthrough.adapters.webhooks.sources import SourceSpec
from followthrough.adapters.webhooks.verify import verify
from followthrough.application.ports import Clock
from followthrough.domain.errors import BadSignature, TooLarge, UnknownSource


@dataclass(frozen=True, kw_only=True)
class Request:
    """One HTTP request as it arrived: exact bytes, headers in any case."""

    source: str
    headers: Mapping[str, str]
    body: bytes
    url_secret: str | None = None
    method: str = "POST"
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Door:
    """Verifies and parks; nothing is decided here."""

    sources: Mapping[str, SourceSpec]
    secrets: SourceSecrets
    inbox: Queue
    clock: Clock

    def receive(self, request: Request) -> Delivery:
        """The delivery, once it lies safely in the inbox.

        Raises UnknownSource, TooLarge, BadSignature, and Unreachable if it could not be stored.
        """
        spec = self.sources.get(request.source)
        if spec is None:
            raise UnknownSource
        if len(request.body) > MAX_BYTES:
            raise TooLarge
        self._verify(spec, request)
        delivery = taken(spec, headers=request.headers, body=request.body, received_at=self.clock.now())
        self.inbox.send(delivery.to_message())
        return delivery

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
            url=request.url,
        )
