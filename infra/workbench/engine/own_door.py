"""When a function knocks at the stack's own address, the knock stays in this process: nothing here has a network."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch
from urllib.parse import urlsplit

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import EndpointConnectionError
from botocore.httpsession import URLLib3Session

from workbench.engine.api import Api, Request


@contextmanager
def doors_inside(api: Api, *, base_url: str) -> Iterator[None]:
    """While this lasts, HTTP to this address is answered by the routes of the template, and any other by nobody.

    The knock is a call inside the request that caused it, so nothing waits for a lock that it holds itself.
    """

    def send(_: URLLib3Session, request: AWSPreparedRequest) -> AWSResponse:
        if not request.url.startswith(f"{base_url}/"):
            raise EndpointConnectionError(endpoint_url=request.url)
        body = request.body.encode() if isinstance(request.body, str) else request.body or b""
        headers = tuple((name, _text(value)) for name, value in request.headers.items())
        path = urlsplit(request.url).path
        answer = api.answer(Request(method=request.method, path=path, headers=headers, body=body))
        return AWSResponse(request.url, answer.status, dict(answer.headers), None)

    with patch.object(URLLib3Session, "send", send):
        yield


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value
