"""Rehearsals for tests: the shipped garage on a Monday, and the events of a customer as JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from console.playbook.simulate.engine import Rehearsal
from console.playbook.simulate.events import readings
from console.playbook.simulate.people import Answers, People
from console.playbook.simulate.record import Recorder
from followthrough.adapters.business.business_folder import DEFAULT
from followthrough.adapters.business.texts import Texts
from followthrough.application.ports import Rules
from support.shop import at, shipped_rules

Json = dict[str, Any]

NORA = {
    "ref": "c-1",
    "given_name": "Nora",
    "family_name": "Quill",
    "email": "nora@quill.example",
    "phone": "+353209150101",
}


def an_event(kind: str, when: str, *, number: str = "4711", customer: Json | None = None, **more: Any) -> Json:
    """A canonical event at a civil time in Dublin, such as `2026-03-02 11:05`."""
    subject = {"type": kind.partition(".")[0], "id": number}
    event = {"schema_version": 1, "kind": kind, "occurred_at": at(when).isoformat(), "subject": subject}
    return {**event, "customer": customer or NORA, **more}


def rehearsed(
    events: Iterable[Json],
    *,
    days: int = 14,
    rules: Rules | None = None,
    texts: Texts | None = None,
    answers: Answers = Answers.DONE,
    begins: str = "2026-03-02 00:00",
) -> Rehearsal:
    """These events from this moment on, for so many days."""
    rehearsal = Rehearsal(
        rules=rules or shipped_rules(),
        texts=texts or Texts.read(DEFAULT),
        begins=at(begins),
        people=People(answers=answers),
    )
    for when, reading in readings(events, country="IE"):
        rehearsal.hears(reading, at=when)
    rehearsal.until(rehearsal.begins + dt.timedelta(days=days))
    return rehearsal


def record_of(rehearsal: Rehearsal, *, days: int = 14) -> Json:
    return Recorder(rehearsal=rehearsal, days=days).record()
