from __future__ import annotations

import base64

import pytest

from followthrough.adapters.webhooks.secret_form import flaw, fresh
from followthrough.adapters.webhooks.sources import VerifySpec

TEXT = VerifySpec(scheme="hmac")
BASE64 = VerifySpec(scheme="hmac", key_prefix="whsec_", key_form="base64")
HEX = VerifySpec(scheme="hmac", key_form="hex")
URL = VerifySpec(scheme="url_secret")
BASIC = VerifySpec(scheme="basic")
EVERY = [TEXT, BASE64, HEX, URL, BASIC, *(VerifySpec(scheme=scheme) for scheme in ("bearer", "header", "digest"))]


@pytest.mark.parametrize("spec", EVERY, ids=lambda spec: f"{spec.scheme}-{spec.key_form}")
def test_a_fresh_secret_is_of_the_form_that_is_asked_for_and_never_twice_the_same(spec):
    one, other = fresh(spec), fresh(spec)

    assert (None, None) == (flaw(spec, one), flaw(spec, other))
    assert one != other


def test_a_fresh_key_has_enough_to_it_and_fits_where_forty_characters_do():
    assert 32 == len(base64.b64decode(fresh(BASE64).removeprefix("whsec_"), validate=True))
    assert 32 == len(bytes.fromhex(fresh(HEX)))
    assert 40 == len(fresh(TEXT))
    assert 43 == len(fresh(URL))


@pytest.mark.parametrize(
    ("spec", "secret", "because"),
    [
        (TEXT, "", "shorter than 16"),
        (TEXT, "fifteen-letters", "shorter than 16"),
        (BASE64, "whsec_c2hvcnQ=", "shorter than 16"),
        (TEXT, "a line\nand another one", "line break"),
        (TEXT, "schlüssel-des-ladens", "not ASCII"),
        (BASE64, "whsec_this is no base64 at all", "is not base64"),
        (HEX, "this-is-no-hex-at-all", "is not hex"),
        (URL, "a/part/of/an/address", "an address cannot carry"),
        (URL, "a-part-with-a-%2e-sign", "an address cannot carry"),
        (BASIC, "a-password-and-no-user", "user:password"),
        (BASIC, "a-user-and-no-password:", "user:password"),
        (BASIC, "user:a pass word with spaces", "a header cannot carry"),
        (VerifySpec(scheme="bearer"), "a token with spaces in it", "a header cannot carry"),
    ],
)
def test_a_secret_that_would_never_verify_anything_is_refused_without_being_told(spec, secret, because):
    said = flaw(spec, secret)

    assert because in said
    assert not secret or secret not in said


@pytest.mark.parametrize(
    ("spec", "secret"),
    [
        (TEXT, "o>4 {l[Cx9%; that a shop made"),
        (BASE64, "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
        (VerifySpec(scheme="hmac", key_prefix="whsec_"), "whsec_verbatim_and_not_decoded"),
    ],
)
def test_what_senders_make_themselves_is_taken_as_it_is(spec, secret):
    assert flaw(spec, secret) is None
