from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from console import explain
from followthrough.adapters.files import SHIPPED, Files
from followthrough.domain.event import SubjectRef
from followthrough.domain.facts import OtherHours
from followthrough.domain.words import State
from support.aws import Cloud, CloudEngine, a_cloud, unreachable
from support.console import types
from support.fakes import FakeClock
from support.shop import NORA, Shop, an_event, at

DONE, PROBLEMS, WRONG_USE = 0, 1, 2
TUESDAY = at("2026-03-10 09:00")


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    with a_cloud() as cloud:
        yield cloud


def a_week_later() -> Shop:
    """Tuesday 10 March, 9:00: Nora fetched her car a week ago, and is phoned today."""
    shop = Shop().without("no-news")
    shop.hears(an_event("repair.collected", at("2026-03-03 16:20")))
    return shop


def deployed(cloud: Cloud, shop: Shop) -> CloudEngine:
    engine = cloud.engine(FakeClock(TUESDAY))
    engine.ledger.commit(*(replace(record, version=0) for record in shop.ledger.records.values()))
    return engine


@pytest.fixture
def engine(cloud: Cloud) -> CloudEngine:
    shop = a_week_later()
    shop.until(TUESDAY)
    return deployed(cloud, shop)


def the_call(engine: CloudEngine) -> str:
    return next(each.id for each in engine.ledger.whole() if getattr(each, "follow_up", "") == "week-after")


def test_the_account_is_told_in_sections_by_the_clock_of_the_shop(engine):
    answer = types(engine, "explain", the_call(engine), "--now")

    titles = [line for line in answer.output.splitlines() if line and not line.startswith(" ")]
    assert DONE == answer.exit_code
    assert [
        "A call to Nora Quill about repair 4711 (week-after): open.",
        "Why it exists",
        "Why then",
        "What became of it",
        "What comes next",
        "If it fell due now, Tuesday 10 March, 09:00",
    ] == titles
    assert the_call(engine) not in answer.output


def test_a_program_reads_ids_and_instants_and_nothing_about_the_person(engine):
    answer = types(engine, "explain", the_call(engine), "--now", "--json")

    told = json.loads(answer.output)
    assert (the_call(engine), "week-after", "open", 0) == (
        told["commitment"],
        told["follow_up"],
        told["state"],
        told["version"],
    )
    assert {"at": "2026-03-10T10:00:00+00:00", "words": "The task goes to Donal."} == told["coming"][0]
    assert ("remind", "send") == (told["now"]["step"], told["now"]["decision"])
    assert "Nora" not in answer.output


def test_without_now_nothing_is_said_of_this_minute(engine):
    assert "now" not in json.loads(types(engine, "explain", the_call(engine), "--json").output)


def test_several_that_are_meant_are_listed_with_what_to_type(engine):
    answer = types(engine, "explain", "repair 4711")

    assert WRONG_USE == answer.exit_code
    assert "2 promises may be meant. Please give the id of one:" in answer.output
    line = f"{the_call(engine)}  A call to Nora Quill about repair 4711 (week-after): open, for Tuesday 10 March, 12:30"
    assert line in answer.output


def test_a_long_list_is_cut(engine, monkeypatch):
    monkeypatch.setattr(explain, "MOST_SHOWN", 1)

    assert "and 1 more." in types(engine, "explain", "nora").output


def test_a_program_is_given_the_ids_to_choose_from(engine):
    answer = types(engine, "explain", "nora", "--json")

    assert (WRONG_USE, 2) == (answer.exit_code, len(json.loads(answer.output)["which"]))


def test_what_nobody_knows_says_how_to_ask(engine):
    answer = types(engine, "explain", "order 9")

    assert WRONG_USE == answer.exit_code
    assert "There is no such promise. Please give its id, what it is about" in answer.output


def test_a_ledger_that_does_not_answer_ends_with_one(engine, cloud):
    cloud.spoil("dynamodb.BatchGetItem", *[unreachable] * 3)

    assert PROBLEMS == types(engine, "explain", "nora").exit_code


def test_a_complaint_that_holds_what_has_not_come_due_says_since_when(cloud):
    shop = a_week_later()
    for day, number in ((9, "77"), (10, "78")):
        shop.hears(an_event("complaint.opened", at(f"2026-03-{day:02} 08:30"), number=number))
    engine = deployed(cloud, shop)

    told = types(engine, "explain", the_call(engine)).output

    assert "It is held since Monday 9 March, 08:30, because a complaint of this customer is open" in told
    assert "If that lasts till then, it is held once more." in told


def test_a_closed_day_is_told_where_it_stands_in_the_way(engine):
    facts = engine.ledger.facts()
    closed = OtherHours(day=TUESDAY.date(), because="a funeral")
    engine.ledger.commit(replace(facts, other_hours=(closed,)))

    told = types(engine, "explain", the_call(engine), "--now").output

    assert "As things stand today: It would wait until Wednesday 11 March" in told
    assert "We are closed on Tuesday 10 March (a funeral)." in told


def test_a_call_that_is_made_with_another_names_the_other(cloud):
    shop = a_week_later()
    shop.hears(an_event("repair.collected", at("2026-03-03 16:40"), number="4712"))
    shop.until(at("2026-03-10 10:01"))
    engine = deployed(cloud, shop)
    rider = next(each.id for each in engine.ledger.whole() if getattr(each, "rides_with", ""))

    told = types(engine, "explain", rider).output

    assert "There is no call of its own, because one call serves two reasons." in told
    assert "  It is made in one call with: A call to Nora Quill about repair" in told


