"""The writing side of the map of source secrets: one source changes, no other is touched, and nobody is overwritten.

Secrets Manager writes without asking what was there. So a new version is put beside the current one, and becomes the
current one only if that is still the version we read: UpdateSecretVersionStage moves a label from a named version.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from followthrough.adapters.webhooks.rotation import Entry, alive
from followthrough.domain.errors import Conflict, Unreachable

CURRENT, PROPOSED = "AWSCURRENT", "FOLLOWTHROUGH_PROPOSED"

Rule = Callable[[list[Entry]], list[Entry]]


class SecretStore:
    """The map of source secrets, in Secrets Manager."""

    def __init__(self, *, client: Any, secret_id: str) -> None:
        self._client = client
        self._secret_id = secret_id

    def __repr__(self) -> str:
        return "SecretStore(…)"

    def values(self) -> dict[str, Any]:
        """The whole map as it is now. Raises Unreachable."""
        return self._read()[0]

    def change(self, source: str, rule: Rule) -> list[Entry]:
        """Let `rule` decide anew which secrets of this source are alive, and write that.

        Raises Conflict if somebody else wrote meanwhile, Unreachable, and what `rule` raises.
        """
        values, version = self._read()
        entries = rule(alive(values.get(source)))
        proposed = {**values, source: entries}
        if not entries:
            del proposed[source]
        self._write(proposed, instead_of=version)
        return entries

    def _read(self) -> tuple[dict[str, Any], str]:
        answer = _reached("read", lambda: self._client.get_secret_value(SecretId=self._secret_id, VersionStage=CURRENT))
        try:
            values = json.loads(answer["SecretString"])
        except (KeyError, ValueError):
            values = None
        if not isinstance(values, dict):
            raise Unreachable("The secret is not a JSON object; please mend it in Secrets Manager.")
        return values, str(answer["VersionId"])

    def _write(self, values: dict[str, Any], *, instead_of: str) -> None:
        token = str(uuid.uuid4())
        _reached(
            "written",
            lambda: self._client.put_secret_value(
                SecretId=self._secret_id,
                SecretString=json.dumps(values),
                ClientRequestToken=token,
                VersionStages=[PROPOSED],
            ),
        )
        try:
            self._make_current(token, instead_of=instead_of)
        except Conflict:
            if self._read()[1] != token:  # else it was our own move, whose answer was lost
                raise

    def _make_current(self, version: str, *, instead_of: str) -> None:
        try:
            self._client.update_secret_version_stage(
                SecretId=self._secret_id,
                VersionStage=CURRENT,
                MoveToVersionId=version,
                RemoveFromVersionId=instead_of,
            )
        except (ClientError, BotoCoreError) as error:
            if _code(error) == "InvalidParameterException":
                raise Conflict("Somebody else changed the secrets at the same moment; please try again.") from error
            raise Unreachable(f"The secrets cannot be written: {_code(error)}.") from error


def _reached(done: str, call: Callable[[], Any]) -> Any:
    """The answer. Raises Unreachable with the code of AWS, never with what was sent."""
    try:
        return call()
    except (ClientError, BotoCoreError) as error:
        raise Unreachable(f"The secrets cannot be {done}: {_code(error)}.") from error


def _code(error: ClientError | BotoCoreError) -> str:
    return str(error.response["Error"]["Code"]) if isinstance(error, ClientError) else type(error).__name__
