"""A random firm, played on the real engine: what comes out is plain data again, for a checker that knows no product."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from console.playbook.simulate.engine import Rehearsal
from console.playbook.simulate.events import readings
from console.playbook.simulate.people import Answers, People
from console.playbook.simulate.record import Recorder
from followthrough.adapters.business.business_folder import BusinessFolder
from followthrough.adapters.business.texts import Texts
from followthrough.application.answer import answer, say_stop
from followthrough.application.day import Saying, say, take_back
from followthrough.application.outcomes import Tap
from followthrough.application.ports import Pass, Rules
from followthrough.domain.commitment import Commitment
from followthrough.domain.errors import FollowthroughError
from followthrough.domain.facts import Away, OtherHours, Pause, Scope
from followthrough.domain.opening import civil
from followthrough.domain.words import Outcome

Json = dict[str, Any]

NAMES = ("one", "two", "three", "receipt", "we-tried", "told", "new-time", "footer")
TEXTS = Texts(
    letters={f"{name}.en": f"Subject: {name}\n\n{{{{ greeting }}}} {{{{ by }}}}" for name in NAMES}, scripts={}
)

MIX = {
    Outcome.DONE: 30,
    Outcome.NO_ANSWER: 16,
    Outcome.LEFT_MESSAGE: 6,
    Outcome.RESCHEDULE: 10,
    Outcome.PROBLEM: 6,
    Outcome.POLITE_NO: 3,
    Outcome.NOT_MINE: 5,
    Outcome.WRONG_NUMBER: 4,
    Outcome.CANNOT_KEEP: 8,
    Outcome.DO_NOT_CONTACT: 4,
    None: 14,
}


@dataclass(frozen=True)
class Fixed:
    """A rulebook that does not change."""

    rules: Rules

    def current(self) -> Rules:
        return self.rules


@dataclass
class Played:
    """What came of it, and what beside the answers was said."""

    record: Json
    stops: list[Json] = field(default_factory=list)
    replies: list[Json] = field(default_factory=list)
    news: list[Json] = field(default_factory=list)

    def as_json(self) -> Json:
        """As it would be read by somebody else."""
        told = {**self.record, "stops": self.stops, "replies": self.replies, "news": self.news}
        return json.loads(json.dumps(told, default=str))


def played(firm: Json, folder: Path) -> Json:
    """All of it, through the files an owner writes. Raises InvalidBusiness for a firm that no owner could publish."""
    rules = written(firm, folder)
    first, zone = dt.date.fromisoformat(firm["first"]), ZoneInfo(firm["business"]["zone"])
    people = People(answers=Answers.MIXED, seed=firm["seed"], mix=MIX)
    rehearsal = Rehearsal(rules=rules, texts=TEXTS, begins=civil(first, dt.time(), zone=zone), people=people)
    for at, reading in readings(firm["events"], country="IE"):
        rehearsal.hears(reading, at=at)
    said = Played(record={})
    for act in firm["acts"]:
        _plan(act, rehearsal, said)
    rehearsal.until(rehearsal.begins + dt.timedelta(days=firm["days"]))
    said.record = Recorder(rehearsal=rehearsal, days=firm["days"]).record()
    return said.as_json()


def written(firm: Json, folder: Path) -> Rules:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "business.toml").write_text(toml(firm["business"]), encoding="utf-8")
    (folder / "playbook.toml").write_text(toml(firm["playbook"]), encoding="utf-8")
    return BusinessFolder(folder).current()


def toml(tables: Json) -> str:
    """Enough of TOML for these files: values first, then lists of tables."""
    plain = [f"{key} = {_value(value)}" for key, value in tables.items() if not _is_tables(value)]
    lists = [(key, table) for key, value in tables.items() if _is_tables(value) for table in value]
    return "\n".join([*plain, *(f"\n[[{key}]]\n{toml(table)}" for key, table in lists), ""])


def _is_tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {_value(each)}" for key, each in value.items()) + "}"
    return json.dumps(value)


# ----- what is done beside answering ---------------------------------------------------------------


def _plan(act: Json, rehearsal: Rehearsal, said: Played) -> None:
    does = {"stop": _stop, "reply": _reply, "pause": _pause, "away": _away, "closed": _closed}[act["what"]]

    def do() -> None:
        try:
            does(act, rehearsal, said)
        except FollowthroughError:
            return  # it was not possible then: nothing was said

    rehearsal.will(do, at=max(dt.datetime.fromisoformat(act["at"]), rehearsal.begins))


def _some(act: Json, rehearsal: Rehearsal) -> Commitment | None:
    known = sorted(rehearsal.ledger.commitments, key=lambda owed: (owed.made_at, owed.id))
    return known[act["nth"] % len(known)] if known else None


def _stop(act: Json, rehearsal: Rehearsal, said: Played) -> None:
    owed = _some(act, rehearsal)
    if owed is not None:
        say_stop(owed.customer, tools=rehearsal.answering)
        known = rehearsal.ledger.read(customers=[owed.customer]).customers[owed.customer]
        said.stops.append({"at": rehearsal.now.isoformat(), "points": list(known.points)})


def _reply(act: Json, rehearsal: Rehearsal, said: Played) -> None:
    owed = _some(act, rehearsal)
    if owed is not None:
        later = rehearsal.now + dt.timedelta(days=2)
        tap = Tap(
            choice=act["reply"], generation=owed.generation, when=later if act["reply"] == "another_time" else None
        )
        answer(Pass(commitment=owed.id, bearer="customer"), tap, tools=rehearsal.answering)
        said.replies.append({"at": rehearsal.now.isoformat(), "commitment": owed.id, "reply": act["reply"]})


def _saying(rehearsal: Rehearsal) -> Saying:
    return Saying(
        ledger=rehearsal.ledger,
        published=Fixed(rehearsal.rules),
        cards=rehearsal.cards,
        clock=rehearsal.timeline.clock,
    )


def _pause(act: Json, rehearsal: Rehearsal, said: Played) -> None:
    pause, tools = Pause(scope=Scope(act["scope"]), since=rehearsal.now), _saying(rehearsal)
    say(pause, tell=False, by="owner", tools=tools)
    until = rehearsal.now + dt.timedelta(hours=act["hours"])
    rehearsal.will(lambda: take_back(pause, tools=tools), at=until)
    said.news.append({**act, "at": rehearsal.now.isoformat(), "until": until.isoformat()})


def _away(act: Json, rehearsal: Rehearsal, said: Played) -> None:
    tools = _saying(rehearsal)
    last = tools.today + dt.timedelta(days=act["days"])
    say(Away(role=act["role"], first=tools.today, last=last), tell=act["tell"], by="owner", tools=tools)
    first = tools.today.isoformat()
    said.news.append({**act, "at": rehearsal.now.isoformat(), "first": first, "last": last.isoformat()})


def _closed(act: Json, rehearsal: Rehearsal, said: Played) -> None:
    tools = _saying(rehearsal)
    day = tools.today + dt.timedelta(days=act["in_days"])
    say(OtherHours(day=day), tell=act["tell"], by="owner", tools=tools)
    said.news.append({**act, "at": rehearsal.now.isoformat(), "day": day.isoformat()})
