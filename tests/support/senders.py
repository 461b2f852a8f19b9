"""Every way to prove oneself that we know of a real sender, each signed here by plain `hashlib` and not by our code.

`PUBLISHED` are the vectors that senders and their SDKs publish themselves.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from followthrough.adapters.webhooks.sources import SourceSpec, parse

BASE_URL = "https://promises.corncrake.example"
NOW = dt.datetime(2026, 3, 3, 16, 30, tzinfo=dt.UTC)
KEY = "key-of-corncrake-and-no-other"
STANDARD_KEY = b"corncrake-calls-again-07"

Headers = dict[str, str]
Sign = Callable[[bytes, dt.datetime, str], Headers]


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Somebody who sends: what its source file says, its secret, and how it signs a body at a time with a secret."""

    name: str
    verify: str
    sign: Sign
    secret: str = KEY
    more: str = ""
    tells_time: bool = False
    takes_lists: bool = False
    """Its signature header is a list parted by commas, so a header that came twice is one that is longer."""

    @cached_property
    def spec(self) -> SourceSpec:
        return parse(f'id = "{self.name}"\n[verify]\n{self.verify}\n{self.more}', file=f"{self.name}.toml")

    @property
    def path(self) -> str:
        return f"/webhooks/{self.name}" + (f"/{self.secret}" if self.spec.verify.scheme == "url_secret" else "")

    def headers(self, body: bytes, *, at: dt.datetime = NOW, secret: str | None = None) -> Headers:
        return self.sign(body, at, self.secret if secret is None else secret)


def mac(key: str | bytes, message: bytes, *, algorithm: str = "sha256") -> bytes:
    return hmac.new(key if isinstance(key, bytes) else key.encode(), message, algorithm).digest()


def b64(proof: bytes) -> str:
    return base64.b64encode(proof).decode()


def seconds(at: dt.datetime) -> str:
    return str(int(at.timestamp()))


def millis(at: dt.datetime) -> str:
    return str(int(at.timestamp() * 1000))


