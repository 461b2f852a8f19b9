"""Secrets, by name, from Secrets Manager: kept for five minutes, so that a rotation is seen soon and costs nothing."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from followthrough.application.ports import Clock
from followthrough.domain.errors import Unreachable

KEPT_FOR = dt.timedelta(minutes=5)
FORCED_AT_MOST_EVERY = dt.timedelta(minutes=1)


class SecretMap:
    """One secret that is a JSON object."""

    def __init__(self, *, client: Any, secret_id: str, clock: Clock) -> None:
        self._client = client
        self._secret_id = secret_id
        self._clock = clock
        self._values: dict[str, Any] = {}
        self._read_at: dt.datetime | None = None
        self._asked_at: dt.datetime | None = None

    def __repr__(self) -> str:
        return "SecretMap(…)"

    def values(self) -> dict[str, Any]:
        """What the secret says, at most five minutes old. Raises Unreachable."""
        if self._read_at is None or not dt.timedelta() <= self._clock.now() - self._read_at < KEPT_FOR:
            self._read()
        return self._values

    def refreshed(self) -> bool:
        """Look again because something did not fit, at most once a minute; says whether we did. Raises Unreachable.

        What we hold stays good if nobody answers.
        """
        if self._asked_at is not None and self._clock.now() - self._asked_at < FORCED_AT_MOST_EVERY:
            return False
        self._read()
        return True

    def _read(self) -> None:
        self._asked_at = self._clock.now()
        try:
            answer = self._client.get_secret_value(SecretId=self._secret_id, VersionStage="AWSCURRENT")
        except (ClientError, BotoCoreError) as error:
            raise Unreachable("The secrets cannot be read.") from error
        self._values = _object(answer.get("SecretString", ""))
        self._read_at = self._clock.now()


def _object(text: str) -> dict[str, Any]:
    """The secret as it is meant to be. Says nothing of what stood there instead: that may be a secret too."""
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        raise Unreachable("The secret is not a JSON object.")
    return values


class SourceSecrets:
    """The live secrets of each source; several may be alive while a sender changes over to a new one."""

    def __init__(self, secret: SecretMap) -> None:
        self._secret = secret

    def of(self, source: str) -> tuple[str, ...]:
        """This source's secrets; none means that nothing from it can be verified.

        What somebody pasted in another form is no secret, and harms no other.
        """
        entries = self._secret.values().get(source)
        given = (
            [entry.get("value") for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
        )
        return tuple(value for value in given if isinstance(value, str) and value)

    def refreshed(self) -> bool:
        """Whether it is worth trying again: we looked for new secrets just now."""
        return self._secret.refreshed()
