"""Keyed hashes and personal links, from one secret.

The secret holds `contacts`, which keys every hash of a contact and therefore never changes, and may hold `links`,
a map of key ids: links are signed with the last one and accepted from every one, so that keys can be changed.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import Any

from itsdangerous import BadData, URLSafeSerializer

from followthrough.adapters.aws.secrets import SecretMap
from followthrough.application.ports import Pass
from followthrough.domain.errors import BadSignature

DIGEST_BYTES = 12
ANSWER, STOP = "answer", "stop"


@dataclass(frozen=True)
class KeyedHashes:
    """HMAC-SHA256, shortened: equal contacts have equal keys, and a key tells nothing without the secret."""

    secret: SecretMap

    def of(self, kind: str, value: str) -> str:
        key = str(self.secret.values()["contacts"]).encode()
        return hmac.new(key, f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()[: 2 * DIGEST_BYTES]


@dataclass(frozen=True, kw_only=True)
class SignedLinks:
    """Links with one meaning each: the purpose is part of the key, so that one cannot pass for another."""

    secret: SecretMap
    base_url: str = ""
    """Where the pages are served; only functions that write mails need it."""

    def answer(self, commitment: str, *, bearer: str) -> str:
        return f"{self.base_url}/a/{self._signer(ANSWER).dumps([commitment, bearer])}"

    def stop(self, customer: str) -> str:
        return f"{self.base_url}/stop/{self._signer(STOP).dumps(customer)}"

    def staff(self, page: str, *, bearer: str) -> str:
        return f"{self.base_url}/{page}/{self._signer(page).dumps(bearer)}"

    def read_staff(self, page: str, token: str) -> str:
        return str(self._read(page, token))

    def read_answer(self, token: str) -> Pass:
        commitment, bearer = self._read(ANSWER, token)
        return Pass(commitment=str(commitment), bearer=str(bearer))

    def read_stop(self, token: str) -> str:
        return str(self._read(STOP, token))

    def _read(self, purpose: str, token: str) -> Any:
        try:
            return self._signer(purpose).loads(token)
        except (BadData, UnicodeError) as error:
            raise BadSignature("link") from error

    def _signer(self, purpose: str) -> URLSafeSerializer:
        values = self.secret.values()
        keys = list(values.get("links", {}).values()) or [values["contacts"]]
        return URLSafeSerializer(keys, salt=f"followthrough.{purpose}", signer_kwargs={"digest_method": hashlib.sha256})
