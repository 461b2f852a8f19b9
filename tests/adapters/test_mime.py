from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from followthrough.adapters.mime import header_text, to_bytes
from followthrough.application.ports import Message
from followthrough.domain.errors import Malformed

DOMAIN = "promises.corncrake.example"
HIDDEN_BCC = "=?utf-8?q?a=0D=0ABcc=3A_evil=40x=2Eexample?="
LINK = f"<https://promises.corncrake.example/s/{'a1B2' * 60}>"
MAIL = Message(
    kind="task",
    sender="Corncrake Garage <hello@corncrake.example>",
    to="donal@corncrake.example",
    reply_to="hello@corncrake.example",
    subject="Please phone Nora Quill before 17:00",
    text="Please phone Nora Quill",
    html="<p>Please phone Nora Quill</p>",
    thread="c0ffee",
    commitments=("c0ffee", "beef"),
    headers={},
)


def parsed(message: Message) -> EmailMessage:
    mail = message_from_bytes(to_bytes(message, message_id_domain=DOMAIN), policy=SMTP)
    assert isinstance(mail, EmailMessage)
    return mail


def test_a_mail_has_the_text_first_and_then_the_html() -> None:
    mail = parsed(MAIL)
    parts = [part.get_content_type() for part in mail.iter_parts()]

    assert "multipart/alternative" == mail.get_content_type()
    assert ["text/plain", "text/html"] == parts


def test_a_mail_says_what_it_is_about_and_stacks_with_its_thread() -> None:
    mail = parsed(MAIL)

    assert "task" == mail["X-Followthrough-Kind"]
    assert "c0ffee, beef" == mail["X-Followthrough-Commitments"]
    assert f"<c0ffee@{DOMAIN}>" == mail["References"]
    assert mail["Message-ID"] is None


def test_no_machine_answers_our_mail() -> None:
    mail = parsed(MAIL)

    assert ("auto-generated", "All") == (mail["Auto-Submitted"], mail["X-Auto-Response-Suppress"])


def test_the_sender_is_shown_by_name_and_the_customer_only_by_address() -> None:
    mail = parsed(replace(MAIL, sender='Ó Cuív, "Sons" & Co <hello@corncrake.example>'))

    assert 'Ó Cuív, "Sons" & Co' == mail["From"].addresses[0].display_name
    assert "hello@corncrake.example" == mail["From"].addresses[0].addr_spec
    assert "donal@corncrake.example" == mail["To"]


@pytest.mark.parametrize(
    "poisoned",
    [
        replace(MAIL, subject=f"Please phone {HIDDEN_BCC}"),
        replace(MAIL, subject="Please phone =\u200b?utf-8?q?a=0D=0ABcc=3A_evil=40x=2Eexample?="),
        replace(MAIL, subject="Please phone\r\nBcc: evil@x.example"),
        replace(MAIL, subject="Please phone\u2028Bcc: evil@x.example"),
        replace(MAIL, sender=f"{HIDDEN_BCC} <hello@corncrake.example>"),
        replace(MAIL, sender="Corncrake\nBcc: evil@x.example <hello@corncrake.example>"),
        replace(MAIL, kind=HIDDEN_BCC),
        replace(MAIL, kind="task\r\nBcc: evil@x.example"),
        replace(MAIL, thread=HIDDEN_BCC),
        replace(MAIL, thread="a\r\nBcc: evil@x.example"),
        replace(MAIL, commitments=(HIDDEN_BCC, "a\r\nBcc: evil@x.example")),
        replace(MAIL, headers={"List-Unsubscribe": f"<{HIDDEN_BCC}>\r\nBcc: evil@x.example"}),
        replace(MAIL, headers={"X-Note": HIDDEN_BCC}),
    ],
)
def test_no_header_can_add_a_recipient(poisoned: Message) -> None:
    raw = to_bytes(poisoned, message_id_domain=DOMAIN)
    names = [line.partition(b":")[0].lower() for line in raw.partition(b"\r\n\r\n")[0].split(b"\r\n")]

    assert b"bcc" not in names
    assert [] == [name for name, value in parsed(poisoned).items() if name.lower() == "bcc" or "\n" in str(value)]


