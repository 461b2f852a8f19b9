"""Other people's words, made safe to show: what a customer typed is text, never an instruction to a mail program."""

from __future__ import annotations

import re
import unicodedata

_SCHEME = re.compile(r"://")
_DOT_IN_WORD = re.compile(r"(?<=\w)\.(?=[^\W\d_]{2})")
_KEPT_CATEGORIES = frozenset({"Cn", "Co"})
"""Unassigned and private characters stay: an emoji younger than our tables is still an emoji."""


def plain(text: str) -> str:
    """One line of ordinary characters: no control characters, no direction or zero-width tricks, no half characters."""
    ordinary = text if text.isascii() and text.isprintable() else "".join(map(_ordinary, text))
    return " ".join(ordinary.split())


def inert(text: str, *, at_most: int = 240) -> str:
    """Plain text in which no mail program finds an address to make a link of, cut to a readable length."""
    shown = _DOT_IN_WORD.sub(". ", _SCHEME.sub(": //", plain(text)))
    return shown if len(shown) <= at_most else shown[: at_most - 1].rstrip() + "…"


def _ordinary(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cc", "Zl", "Zp"):
        return " "
    if category.startswith("C") and category not in _KEPT_CATEGORIES:
        return ""
    return character
