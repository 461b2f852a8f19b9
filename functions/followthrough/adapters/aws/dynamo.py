"""One call of DynamoDB, and what its errors mean. Standard library and botocore only: the door asks DynamoDB too."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from followthrough.domain.errors import Unreachable

THROTTLED = frozenset({"ThrottlingException", "ProvisionedThroughputExceededException", "RequestLimitExceeded"})
"""DynamoDB asks for patience (Developer Guide, "Error handling with DynamoDB")."""


def reached(call: Callable[[], Any]) -> Any:
    """The answer of one call. Raises Unreachable when there was none, or when DynamoDB cannot serve us now."""
    try:
        return call()
    except ClientError as error:
        if _is_passing(error):
            raise Unreachable(f"DynamoDB answered {code_of(error)}.") from error
        raise
    except BotoCoreError as error:
        raise Unreachable("DynamoDB did not answer.") from error


def code_of(error: ClientError) -> str:
    """What DynamoDB calls this error."""
    return str(error.response.get("Error", {}).get("Code", ""))


def _is_passing(error: ClientError) -> bool:
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return status >= HTTPStatus.INTERNAL_SERVER_ERROR or code_of(error) in THROTTLED
