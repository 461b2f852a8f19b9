from __future__ import annotations

import json

import pytest

from followthrough.adapters.webhooks.handshake import SMALL, Greeting, Handshake, greeting
from followthrough.adapters.webhooks.sources import parse
from followthrough.domain.errors import InvalidBusiness

SOURCE = 'id = "till"\n[verify]\nscheme = "hmac"\nheaders = ["x-till"]\n[handshake]\n'
RECEIVED = Greeting(body='{"received": true}', headers={"content-type": "application/json"})


def handshake(text: str) -> Handshake:
    return parse(SOURCE + text, file="till.toml").handshake


def answer(text: str, body: bytes = b"", method: str = "POST", **headers: str) -> Greeting | None:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return greeting(handshake(text), method=method, headers=named, body=body)


PING = 'ping = "webhook_id=[0-9]+"'
HEADER = 'challenge_header = "X-Till-Challenge"'
KEY = 'challenge_key = "challenge"'
CLOUD = "cloudevents = true"


def test_a_source_that_does_not_introduce_itself_is_not_greeted() -> None:
    assert Handshake() == handshake("")
    assert answer("", b"webhook_id=7", x_till_challenge="hello") is None
    assert answer("", method="OPTIONS", webhook_request_origin="till.example") is None


def test_a_ping_is_known_by_its_whole_body() -> None:
    assert RECEIVED == answer(PING, b"webhook_id=7")
    for body in (b"", b"webhook_id=", b"webhook_id=7&order=8", b" webhook_id=7", b"webhook_id=7\n", b"\xff"):
        assert answer(PING, body) is None


def test_a_word_in_a_header_is_said_again_as_plain_text() -> None:
    assert Greeting(body="kittiwake.7", headers={"content-type": "text/plain"}) == answer(
        HEADER, b"{}", X_TILL_CHALLENGE="kittiwake.7"
    )


def test_a_word_in_the_body_is_said_again_as_json() -> None:
    told = answer(KEY, b'{"type": "url_verification", "challenge": "kittiwake.7"}')

    assert told
    assert ({"challenge": "kittiwake.7"}, "application/json") == (json.loads(told.body), told.headers["content-type"])


def test_leave_by_options_is_given_to_the_one_who_asked() -> None:
    told = answer(CLOUD, method="OPTIONS", WebHook_Request_Origin="till.example", WebHook_Request_Rate="120")

    assert told == Greeting(headers={"webhook-allowed-origin": "till.example", "webhook-allowed-rate": "1000"})


def test_leave_is_not_given_to_nobody_nor_to_a_post() -> None:
    assert answer(CLOUD, method="OPTIONS") is None
    assert answer(CLOUD, method="POST", webhook_request_origin="till.example") is None
    assert answer(PING + "\n" + HEADER, b"webhook_id=7", method="OPTIONS", x_till_challenge="hello") is None


@pytest.mark.parametrize(
    "word", ["", " ", "<script>", "a b", "a\r\nset-cookie:x", "ö", "\ud800", "x" * 257, '"', "a\n", "*"]
)
def test_only_a_short_and_harmless_word_is_said_again(word: str) -> None:
    assert answer(HEADER, x_till_challenge=word) is None
    assert answer(CLOUD, method="OPTIONS", webhook_request_origin=word) is None
    assert answer(KEY, json.dumps({"challenge": word}).encode()) is None


@pytest.mark.parametrize(
    "body",
    [
        b"", b"challenge", b"[]", b'"challenge"', b"null", b'{"challenge": 7}', b'{"challenge": ["a"]}', b"\xff",
        b'{"event": {"challenge": "kittiwake"}}', b"[" * SMALL, b'{"challenge": ' + b"9" * 1500 + b"}", b'{"challenge": NaN}',
    ],
)  # fmt: skip
def test_a_body_without_a_word_is_no_challenge(body: bytes) -> None:
    assert answer(KEY, body) is None


def test_a_long_body_is_not_even_looked_at() -> None:
    long = b'{"challenge": "kittiwake", "filling": "' + b"x" * SMALL + b'"}'

    assert answer(KEY, long) is None
    assert answer(HEADER, b" " * (SMALL + 1), x_till_challenge="kittiwake") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('ping = "("', "till.toml: handshake.ping: this is not a regular expression: "),
        ('ping = ".*"', "till.toml: handshake.ping: an empty body would be one"),
        ("cloudevents = 1", "till.toml: handshake.cloudevents: true or false, please"),
        ("challenge_key = 7", "till.toml: handshake.challenge_key: a text in quotes, please"),
        ('pong = "x"', "till.toml: handshake.pong: there is no such key here; the keys are ping, challenge_header,"),
    ],
)
def test_a_mistake_is_shown_where_it_is(text: str, said: str) -> None:
    with pytest.raises(InvalidBusiness, match=said):
        handshake(text)
