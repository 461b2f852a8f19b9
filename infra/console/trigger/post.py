"""One request over HTTP, once."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from botocore.awsrequest import AWSRequest
from botocore.exceptions import BotoCoreError
from botocore.httpsession import URLLib3Session

from followthrough.domain.errors import RuleBroken, Unreachable

PATIENCE = (5, 20)
"""Seconds to connect and to be answered: a cold door takes a few."""


def posted(url: str, *, headers: Mapping[str, str], body: bytes) -> int:
    """The status that came back. Raises RuleBroken for what is no address, Unreachable if nobody answers."""
    where = urlsplit(url)
    if where.scheme not in {"http", "https"} or not where.hostname:
        raise RuleBroken("The address must begin with https:// or http://.")
    request = AWSRequest(method="POST", url=url, headers=dict(headers), data=body)
    try:
        answer = URLLib3Session(timeout=PATIENCE).send(request.prepare())
    except BotoCoreError as error:
        raise Unreachable(f"{where.hostname} did not answer.") from error
    return int(answer.status_code)