@pytest.mark.parametrize(
    "address",
    [
        HIDDEN_BCC,
        f"{HIDDEN_BCC}@x.example",
        "nora@quill.example, evil@x.example",
        "nora@quill.example\r\nBcc: evil@x.example",
        "Nora <nora@quill.example>, <evil@x.example>",
        "nora quill@x.example",
        "nora@quill",
        "nora@@quill.example",
        "nora@quill..example",
        "n\u00f3ra@quill.example",
        "nora@\u202equill.example",
        f"nora@{'q' * 70}.example",
        "",
    ],
)
@pytest.mark.parametrize("is_to", [True, False])
def test_an_address_that_is_none_gets_no_mail(*, is_to: bool, address: str) -> None:
    message = replace(MAIL, to=address) if is_to else replace(MAIL, reply_to=address)

    with pytest.raises(Malformed) as refusal:
        to_bytes(message, message_id_domain=DOMAIN)

    assert "quill" not in str(refusal.value)


def test_a_sender_without_an_address_is_refused() -> None:
    with pytest.raises(Malformed):
        to_bytes(replace(MAIL, sender=f"Corncrake Garage <{HIDDEN_BCC}@x.example>"), message_id_domain=DOMAIN)


@pytest.mark.parametrize("name", ["Bcc:", "X Y", "", "X-\r\nBcc", "Übung"])
def test_a_header_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(Malformed):
        to_bytes(replace(MAIL, headers={name: "x"}), message_id_domain=DOMAIN)


def test_a_domain_of_other_letters_travels_in_ascii() -> None:
    assert "nora@xn--qll-hoa.example" == parsed(replace(MAIL, to="nora@qüll.example"))["To"]


def test_a_long_link_travels_whole_and_on_one_line() -> None:
    raw = to_bytes(replace(MAIL, headers={"List-Unsubscribe": LINK}), message_id_domain=DOMAIN)

    assert f"\r\nList-Unsubscribe: {LINK}\r\n".encode() in raw


def test_every_line_keeps_to_what_mail_servers_carry() -> None:
    long = replace(
        MAIL,
        subject="ä" * 3000,
        sender=f"{'Ö' * 3000} <hello@corncrake.example>",
        text="x" * 5000,
        html="é" * 5000,
        commitments=("c0ffee",) * 500,
    )
    raw = to_bytes(long, message_id_domain=DOMAIN)

    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert raw.isascii()


def test_names_of_the_world_arrive_as_they_are() -> None:
    mail = parsed(replace(MAIL, subject="Please phone Oisín 王小明 – ☎", text="Grüße, Oisín – 王小明"))
    text = mail.get_body(("plain",))

    assert "Please phone Oisín 王小明 – ☎" == mail["Subject"]
    assert text is not None
    assert "Grüße, Oisín – 王小明" == text.get_content().strip()


def test_half_characters_and_control_characters_stop_no_mail() -> None:
    mail = parsed(replace(MAIL, subject="a\ud800b\x07", text="a\ud800b\x00\nc", html="<p>a\udfff\x1b</p>"))
    text = mail.get_body(("plain",))

    assert "ab" == mail["Subject"]
    assert text is not None
    assert "ab\nc" == text.get_content().strip().replace("\r", "")


def test_direction_tricks_never_reach_a_header() -> None:
    assert "gnp.exe" == header_text("\u202e\u2066gnp.exe\u2069", at_most=80)


def test_a_folded_subject_unfolds_to_what_was_written() -> None:
    subject = "At risk: put it right for Idris Vale, as agreed before 18:00 – keep it, hand it over, or tell Idris?"

    raw = to_bytes(replace(MAIL, subject=subject), message_id_domain=DOMAIN)

    assert b" \r\n" not in raw.partition(b"\r\n\r\n")[0]
    assert subject == message_from_bytes(raw, policy=SMTP)["Subject"]
