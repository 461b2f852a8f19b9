"""One look over HTTP at something that answers with JSON, such as a workbench."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from botocore.awsrequest import AWSRequest
from botocore.exceptions import BotoCoreError
from botocore.httpsession import URLLib3Session

from followthrough.domain.errors import RuleBroken, Unreachable

PATIENCE = (5, 60)
"""Seconds to connect and to be answered: a workbench does one thing after another."""


def got(url: str) -> dict[str, Any]:
    """The JSON object that came back, whatever the status; an empty one if it was none.

    Raises RuleBroken for what is no address, Unreachable if nobody answers.
    """
    where = urlsplit(url)
    if where.scheme not in {"http", "https"} or not where.hostname:
        raise RuleBroken("The address must begin with https:// or http://.")
    try:
        answer = URLLib3Session(timeout=PATIENCE).send(AWSRequest(method="GET", url=url).prepare())
    except BotoCoreError as error:
        raise Unreachable(f"{where.hostname} did not answer.") from error
    try:
        body = json.loads(answer.content)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
