from __future__ import annotations

import pytest

from followthrough.adapters.pages.desk_form import amount, slip_from
from followthrough.domain.desk import Slip, Thing
from followthrough.domain.errors import ChoiceNeeded
from followthrough.domain.event import Asked, Money, PhoneQuality
from support.shop import shipped_rules

BUSINESS = shipped_rules().business
NONCE = "abcdefghijklmnop"


def a_slip(**fields: str) -> Slip:
    return slip_from({"what": "came_in", "slip": NONCE, **fields}, by="counter", when=None, business=BUSINESS)


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("240", 24000),
        ("240.5", 24050),
        ("240,50", 24050),
        ("€ 240", 24000),
        ("240 EUR", 24000),
        ("1,240.50", 124050),
        ("1.240,50", 124050),
        ("1 240", 124000),
        ("12,345,678", 1234567800),
    ],
)
def test_a_price_is_read_as_people_write_it(typed: str, minor: int) -> None:
    assert Money(minor=minor, currency="EUR") == amount(typed, currency="EUR")


@pytest.mark.parametrize("typed", ["much", "-5", "240.5055", "1.2.3", "²40", "NaN", "1e9"])
def test_what_is_no_price_is_asked_for_again(typed: str) -> None:
    with pytest.raises(ChoiceNeeded):
        amount(typed, currency="EUR")


def test_no_price_is_no_price() -> None:
    assert amount(" ", currency="EUR") is None


@pytest.mark.parametrize("what", ["", "dance", "CAME_IN"])
def test_nothing_is_chosen_for_anybody(what: str) -> None:
    with pytest.raises(ChoiceNeeded):
        a_slip(what=what)


@pytest.mark.parametrize("nonce", ["", "short", "with spaces in it, alas", "a" * 65])
def test_a_form_that_is_not_ours_is_not_taken(nonce: str) -> None:
    with pytest.raises(ChoiceNeeded):
        a_slip(slip=nonce)


def test_what_was_typed_is_cleaned() -> None:
    slip = a_slip(name=" Ada\x00 Holm ", number="12-D\x1b-3456", words="one\r\ntwo\x07", phone="020 915 0117", ask="no")

    assert ("Ada", "Holm") == (slip.contact.given_name, slip.contact.family_name)
    assert ("12-D -3456", "one\ntwo", Asked.NO, Thing.CAME_IN) == (slip.number, slip.words, slip.asked, slip.thing)
    assert slip.contact.phone is not None


@pytest.mark.parametrize(
    ("ask", "asked"), [("yes", Asked.YES), ("no", Asked.NO), ("", Asked.UNKNOWN), ("perhaps", Asked.UNKNOWN)]
)
def test_whether_she_may_be_phoned_afterwards_is_known_only_if_somebody_asked(ask: str, asked: Asked) -> None:
    assert asked is a_slip(ask=ask).asked


def test_a_number_that_looks_wrong_is_kept_as_doubtful() -> None:
    phone = a_slip(phone="555-555-SHIP").contact.phone

    assert phone is not None
    assert PhoneQuality.DOUBTFUL is phone.quality


def test_an_address_that_cannot_be_right_is_asked_for_again_while_the_customer_is_still_there() -> None:
    with pytest.raises(ChoiceNeeded):
        a_slip(email="ada@")

    assert a_slip(email="").contact.email is None


def test_a_role_that_is_not_ours_owns_nothing() -> None:
    slip = a_slip(owner="gardener", colleague="workshop")

    assert (None, "workshop") == (slip.owner, slip.colleague)


def test_other_words_on_the_same_form_are_another_slip() -> None:
    assert a_slip(words="one").key == a_slip(words="one").key
    assert a_slip(words="one").key != a_slip(words="two").key
