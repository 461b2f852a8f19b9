from __future__ import annotations

from typing import Any

import pytest

from support.two_motos import both, client

OWNER, CUSTOMER = "kiln@corncrake.example", "nora@customer.example"
RAW = b"From: kiln@corncrake.example\r\nTo: nora@customer.example\r\nSubject: Your bicycle\r\n\r\nIt is ready.\r\n"


def sent(content: dict[str, Any], **more: Any) -> str:
    sesv2 = client("sesv2")
    sesv2.create_email_identity(EmailIdentity="corncrake.example")
    sesv2.send_email(
        **{"FromEmailAddress": OWNER, "Destination": {"ToAddresses": [CUSTOMER]}, "Content": content, **more}
    )
    return "taken"


def simple(subject: str = "Your bicycle", **more: Any) -> dict[str, Any]:
    return {"Simple": {"Subject": {"Data": subject}, "Body": {"Text": {"Data": "It is ready."}}, **more}}


def headed(name: str = "X-Kind", value: str = "letter", *, times: int = 1) -> dict[str, Any]:
    return simple(Headers=[{"Name": name, "Value": value}] * times)


def raw(message: bytes) -> dict[str, Any]:
    return {"Raw": {"Data": message}}


NOT_TAKEN = {
    "a subject of two lines": simple("Your bicycle\r\nBcc: all@corncrake.example"),
    "a subject with a null": simple("Your\x00bicycle"),
    "a header with a colon in its name": headed("X:Kind"),
    "a header with a space in its name": headed("X Kind"),
    "a header of 127 characters": headed("X" * 127),
    "a header of two lines": headed(value="letter\r\nBcc: all@corncrake.example"),
    "a header that is not ASCII": headed(value="größer"),
    "a value of 996 characters": headed(value="v" * 996),
    "sixteen headers": headed(times=16),
    "raw without a body": raw(RAW.partition(b"\r\n\r\n")[0]),
    "raw with a line that is no field": raw(b"Hello\r\n" + RAW),
    "raw with a field that is not ASCII": raw("X-Name: Zoë\r\n".encode() + RAW),
    "raw with a null in a field": raw(b"X-Name: a\x00b\r\n" + RAW),
    "raw with two subjects": raw(b"SUBJECT: Another\r\n" + RAW),
    "raw with a line of 999 characters": raw(RAW + b"x" * 999 + b"\r\n"),
}
TAKEN = {
    "simple": simple("Ihr Fahrrad: größer"),
    "the longest header": headed("X" * 126, "v" * 995),
    "fifteen headers": headed(times=15),
    "raw": raw(RAW),
    "raw with a folded field": raw(b"X-Long: one\r\n two\r\n" + RAW),
    "raw with the same trace twice": raw(b"X-Seen: a\r\nX-Seen: b\r\n" + RAW),
    "raw with bare line ends": raw(RAW.replace(b"\r\n", b"\n")),
    "raw with a line of 998 characters": raw(RAW + b"x" * 998 + b"\r\n"),
}


@pytest.mark.parametrize("content", NOT_TAKEN.values(), ids=NOT_TAKEN.keys())
def test_what_would_break_a_mail_is_refused(content: dict[str, Any]) -> None:
    assert both(lambda: sent(content)) == ("taken", "BadRequestException")


@pytest.mark.parametrize("content", TAKEN.values(), ids=TAKEN.keys())
def test_what_a_mail_may_hold_is_taken(content: dict[str, Any]) -> None:
    assert both(lambda: sent(content)) == ("taken", "taken")


@pytest.mark.parametrize(
    "address",
    [
        "nora",
        "nora@",
        "@customer.example",
        "nora@customer..example",
        "nora@customer.example\r\nBcc: all@corncrake.example",
        "zoë@customer.example",
        "Zoë <zoe@customer.example>",
        "n" * 304 + "@customer.example",
    ],
    ids=ascii,
)
def test_what_is_no_address_is_refused_as_a_reply_s(address: str) -> None:
    assert both(lambda: sent(simple(), ReplyToAddresses=[address])) == ("taken", "BadRequestException")


@pytest.mark.parametrize("field", ["ToAddresses", "CcAddresses", "BccAddresses"])
def test_it_is_refused_as_a_recipient_s(field: str) -> None:
    recipients = {field: ["nora@customer.example\nBcc: all@corncrake.example"]}

    assert both(lambda: sent(raw(RAW), Destination=recipients)) == ("taken", "BadRequestException")


@pytest.mark.parametrize(
    "address", ["nora@customer.example", "Nora <n.o+x@b.customer.example>", "=?utf-8?q?Zo=C3=AB?= <z@c.example>"]
)
def test_an_address_is_taken(address: str) -> None:
    assert both(lambda: sent(simple(), ReplyToAddresses=[address])) == ("taken", "taken")


def test_a_message_from_nobody_is_refused() -> None:
    def scene() -> str:
        client("sesv2").send_email(Destination={"ToAddresses": [CUSTOMER]}, Content=raw(RAW.partition(b"\r\n")[2]))
        return "taken"

    assert both(scene)[1] == "BadRequestException"


def test_the_refusal_names_nobody() -> None:
    def scene() -> str:
        sesv2 = client("sesv2")
        try:
            sesv2.send_email(
                FromEmailAddress=OWNER, Destination={"ToAddresses": ["nora customer.example"]}, Content=simple()
            )
        except sesv2.exceptions.BadRequestException as refusal:
            return str(refusal)
        return "taken"

    assert "nora" not in both(scene)[1]
    assert "ToAddresses" in both(scene)[1]
