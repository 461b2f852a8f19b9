from __future__ import annotations

import pytest

from followthrough.adapters.pages.contact_form import shown, typed
from followthrough.domain.errors import ChoiceNeeded
from followthrough.domain.event import Contact, Phone, PhoneQuality
from support.cards import NORA


def told(known: Contact = NORA, **fields: str) -> Contact:
    return typed(fields, known=known, country="IE")


def test_a_form_as_it_was_served_says_nothing() -> None:
    assert Contact() == told(**shown(NORA))


def test_an_empty_field_says_nothing() -> None:
    assert Contact() == told(right_name=" ", right_phone="", right_email="")


def test_only_what_was_changed_is_said() -> None:
    assert Contact(email="nora@right.example") == told(**{**shown(NORA), "right_email": " nora@right.example "})


def test_a_name_stays_whole() -> None:
    assert Contact(given_name="Honora van der Quill") == told(right_name="Honora  van der Quill")


def test_a_number_is_judged_like_one_that_a_source_sends() -> None:
    good = Phone(raw="020 915 0188", e164="+353209150188", quality=PhoneQuality.GOOD)

    assert good == told(right_phone="020 915 0188").phone
    assert PhoneQuality.DOUBTFUL is told(right_phone="0800 CALL 12345").phone.quality


def test_a_national_number_is_at_home_where_she_is() -> None:
    assert "+442079460018" == told(Contact(country="GB"), right_phone="020 7946 0018").phone.e164


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"right_email": "nora@"}, "This email address cannot be used"),
        ({"right_phone": "none"}, "This phone number cannot be used"),
        ({"right_name": "null"}, "This name cannot be used"),
    ],
)
def test_what_cannot_be_used_is_said_without_repeating_it(fields: dict[str, str], sentence: str) -> None:
    with pytest.raises(ChoiceNeeded, match=sentence) as refused:
        told(**fields)

    assert next(iter(fields.values())) not in str(refused.value)
