"""Does this number ring somewhere? Good, doubtful (shown with `please check`), or none at all."""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

from followthrough.adapters.webhooks import values
from followthrough.domain.event import Phone, PhoneQuality

FEWEST_DIGITS = 5

KEPT_FOR_DRAMA = re.compile(r"\+3532091\d{5}|\+447700900\d{3}")
"""ComReg and Ofcom keep these free for stories. They ring nobody, so the numbering plan calls them invalid;
samples use them, and there they must count as good."""


def assess(raw: object, *, country: str | None) -> Phone | None:
    """The number as she gave it and how sure we are of it; `country` is where a national number is at home.

    Letters, wrong lengths and numbers that cost extra are doubtful: somebody should look before dialling.
    """
    written = values.text(raw, limit=40)
    if written is None or sum(sign.isdigit() for sign in written) < FEWEST_DIGITS:
        return None
    e164 = _good(written, country)
    quality = PhoneQuality.GOOD if e164 else PhoneQuality.DOUBTFUL
    return Phone(raw=written, quality=quality, e164=e164)


def _good(written: str, country: str | None) -> str | None:
    if any(sign.isalpha() for sign in written):
        return None
    try:
        number = phonenumbers.parse(written, country)
    except NumberParseException:
        return None
    e164 = str(phonenumbers.format_number(number, PhoneNumberFormat.E164))
    if KEPT_FOR_DRAMA.fullmatch(e164):
        return e164
    if not phonenumbers.is_valid_number(number):
        return None
    return None if phonenumbers.number_type(number) == PhoneNumberType.PREMIUM_RATE else e164
