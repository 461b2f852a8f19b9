from __future__ import annotations

import datetime as dt
import hashlib
import hmac

import pytest

from console.signing import signed_headers
from followthrough.adapters.webhooks.sources import parse
from followthrough.adapters.webhooks.verify import verify
from support.deliveries import SOURCES
from support.senders import BASE_URL, SENDERS

NOW = dt.datetime(2026, 3, 2, 11, 5, tzinfo=dt.UTC)
BODY = b'{"order": 7}'
URL = "https://promises.corncrake.example/webhooks/till"
SECRET = "whsec_Y29ybmNyYWtlLWNhbGxzLWFnYWluLTA3"

TILL = """
id = "till"
[verify]
scheme = "hmac"
headers = ["X-Till"]
encoding = "hex"
"""
BESIDE = (
    TILL
    + 'signed = "{timestamp}.{body}"\nitems = ","\npair = "="\nfield = "v1"\ntimestamp = {field = "t", unit = "ms"}'
)
WITH_ADDRESS = TILL + 'signed = "{method}{url}{body}"'


def added(text: str, **headers: str) -> dict[str, str]:
    spec = parse(text, file="till.toml")
    return signed_headers(spec, secret="key", headers=headers, body=BODY, now=NOW, url=URL)


def proof(content: str) -> str:
    return hmac.new(b"key", content.encode(), hashlib.sha256).hexdigest()


def test_a_time_beside_the_signature_is_written_as_the_sender_writes_it() -> None:
    assert {"x-till": f"t=1772449500000,v1={proof(f'1772449500000.{BODY.decode()}')}"} == added(BESIDE)


def test_the_address_is_signed_where_the_sender_signs_it() -> None:
    assert {"x-till": proof(f"POST{URL}{BODY.decode()}")} == added(WITH_ADDRESS)


def test_a_delivery_that_has_an_id_keeps_it() -> None:
    told = signed_headers(
        SOURCES["canonical"], secret=SECRET, headers={"Webhook-Id": "mine"}, body=BODY, now=NOW, url=URL
    )

    assert {"webhook-timestamp", "webhook-signature"} == set(told)


def test_a_header_that_is_signed_is_there_even_if_nobody_calls_it_an_id() -> None:
    told = added(TILL + 'signed = "{header:x-till-number|x-number}.{body}"')

    assert {"x-till-number": told["x-till-number"], "x-till": proof(f"{told['x-till-number']}.{BODY.decode()}")} == told


def test_two_deliveries_without_an_id_are_two() -> None:
    first, second = (
        signed_headers(SOURCES["canonical"], secret=SECRET, headers={}, body=BODY, now=NOW, url=URL) for _ in range(2)
    )

    assert first["webhook-id"] != second["webhook-id"]


@pytest.mark.parametrize("name", sorted(SENDERS))
def test_every_sender_adds_what_it_really_adds(name: str) -> None:
    """The headers of `signed_headers`, but for an id of its own and a second signature, are those made by hand."""
    sender = SENDERS[name]
    url = f"{BASE_URL}{sender.path}"

    told = signed_headers(
        sender.spec,
        secret=sender.secret,
        headers={"webhook-id": "msg_7", "svix-id": "msg_7"},
        body=BODY,
        now=NOW,
        url=url,
    )

    by_hand = sender.headers(BODY, at=NOW)
    verify(
        sender.spec.verify,
        headers={**by_hand, **told},
        body=BODY,
        secrets=[sender.secret],
        url_secret=sender.secret,
        now=NOW,
        url=url,
    )
    assert set(told) <= {*by_hand, *sender.spec.verify.headers, "webhook-timestamp"}
    assert sender.spec.verify.scheme == "url_secret" or set(told) & set(sender.spec.verify.headers)


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_what_we_sign_is_believed_by_the_door(name: str) -> None:
    spec = SOURCES[name]

    told = signed_headers(spec, secret=SECRET, headers={}, body=BODY, now=NOW, url=URL)

    verify(spec.verify, headers=told, body=BODY, secrets=[SECRET], url_secret=SECRET, now=NOW, url=URL)
