"""The mail service, SES: raw MIME, exactly one attempt, and an honest word about what became of it.

SES has no idempotency token, and an SDK that retries a lost answer sends a second mail. So the client given to us
makes one attempt, and what cannot be known is said (FateUnknown), never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ParamValidationError,
    ProxyConnectionError,
    SSLError,
)

from followthrough.adapters.mime import to_bytes
from followthrough.application.ports import Message
from followthrough.domain.errors import FateUnknown, Malformed, NotSent

NEVER_LEFT = (
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ParamValidationError,
    ProxyConnectionError,
    SSLError,
)
"""The request did not reach SES, so no mail can have gone out."""

NEVER_WILL = frozenset({"MessageRejected", "BadRequestException"})
"""SES looked at this mail and will not send it; trying again helps nobody."""

STEP_TAG, GENERATION_TAG, COMMITMENT_TAG, KIND_TAG = "step", "generation", "commitment", "kind"


@dataclass(frozen=True, kw_only=True)
class SesPost:
    """Hands one mail over to SES v2."""

    client: Any
    domain: str
    """The domain of the thread ids in References."""
    configuration_set: str | None

    def send(self, message: Message) -> str:
        arguments = self._arguments(message)
        try:
            answer = self.client.send_email(**arguments)
        except NEVER_LEFT as error:
            raise NotSent from error
        except ClientError as error:
            raise _meaning_of(error) from error
        except BotoCoreError as error:
            raise FateUnknown from error
        return str(answer["MessageId"])

    def _arguments(self, message: Message) -> dict[str, Any]:
        """What SES is asked; the addresses are taken from the MIME headers, which one sanitiser has written."""
        arguments: dict[str, Any] = {
            "Content": {"Raw": {"Data": to_bytes(message, message_id_domain=self.domain)}},
            "EmailTags": [{"Name": name, "Value": value} for name, value in _tags(message)],
        }
        if self.configuration_set:
            arguments["ConfigurationSetName"] = self.configuration_set
        return arguments


def _tags(message: Message) -> list[tuple[str, str]]:
    """Ids by which SES's later notices about this mail are understood; never a name or an address."""
    tags = [(KIND_TAG, message.kind)]
    if message.step is not None:
        tags.append((STEP_TAG, message.step.value))
    if message.generation is not None:
        tags.append((GENERATION_TAG, str(message.generation)))
    if message.generation is not None or len(message.commitments) == 1:
        tags.append((COMMITMENT_TAG, message.commitments[0]))
    return tags


def _meaning_of(error: ClientError) -> Exception:
    """What a refusal of SES says about the mail: a 4xx surely kept it back, a 5xx nobody can tell."""
    code = str(error.response.get("Error", {}).get("Code", ""))
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if code in NEVER_WILL:
        return Malformed(f"The mail service refuses this mail ({code}).")
    if status < HTTPStatus.INTERNAL_SERVER_ERROR or "Throttl" in code:
        return NotSent(f"The mail service does not take mails now ({code}).")
    return FateUnknown()
