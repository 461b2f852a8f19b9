"""From a message to the bytes that travel (RFC 5322, RFC 2045). Nothing reaches a header except through one sanitiser.

The standard library refuses a line break in a header, but not one that hides in an encoded word: a customer called
`=?utf-8?q?x=0D=0ABcc=3A…?=` adds a recipient on every Python before 3.11.15 (CVE-2024-6923, CVE-2026-1299).
We do not count on the version.
"""

from __future__ import annotations

import re
from email.headerregistry import Address, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP

from followthrough.application.ports import Message
from followthrough.domain.errors import Malformed
from followthrough.domain.plain import plain

LONGEST_SUBJECT = 200
LONGEST_NAME = 80
LONGEST_LINE = 900
"""RFC 5322 allows 998 characters a line, name and colon included."""

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}", re.ASCII)
_HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}", re.ASCII)
_NOT_FOR_A_THREAD = re.compile(r"[^A-Za-z0-9._-]", re.ASCII)
_NOT_FOR_A_BODY = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class _OneLine(UnstructuredHeader):
    """A header that machines read: never folded and never encoded, which would break a link in it."""

    def fold(self, *, policy: object) -> str:  # noqa: ARG002 - the name is the library's
        return f"{self.name}: {self}\r\n"  # type: ignore[attr-defined]


_POLICY = SMTP.clone(header_factory=HeaderRegistry(default_class=_OneLine))


def to_bytes(message: Message, *, message_id_domain: str) -> bytes:
    """One mail, text and HTML, ready to be handed over raw.

    All mails of one thread name the same root in References: SES replaces every Message-ID, so the root is the only
    thing that holds them together. Raises Malformed for an address no mail can be sent to.
    """
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = _mailbox(message.sender)
    mail["To"] = Address(addr_spec=address_of(message.to))
    mail["Reply-To"] = Address(addr_spec=address_of(message.reply_to))
    mail["Subject"] = header_text(message.subject, at_most=LONGEST_SUBJECT)
    for name, value in _machine_headers(message, domain=message_id_domain).items():
        mail[_header_name(name)] = _one_line(value)
    mail.set_content(_body(message.text), cte="quoted-printable")
    mail.add_alternative(_body(message.html), subtype="html", cte="quoted-printable")
    head, blank, body = mail.as_bytes().partition(b"\r\n\r\n")
    # The library folds a long line after its space: unfolded again (RFC 5322, 2.2.3) that would be two spaces.
    return head.replace(b" \r\n ", b"\r\n ") + blank + body


def header_text(value: str, *, at_most: int) -> str:
    """The one way into a header: plain characters, nothing that could be read as an encoded word, and not too long."""
    return plain(value).replace("=?", "= ?")[:at_most].rstrip()


def _machine_headers(message: Message, *, domain: str) -> dict[str, str]:
    root = f"{_NOT_FOR_A_THREAD.sub('-', message.thread)}@{domain}"
    return {
        "References": f"<{root}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "X-Followthrough-Kind": message.kind,
        "X-Followthrough-Step": message.step or "report",
        "X-Followthrough-Commitments": ", ".join(message.commitments),
        **message.headers,
    }


def _mailbox(written: str) -> Address:
    """`Corncrake Garage <hello@corncrake.example>`: the name is only shown, the address is checked."""
    name, _, address = written.removesuffix(">").rpartition("<")
    return Address(display_name=header_text(name, at_most=LONGEST_NAME), addr_spec=address_of(address))


def address_of(written: str) -> str:
    """One bare address, as whoever gave it wrote it. Raises Malformed, without naming it."""
    user, _, domain = written.strip().rpartition("@")
    address = f"{user}@{_ascii_domain(domain)}"
    if "=?" in address or not _ADDRESS.fullmatch(address):
        raise Malformed("An address in this mail is not one that mail can be sent to.")
    return address


def _ascii_domain(domain: str) -> str:
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise Malformed("The domain of an address in this mail is not valid.") from error


def _header_name(name: str) -> str:
    if not _HEADER_NAME.fullmatch(name):
        raise Malformed("A header of this mail has a name that is not allowed.")
    return name


def _one_line(value: str) -> str:
    return header_text(value.encode("ascii", "ignore").decode("ascii"), at_most=LONGEST_LINE)


def _body(text: str) -> str:
    return _NOT_FOR_A_BODY.sub("", text.replace("\r\n", "\n"))