def iso(at: dt.datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def over_the_body(header: str) -> Sign:
    return lambda body, _at, secret: {header: b64(mac(secret, body))}


def hex_sha1(body: bytes, at: dt.datetime, secret: str) -> Headers:
    return {"x-hub-signature": "sha1=" + mac(secret, body, algorithm="sha1").hex()}


def standard(prefix: str, *, decoded: bool = True) -> Sign:
    def sign(body: bytes, at: dt.datetime, secret: str) -> Headers:
        key = base64.b64decode(secret.removeprefix("whsec_")) if decoded else secret.encode()
        message = f"msg_7.{seconds(at)}.".encode() + body
        proof = f"v1,{b64(mac(key, message))}"
        return {f"{prefix}-id": "msg_7", f"{prefix}-timestamp": seconds(at), f"{prefix}-signature": proof}

    return sign


def stripe(body: bytes, at: dt.datetime, secret: str) -> Headers:
    """An old `v0` and two `v1`, as while a secret is rolled."""
    message = seconds(at).encode() + b"." + body
    old, rolled = mac(secret, message, algorithm="sha1").hex(), mac("the-other-secret", message).hex()
    return {"stripe-signature": f"t={seconds(at)},v0={old},v1={rolled},v1={mac(secret, message).hex()}"}


def square(body: bytes, at: dt.datetime, secret: str) -> Headers:
    return {"x-square-hmacsha256-signature": b64(mac(secret, f"{BASE_URL}/webhooks/square".encode() + body))}


def zendesk(body: bytes, at: dt.datetime, secret: str) -> Headers:
    proof = b64(mac(secret, iso(at).encode() + body))
    return {"x-zendesk-webhook-signature": proof, "x-zendesk-webhook-signature-timestamp": iso(at)}


def helpscout(body: bytes, at: dt.datetime, secret: str) -> Headers:
    return {"x-helpscout-signature": b64(mac(secret, body, algorithm="sha1"))}


def chatwoot(body: bytes, at: dt.datetime, secret: str) -> Headers:
    proof = mac(secret, seconds(at).encode() + b"." + body).hex()
    return {"x-chatwoot-signature": f"sha256={proof}", "x-chatwoot-timestamp": seconds(at)}


def front(body: bytes, at: dt.datetime, secret: str) -> Headers:
    proof = b64(mac(secret, millis(at).encode() + b":" + body))
    return {"x-front-signature": proof, "x-front-request-timestamp": millis(at)}


def hubspot_3(body: bytes, at: dt.datetime, secret: str) -> Headers:
    message = f"POST{BASE_URL}/webhooks/hubspot-3".encode() + body + millis(at).encode()
    return {"x-hubspot-signature-v3": b64(mac(secret, message)), "x-hubspot-request-timestamp": millis(at)}


def hubspot_2(body: bytes, at: dt.datetime, secret: str) -> Headers:
    message = f"{secret}POST{BASE_URL}/webhooks/hubspot-2".encode() + body
    return {"x-hubspot-signature": hashlib.sha256(message).hexdigest()}


def hubspot_1(body: bytes, at: dt.datetime, secret: str) -> Headers:
    return {"x-hubspot-signature": hashlib.sha256(secret.encode() + body).hexdigest()}


def bare_list(body: bytes, at: dt.datetime, secret: str) -> Headers:
    return {"x-till": f"{b64(mac('the-other-secret', body))};{b64(mac(secret, body))}"}


HMAC = 'scheme = "hmac"\n'
STANDARD = (
    HMAC + 'headers = ["webhook-signature", "svix-signature"]\nitems = " "\npair = ","\nfield = "v1"\n'
    'signed = "{header:webhook-id|svix-id}.{timestamp}.{body}"\n'
    'timestamp = { headers = ["webhook-timestamp", "svix-timestamp"] }\n'
)
DECODED = 'secret = { prefix = "whsec_", encoding = "base64" }\n'
HUB = HMAC + 'headers = ["x-hub-signature"]\nalgorithm = "sha1"\nencoding = "hex"\npair = "="\nfield = "sha1"\n'
HUBSPOT_OLD = 'scheme = "digest"\nheaders = ["x-hubspot-signature"]\nencoding = "hex"\n'
HUBSPOT_3 = (
    HMAC + 'headers = ["x-hubspot-signature-v3"]\nsigned = "{method}{url}{body}{timestamp}"\n'
    'timestamp = { headers = ["x-hubspot-request-timestamp"], unit = "ms" }\n'
)
STRIPE = (
    HMAC + 'headers = ["stripe-signature"]\nencoding = "hex"\nitems = ","\npair = "="\nfield = "v1"\n'
    'signed = "{timestamp}.{body}"\ntimestamp = { field = "t" }\n'
)
SQUARE = HMAC + 'headers = ["x-square-hmacsha256-signature"]\nsigned = "{url}{body}"\n'
ZENDESK = (
    HMAC + 'headers = ["x-zendesk-webhook-signature"]\nsigned = "{timestamp}{body}"\n'
    'timestamp = { headers = ["x-zendesk-webhook-signature-timestamp"], unit = "iso" }\n'
)
STANDARD_SECRET = "whsec_" + b64(STANDARD_KEY)

SENDERS: Mapping[str, Sender] = {
    sender.name: sender
    for sender in (
        Sender(
            name="shopify",
            verify=HMAC + 'headers = ["x-shopify-hmac-sha256", "shopify-hmac-sha256"]\n',
            sign=over_the_body("x-shopify-hmac-sha256"),
        ),
        Sender(
            name="woocommerce",
            verify=HMAC + 'headers = ["x-wc-webhook-signature"]\n',
            sign=over_the_body("x-wc-webhook-signature"),
            more='[handshake]\nping = "webhook_id=[0-9]+"\n',
        ),
        Sender(name="stripe", verify=STRIPE, sign=stripe, secret="whsec_verbatim", tells_time=True, takes_lists=True),
        Sender(name="square", verify=SQUARE, sign=square),
        Sender(
            name="standard",
            verify=STANDARD + DECODED,
            sign=standard("webhook"),
            secret=STANDARD_SECRET,
            tells_time=True,
            more="[handshake]\ncloudevents = true\n",
        ),
        Sender(name="svix", verify=STANDARD + DECODED, sign=standard("svix"), secret=STANDARD_SECRET, tells_time=True),
        Sender(name="bigcommerce", verify=STANDARD, sign=standard("webhook", decoded=False), tells_time=True),
        Sender(name="zendesk", verify=ZENDESK, sign=zendesk, tells_time=True),
        Sender(name="intercom", verify=HUB, sign=hex_sha1),
        Sender(name="zammad", verify=HUB, sign=hex_sha1),
        Sender(
            name="helpscout",
            verify=HMAC + 'headers = ["x-helpscout-signature"]\nalgorithm = "sha1"\n',
            sign=helpscout,
        ),
        Sender(
            name="chatwoot",
            verify=HMAC + 'headers = ["x-chatwoot-signature"]\nencoding = "hex"\npair = "="\nfield = "sha256"\n'
            'signed = "{timestamp}.{body}"\ntimestamp = { headers = ["x-chatwoot-timestamp"] }\n',
            sign=chatwoot,
            tells_time=True,
        ),
        Sender(
            name="front",
            verify=HMAC + 'headers = ["x-front-signature"]\nsigned = "{timestamp}:{body}"\n'
            'timestamp = { headers = ["x-front-request-timestamp"], unit = "ms" }\n',
            sign=front,
            tells_time=True,
            more='[handshake]\nchallenge_header = "X-Front-Challenge"\n',
        ),
        Sender(name="hubspot-3", verify=HUBSPOT_3, sign=hubspot_3, tells_time=True),
        Sender(name="hubspot-2", verify=HUBSPOT_OLD + 'signed = "{secret}{method}{url}{body}"\n', sign=hubspot_2),
        Sender(name="hubspot-1", verify=HUBSPOT_OLD + 'signed = "{secret}{body}"\n', sign=hubspot_1),
        Sender(
            name="jobber",
            verify=HMAC + 'headers = ["x-jobber-hmac-sha256"]\n',
            sign=over_the_body("x-jobber-hmac-sha256"),
        ),
        Sender(
            name="frappe",
            verify=HMAC + 'headers = ["x-frappe-webhook-signature"]\n',
            sign=over_the_body("x-frappe-webhook-signature"),
        ),
        Sender(name="bare-list", verify=HMAC + 'headers = ["x-till"]\nitems = ";"\n', sign=bare_list, takes_lists=True),
        Sender(
            name="bearer",
            verify='scheme = "bearer"\n',
            sign=lambda _body, _at, secret: {"authorization": f"Bearer {secret}"},
        ),
        Sender(
            name="header",
            verify='scheme = "header"\nheaders = ["x-till-token"]\nprefix = "Token "\n',
            sign=lambda _body, _at, secret: {"x-till-token": f"Token {secret}"},
        ),
        Sender(
            name="basic",
            verify='scheme = "basic"\n',
            secret="till:open-sesame",
            sign=lambda _body, _at, secret: {"authorization": f"Basic {b64(secret.encode())}"},
        ),
        Sender(
            name="url-secret",
            verify='scheme = "url_secret"\n',
            sign=lambda *_: {},
            more='[handshake]\nping = "hello"\n',
        ),
    )
}


@dataclass(frozen=True, kw_only=True)
class Published:
    """A delivery that a sender or its SDK publishes as an example, or as one to be refused."""

    name: str
    verify: str
    secret: str
    headers: Mapping[str, str]
    body: str
    reason: str | None = None
    url: str = ""
    now: dt.datetime = field(default=NOW)


SQUARE_BODY = (
    '{"merchant_id":"MLEFBHHSJGVHD","type":"webhooks.test_notification","event_id":'
    '"ac3ac95b-f97d-458c-a6e6-18981597e05f","created_at":"2022-07-13T20:30:59.037339943Z","data":{"type":"webhooks",'
    '"id":"bc368e64-01aa-407e-b46e-3231809b1129"}}'
)
SQUARE_PROOF = {"x-square-hmacsha256-signature": "GF4YkrJgGBDZ9NIYbNXBnMzqb2HoL4RW/S6vkZ9/2N4="}
SQUARE_URL = "https://webhook.site/679a4f3a-dcfa-49ee-bac5-9d0edad886b9"
HUBSPOT_SECRET = "yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy"
HUBSPOT_URL = "https://www.example.com/webhook_uri"
HUBSPOT_BODY = "{'example_field':'example_value'}"

PUBLISHED = (
    Published(
        name="Standard Webhooks, test_sign_function of its Python library",
        verify=STANDARD + DECODED,
        secret="whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        headers={
            "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
            "webhook-timestamp": "1614265330",
            "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        },
        body='{"test": 2432232314}',
        now=dt.datetime.fromtimestamp(1614265330, dt.UTC),
    ),
    Published(
        name="Square, test_webhooks_helper of its Python SDK",
        verify=SQUARE,
        secret="Ibxx_5AKakO-3qeNVR61Dw",
        url=SQUARE_URL,
        headers=SQUARE_PROOF,
        body=SQUARE_BODY,
    ),
    Published(
        name="Square, another address",
        verify=SQUARE,
        secret="Ibxx_5AKakO-3qeNVR61Dw",
        url=SQUARE_URL.replace("679a4f3a", "79a4f3a"),
        headers=SQUARE_PROOF,
        body=SQUARE_BODY,
        reason="mismatch",
    ),
    Published(
        name="Square, another key",
        verify=SQUARE,
        secret="MCmhFRxGX82xMwg5FsaoQA",
        url=SQUARE_URL,
        headers=SQUARE_PROOF,
        body=SQUARE_BODY,
        reason="mismatch",
    ),
    Published(
        name="Square, signs that JSON might escape",
        verify=SQUARE,
        secret="signature-key",
        url="https://webhook.site/webhooks",
        headers={"x-square-hmacsha256-signature": "Cxt7+aTi4rKgcA0bC4g9EHdVtLSDWdqccmL5MvihU4U="},
        body='{"data":{"type":"webhooks","id":">id<"}}',
    ),
    Published(
        name="HubSpot v3, test_signature of its Python client",
        verify=HUBSPOT_3,
        secret=HUBSPOT_SECRET,
        url=HUBSPOT_URL,
        headers={
            "x-hubspot-request-timestamp": "1693657560000",
            "x-hubspot-signature-v3": "K36dawei4A+QBNolUOqo7s91KQDWQ5MXZ/QufNYuk/Y=",
        },
        body=HUBSPOT_BODY,
        now=dt.datetime.fromtimestamp(1693657560, dt.UTC),
    ),
    Published(
        name="HubSpot v2",
        verify=HUBSPOT_OLD + 'signed = "{secret}{method}{url}{body}"\n',
        secret=HUBSPOT_SECRET,
        url=HUBSPOT_URL,
        headers={"x-hubspot-signature": "4fe4e3a7d3cf09db53be39d0a58130e2aaba074ec123a9e355b876a689a1c383"},
        body=HUBSPOT_BODY,
    ),
    Published(
        name="HubSpot v1",
        verify=HUBSPOT_OLD + 'signed = "{secret}{body}"\n',
        secret=HUBSPOT_SECRET,
        headers={"x-hubspot-signature": "69fc6631a867edd4f9e9e627fc5c1148e3fbdd8b21837b6d2b8901c1fa57f750"},
        body=HUBSPOT_BODY,
    ),
    Published(
        name="Zendesk, the secret of webhooks that are not saved yet",
        verify=ZENDESK,
        secret="dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==",
        headers={
            "x-zendesk-webhook-signature-timestamp": "2021-03-25T05:09:27Z",
            "x-zendesk-webhook-signature": "S/RDdU2ERmj7LHDDoWJ2onPYH+t7/f2+LTM4dL7UiLM=",
        },
        body='{"event":"ticket.updated","id":123}',
        now=dt.datetime(2021, 3, 25, 5, 9, 27, tzinfo=dt.UTC),
    ),
)
