from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from followthrough.adapters.aws.keys import KeyedHashes, SignedLinks
from followthrough.adapters.aws.secrets import SecretMap
from followthrough.application.ports import Pass
from followthrough.domain.errors import BadSignature
from support.aws import BASE_URL, Cloud
from support.cards import at
from support.fakes import FakeClock

COMMITMENT = "c0ffee00c0ffee00c0ff"
DONAL = Pass(commitment=COMMITMENT, bearer="adviser")
ONE_KEY = {"contacts": "contacts-key", "links": {"2026-01": "first-key"}}
TWO_KEYS = {"contacts": "contacts-key", "links": {"2026-01": "first-key", "2026-06": "second-key"}}


@pytest.fixture
def links(cloud: Cloud) -> SignedLinks:
    return links_of(cloud, ONE_KEY)


def secret_of(cloud: Cloud, values: dict[str, object], *, name: str = "link-keys") -> SecretMap:
    return cloud.secret(name, values, clock=FakeClock(at("2026-03-02 08:00")))


def links_of(cloud: Cloud, values: dict[str, object], *, name: str = "link-keys") -> SignedLinks:
    return SignedLinks(secret=secret_of(cloud, values, name=name), base_url=BASE_URL)


def token_of(url: str) -> str:
    return url.rpartition("/")[2]


def test_a_link_says_who_may_answer_what(links: SignedLinks) -> None:
    url = links.answer(COMMITMENT, bearer="adviser")

    assert url.startswith(f"{BASE_URL}/a/")
    assert DONAL == links.read_answer(token_of(url))


def test_a_stop_link_says_whom_we_leave_in_peace(links: SignedLinks) -> None:
    url = links.stop("r-nora")

    assert url.startswith(f"{BASE_URL}/stop/")
    assert "r-nora" == links.read_stop(token_of(url))


def test_a_link_fits_into_an_address_as_it_is(links: SignedLinks) -> None:
    token = token_of(links.answer(COMMITMENT, bearer="customer"))

    assert set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")


def test_no_flipped_bit_opens_anything_else(links: SignedLinks) -> None:
    token = token_of(links.answer(COMMITMENT, bearer="customer"))
    flips = [(place, bit) for place in range(len(token)) for bit in range(7)]

    said = {place: said for place, bit in flips if (said := _said(links, _flipped(token, place, bit)))}

    # The last letter of a signature has two bits that mean nothing (RFC 4648, 3.5): flipped, the link says the same.
    assert set(said) <= {len(token) - 1}
    assert set(said.values()) <= {Pass(commitment=COMMITMENT, bearer="customer")}


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text())
def test_what_we_never_signed_is_refused_however_hostile(links: SignedLinks, token: str) -> None:
    with pytest.raises(BadSignature):
        links.read_answer(token)


@pytest.mark.parametrize("token", ["", ".", "\ud800", "\x00", "W10.", "é" * 40, "A" * 10_000])
def test_nonsense_is_refused_on_either_page(links: SignedLinks, token: str) -> None:
    with pytest.raises(BadSignature):
        links.read_answer(token)
    with pytest.raises(BadSignature):
        links.read_stop(token)


def test_a_stop_link_answers_nothing_and_an_answer_link_stops_nothing(links: SignedLinks) -> None:
    with pytest.raises(BadSignature):
        links.read_answer(token_of(links.stop("r-nora")))
    with pytest.raises(BadSignature):
        links.read_stop(token_of(links.answer(COMMITMENT, bearer="customer")))


def test_another_firms_link_opens_nothing_here(links: SignedLinks, cloud: Cloud) -> None:
    theirs = links_of(cloud, {"contacts": "other", "links": {"1": "other-key"}}, name="heron")

    with pytest.raises(BadSignature):
        links.read_answer(token_of(theirs.answer(COMMITMENT, bearer="adviser")))


def test_a_new_key_signs_and_the_old_ones_links_live_on(links: SignedLinks, cloud: Cloud) -> None:
    old = token_of(links.answer(COMMITMENT, bearer="adviser"))
    rotated = links_of(cloud, TWO_KEYS, name="rotated")
    new = token_of(rotated.answer(COMMITMENT, bearer="adviser"))

    assert (DONAL, DONAL) == (rotated.read_answer(old), rotated.read_answer(new))
    with pytest.raises(BadSignature):
        links.read_answer(new)


def test_the_first_links_live_on_if_the_key_they_were_made_with_stays_among_the_keys(cloud: Cloud) -> None:
    as_deployed = links_of(cloud, {"contacts": "contacts-key"})
    old = token_of(as_deployed.answer(COMMITMENT, bearer="adviser"))
    kept = {"contacts": "contacts-key", "links": {"first": "contacts-key", "2026-06": "second-key"}}

    assert DONAL == links_of(cloud, kept, name="kept").read_answer(old)


def test_a_retired_key_opens_nothing_any_more(links: SignedLinks, cloud: Cloud) -> None:
    old = token_of(links.answer(COMMITMENT, bearer="adviser"))
    retired = links_of(cloud, {"contacts": "contacts-key", "links": {"2026-06": "second-key"}}, name="retired")

    with pytest.raises(BadSignature):
        retired.read_answer(old)


def test_equal_contacts_have_equal_keys_and_different_ones_different(cloud: Cloud) -> None:
    hashes = KeyedHashes(secret_of(cloud, ONE_KEY))
    keys = [hashes.of("email", "nora@quill.example"), hashes.of("phone", "nora@quill.example"), hashes.of("email", "")]

    assert keys[0] == hashes.of("email", "nora@quill.example")
    assert 3 == len(set(keys))


def test_a_key_of_a_contact_outlives_every_change_of_link_keys(cloud: Cloud) -> None:
    before = KeyedHashes(secret_of(cloud, ONE_KEY)).of("email", "nora@quill.example")

    assert before == KeyedHashes(secret_of(cloud, TWO_KEYS, name="rotated")).of("email", "nora@quill.example")


def test_without_the_secret_a_key_tells_nothing(cloud: Cloud) -> None:
    ours = KeyedHashes(secret_of(cloud, ONE_KEY)).of("email", "nora@quill.example")
    theirs = KeyedHashes(secret_of(cloud, {"contacts": "other"}, name="heron")).of("email", "nora@quill.example")

    assert ours != theirs
    assert (24, True) == (len(ours), set(ours) <= set("0123456789abcdef"))


def _flipped(token: str, place: int, bit: int) -> str:
    return token[:place] + chr(ord(token[place]) ^ (1 << bit)) + token[place + 1 :]


def _said(links: SignedLinks, token: str) -> Pass | None:
    try:
        return links.read_answer(token)
    except BadSignature:
        return None


def test_a_link_of_the_firms_own_pages_opens_the_page_it_was_made_for(links):
    token = links.staff("desk", bearer="counter").rpartition("/")[2]

    assert "counter" == links.read_staff("desk", token)
    with pytest.raises(BadSignature):
        links.read_staff("day", token)
