from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followthrough.domain.errors import ChoiceNeeded
from followthrough.lambdas.forms import fields, moment
from support.aws import http_event
from support.shop import at

URLENCODED = "application/x-www-form-urlencoded"


def posted(body: bytes | None, kind: str = URLENCODED, **more: Any) -> dict[str, str]:
    return fields(http_event("POST", "/a/token", parameters={}, headers={"Content-Type": kind}, body=body, **more))


@pytest.mark.parametrize("plain", [True, False])
def test_a_browsers_form_is_read_however_it_is_handed_over(plain: bool) -> None:
    assert {"outcome": "done", "note": "Oisín said: thank you"} == posted(
        b"outcome=done&note=Ois%C3%ADn+said%3A+thank+you", plain=plain
    )


def test_a_field_that_was_left_empty_is_there() -> None:
    assert {"outcome": "", "note": ""} == posted(b"outcome=&note=")


def test_without_a_body_there_are_no_fields() -> None:
    assert {} == posted(None)


def test_multipart_parts_are_fields_by_their_names() -> None:
    body = (
        b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n'
        b'--x\r\nContent-Disposition: form-data; name="note"\r\n\r\nOis\xc3\xadn\r\n--x--\r\n'
    )

    assert {"List-Unsubscribe": "One-Click", "note": "Oisín"} == posted(body, "Multipart/Form-Data; boundary=x")


def test_a_form_with_more_fields_than_any_of_ours_has_none() -> None:
    assert {} == posted(b"&".join(b"field%d=x" % number for number in range(21)))


def test_a_body_that_is_not_the_base64_it_claims_to_be_has_no_fields() -> None:
    assert {} == fields({"body": "outcome", "isBase64Encoded": True})


@given(
    st.binary(max_size=200), st.sampled_from([URLENCODED, "multipart/form-data", "multipart/form-data; boundary=x", ""])
)
def test_nothing_that_is_posted_raises(body: bytes, kind: str) -> None:
    told = posted(body, kind)

    assert all(isinstance(text, str) for pair in told.items() for text in pair)


def test_a_time_is_meant_by_the_clock_of_the_shop() -> None:
    assert at("2026-07-01 10:00") == moment("2026-07-01T10:00", zone="Europe/Dublin")
    assert moment("", zone="Europe/Dublin") is None


@pytest.mark.parametrize("text", ["soon", "2026-13-01T10:00"])
def test_what_is_no_time_is_asked_for_again(text: str) -> None:
    with pytest.raises(ChoiceNeeded):
        moment(text, zone="Europe/Dublin")
