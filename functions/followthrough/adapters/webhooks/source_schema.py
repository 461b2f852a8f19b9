"""A source file as JSON Schema: the keys that `sources` and `mapping` read, in the words of an editor."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from followthrough.adapters.webhooks.about import SURE
from followthrough.adapters.webhooks.extract import COUNTED
from followthrough.adapters.webhooks.kinds import KINDS, TYPES
from followthrough.adapters.webhooks.mapping import MONEY_UNITS, PERSON_KEYS, TIME_UNITS
from followthrough.adapters.webhooks.schemes import ALGORITHMS, ENCODINGS, KEYS_OF, LONGEST_TOLERANCE, UNITS

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
TEXTS: Schema = {"type": "array", "items": {"type": "string", "minLength": 1}}
COUNT: Schema = {"type": "integer", "minimum": 0}
SOURCE_NAME: Schema = {"type": "string", "pattern": "^[a-z][a-z0-9-]{0,31}$"}


def source_schema() -> Schema:
    """The whole file."""
    subject = _table(_subject(), needs=["type", "id"])
    top = {
        "id": SOURCE_NAME | {"description": "Its id: the last part of the address it is posted to."},
        "title": TEXT | {"description": "What people call it."},
        "format": {"const": "canonical", "description": "It sends our own event, and needs no mapping."},
        "verify": {"oneOf": [_scheme(name) for name in KEYS_OF], "description": "How it proves that it is itself."},
        "delivery": _table({"topic": TEXTS, "id": TEXTS, "keep": TEXTS}),
        "handshake": _table(
            {"ping": TEXT, "challenge_header": TEXT, "challenge_key": TEXT, "cloudevents": {"type": "boolean"}}
        ),
        "about": _table(
            {"sends": TEXT, "retries": TEXT, "limits": TEXT, "sure": _one_of(SURE), "setup": TEXT},
        ),
        "subject": {"oneOf": [subject, {"type": "array", "items": subject, "minItems": 1}]},
        "customer": _person(),
        "recipient": _person(),
        "details": {"type": "object", "additionalProperties": {"oneOf": [*_EXPRESSION["oneOf"], _LIST]}},
        "total": _table(
            {
                "amount": _EXPRESSION,
                "currency": _EXPRESSION,
                "unit": _one_of(MONEY_UNITS),
                "decimals": {"type": "object", "additionalProperties": COUNT},
            }
        ),
        "at": _MOMENT,
        "began_at": _MOMENT,
        "states": TEXTS,
        "dedup": TEXTS,
        "event": {"type": "array", "items": _table(_event(), needs=["kind"])},
    }
    top |= dict.fromkeys(("only_if", "topic", "split", "test", "status", "note", "goodwill", "asked"), _EXPRESSION)
    return _table(top, needs=["id", "verify"])


def _table(keys: Schema, *, needs: Iterable[str] = ()) -> Schema:
    return {"type": "object", "properties": keys, "required": [*needs], "additionalProperties": False}


def _one_of(words: Iterable[str]) -> Schema:
    return {"enum": sorted(words)}


_EXPRESSION: Schema = {
    "description": "JMESPath over `body`, `headers` and `topic`; or a table that translates what it finds.",
    "oneOf": [
        TEXT,
        _table(
            {"map": TEXT, "values": {"type": "object", "additionalProperties": TEXT}, "otherwise": TEXT}, needs=["map"]
        ),
    ],
}
_LIST = _table({"list": TEXT}, needs=["list"])
_MOMENT: Schema = {
    "description": "JMESPath for an ISO 8601 time; or a table that says how it is written.",
    "oneOf": [
        TEXT,
        _table({"time": _EXPRESSION, "unit": _one_of({*TIME_UNITS, *COUNTED}), "zone": TEXT}, needs=["time"]),
    ],
}


def _subject() -> Schema:
    parent = _table({"type": _one_of(TYPES), "id": _EXPRESSION, "source": SOURCE_NAME}, needs=["type", "id"])
    return {"type": _one_of(TYPES), "id": _EXPRESSION, "topics": TEXTS, "when": _EXPRESSION, "parent": parent}


def _event() -> Schema:
    states = dict.fromkeys(("topics", "first", "enters", "leaves"), TEXTS)
    found = dict.fromkeys(("when", "amount", "currency", "asked"), _EXPRESSION)
    return {"kind": _one_of(KINDS), "at": _MOMENT, "agreed_by": _MOMENT, **states, **found}


def _person() -> Schema:
    return _table(dict.fromkeys(PERSON_KEYS.split(), _EXPRESSION))


def _scheme(name: str) -> Schema:
    """The `[verify]` table of one scheme: it knows its own keys only."""
    known: Schema = {
        "scheme": {"const": name},
        "headers": TEXTS | {"minItems": 1},
        "algorithm": _one_of(ALGORITHMS),
        "encoding": _one_of(ENCODINGS),
        "secret": _table({"prefix": TEXT, "encoding": _one_of(ENCODINGS | {"text"})}),
        "timestamp": _table(
            {
                "headers": TEXTS,
                "field": TEXT,
                "unit": _one_of(UNITS),
                "tolerance_seconds": {"type": "integer", "minimum": 1, "maximum": LONGEST_TOLERANCE},
            }
        ),
    }
    keys = KEYS_OF[name].split()
    needs = [key for key in ("scheme", "headers") if key in keys]
    return _table({key: known.get(key, TEXT) for key in keys}, needs=needs)
