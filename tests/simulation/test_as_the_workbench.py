"""A month of twenty customers, rehearsed and then played on the whole stack: the same mails at the same minutes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import boto3
import pytest

from console.playbook.simulate.engine import Answered, Rehearsal
from console.playbook.simulate.events import readings
from console.playbook.simulate.people import Answers, People
from console.playbook.simulate.year import Sample
from followthrough.adapters.aws.keys import SignedLinks
from followthrough.adapters.aws.secrets import SecretMap
from followthrough.adapters.business.business_folder import DEFAULT
from followthrough.adapters.business.texts import Texts
from support.shop import DUBLIN, shipped_rules
from workbench.bench import Bench
from workbench.story.visitor import answers

A_MONTH = dt.timedelta(days=31)

Json = dict[str, Any]


def events_after(begins: dt.datetime, *, seed: int) -> list[Json]:
    sample = Sample(begins=begins.date(), days=31, customers=20, seed=seed, zone=DUBLIN, currency="EUR")
    return [event for event in sample.events() if dt.datetime.fromisoformat(event["occurred_at"]) > begins]


def rehearsed(events: list[Json], *, begins: dt.datetime, people: People) -> Rehearsal:
    rehearsal = Rehearsal(rules=shipped_rules(), texts=Texts.read(DEFAULT), begins=begins, people=people)
    for at, reading in readings(events, country="IE"):
        rehearsal.hears(reading, at=at)
    rehearsal.until(begins + A_MONTH)
    return rehearsal


def played(bench: Bench, events: list[Json], said: list[Answered]) -> None:
    """The same events on the bus and the same answers on the pages, each at its own time."""
    begins = bench.now
    told = [(dt.datetime.fromisoformat(event["occurred_at"]).astimezone(dt.UTC), 0, event) for event in events]
    acts = [*told, *((each.at, 1, each) for each in said)]
    for at, _, act in sorted(acts, key=lambda each: each[:2]):
        bench.advance(to=at)
        if isinstance(act, Answered):
            answered(bench, act)
        else:
            bench.put_event(act)
    bench.advance(to=begins + A_MONTH)


def answered(bench: Bench, said: Answered) -> None:
    secret = SecretMap(client=boto3.client("secretsmanager"), secret_id=bench.stack.refs["LinkKeys"], clock=bench.clock)
    link = SignedLinks(secret=secret, base_url=bench.base_url).answer(said.commitment, bearer=said.by)
    when = f"{said.when.astimezone(DUBLIN):%Y-%m-%dT%H:%M}" if said.when else ""
    fields = {"outcome": said.choice, "note": said.note, "when": when, **dict(said.words)}
    taken = answers(link, {name: value for name, value in fields.items() if value}, bench=bench)

    assert (200 <= taken.status < 400) is not bool(said.refused), said


@pytest.mark.parametrize(("model", "seed"), [(Answers.DONE, 1), (Answers.MIXED, 2), (Answers.NONE, 3)])
def test_a_rehearsal_and_the_workbench_do_the_same(bench: Bench, model: Answers, seed: int) -> None:
    begins = bench.now
    events = events_after(begins, seed=seed)
    rehearsal = rehearsed(events, begins=begins, people=People(answers=model, seed=seed))

    played(bench, events, rehearsal.answers)

    mails = [(mail["sent_at"][:16], mail["kind"], ", ".join(mail["to"]), mail["subject"]) for mail in bench.mail()]
    sent = [
        (f"{each.at:%Y-%m-%dT%H:%M}", each.message.kind, each.message.to, each.subject) for each in rehearsal.post.sent
    ]
    ends = {owed.id: (owed.follow_up, owed.state, owed.due_at) for owed in bench.records()}
    expected = {owed.id: (owed.follow_up, owed.state, owed.due_at) for owed in rehearsal.ledger.commitments}
    assert [] == rehearsal.troubles
    assert sorted(sent) == sorted(mails)
    assert expected == ends
    assert len(sent) > 60
