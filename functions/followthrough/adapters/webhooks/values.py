"""What senders call a name, an address, a time or an amount, made fit to be used, or seen to be missing.

Every function here takes whatever stood in the payload and answers None for what cannot be used:
a missing name, address or number never stops a commitment.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from zoneinfo import ZoneInfo

from followthrough.domain.event import Money
from followthrough.domain.money import decimals_of

SHORT = 200
LONGEST_NAME = 60
LONGEST_NOTE = 4000
LONGEST_ADDRESS = 254
"""RFC 5321, 4.5.3.1.3, less the angle brackets."""

NOBODY = frozenset({"null", "undefined", "none", "n/a", "unknown", "guest"})
"""What programs write where a name is missing."""

EMAIL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}")
"""What SES can deliver to without SMTPUTF8: plain ASCII, a real domain."""

UNREADABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""The categories Cc and Cs of Unicode."""
ZONE = re.compile(r"[A-Za-z0-9_+-]+(?:/[A-Za-z0-9_+-]+){0,2}")

CREDIBLE_YEARS = range(2000, 2100)

AMOUNT_PATTERN = r"^[0-9]{1,12}(\.[0-9]{1,6})?$"
AMOUNT = re.compile(AMOUNT_PATTERN)
LARGEST_MINOR = 10**15
COUNT = re.compile(r"[0-9]{1,15}")


def text(value: object, *, limit: int = SHORT) -> str | None:
    """One clean line. Whole numbers are ids and become text digit by digit: 64 bits survive."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return " ".join(_readable(str(value)).split())[:limit].strip() or None


def note(value: object) -> str | None:
    """Free words of several lines."""
    if not isinstance(value, str):
        return None
    lines = (" ".join(_readable(line).split()) for line in value.splitlines())
    return "\n".join(lines).strip()[:LONGEST_NOTE] or None


def lines(value: object, *, most: int = 10) -> tuple[str, ...]:
    """Several short things: a list of texts, or one text with a line or a semicolon for each."""
    told = value if isinstance(value, list) else re.split(r"[\n;]", value) if isinstance(value, str) else []
    return tuple(line for each in told if (line := text(each)))[:most]


def name(value: object) -> str | None:
    """A name that we can greet somebody by; not `null`, not an address, not an advertisement."""
    cleaned = text(value)
    if cleaned is None or cleaned.casefold() in NOBODY or len(cleaned) > LONGEST_NAME:
        return None
    if any(sign in cleaned for sign in "@/_<>") or not any(letter.isalpha() for letter in cleaned):
        return None
    return cleaned


def email(value: object) -> str | None:
    """An address that mail can be sent to, its domain in lower case."""
    cleaned = text(value, limit=LONGEST_ADDRESS + 1)
    if cleaned is None or len(cleaned) > LONGEST_ADDRESS or not EMAIL.fullmatch(cleaned) or ".." in cleaned:
        return None
    local, _, domain = cleaned.rpartition("@")
    return None if local.startswith(".") or local.endswith(".") else f"{local}@{domain.lower()}"


def language(value: object) -> str | None:
    """The language without its region: `en` of `en-IE`."""
    primary = re.split(r"[-_]", text(value) or "")[0].lower()
    return primary if re.fullmatch(r"[a-z]{2,3}", primary) else None


def country(value: object) -> str | None:
    """A country by its two letters (ISO 3166-1)."""
    code = (text(value) or "").upper()
    return code if re.fullmatch(r"[A-Z]{2}", code) else None


def zone(value: object) -> str | None:
    """A time zone by its IANA name, if this machine knows it."""
    key = text(value) or ""
    if not ZONE.fullmatch(key):
        return None
    try:
        return ZoneInfo(key).key
    except (ValueError, KeyError, OSError):
        return None


def moment(value: object, *, clock: ZoneInfo | None = None) -> dt.datetime | None:
    """An instant in UTC. A time without an offset is nobody's time, unless its source says which `clock` it is by."""
    if not isinstance(value, str):
        return None
    try:
        at = dt.datetime.fromisoformat(value.strip())
        if at.tzinfo is None and clock is None:
            return None
        return _credible(at if at.tzinfo else at.replace(tzinfo=clock))
    except (ValueError, OverflowError):
        return None


def moment_of_count(value: object, *, per_second: int = 1) -> dt.datetime | None:
    """The instant that is so many seconds (or thousandths) after the beginning of 1970, UTC."""
    if isinstance(value, bool) or not isinstance(value, str | int) or not COUNT.fullmatch(str(value)):
        return None
    try:
        return _credible(dt.datetime.fromtimestamp(int(value) / per_second, dt.UTC))
    except (ValueError, OverflowError, OSError):
        return None


def money(amount: object, currency: object) -> Money | None:
    """A decimal amount in the smallest unit of its currency; None if it has a fraction of that."""
    code = _currency(currency)
    if isinstance(amount, bool) or not isinstance(amount, str | int | Decimal) or code is None:
        return None
    if not AMOUNT.fullmatch(str(amount)):
        return None
    minor = Decimal(amount).scaleb(decimals_of(code))
    return Money(minor=int(minor), currency=code) if minor == int(minor) else None


def minor_money(amount: object, currency: object, *, decimals: Mapping[str, int]) -> Money | None:
    """An amount that the sender counts in a small unit: ISO 4217's, but for the currencies that it counts otherwise."""
    code = _currency(currency)
    if isinstance(amount, bool) or not isinstance(amount, str | int) or code is None:
        return None
    if not COUNT.fullmatch(str(amount)):
        return None
    exact = Decimal(amount).scaleb(decimals_of(code) - decimals.get(code, decimals_of(code)))
    return Money(minor=int(exact), currency=code) if exact == int(exact) and exact < LARGEST_MINOR else None


def flag(value: object) -> bool:
    """Whether a sender means yes: programs also write it as a word."""
    if isinstance(value, str):
        return value.strip().casefold() not in {"", "false", "no", "off", "0", "null", "none"}
    return bool(value)


def _credible(at: dt.datetime) -> dt.datetime | None:
    at = at.astimezone(dt.UTC)
    return at if at.year in CREDIBLE_YEARS else None


def _currency(told: object) -> str | None:
    code = (text(told) or "").upper()
    return code if re.fullmatch(r"[A-Z]{3}", code) else None


def _readable(raw: str) -> str:
    """Without control characters and lone surrogates, which no mail and no table can hold."""
    return UNREADABLE.sub(" ", raw)
