from __future__ import annotations

import base64
from typing import Any

import pytest

from support.toys import Toybox
from workbench.bench import Bench


def given(toys: Toybox) -> dict[str, Any]:
    (event,) = toys.given_to("Answer")
    return dict(event)


def test_a_request_arrives_in_payload_format_2(bench: Bench, toys: Toybox) -> None:
    headers = {"Accept": "text/html", "Cookie": "a=1; b=2", "User-Agent": "me"}
    bench.request("GET", "/a/to%2Fken?x=1&x=2&y=", headers=headers)

    event = given(toys)
    assert (event["version"], event["routeKey"]) == ("2.0", "GET /a/{token}")
    assert (event["rawPath"], event["rawQueryString"]) == ("/a/to%2Fken", "x=1&x=2&y=")
    assert event["pathParameters"] == {"token": "to/ken"}
    assert event["queryStringParameters"] == {"x": "1,2", "y": ""}
    assert event["headers"] == {"accept": "text/html", "user-agent": "me"}
    assert event["cookies"] == ["a=1", "b=2"]
    assert event["isBase64Encoded"] is False
    assert event["requestContext"]["http"]["method"] == "GET"
    assert event["requestContext"]["http"]["userAgent"] == "me"
    assert "body" not in event


@pytest.mark.parametrize(
    ("content_type", "body", "encoded"),
    [
        ("application/json; charset=utf-8", b'{"a": 1}', False),
        ("text/plain", "ö".encode(), False),
        ("application/vnd.api+json", b"{}", False),
        ("application/x-www-form-urlencoded", b"outcome=done", True),
        ("application/octet-stream", b"\xff", True),
        ("application/json", b"\xff", True),
        ("", b"{}", True),
    ],
)
def test_text_stays_text_and_everything_else_is_base64(
    bench: Bench, toys: Toybox, content_type: str, body: bytes, encoded: bool
) -> None:
    bench.request("POST", "/a/x", headers={"content-type": content_type}, body=body)

    event = given(toys)
    assert event["isBase64Encoded"] is encoded
    assert (base64.b64decode(event["body"]) if encoded else event["body"].encode()) == body


def test_an_answer_goes_back_with_headers_cookies_and_bytes(bench: Bench, toys: Toybox) -> None:
    toys.does["Answer"] = lambda _event: {
        "statusCode": 201,
        "headers": {"content-type": "image/png"},
        "cookies": ["a=1", "b=2"],
        "body": base64.b64encode(b"\x89PNG").decode(),
        "isBase64Encoded": True,
    }
    answer = bench.request("GET", "/a/x")

    assert (answer.status, answer.body) == (201, b"\x89PNG")
    assert answer.headers == (("content-type", "image/png"), ("set-cookie", "a=1"), ("set-cookie", "b=2"))


def test_a_plain_value_is_a_json_answer(bench: Bench, toys: Toybox) -> None:
    toys.does["Answer"] = lambda _event: {"fine": True}
    answer = bench.request("GET", "/a/x")

    assert (answer.status, answer.text, answer.header("Content-Type")) == (200, '{"fine": true}', "application/json")


@pytest.mark.parametrize(("method", "path"), [("GET", "/"), ("GET", "/a"), ("GET", "/a/x/y"), ("DELETE", "/a/x")])
def test_what_has_no_route_is_not_found(bench: Bench, toys: Toybox, method: str, path: str) -> None:
    answer = bench.request(method, path)

    assert (answer.status, answer.text) == (404, '{"message":"Not Found"}')
    assert toys.given == []


def test_more_than_ten_megabytes_are_refused_before_the_function(bench: Bench, toys: Toybox) -> None:
    answer = bench.request("POST", "/a/x", body=b"x" * (10 * 1024 * 1024 + 1))

    assert answer.status == 413
    assert toys.given == []


@pytest.mark.parametrize(
    "does",
    [
        lambda _event: 1 / 0,
        lambda _event: {"statusCode": "soon"},
        lambda _event: {"statusCode": 200, "body": 5},
        lambda _event: {"statusCode": 200, "body": "%%%", "isBase64Encoded": True},
        lambda _event: {1, 2},
    ],
)
def test_a_function_that_fails_is_an_internal_server_error(bench: Bench, toys: Toybox, does: Any) -> None:
    toys.does["Answer"] = does
    answer = bench.request("GET", "/a/x")

    assert (answer.status, answer.text) == (500, '{"message":"Internal Server Error"}')
