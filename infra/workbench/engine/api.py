"""The HTTP API of the template: finds the function of a route and speaks payload format 2.0 with it.

(Amazon API Gateway Developer Guide, "Create AWS Lambda proxy integrations for HTTP APIs".)
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote

from workbench.engine.clock import VirtualClock
from workbench.engine.functions import FunctionFailed, Functions
from workbench.stack.description import Route
from workbench.stack.resolve import ACCOUNT

Json = dict[str, Any]
Headers = Sequence[tuple[str, str]]

LARGEST_BODY = 10 * 1024 * 1024
"""An HTTP API takes 10 MB and answers 413 to more."""

_TEXT = re.compile(r"text/.*|application/(json|javascript|xml|.*\+json|.*\+xml)")


@dataclass(frozen=True, kw_only=True)
class Request:
    """One HTTP request, byte for byte."""

    method: str
    path: str
    """As it was sent: still percent-encoded, without the query."""
    query: str = ""
    headers: Headers = ()
    body: bytes = b""


@dataclass(frozen=True, kw_only=True)
class Response:
    """What goes back."""

    status: int
    headers: Headers = ()
    body: bytes = b""

    @property
    def text(self) -> str:
        return self.body.decode()

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


class Api:
    """Every route of the template."""

    def __init__(self, routes: Sequence[Route], *, functions: Functions, clock: VirtualClock, host: str) -> None:
        self._routes = [(route, _pattern(route.path)) for route in routes]
        self._functions = functions
        self._clock = clock
        self._host = host

    def answer(self, request: Request) -> Response:
        """The answer of the deployed function, or the gateway's own."""
        route, parameters = self._route(request)
        if route is None:
            return _said(404, "Not Found")
        if len(request.body) > LARGEST_BODY:
            return _said(413, "Request Entity Too Large")
        try:
            answer = self._functions.call(route.function, self._event(request, route, parameters))
            return _response(answer)
        except (FunctionFailed, MalformedAnswer):
            return _said(500, "Internal Server Error")

    def _route(self, request: Request) -> tuple[Route | None, Json]:
        for route, pattern in self._routes:
            match = pattern.fullmatch(request.path)
            if match and route.method == request.method.upper():
                return route, {name: unquote(value) for name, value in match.groupdict().items()}
        return None, {}

    def _event(self, request: Request, route: Route, parameters: Json) -> Json:
        headers = _joined(request.headers)
        cookies = headers.pop("cookie", None)
        body, is_base64 = _body(request.body, headers.get("content-type", ""))
        event: Json = {
            "version": "2.0",
            "routeKey": f"{route.method} {route.path}",
            "rawPath": request.path,
            "rawQueryString": request.query,
            "headers": headers,
            "requestContext": self._context(request, route, headers),
            "pathParameters": parameters,
            "isBase64Encoded": is_base64,
        }
        if cookies:
            event["cookies"] = re.split(r";\s*", cookies)
        if request.query:
            event["queryStringParameters"] = _joined(parse_qsl(request.query, keep_blank_values=True), lower=False)
        return event if body is None else {**event, "body": body}

    def _context(self, request: Request, route: Route, headers: Json) -> Json:
        now = self._clock.now()
        return {
            "accountId": ACCOUNT,
            "apiId": "workbench",
            "domainName": self._host,
            "domainPrefix": self._host.partition(".")[0],
            "http": {
                "method": request.method.upper(),
                "path": request.path,
                "protocol": "HTTP/1.1",
                "sourceIp": "127.0.0.1",
                "userAgent": headers.get("user-agent", ""),
            },
            "requestId": f"{int(now.timestamp() * 1000):x}",
            "routeKey": f"{route.method} {route.path}",
            "stage": "$default",
            "time": f"{now:%d/%b/%Y:%H:%M:%S} +0000",
            "timeEpoch": int(now.timestamp() * 1000),
        }


class MalformedAnswer(ValueError):
    """A function answered what an HTTP API cannot pass on."""


def _pattern(path: str) -> re.Pattern[str]:
    """`/a/{token}` as an expression; a greedy `{proxy+}` takes the rest."""
    parts = re.split(r"\{(\w+)(\+?)\}", path)
    expression = re.escape(parts[0])
    for name, greedy, rest in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        expression += f"(?P<{name}>{'.+' if greedy else '[^/]+'})" + re.escape(rest)
    return re.compile(expression)


def _joined(pairs: Headers, *, lower: bool = True) -> dict[str, str]:
    joined: dict[str, str] = {}
    for name, value in pairs:
        key = name.lower() if lower else name
        joined[key] = f"{joined[key]},{value}" if key in joined else value
    return joined


def _body(body: bytes, content_type: str) -> tuple[str | None, bool]:
    """Text stays text; forms and everything else arrive in base64."""
    if not body:
        return None, False
    if _TEXT.fullmatch(content_type.partition(";")[0].strip().lower()):
        try:
            return body.decode(), False
        except UnicodeDecodeError:
            pass
    return base64.b64encode(body).decode(), True


def _response(answer: Any) -> Response:
    if not isinstance(answer, dict) or "statusCode" not in answer:
        content = answer if isinstance(answer, str) else json.dumps(answer)
        return Response(status=200, headers=(("content-type", "application/json"),), body=content.encode())
    body: str = answer.get("body") or ""
    headers = [(str(name), str(value)) for name, value in (answer.get("headers") or {}).items()]
    headers += [("set-cookie", cookie) for cookie in answer.get("cookies") or ()]
    try:
        payload = base64.b64decode(body, validate=True) if answer.get("isBase64Encoded") else body.encode()
        return Response(status=int(answer["statusCode"]), headers=tuple(headers), body=payload)
    except (ValueError, AttributeError, TypeError) as error:
        raise MalformedAnswer from error


def _said(status: int, message: str) -> Response:
    body = json.dumps({"message": message}, separators=(",", ":"))
    return Response(status=status, headers=(("content-type", "application/json"),), body=body.encode())
