"""How a record of the domain lies in the ledger's table: its keys, the few attributes that indexes need, itself as JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from followthrough.application.ports import Record
from followthrough.domain.commitment import Commitment
from followthrough.domain.customer import ContactPoint, Customer, Note
from followthrough.domain.day_plan import DayPlan
from followthrough.domain.errors import Malformed
from followthrough.domain.event import SubjectRef
from followthrough.domain.facts import Facts
from followthrough.domain.heard import Heard
from followthrough.domain.subject import Subject
from followthrough.domain.words import MessageClass

Item = dict[str, dict[str, str]]
"""An item as DynamoDB's own JSON: attribute name to {type: value}."""

R = TypeVar("R")

WAKE_SHARDS = 4
"""The index of wakes is spread over this many keys, so that a busy minute is no hot partition."""


SUBJECTS = "S#"
"""In the index of what is hers subjects sort after all that is owed, which begins with a time."""


class Keys:
    """Where each record lies. The business id begins every key: one table could hold several firms."""

    def __init__(self, business_id: str) -> None:
        self._business = business_id

    @property
    def ours(self) -> str:
        """What every key of this firm begins with."""
        return f"{self._business}#"

    def subject(self, ref: SubjectRef) -> Item:
        return self._key(f"S#{ref}", "S")

    def customer(self, key: str) -> Item:
        return self._key(f"C#{key}", "C")

    def note(self, note: Note) -> Item:
        which = f"#{note.number}" if note.number else ""
        given = "#given" if note.goodwill else ""
        return self._key(f"C#{note.customer}", f"N#{note.at.isoformat()}#{note.commitment}{which}{given}")

    def point(self, key: str) -> Item:
        return self._key(f"G#{key}", "G")

    def commitment(self, key: str) -> Item:
        return self._key(f"P#{key}", "P")

    def facts(self) -> Item:
        return self._key("F#today", "F")

    def day_plan(self, role: str, day: dt.date) -> Item:
        return self._key(f"D#{role}#{day.isoformat()}", "D")

    def heard(self, source: str) -> Item:
        return {"pk": {"S": self.sources()}, "sk": {"S": f"H#{source}"}}

    def tally(self, name: str) -> Item:
        return self._key(f"X#{name}", "X")

    def sources(self) -> str:
        """One partition for all of them: there are few, and they are read together."""
        return f"{self._business}#H"

    def thread(self, customer: str) -> str:
        return f"{self._business}#T#{customer}"

    def told_by(self, source: str) -> str:
        """What the keys of all subjects of this source begin with."""
        return f"{self._business}#S#{source}/"

    def wakes(self, shard: int) -> str:
        return f"{self._business}#W#{shard}"

    def promises(self, month: str) -> str:
        return f"{self._business}#M#{month}"

    def cared(self, month: str) -> str:
        return f"{self._business}#K#{month}"

    def of(self, record: Record) -> Item:
        match record:
            case Subject():
                return self.subject(record.ref)
            case Customer():
                return self.customer(record.key)
            case ContactPoint():
                return self.point(record.key)
            case Note():
                return self.note(record)
            case Commitment():
                return self.commitment(record.id)
            case Facts():
                return self.facts()
            case DayPlan():
                return self.day_plan(record.role, record.day)
            case Heard():
                return self.heard(record.source)

    def item(self, record: Record, *, write: str) -> Item:
        """The record one version on, with the id of this write: how we know our own write again."""
        later = replace(record, version=record.version + 1)
        item = self.of(record) | {
            "version": {"N": str(later.version)},
            "write": {"S": write},
            "record": {"S": _adapter(cast("Any", type(later))).dump_json(later, exclude_defaults=True).decode()},
        }
        match record:
            case Commitment():
                return item | self._indexed(record)
            case Subject():
                return item | self._hers(record)
            case _:
                return item

    def _hers(self, subject: Subject) -> Item:
        """A subject is found by its customer: her orders are to be found again when she asks to be forgotten."""
        return {
            "thread_pk": {"S": self.thread(subject.customer)},
            "thread_sk": {"S": f"{SUBJECTS}{subject.ref}"},
        }

    def _indexed(self, commitment: Commitment) -> Item:
        """A commitment is found by its customer, by the time it is for, and by its next wake while it has one."""
        indexed: Item = {
            "thread_pk": {"S": self.thread(commitment.customer)},
            "thread_sk": {"S": f"{commitment.made_at.isoformat()}#{commitment.id}"},
        }
        if commitment.is_promise or commitment.message_class is not MessageClass.PROMISE:
            by = stamp(commitment.promised_by or commitment.due_at)
            month = self.promises(by[:7]) if commitment.is_promise else self.cared(by[:7])
            indexed |= {"promises_pk": {"S": month}, "promises_sk": {"S": f"{by}#{commitment.id}"}}
        wake = commitment.alarm
        if wake is None:
            return indexed
        return indexed | {
            "wakes_pk": {"S": self.wakes(int(commitment.id[:2], 16) % WAKE_SHARDS)},
            "wakes_sk": {"S": f"{stamp(wake.at)}#{commitment.id}"},
            "step": {"S": wake.step.value},
            "generation": {"N": str(commitment.generation)},
        }

    def _key(self, partition: str, sort: str) -> Item:
        return {"pk": {"S": f"{self._business}#{partition}"}, "sk": {"S": sort}}


def read_record(item: Mapping[str, Any], kind: type[R]) -> R:
    """The record that lies in this item, with the version it was read at."""
    try:
        record: R = _adapter(cast("Any", kind)).validate_json(item["record"]["S"])
    except ValidationError as error:
        # pydantic quotes what it could not read, and that may be a name: the places are enough.
        places = sorted({".".join(str(part) for part in wrong["loc"]) for wrong in error.errors(include_input=False)})
        raise Malformed(f"A {kind.__name__} in the ledger cannot be read: {', '.join(places)}.") from None
    return record


def as_stored(record: Record) -> dict[str, Any]:
    """Everything that the ledger holds in this record, as plain JSON: for whoever asks what we know."""
    held: dict[str, Any] = _adapter(cast("Any", type(record))).dump_python(record, mode="json", exclude_defaults=True)
    return {name: value for name, value in held.items() if name != "version"}


def stamp(at: dt.datetime) -> str:
    """An instant as text that sorts by time: always UTC, always to the second."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def months(since: dt.datetime, until: dt.datetime) -> list[str]:
    """Every month, as `2026-03` in UTC, that the time between these touches."""
    day, last = since.astimezone(dt.UTC).date().replace(day=1), until.astimezone(dt.UTC).date()
    found: list[str] = []
    while day <= last:
        found.append(f"{day:%Y-%m}")
        day = (day + dt.timedelta(days=31)).replace(day=1)
    return found


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
