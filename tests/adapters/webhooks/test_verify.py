from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from followthrough.adapters.webhooks import verify
from followthrough.adapters.webhooks.schemes import Stamp, VerifySpec
from followthrough.domain.errors import BadSignature
from support.deliveries import SOURCES

STANDARD = SOURCES["canonical"].verify
SHOPIFY = SOURCES["shopify"].verify
REPAIRS = SOURCES["repairshopr"].verify

NOW = dt.datetime(2026, 3, 3, 16, 30, tzinfo=dt.UTC)
BODY = b'{"kind":"repair.collected"}'
SECRET = "whsec_Y29ybmNyYWtlLWNhbGxzLWFnYWluLTA3"
# Made with the openssl command line, not with the code under test.
SIGNED = {
    "webhook-id": "msg_harbour_1",
    "webhook-timestamp": "1772555400",
    "webhook-signature": "v1,ozTnaCOHbaYZEiU/5CkoF/xTz7amQ/PAWE856xRIORA=",
}
SHOP_BODY = '{"id":9007199254740993,"name":"Oisín"}'.encode()
SHOP_SIGNATURE = "B1cKPPpAKGT9IOojH1toFe7sopxA8gUABgoerXsAPxw="


def reason_for(spec=STANDARD, headers=SIGNED, body=BODY, secrets=(SECRET,), url_secret=None, now=NOW, **more):
    """Why a delivery is refused; nothing if it is genuine."""
    try:
        verify.verify(spec, headers=headers, body=body, secrets=secrets, url_secret=url_secret, now=now, **more)
    except BadSignature as refused:
        return refused.reason
    return None


def test_a_standard_webhook_is_genuine():
    reason = reason_for()

    assert reason is None


def test_svix_sends_the_same_under_its_own_names():
    headers = {name.replace("webhook-", "Svix-"): value for name, value in SIGNED.items()}

    assert reason_for(headers=headers) is None


@pytest.mark.parametrize("name", ["X-Shopify-Hmac-SHA256", "shopify-hmac-sha256"])
def test_a_shopify_webhook_is_genuine_under_both_names(name):
    reason = reason_for(SHOPIFY, {name: SHOP_SIGNATURE}, SHOP_BODY, ["shop-key-of-corncrake"])

    assert reason is None


def test_one_changed_byte_is_a_mismatch():
    reason = reason_for(body=BODY.replace(b"collected", b"cancelled"))

    assert reason == "mismatch"


@pytest.mark.parametrize("name", SIGNED)
def test_each_signed_header_is_needed(name):
    headers = {other: value for other, value in SIGNED.items() if other != name}

    assert reason_for(headers=headers) == "missing"


def test_the_id_is_signed_too():
    assert reason_for(headers=SIGNED | {"webhook-id": "msg_harbour_2"}) == "mismatch"


@pytest.mark.parametrize(
    ("signature", "reason"),
    [
        ("garbage", "malformed"),
        ("v1", "malformed"),
        ("v1,", "malformed"),
        ("v1a,ozTnaCOHbaYZEiU/5CkoF/xTz7amQ/PAWE856xRIORA=", "malformed"),
        ("v1,abc", "mismatch"),
        ("v1,ozTnaCOHbaYZEiU/5CkoF/xTz7amQ/PAWE856xRIORA", "mismatch"),
        ("v1,ozTnaCOHbaYZEiU/5Ck=", "mismatch"),
        ("v1,ö=", "mismatch"),
        ("v1,\ud800", "mismatch"),
        ("v1,%%%", "mismatch"),
    ],
)
def test_a_signature_that_is_not_one_is_refused_calmly(signature, reason):
    assert reason_for(headers=SIGNED | {"webhook-signature": signature}) == reason


def test_any_of_several_signatures_may_match():
    rotating = f"v1,{base64.b64encode(bytes(32)).decode()} v2,x {SIGNED['webhook-signature']}"

    assert reason_for(headers=SIGNED | {"webhook-signature": rotating}) is None


def test_the_old_and_the_new_secret_both_live():
    new = "whsec_" + base64.b64encode(b"another-key-of-24-bytes!").decode()

    assert reason_for(secrets=[new, SECRET]) is None
    assert reason_for(secrets=[SECRET, new]) is None
    assert reason_for(secrets=[new]) == "mismatch"


@pytest.mark.parametrize("secrets", [[], [""], ["whsec_"], ["whsec_not base64"], ["whsec_ö"]])
def test_without_a_usable_secret_nothing_is_genuine(secrets):
    assert reason_for(secrets=secrets) == "no secret"


def test_an_empty_key_verifies_nothing_even_if_somebody_signs_with_it():
    forged = base64.b64encode(hmac.new(b"", SHOP_BODY, hashlib.sha256).digest()).decode()

    assert reason_for(SHOPIFY, {"x-shopify-hmac-sha256": forged}, SHOP_BODY, [""]) == "no secret"


@pytest.mark.parametrize(("seconds", "reason"), [(-301, "stale"), (-300, None), (0, None), (300, None), (301, "stale")])
def test_five_minutes_either_way_are_forgiven(seconds, reason):
    assert reason_for(now=NOW + dt.timedelta(seconds=seconds)) == reason


@pytest.mark.parametrize("stamp", ["", " ", "soon", "-1", "1e9", "٣", "1772555400.0", "9" * 400, "1772555400 "])
def test_a_timestamp_that_is_not_one_is_refused(stamp):
    assert reason_for(headers=SIGNED | {"webhook-timestamp": stamp}) in {"malformed", "missing"}


