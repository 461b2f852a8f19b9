"""SES v2 before moto: control characters, bad addresses and headers beyond the API's limits.

(Amazon SES API v2 Reference, SendEmail, Body, MessageHeader and RawMessage.) Templates stay moto's affair: it says that
it has none.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from email.utils import parseaddr
from typing import Any

from botocore.awsrequest import AWSResponse

from workbench.engine.strict.raw_mail import LARGEST_MAIL, wrong_with_raw
from workbench.engine.wire import Call, Proceed, refusal

MOST_HEADERS = 15
LONGEST_ADDRESS = 320
"""Characters of an address without its display name."""

Json = dict[str, Any]

_HEADER_NAME, _HEADER_VALUE = re.compile(r"[!-9;-@A-~]{1,126}"), re.compile(r"[ -~]{1,995}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_ADDRESS = re.compile(r"[!-?A-~]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


def watch_mail(call: Call, proceed: Proceed) -> AWSResponse:
    """A layer of the wire."""
    wrong = next(_wrong(json.loads(call.body)), None) if call.name == "sesv2.SendEmail" else None
    if wrong:
        return refusal(call, status=400, code="BadRequestException", message=wrong)
    return proceed()


def _wrong(asked: Json) -> Iterator[str]:
    """Why SES would not take this mail. The sentences name no address: they end up in logs."""
    for key, addresses in _addresses(asked):
        if not all(map(_is_address, addresses)):
            yield f"{key} holds what is no address."
    content = asked["Content"]
    if "Raw" in content:
        yield from wrong_with_raw(base64.b64decode(content["Raw"]["Data"]), has_sender="FromEmailAddress" in asked)
    if "Simple" in content:
        yield from _wrong_with_simple(content["Simple"])


def _addresses(asked: Json) -> Iterator[tuple[str, list[str]]]:
    yield from asked.get("Destination", {}).items()
    yield "ReplyToAddresses", asked.get("ReplyToAddresses", [])
    yield "FromEmailAddress", [asked["FromEmailAddress"]] if "FromEmailAddress" in asked else []


def _is_address(text: str) -> bool:
    """`name@domain`, alone or behind a display name; what is not ASCII must be encoded (RFC 2047, Punycode)."""
    if _CONTROL.search(text) or _NOT_ASCII.search(text):
        return False
    _, address = parseaddr(text)
    return len(address) <= LONGEST_ADDRESS and bool(_ADDRESS.fullmatch(address))


def _wrong_with_simple(simple: Json) -> Iterator[str]:
    if _CONTROL.search(simple["Subject"]["Data"]):
        yield "The subject holds control characters."
    headers = simple.get("Headers", [])
    if len(headers) > MOST_HEADERS:
        yield f"A mail has at most {MOST_HEADERS} headers of its own."
    for header in headers:
        if not _HEADER_NAME.fullmatch(header["Name"]):
            yield "A header's name is printable ASCII without a colon, at most 126 characters."
        if not _HEADER_VALUE.fullmatch(header["Value"]):
            yield "A header's value is printable ASCII, at most 995 characters."
    if sum(len(part["Data"].encode()) for part in simple["Body"].values()) > LARGEST_MAIL:
        yield f"The mail is larger than {LARGEST_MAIL} bytes."
