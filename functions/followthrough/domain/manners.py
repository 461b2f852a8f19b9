"""How we speak to people: by a name we are sure of, and never `Hello null`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from followthrough.domain.event import Contact
from followthrough.domain.plain import plain
from followthrough.domain.telling import language

_NO_NAMES = frozenset(
    [
        "null",
        "none",
        "nil",
        "undefined",
        "unknown",
        "guest",
        "customer",
        "anonymous",
        "test",
        "user",
        "n/a",
        "na",
        "nan",
        "name",
        "client",
        "admin",
    ]
)
_NOT_IN_A_NAME = re.compile(r"[\d@/\\<>{}\[\]_=|]|\w\.[^\W\d_]{2,}|www\.", re.IGNORECASE)
_LONGEST_NAME = 60
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def given_name(contact: Contact) -> str | None:
    """What she is called, or nothing if what we were told is not a name."""
    return _name(contact.given_name)


def full_name(contact: Contact) -> str | None:
    """The name staff ask for, as far as we know it."""
    parts = [part for part in (_name(contact.given_name), _name(contact.family_name)) if part]
    return " ".join(parts) or None


def greeting(contact: Contact, *, speaking: str = "en") -> str:
    """`Hello Nora,`, and `Hello,` when we do not know her: never a handle, an address or the word null."""
    name = given_name(contact)
    phrases = language(speaking)
    return phrases.hello.format(name=name) if name else phrases.hello_nobody


def filled(text: str, facts: Mapping[str, str], *, otherwise: str) -> str:
    """An owner's sentence with its `{placeholders}` filled in; what we do not know is said in a general word."""
    return _PLACEHOLDER.sub(lambda found: facts.get(found[1]) or otherwise, text)


def placeholders(text: str) -> tuple[str, ...]:
    """The names that an owner's sentence leaves open, each once."""
    return tuple(dict.fromkeys(_PLACEHOLDER.findall(text)))


def listed(words: Sequence[str], *, last: str = "and") -> str:
    """`a, b and c`."""
    *others, final = words or ("",)
    return f"{', '.join(others)} {last} {final}" if others else final


def capitalised(sentence: str) -> str:
    """The sentence with a capital first letter and the rest as it was."""
    return sentence[:1].upper() + sentence[1:]


def within_a_sentence(words: str) -> str:
    """`Roof bars` as it stands inside a sentence; `BMW` stays what it is."""
    return words[:1].lower() + words[1:] if words[1:2].islower() else words


def _name(raw: str | None) -> str | None:
    name = plain(raw or "")
    if not name or len(name) > _LONGEST_NAME or _NOT_IN_A_NAME.search(name):
        return None
    if not any(character.isalpha() for character in name) or set(name.lower().split()) <= _NO_NAMES:
        return None
    return name
