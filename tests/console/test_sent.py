from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from console.sent import mails_of
from followthrough.domain.commitment import Commitment
from followthrough.domain.words import Channel, State
from support.aws import Cloud, CloudEngine, a_cloud
from support.cards import a_commitment
from support.console import types
from support.fakes import FakeClock
from support.shop import Shop, an_event, at

DONE, WRONG_USE = 0, 2
TEN = at("2026-03-10 10:00")


def made(**changes: Any) -> Commitment:
    return a_commitment(**changes).noted("made", at=at("2026-03-03 16:20"), because="repair.collected")


LETTER = made(channel=Channel.EMAIL)


def told(commitment: Commitment) -> list[tuple[str, str]]:
    return [("letter" if mail.is_letter else "task", mail.fate) for mail in mails_of(commitment)]


@pytest.fixture
def engine() -> CloudEngine:
    """Nora's car is fetched on 3 March: a letter the same day, a task a week later."""
    shop = Shop().without("no-news")
    shop.hears(an_event("repair.collected", at("2026-03-03 16:20")))
    shop.until(at("2026-03-10 10:30"))
    with a_cloud() as cloud:
        yield deployed(cloud, shop)


def deployed(cloud: Cloud, shop: Shop) -> CloudEngine:
    engine = cloud.engine(FakeClock(at("2026-03-10 10:30")))
    engine.ledger.commit(*(replace(record, version=0) for record in shop.ledger.records.values()))
    return engine


def test_a_letter_is_told_with_whom_it_went_to(engine):
    answer = types(engine, "sent", "--rule", "fetched-thanks", "--since", "2026-03-03")

    assert DONE == answer.exit_code
    assert "Tuesday 3 March, 16:20: letter to Nora Quill, nora@quill.example: went out" in answer.output
    assert answer.output.endswith("1 of fetched-thanks.\n")


def test_a_task_is_told_with_whom_it_is_about(engine):
    told = types(engine, "sent", "--rule", "week-after", "--since", "2026-03-03").output

    assert "Tuesday 10 March, 10:00: task about Nora Quill, +353 20 915 0101: went out" in told


@pytest.mark.parametrize("since", ["2026-03-04", "2026-03-03T16:21+00:00"])
def test_what_went_out_before_is_left_out(engine, since):
    assert "Nothing of fetched-thanks went out since then.\n" == (
        types(engine, "sent", "--rule", "fetched-thanks", "--since", since).output
    )


def test_a_program_reads_who_got_what(engine):
    [one] = json.loads(types(engine, "sent", "--rule", "fetched-thanks", "--since", "2026-03-03", "--json").output)

    assert {
        "at": "2026-03-03T16:20:00+00:00",
        "what": "letter",
        "fate": "went out",
        "name": "Nora Quill",
        "email": "nora@quill.example",
        "phone": "+353 20 915 0101",
    } == {name: value for name, value in one.items() if name != "commitment"}


def test_somebody_who_was_forgotten_is_counted_without_a_name(engine):
    [nora] = [each for each in engine.ledger.whole() if hasattr(each, "corrections")]
    engine.ledger.commit(replace(nora, contact=type(nora.contact)()))

    answer = types(engine, "sent", "--rule", "fetched-thanks", "--since", "2026-03-03")

    assert "letter to somebody whose name we do not know: went out" in answer.output


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--rule", "fetched-thank", "--since", "2026-03-03"], 'did you mean "fetched-thanks"?\n'),
        (["--rule", "umbrella", "--since", "2026-03-03"], 'There is no rule "umbrella" in the playbook.\n'),
        (["--rule", "fetched-thanks", "--since", "yesterday"], '"yesterday" is not a time'),
    ],
)
def test_wrong_use_says_what_is_meant(engine, words, says):
    answer = types(engine, "sent", *words)

    assert (WRONG_USE, True) == (answer.exit_code, says in answer.output)


def test_what_was_left_out_or_stood_on_a_sheet_was_not_sent():
    left_out = made().did("receipt", at=TEN, because="not sent: opted out")

    assert [] == told(left_out)
    assert [] == told(made().did("remind", at=TEN, because="by the sheet"))


def test_a_letter_that_kept_its_promise_stays_a_letter_when_it_came_back_and_is_a_call_now():
    sent = LETTER.did("remind", at=TEN, because="id").ended(State.KEPT, at=TEN, what="kept", because="sent")
    phoned = replace(sent.noted("remind bounce", at=TEN), channel=Channel.CALL)

    assert [("letter", "went out"), ("letter", "came back")] == told(phoned)


def test_a_letter_in_doubt_is_never_called_sent_until_somebody_knows():
    doubt = LETTER.now_unsure("remind", at=TEN, because="the answer was lost")

    assert [("letter", "nobody knows whether it went out")] == told(doubt)
    assert [("letter", "went out")] == told(doubt.settled(at=TEN, because="delivery"))


def test_what_crossed_an_answer_may_have_gone_out():
    assert [("task", "may have gone out")] == told(made().crossed("remind", at=TEN))


def test_what_asks_staff_again_is_no_second_task():
    asked = made().did("remind", at=TEN, because="id").did("nudge", at=TEN, because="id")

    assert [("task", "went out")] == told(asked)
