from __future__ import annotations

from dataclasses import replace

from console.playbook.simulate.people import Answers
from followthrough.adapters.business.business_folder import DEFAULT
from followthrough.adapters.business.texts import Texts
from followthrough.domain.words import State
from support.rehearsals import an_event, rehearsed
from support.shop import at, shipped_rules

COLLECTED = an_event("repair.collected", "2026-03-02 11:05", asked="yes", details={"work": "brakes"})


def test_a_week_after_the_repair_somebody_is_asked_to_phone():
    rehearsal = rehearsed([COLLECTED])

    mails = [(each.at, each.message.kind) for each in rehearsal.post.sent if each.message.step]
    assert [(at("2026-03-02 11:05"), "letter"), (at("2026-03-09 10:00"), "task")] == mails
    assert {State.KEPT} == {owed.state for owed in rehearsal.ledger.commitments}


def test_where_nobody_answers_the_owner_hears_of_it_and_it_is_broken():
    rehearsal = rehearsed([COLLECTED], answers=Answers.NONE)

    [owed] = [owed for owed in rehearsal.ledger.commitments if owed.follow_up == "week-after"]
    steps = [str(each.message.step) for each in rehearsal.post.sent if owed.id in each.message.commitments]
    assert State.BROKEN == owed.state
    assert ["remind", "nudge", "warn", "escalate"] == [step for step in steps if step not in ("None", "receipt")]
    assert [] == rehearsal.answers


def test_what_is_cancelled_in_time_is_never_asked_for():
    rehearsal = rehearsed([COLLECTED, an_event("repair.reopened", "2026-03-05 09:00")])

    assert [] == [each for each in rehearsal.post.sent if "week after" in each.subject]
    assert State.RELEASED in {owed.state for owed in rehearsal.ledger.commitments if owed.follow_up == "week-after"}


def test_a_letter_that_cannot_be_filled_in_is_found_and_not_counted_as_sent():
    texts = Texts.read(DEFAULT)
    broken = replace(
        texts, letters={**texts.letters, "fetched-thanks.en": "Subject: Thanks, {{ nobody_knows_this }}\n\nHello."}
    )

    rehearsal = rehearsed([COLLECTED], texts=broken, days=2)

    assert ["fetched-thanks"] == [each.what.split('"')[1] for each in rehearsal.troubles]
    assert [] == [each for each in rehearsal.post.sent if each.message.kind == "letter"]


def test_the_owner_lets_a_burst_of_letters_go_after_twenty_minutes():
    rules = shipped_rules()
    careful = replace(rules, business=replace(rules.business, letters_an_hour=1))
    orders = [
        an_event("order.placed", "2026-03-02 09:00", number=str(number), customer={"email": f"c{number}@post.example"})
        for number in range(3)
    ]

    rehearsal = rehearsed(orders, rules=careful, days=1)

    letters = [each.at for each in rehearsal.post.sent if each.message.kind == "letter"]
    assert [at("2026-03-02 09:00"), at("2026-03-02 09:30"), at("2026-03-02 09:30")] == letters
    assert 1 == len([each for each in rehearsal.post.sent if "More letters than usual" in each.subject])


def test_the_morning_and_the_monday_have_their_mails():
    rehearsal = rehearsed([COLLECTED])

    reports = [each.at for each in rehearsal.post.sent if each.message.step is None]
    assert [at("2026-03-02 07:30"), at("2026-03-09 07:30"), at("2026-03-09 07:45")] == reports


def test_looking_for_wakes_that_did_not_ring_finds_none():
    rehearsal = rehearsed([COLLECTED], answers=Answers.NONE)

    whats = {entry.what for owed in rehearsal.ledger.commitments for entry in owed.history}
    assert "stale wake" not in whats
    assert [] == list(rehearsal.ledger.waking(until=rehearsal.now))
