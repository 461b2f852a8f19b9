"""Everything that SES was given to send, exactly as it was given."""

from __future__ import annotations

import base64
import datetime as dt
import html
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import getaddresses
from functools import cached_property
from pathlib import Path
from typing import Any

from botocore.awsrequest import AWSResponse

from workbench.engine.clock import VirtualClock
from workbench.engine.wire import Call, Proceed

KIND, COMMITMENTS = "X-Followthrough-Kind", "X-Followthrough-Commitments"
"""The headers by which the product says of a mail what it is, and which commitments it is about."""


@dataclass(frozen=True, kw_only=True)
class Mail:
    """One mail that went out."""

    id: str
    """Its number here."""
    message_id: str
    """Its id at SES."""
    sent_at: dt.datetime
    raw: bytes
    to: tuple[str, ...]
    """The addresses it was sent to."""
    tags: Mapping[str, str]
    """What the sender will be told again with every event of this mail."""
    configuration_set: str | None

    @cached_property
    def message(self) -> EmailMessage:
        """The mail, read."""
        message = message_from_bytes(self.raw, policy=default)
        if not isinstance(message, EmailMessage):
            raise TypeError("The mail could not be read.")
        return message

    @property
    def subject(self) -> str:
        # Python leaves the blank of a folded first line in front.
        return str(self.message["Subject"] or "").strip()


class Mailbox:
    """Every mail since the start or the last reset, oldest first."""

    def __init__(self, *, clock: VirtualClock) -> None:
        self._clock = clock
        self._mails: list[Mail] = []

    def watch(self, call: Call, proceed: Proceed) -> AWSResponse:
        """A layer of the wire: keeps what SES has accepted."""
        answer = proceed()
        if call.name == "sesv2.SendEmail" and answer.status_code == 200:  # noqa: PLR2004 - HTTP OK
            self._keep(json.loads(call.body), json.loads(answer.content)["MessageId"])
        return answer

    def __iter__(self) -> Iterator[Mail]:
        return iter(self._mails)

    def __len__(self) -> int:
        return len(self._mails)

    def find(self, mail_id: str) -> Mail | None:
        return next((mail for mail in self._mails if mail.id == mail_id), None)

    def forget(self) -> None:
        self._mails.clear()

    def save(self, folder: Path) -> None:
        """Write every mail as a file that a mail program opens, and an index of them; what lay there before goes."""
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.eml"):
            old.unlink()
        for mail in self._mails:
            (folder / f"{mail.id}.eml").write_bytes(mail.raw)
        (folder / "index.html").write_text(_index(self._mails), encoding="utf-8")

    def _keep(self, asked: dict[str, Any], message_id: str) -> None:
        if "Raw" not in asked["Content"]:
            raise ValueError("The workbench reads raw mail only, as the product sends it.")
        raw = base64.b64decode(asked["Content"]["Raw"]["Data"])
        mail = Mail(
            id=f"{len(self._mails) + 1:04}",
            message_id=message_id,
            sent_at=self._clock.now(),
            raw=raw,
            to=_addresses(asked.get("Destination", {}), raw),
            tags={tag["Name"]: tag["Value"] for tag in asked.get("EmailTags", ())},
            configuration_set=asked.get("ConfigurationSetName"),
        )
        self._mails.append(mail)


def _addresses(destination: Mapping[str, Sequence[str]], raw: bytes) -> tuple[str, ...]:
    """Whom SES sends to: the destination it is given, else those whom the headers name."""
    given = [address for kind in ("To", "Cc", "Bcc") for address in destination.get(f"{kind}Addresses", ())]
    if given:
        return tuple(given)
    message = message_from_bytes(raw, policy=default)
    named = [str(value) for kind in ("To", "Cc", "Bcc") for value in message.get_all(kind, [])]
    return tuple(address for _, address in getaddresses(named))


def _index(mails: Sequence[Mail]) -> str:
    rows = "\n".join(_row(mail) for mail in mails)
    return f"""<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Every mail</title>
<style>body{{font:16px system-ui;margin:2rem}}td,th{{padding:.3rem 1rem .3rem 0;text-align:left}}</style>
<h1>Every mail, as it was sent</h1>
<table><tr><th>Sent (UTC)</th><th>Kind</th><th>To</th><th>Subject</th></tr>
{rows}
</table></html>
"""


def _row(mail: Mail) -> str:
    cells = [f"{mail.sent_at:%a %d %b %H:%M}", mail.message[KIND] or "", ", ".join(mail.to)]
    told = "".join(f"<td>{html.escape(cell)}</td>" for cell in cells)
    return f'<tr>{told}<td><a href="{mail.id}.eml">{html.escape(mail.subject)}</a></td></tr>'
