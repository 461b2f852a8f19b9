"""What SES asks of a raw message: a header and a body, every field once, ASCII, and no line that is too long.

(Amazon SES API v2 Reference, RawMessage; Developer Guide, "Sending raw email"; RFC 5322, 2.1.1 and 3.6.)
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

LARGEST_MAIL = 40 * 1024 * 1024
"""Bytes of a message through API v2, after encoding."""

LONGEST_LINE = 998
"""Characters of a line without its end."""

_LINE_END = re.compile(rb"\r\n|\r|\n")
_FIELD = re.compile(rb"([!-9;-~]+):[\t -~]*")
_FOLDED = re.compile(rb"[\t ][\t -~]*")
_ONCE = frozenset(
    b"from sender reply-to to cc bcc message-id in-reply-to references subject date "
    b"mime-version content-type content-transfer-encoding".split()
)


def wrong_with_raw(message: bytes, *, has_sender: bool) -> Iterator[str]:
    """Why SES would not take this message, as sentences without any of its content."""
    if len(message) > LARGEST_MAIL:
        yield f"The mail is larger than {LARGEST_MAIL} bytes."
        return
    lines = _LINE_END.split(message)
    if b"" not in lines:
        yield "The message has no empty line between its header and its body."
        return
    if max(map(len, lines)) > LONGEST_LINE:
        yield f"A line of the message is longer than {LONGEST_LINE} characters."
    yield from _wrong_with_header(lines[: lines.index(b"")], has_sender=has_sender)


def _wrong_with_header(lines: list[bytes], *, has_sender: bool) -> Iterator[str]:
    fields = [match[1].lower() for line in lines if (match := _FIELD.fullmatch(line))]
    folded = [line for line in lines if _FOLDED.fullmatch(line)]
    if len(fields) + len(folded) != len(lines):
        yield "A line of the header is no field, or holds characters that are not printable ASCII."
    if any(field in _ONCE and times > 1 for field, times in Counter(fields).items()):
        yield "The header has a field twice that may stand there once."
    if b"from" not in fields and not has_sender:
        yield "The message is from nobody."