def test_a_promise_whose_rule_is_gone_is_explained_as_far_as_it_can_be(cloud):
    shop = a_week_later()
    engine = deployed(cloud, shop)
    [owed] = [each for each in engine.ledger.whole() if getattr(each, "follow_up", "") == "week-after"]
    engine.ledger.commit(replace(owed, follow_up="long-gone"))

    told = types(engine, "explain", owed.id, "--now").output

    assert "The rule “long-gone” is not in the playbook any more" in told
    assert "Nothing would happen: no step is to come." in told


def test_a_promise_whose_customer_is_not_there_any_more_is_explained_too(cloud):
    shop = a_week_later()
    engine = deployed(cloud, shop)
    [owed] = [each for each in engine.ledger.whole() if getattr(each, "follow_up", "") == "week-after"]
    lost = replace(
        owed, id="0" * 20, customer="nobody", subject=SubjectRef(source="x", type="repair", id="9"), version=0
    )
    engine.ledger.commit(lost)

    assert "A call to somebody whose name we do not know about repair 9" in types(engine, "explain", lost.id).output


def test_what_was_done_comes_to_an_end_and_what_is_broken_does_not(cloud):
    shop = a_week_later()
    shop.until(at("2026-03-10 18:00"))
    engine = deployed(cloud, shop)

    told = types(engine, "explain", the_call(engine)).output

    assert ": broken." in told
    assert "Nothing by itself: somebody has to say what became of it." in told


@pytest.mark.parametrize(
    ("becomes", "says"),
    [
        ("kept", "Nothing: it is over."),
        ("stop", "It was called off on Tuesday 10 March, 09:00, because the customer asked for no more of these."),
        ("late", "It was dropped on Tuesday 17 March, 09:00, because nobody did it while it was still kind."),
        ("no address", "One letter was left out on Tuesday 10 March, 09:00, because we know no email address"),
        (
            "budget",
            "It waits until Tuesday 10 March, 10:00, because this customer has heard from us often enough for now.",
        ),
        ("superseded", "It was called off on Tuesday 10 March, 09:00, because the repair was opened again."),
    ],
)
def test_every_end_and_every_silence_is_told_in_plain_words(engine, becomes, says):
    [owed] = [each for each in engine.ledger.whole() if getattr(each, "follow_up", "") == "week-after"]
    changed = {
        "kept": lambda: owed.ended(State.KEPT, at=TUESDAY, what="kept", because="done"),
        "stop": lambda: owed.released(at=TUESDAY, because="opted out"),
        "late": lambda: owed.ended(State.LAPSED, at=at("2026-03-17 09:00"), what="lapsed", because="not done in time"),
        "no address": lambda: owed.did("receipt", at=TUESDAY, because="not sent: no email address"),
        "budget": lambda: owed.postponed(until=at("2026-03-10 10:00"), at=TUESDAY, because="contact budget"),
        "superseded": lambda: owed.released(at=TUESDAY, because="repair.reopened"),
    }[becomes]()
    engine.ledger.commit(changed)

    assert says in types(engine, "explain", owed.id).output


def test_what_was_published_since_is_told_with_its_version(engine):
    shipped = Files.of(SHIPPED)
    playbook = shipped.texts["playbook.toml"].replace("a week after the repair", "to hear how it runs", 1)
    for number, files in enumerate([shipped, Files({**shipped.texts, "playbook.toml": playbook})]):
        engine.editions.publish(files, over=number, before=number, at=at(f"2026-03-0{number + 2} 17:00"), by="Maeve")

    told = types(engine, "explain", the_call(engine)).output

    assert "It was made under version 1, published on Monday 2 March, 17:00 by Maeve." in told
    assert "Version 2, published on Tuesday 3 March, 17:00 by Maeve, changed reason of its rule" in told


def test_a_letter_to_somebody_far_away_tells_her_clock(cloud):
    shop = Shop()
    far = replace(NORA, zone="America/New_York")
    shop.hears(an_event("order.placed", at("2026-03-10 02:00"), contact=far, number="1008"))
    shop.until(at("2026-03-10 02:30"))
    engine = deployed(cloud, shop)
    letter = next(each.id for each in engine.ledger.whole() if getattr(each, "follow_up", "") == "first-thanks")

    told = types(engine, "explain", letter).output

    assert "because letters leave in letter hours only." in told
    assert "Where the customer is, it is 05:00 now (New York time)" in told


def test_a_workbench_is_asked_at_its_address(engine, monkeypatch):
    asked = []
    monkeypatch.setattr(explain, "got", lambda url: asked.append(url) or {"text": "Because.", "commitment": "c1"})

    plain = types(engine, "explain", "order 1007", "--now", "--workbench", "http://127.0.0.1:8020/")
    program = types(engine, "explain", "c1", "--json", "--workbench", "http://127.0.0.1:8020")

    assert ("Because.\n", {"commitment": "c1"}) == (plain.output, json.loads(program.output))
    assert [
        "http://127.0.0.1:8020/workbench/explain?of=order+1007&now=yes",
        "http://127.0.0.1:8020/workbench/explain?of=c1",
    ] == asked


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ({"error": "There is no such promise."}, "There is no such promise."),
        ({}, "This is no answer of a workbench"),
        ({"text": "2 promises may be meant.", "which": ["c1", "c2"]}, "2 promises may be meant."),
    ],
)
def test_what_a_workbench_cannot_answer_ends_with_two(engine, monkeypatch, answer, says):
    monkeypatch.setattr(explain, "got", lambda _: answer)

    said = types(engine, "explain", "nora", "--workbench", "http://127.0.0.1:8020")

    assert (WRONG_USE, True) == (said.exit_code, says in said.output)
