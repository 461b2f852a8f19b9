from __future__ import annotations

import datetime as dt
import hashlib
import hmac

import pytest

from console.signing import signed_headers
from followthrough.adapters.webhooks.sources import parse
from followthrough.adapters.webhooks.verify import verify
from support.deliveries import SOURCES

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


def test_two_deliveries_without_an_id_are_two() -> None:
    first, second = (
        signed_headers(SOURCES["canonical"], secret=SECRET, headers={}, body=BODY, now=NOW, url=URL) for _ in range(2)
    )

    assert first["webhook-id"] != second["webhook-id"]


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_what_we_sign_is_believed_by_the_door(name: str) -> None:
    spec = SOURCES[name]

    told = signed_headers(spec, secret=SECRET, headers={}, body=BODY, now=NOW, url=URL)

    verify(spec.verify, headers=told, body=BODY, secrets=[SECRET], url_secret=SECRET, now=NOW, url=URL)
