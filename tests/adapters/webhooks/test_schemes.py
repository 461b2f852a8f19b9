from __future__ import annotations

import datetime as dt

import pytest

from followthrough.adapters.webhooks.schemes import KEYS_OF, VerifySpec
from followthrough.adapters.webhooks.sources import parse
from followthrough.domain.errors import InvalidBusiness

TOP = 'id = "till"\n[verify]\n'
HMAC = TOP + 'scheme = "hmac"\nheaders = ["X-Till-Signature"]\n'
DIGEST = TOP + 'scheme = "digest"\nheaders = ["X-Till-Signature"]\n'
STAMPED = HMAC + 'signed = "{timestamp}{body}"\n'


def spec(text: str) -> VerifySpec:
    return parse(text, file="till.toml").verify


def complaint_about(text: str) -> str:
    with pytest.raises(InvalidBusiness) as refused:
        parse(text, file="till.toml")
    return str(refused.value)


def test_header_names_are_compared_in_lower_case() -> None:
    assert ("x-till-signature",) == spec(HMAC).headers


def test_a_tolerance_is_read_in_seconds() -> None:
    stamp = spec(STAMPED + 'timestamp = {headers = ["X-At"], tolerance_seconds = 60}').stamp

    assert stamp
    assert dt.timedelta(minutes=1) == stamp.tolerance


def test_without_more_words_a_signature_is_a_sha256_of_the_body_in_base64_with_five_minutes() -> None:
    plain = spec(HMAC)

    assert ("sha256", "base64", "{body}", "text") == (plain.algorithm, plain.encoding, plain.signed, plain.key_form)
    stamp = spec(STAMPED + 'timestamp = {headers = ["X-At"]}').stamp
    assert stamp
    assert ("s", dt.timedelta(minutes=5)) == (stamp.unit, stamp.tolerance)


@pytest.mark.parametrize("scheme", ["bearer", "basic"])
def test_a_secret_in_the_usual_place_needs_no_more_words(scheme: str) -> None:
    assert VerifySpec(scheme=scheme, headers=("authorization",)) == spec(TOP + f'scheme = "{scheme}"')


def test_a_secret_in_another_header_may_have_a_word_before_it() -> None:
    text = TOP + 'scheme = "header"\nheaders = ["X-Till"]\nprefix = "Token "'

    assert VerifySpec(scheme="header", headers=("x-till",), prefix="Token ") == spec(text)


@pytest.mark.parametrize("scheme", sorted(KEYS_OF))
def test_no_scheme_takes_a_key_that_it_would_not_use(scheme: str) -> None:
    assert "verify.headrs: there is no such key here" in complaint_about(TOP + f'scheme = "{scheme}"\nheadrs = ["x"]')


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('id = "till"', "till.toml: verify.scheme: is missing."),
        ('id = "till"\nverify = "hmac"', "till.toml: verify: a table, please."),
        (TOP + 'scheme = "none"', '"none" is not one of basic, bearer, digest, header, hmac, url_secret.'),
        (TOP + 'scheme = "hmac"', "verify.headers: name the header that carries the signature."),
        (TOP + 'scheme = "url_secret"\nheaders = []', "verify.headers: there is no such key here"),
        (TOP + 'scheme = "bearer"\nheaders = ["x-till"]', "verify.headers: there is no such key here"),
        (TOP + 'scheme = "basic"\nprefix = "Basic "', "verify.prefix: there is no such key here"),
        (TOP + 'scheme = "header"', "verify.headers: name the header that carries the secret."),
        (TOP + 'scheme = "header"\nheaders = ["x"]\nsigned = "{body}"', "verify.signed: there is no such key here"),
        (HMAC + 'prefix = "x"', "verify.prefix: there is no such key here; the keys are scheme, headers,"),
        (HMAC + 'algorithm = "md5"', 'verify.algorithm: "md5" is not one of sha1, sha256, sha512.'),
        (HMAC + 'signed = "{timestamp}"', "verify.signed: the signature must cover {body}."),
        (HMAC + 'signed = "{body}{secrets}"', "verify.signed: the placeholders are {body},"),
        (HMAC + 'signed = "{body}{secret}"', "verify.signed: a digest must cover {secret}, and only a digest may."),
        (DIGEST, "verify.signed: a digest must cover {secret}, and only a digest may."),
        (STAMPED, "verify.timestamp: a timestamp must be signed"),
        (HMAC + 'timestamp = {headers = ["x-at"]}', "verify.timestamp: a timestamp must be signed"),
        (
            STAMPED + 'timestamp = {headers = ["x"], tolerance_seconds = 0}',
            "verify.timestamp.tolerance_seconds: a whole number above 0, please.",
        ),
        (
            STAMPED + 'timestamp = {headers = ["x"], tolerance_seconds = 100000000000000}',
            "verify.timestamp.tolerance_seconds: at most a day, 86400, please.",
        ),
        (STAMPED + 'timestamp = {unit = "s"}', "verify.timestamp.headers: either `headers` or `field`"),
        (STAMPED + 'timestamp = {field = "t"}', "verify.timestamp.field: a field needs `items` and `pair`"),
        (
            STAMPED + 'pair = "="\nfield = "v1"\ntimestamp = {field = "t"}',
            "verify.timestamp.field: a field needs `items` and `pair`",
        ),
        (HMAC + 'pair = "="', "verify.pair: `pair` and `field` go together."),
        (HMAC + 'pair = ""\nfield = "v1"', "verify.pair: at least one character, please."),
        (HMAC + 'items = ""', "verify.items: at least one character, please."),
        (HMAC + "secret = {prefix = 7}", "verify.secret.prefix: a text in quotes, please."),
    ],
)  # fmt: skip
def test_a_mistake_is_shown_where_it_is(text: str, said: str) -> None:
    assert said in complaint_about(text)
