"""How to read what a source sends: the rest of its file, compiled once and checked to the last key."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from followthrough.adapters.webhooks import values
from followthrough.adapters.webhooks.extract import (
    COUNTED,
    NEVER,
    NOTHING,
    Detail,
    Details,
    Expression,
    Moment,
    Person,
    Total,
    plain,
)
from followthrough.adapters.webhooks.kinds import KINDS, TYPES, unknown
from followthrough.adapters.webhooks.source_map import EventRule, Listener, ParentRule, SourceMap, SubjectRule
from followthrough.adapters.webhooks.sources import SOURCE_ID, SourceSpec
from followthrough.adapters.webhooks.tables import Table

TOP_KEYS = (
    "only_if topic dedup split at began_at test status states note goodwill asked "
    "subject customer recipient details total event"
)
SUBJECT_KEYS = "type id topics when parent"
EVENT_KEYS = "kind topics when at first enters leaves amount currency agreed_by asked"
PERSON_KEYS = " ".join(field.name for field in dataclasses.fields(Person))
MONEY_UNITS = frozenset({"major", "minor"})
TIME_UNITS = frozenset({"iso", "naive", *COUNTED})


def compile_map(spec: SourceSpec) -> SourceMap:
    """Raises InvalidBusiness, which names file and key."""
    top = Table(spec.mapping, file=spec.file)
    top.allow(TOP_KEYS)
    subjects = _subjects(top, source=spec.id)
    return SourceMap(
        source=spec.id,
        subjects=subjects,
        customer=_person(top.table("customer")),
        recipient=_person(top.table("recipient")),
        details=_details(top.table("details")),
        total=_total(top.table("total")),
        status=_expression(top, "status"),
        states={plain(state): place for place, state in enumerate(top.texts("states"))},
        goodwill=_expression(top, "goodwill"),
        at=_moment(top, "at"),
        began_at=_moment(top, "began_at"),
        test=_expression(top, "test"),
        note=_expression(top, "note"),
        asked=_expression(top, "asked"),
        only_if=_maybe(top, "only_if"),
        topic=_maybe(top, "topic"),
        dedup=tuple(_compiled(top, "dedup", source) for source in top.texts("dedup")),
        split=_maybe(top, "split"),
        rules=tuple(_rule(table, subjects) for table in top.tables("event")),
    )


def _subjects(top: Table, *, source: str) -> tuple[SubjectRule, ...]:
    """One `[subject]`, or several `[[subject]]`, of which the first that listens is it."""
    tables = [top.table("subject")] if top.has_table("subject") else top.tables("subject")
    if not tables:
        raise top.wrong("subject", "what are its deliveries about? A table with `type` and `id`, please")
    return tuple(_subject(table, source=source) for table in tables)


def _subject(table: Table, *, source: str) -> SubjectRule:
    table.allow(SUBJECT_KEYS)
    return SubjectRule(
        type=table.word("type", TYPES),
        id=_expression(table, "id", required=True),
        listener=_listener(table),
        parent=_parent(table.table("parent"), source=source) if "parent" in table else None,
    )


def _parent(table: Table, *, source: str) -> ParentRule:
    table.allow("type id source")
    name = table.text("source", source)
    if not SOURCE_ID.fullmatch(name):
        raise table.wrong("source", "the id of a source, please")
    return ParentRule(source=name, type=table.word("type", TYPES), id=_expression(table, "id", required=True))


def _rule(table: Table, subjects: Iterable[SubjectRule]) -> EventRule:
    table.allow(EVENT_KEYS)
    kind = table.text("kind")
    if kind not in KINDS:
        raise table.wrong("kind", unknown(kind))
    types = list(dict.fromkeys(subject.type for subject in subjects))
    if kind.partition(".")[0] not in types:
        known = '" or "'.join(types)
        raise table.wrong("kind", f'"{kind}" cannot happen to a subject of type "{known}"')
    return EventRule(
        kind=kind,
        listener=_listener(table),
        at=_moment(table, "at"),
        first=_states(table.texts("first")),
        enters=_states(table.texts("enters")),
        leaves=_states(table.texts("leaves")),
        amount=_maybe(table, "amount"),
        currency=_maybe(table, "currency"),
        agreed_by=_moment(table, "agreed_by"),
        asked=_maybe(table, "asked"),
    )


def _listener(table: Table) -> Listener:
    return Listener(topics=frozenset(table.texts("topics")), when=_maybe(table, "when"))


def _person(table: Table) -> Person:
    table.allow(PERSON_KEYS)
    return Person(**{key: _expression(table, key) for key in PERSON_KEYS.split()})


def _details(table: Table) -> Details:
    return Details(by_name={key: _detail(table, key) for key in table})


def _detail(table: Table, key: str) -> Detail:
    if not table.has_table(key) or "list" not in table.table(key):
        return Detail(expression=_expression(table, key))
    listed = table.table(key)
    listed.allow("list")
    return Detail(expression=_expression(listed, "list", required=True), is_list=True)


def _total(table: Table) -> Total:
    table.allow("amount currency unit decimals")
    decimals = table.table("decimals")
    return Total(
        amount=_expression(table, "amount"),
        currency=_expression(table, "currency"),
        is_minor=table.word("unit", MONEY_UNITS, "major") == "minor",
        decimals={code: decimals.count(code) for code in decimals},
    )


def _moment(table: Table, key: str) -> Moment:
    """A time: an expression for ISO 8601, or a table that also says how it is written."""
    if key not in table:
        return NEVER
    if not table.has_table(key):
        return Moment(expression=_expression(table, key))
    written = table.table(key)
    written.allow("time unit zone")
    unit = written.word("unit", TIME_UNITS, "iso")
    if (unit == "naive") != ("zone" in written):
        raise written.wrong("zone", "a `naive` time needs the zone of its clock, and no other does")
    zone = _zone(written) if unit == "naive" else None
    return Moment(expression=_expression(written, "time", required=True), unit=unit, zone=zone)


def _zone(table: Table) -> ZoneInfo:
    known = values.zone(table.text("zone"))
    if known is None:
        raise table.wrong("zone", "a name of the IANA time zone database, please, such as Europe/Dublin")
    return ZoneInfo(known)


def _maybe(table: Table, key: str) -> Expression | None:
    return _expression(table, key) if key in table else None


def _expression(table: Table, key: str, *, required: bool = False) -> Expression:
    """An expression, or a table that also says how what it finds is translated into our words."""
    if key not in table and not required:
        return NOTHING
    if not table.has_table(key):
        return _compiled(table, key, table.text(key))
    translated = table.table(key)
    translated.allow("map values otherwise")
    words = translated.table("values")
    return _compiled(
        translated,
        "map",
        translated.text("map"),
        words={word: words.text(word) for word in words},
        otherwise=translated.maybe("otherwise"),
    )


def _compiled(
    table: Table, key: str, source: str, *, words: dict[str, str] | None = None, otherwise: str | None = None
) -> Expression:
    try:
        return Expression(source, words=words, otherwise=otherwise)
    except ValueError as wrong:
        raise table.wrong(key, f"this is not JMESPath: {wrong}") from wrong


def _states(words: Iterable[str]) -> frozenset[str]:
    return frozenset(plain(word) for word in words)
