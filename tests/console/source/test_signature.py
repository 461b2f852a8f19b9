from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from console.samples import Sample
from console.signing import signed_headers
from console.source.signature import carries_proof, judged, tried_out
from followthrough.adapters.webhooks import sources
from followthrough.adapters.webhooks.secret_form import fresh
from support.deliveries import SOURCES
from support.senders import BASE_URL, SENDERS
from support.shop import at

NOW = at("2026-03-02 09:00")
URL = "https://promises.example/webhooks/till"
BARE = Sample(name="till", body=b'{"id": 7}')


def sent_by(source: str) -> tuple[Sample, str]:
    """A delivery as this source would send it, and its secret."""
    spec, headers = SOURCES[source], {}
    secret = fresh(spec.verify)
    added = signed_headers(spec, secret=secret, headers=headers, body=BARE.body, now=NOW, url=URL)
    return replace(BARE, headers={name.lower(): value for name, value in added.items()}), secret


@pytest.mark.parametrize("source", sorted(SOURCES))
def test_every_shipped_source_stands_its_trial(source):
    assert tried_out(SOURCES[source], BARE, now=NOW, url=URL).holds


@pytest.mark.parametrize("sender", SENDERS.values(), ids=lambda sender: sender.name)
def test_every_way_to_prove_oneself_stands_its_trial_and_is_judged(sender):
    spec, secret = sender.spec, fresh(sender.spec.verify)
    proof = {name.lower(): value for name, value in sender.headers(BARE.body, at=NOW, secret=secret).items()}
    sample, url = replace(BARE, headers=proof), f"{BASE_URL}{sender.path}"

    assert tried_out(spec, sample, now=NOW, url=url).holds
    assert carries_proof(spec, sample) == (spec.verify.scheme != "url_secret")
    assert judged(spec, sample, secret=secret, now=NOW, url=url).holds
    assert spec.verify.scheme == "url_secret" or not judged(spec, sample, secret=secret[::-1], now=NOW, url=url).holds


@pytest.mark.parametrize("source", ["canonical", "shopify", "zendesk"])
def test_what_came_signed_is_judged(source):
    spec, (sample, secret) = SOURCES[source], sent_by(source)

    assert carries_proof(spec, sample)
    assert judged(spec, sample, secret=secret, now=NOW, url=URL).holds


def test_a_bare_body_and_a_secret_in_the_address_carry_no_proof():
    assert not carries_proof(SOURCES["shopify"], BARE)
    assert not carries_proof(SOURCES["repairshopr"], BARE)


def test_a_signature_of_another_day_says_what_to_do():
    sample, secret = sent_by("canonical")

    verdict = judged(SOURCES["canonical"], sample, secret=secret, now=NOW + dt.timedelta(days=1), url=URL)

    assert (False, True) == (verdict.holds, "--at" in verdict.said)


def test_a_changed_body_another_secret_and_no_time_are_told_apart():
    spec, (sample, secret) = SOURCES["canonical"], sent_by("canonical")
    without = {name: value for name, value in sample.headers.items() if name != "webhook-timestamp"}

    def said(one: Sample, key: str) -> str:
        return judged(spec, one, secret=key, now=NOW, url=URL).said

    assert "does not match" in said(replace(sample, body=b'{"id": 8}'), secret)
    assert "does not match" in said(sample, fresh(spec.verify))
    assert "webhook-timestamp" in said(replace(sample, headers=without), secret)
    assert "not written as" in said(replace(sample, headers=sample.headers | {"webhook-signature": "?"}), secret)


def test_a_secret_of_the_wrong_form_is_told_before_anything_else():
    sample, _ = sent_by("canonical")

    verdict = judged(SOURCES["canonical"], sample, secret="whsec_this is no base64!", now=NOW, url=URL)

    assert (False, "the secret is not base64, as this source writes its keys.") == (verdict.holds, verdict.said)


def test_a_header_that_is_signed_and_that_the_sample_lacks_is_made_up_for_the_trial():
    text = 'id = "till"\n[verify]\nscheme = "hmac"\nheaders = ["x-sig"]\nsigned = "{header:x-shop}.{body}"\n'
    spec = sources.parse(text, file="till.toml")

    bare = tried_out(spec, BARE, now=NOW, url=URL)
    whole = tried_out(spec, replace(BARE, headers={"x-shop": "corncrake"}), now=NOW, url=URL)

    assert (True, True) == (bare.holds, whole.holds)


def test_an_empty_body_stands_its_trial_too():
    assert tried_out(SOURCES["shopify"], replace(BARE, body=b""), now=NOW, url=URL).holds
