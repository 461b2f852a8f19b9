"""What a source's secret looks like: a fresh one of the right form, and what is wrong with one that somebody typed.

Standard library only. Sentences say what is wrong with a secret and never what it is.
"""

from __future__ import annotations

import base64
import re
import secrets

from followthrough.adapters.webhooks.schemes import VerifySpec

KEY_BYTES = 32
"""As many as SHA-256 makes good use of."""

TEXT_BYTES = 20
"""Twice as many characters: the most that Help Scout takes, and 160 bits."""

USER = "followthrough"
"""The name before the password, where a sender asks for one."""

FEWEST_CHARACTERS = 16
"""Fewer can be guessed."""

IN_A_HEADER = re.compile(r"[!-~]+")
IN_AN_ADDRESS = re.compile(r"[A-Za-z0-9._~-]+")
IN_A_KEY = re.compile(r"[ -~]+")
"""WooCommerce makes keys that have spaces in them."""


def fresh(verify: VerifySpec) -> str:
    """A new secret of the form that this source asks for."""
    match verify.scheme:
        case "basic":
            return f"{USER}:{secrets.token_urlsafe(KEY_BYTES)}"
        case "url_secret" | "bearer" | "header":
            return secrets.token_urlsafe(KEY_BYTES)
        case _:
            return verify.key_prefix + _key(verify.key_form)


def flaw(verify: VerifySpec, secret: str) -> str | None:
    """What is wrong with this secret, as the end of a sentence; nothing, if this source can be verified with it."""
    bare = secret.removeprefix(verify.key_prefix)
    if len(bare) < FEWEST_CHARACTERS:
        return f"is shorter than {FEWEST_CHARACTERS} characters, which can be guessed"
    if verify.scheme == "url_secret" and not IN_AN_ADDRESS.fullmatch(bare):
        return "has a character that an address cannot carry; letters, digits, hyphens and underscores, please"
    if verify.scheme == "basic" and not all(bare.partition(":")):
        return "is not written as user:password"
    if verify.scheme in {"basic", "bearer", "header"} and not IN_A_HEADER.fullmatch(bare):
        return "has a space or a letter that a header cannot carry"
    if not IN_A_KEY.fullmatch(bare):
        return "has a line break or a letter that is not ASCII; it was probably copied with something else"
    return _flaw_of_key(verify.key_form, bare)


def _key(form: str) -> str:
    if form == "base64":
        return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode("ascii")
    return secrets.token_hex(KEY_BYTES if form == "hex" else TEXT_BYTES)


def _flaw_of_key(form: str, bare: str) -> str | None:
    try:
        if form == "base64":
            base64.b64decode(bare, validate=True)
        if form == "hex":
            bytes.fromhex(bare)
    except ValueError:
        return f"is not {form}, as this source writes its keys"
    return None