def test_a_secret_in_the_address_is_enough_where_the_sender_cannot_sign():
    known = {"spec": REPAIRS, "headers": {}, "secrets": ["old-address-secret", "new-address-secret"]}

    assert reason_for(**known, url_secret="new-address-secret") is None
    assert reason_for(**known, url_secret="new-address-secre") == "mismatch"
    assert reason_for(**known, url_secret="ö\ud800") == "mismatch"
    assert reason_for(**known, url_secret="") == "mismatch"
    assert reason_for(**known) == "mismatch"
    assert reason_for(REPAIRS, {}, secrets=[], url_secret="") == "no secret"


FIELDS = VerifySpec(
    scheme="hmac",
    headers=("x-signature",),
    encoding="hex",
    items=",",
    pair="=",
    field="v1",
    signed="{timestamp}.{body}",
    stamp=Stamp(field="t"),
)
FIELDS_HEADER = "t=1772555400,v0=ff,v1=5069889e776da504885ea2775a82758200c7d02177e47feab9c418a3dd611a10"


def test_the_timestamp_may_stand_beside_the_signature():
    assert reason_for(FIELDS, {"x-signature": FIELDS_HEADER}, secrets=["stripe-like"]) is None
    assert reason_for(FIELDS, {"x-signature": FIELDS_HEADER.replace("00,", "01,")}, secrets=["stripe-like"]) == (
        "mismatch"
    )
    assert reason_for(FIELDS, {"x-signature": FIELDS_HEADER.partition(",")[2]}, secrets=["stripe-like"]) == "malformed"


ISO = VerifySpec(
    scheme="hmac",
    headers=("x-signature",),
    signed="{timestamp}{body}",
    stamp=Stamp(headers=("x-at",), unit="iso"),
)
ISO_HEADERS = {"x-signature": "VUaR+YzOZC4WmQYQkZDaDGhf00/O0ZQTrZkgf7O9SBQ=", "x-at": "2026-03-03T16:30:00Z"}


def test_the_timestamp_may_be_written_as_a_date():
    assert reason_for(ISO, ISO_HEADERS, secrets=["desk"]) is None
    assert reason_for(ISO, ISO_HEADERS, secrets=["desk"], now=NOW + dt.timedelta(minutes=6)) == "stale"
    assert reason_for(ISO, ISO_HEADERS | {"x-at": "2026-03-03T16:30:00"}, secrets=["desk"]) == "malformed"
    assert reason_for(ISO, ISO_HEADERS | {"x-at": "yesterday"}, secrets=["desk"]) == "malformed"


def test_milliseconds_are_not_taken_for_seconds():
    spec = replace(ISO, stamp=Stamp(headers=("x-at",), unit="ms"))
    headers = {"x-at": "1772555400000"}
    signed = verify.signature(spec, secret="desk", headers=headers, body=BODY, stamp=headers["x-at"])

    assert reason_for(spec, headers | {"x-signature": signed}, secrets=["desk"]) is None
    assert reason_for(ISO, headers | {"x-signature": signed}, secrets=["desk"]) == "malformed"


def test_method_and_address_may_be_signed():
    spec = VerifySpec(
        scheme="hmac", headers=("x-till",), algorithm="sha1", encoding="hex", signed="{method}{url}{body}"
    )
    headers = {"x-till": "96943d929535854f79fb52099ab5ebfdcf593749"}
    url = "https://promises.corncrake.example/webhooks/till"

    assert reason_for(spec, headers, secrets=["till"], url=url) is None
    assert reason_for(spec, headers, secrets=["till"], url=url + "/") == "mismatch"


def test_what_we_sign_ourselves_is_what_a_sender_writes():
    unsigned = {name: value for name, value in SIGNED.items() if name != "webhook-signature"}

    signed = verify.signature(STANDARD, secret=SECRET, headers=unsigned, body=BODY, stamp="1772555400")

    assert signed == SIGNED["webhook-signature"]


def test_the_refusal_has_one_text_for_every_cause():
    texts = set()
    for headers in ({}, SIGNED | {"webhook-signature": "v1,x"}, SIGNED | {"webhook-timestamp": "1"}):
        with pytest.raises(BadSignature) as refused:
            verify.verify(STANDARD, headers=headers, body=BODY, secrets=[SECRET], url_secret=None, now=NOW)
        texts.add(str(refused.value))

    assert texts == {"The signature could not be verified."}


ANYTHING = some.text(alphabet=some.characters(), max_size=40)
SPECS = [STANDARD, SHOPIFY, REPAIRS, FIELDS, ISO]
NAMES = ["webhook-id", "webhook-timestamp", "webhook-signature", "x-shopify-hmac-sha256", "x-signature", "x-at"]


@settings(max_examples=300, deadline=None)
@given(
    spec=some.sampled_from(SPECS),
    headers=some.dictionaries(
        some.sampled_from(NAMES), ANYTHING | some.sampled_from([*SIGNED.values(), FIELDS_HEADER])
    ),
    body=some.binary(min_size=28, max_size=60),
    secrets=some.lists(ANYTHING | some.just(SECRET), max_size=3),
    url_secret=some.none() | ANYTHING,
)
def test_nothing_but_a_bad_signature_ever_leaves(spec, headers, body, secrets, url_secret):
    """Hostile input is a 401, never a crash; only a secret guessed in full would be let in."""
    reason = reason_for(spec, headers, body, secrets, url_secret)

    guessed = spec is REPAIRS and bool(url_secret) and url_secret in secrets
    assert guessed or reason in {"no secret", "missing", "malformed", "stale", "mismatch"}
