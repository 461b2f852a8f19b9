from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from console.why.verdict import Verdict, verdict
from followthrough.application.cards import Cards, Table
from followthrough.domain.asked_first import AskedFirst
from followthrough.domain.commitment import Commitment, Wake
from followthrough.domain.customer import Hold, PastContact
from followthrough.domain.event import Contact
from followthrough.domain.facts import Away, Brake, Facts, OtherHours, Pause, Scope
from followthrough.domain.words import Channel, MessageClass, Step
from support.cards import BUSINESS, NORA, a_commitment, a_rule, at
from support.explaining import a_table
from support.fakes import MemoryLedger, PlainLinks

TEN = at("2026-03-10 10:00")
TUESDAY = dt.date(2026, 3, 10)
CARE = a_commitment(message_class=MessageClass.CARE, promised_by=None)
LETTER = replace(CARE, channel=Channel.EMAIL)
SILENT = replace(BUSINESS, asked_first=AskedFirst())


def cards_of(ledger: MemoryLedger) -> Cards:
    return Cards(ledger=ledger, links=PlainLinks())


def now(table: Table, step: Step = Step.REMIND, *, moment: dt.datetime = TEN) -> Verdict:
    return verdict(table, step, cards=cards_of(MemoryLedger()), now=moment)


def a_letter(owed: Commitment = LETTER, **more: Any) -> Table:
    return a_table(owed, rule=a_rule(channel=Channel.EMAIL, letter="thanks"), **more)


def a_call_before(when: str) -> PastContact:
    return PastContact(at=at(when), channel=Channel.CALL, message_class=MessageClass.CARE, follow_up="week-after")


def test_what_nothing_speaks_against_names_who_is_asked():
    found = now(a_table())

    assert ("send", ("The task goes to Donal: nothing speaks against it.",)) == (found.decision, found.words)


def test_whoever_covers_is_who_is_asked():
    facts = Facts(away=(Away(role="adviser", first=TUESDAY, last=TUESDAY),))

    assert ("The task goes to Iris: nothing speaks against it.",) == now(a_table(facts=facts)).words


def test_what_a_morning_sheet_has_asked_for_is_not_said_again():
    listed = a_commitment().stood_on_sheet("adviser", at=at("2026-03-10 08:00"))

    assert ("The morning sheet has asked Donal for it already: no mail would say it again.",) == (
        now(a_table(listed)).words
    )


def test_care_depends_on_the_room_of_a_day_and_a_promise_does_not():
    few = replace(BUSINESS, roles={**BUSINESS.roles, "adviser": replace(BUSINESS.roles["adviser"], calls_a_day=3)})
    said = [now(a_table(owed, firm=few)).words[0] for owed in (CARE, a_commitment())]

    assert [True, False] == [each.endswith("if the day of Donal has room for one more call.") for each in said]


def test_a_letter_outside_the_letter_hours_waits_for_them():
    found = now(a_letter(), moment=at("2026-03-10 19:00"))

    assert (
        "wait",
        ("It would wait until Wednesday 11 March, 08:00, because letters leave in letter hours only.",),
    ) == (
        found.decision,
        found.words,
    )


def test_a_letter_to_somebody_far_away_waits_for_the_letter_hours_of_that_zone_and_says_what_it_is_there():
    found = now(a_letter(contact=replace(NORA, zone="America/New_York")))

    assert (
        "It would wait until Tuesday 10 March, 12:00, because letters leave in letter hours only.",
        "Where the customer is, it is 06:00 now (New York time), and it has to be a letter hour there too.",
    ) == found.words


def test_an_hour_that_is_civil_nowhere_makes_a_person_say_it_and_tells_the_hours():
    far = replace(BUSINESS, zones_by_country={"US": ("America/New_York", "Pacific/Guam", "Europe/London")})
    found = now(a_letter(contact=replace(NORA, country="US"), firm=replace(far, asked_first=everybody())))

    assert "other way" == found.decision
    assert found.words[0].startswith("A person would say it instead of a letter, because no hour is civil everywhere")
    assert "Of the customer only the country is known (US)" in found.words[1]


def everybody() -> AskedFirst:
    asked = BUSINESS.asked_first
    return replace(
        asked, calls={**asked.calls, "US": asked.calls["IE"]}, letters={**asked.letters, "US": asked.letters["IE"]}
    )


def test_a_full_budget_says_until_when():
    found = now(a_table(CARE, contacts=(a_call_before("2026-03-02 11:00"),)))

    assert (
        "It would wait until Wednesday 1 April, 12:00, because this customer has heard from us often enough for now.",
    ) == found.words


def test_a_budget_that_is_full_for_longer_than_it_is_kind_ends_it():
    ends = replace(CARE, agenda=(Wake(step=Step.LAPSE, at=at("2026-03-17 17:30")),))
    found = now(a_table(ends, contacts=(a_call_before("2026-03-02 11:00"),)))

    assert ("It would end here, because this customer has heard from us often enough for now.",) == found.words


def test_a_complaint_holds_it():
    hold = Hold(because="repairs/complaint/77", since=at("2026-03-09 10:00"))
    found = now(a_table(CARE, rule=a_rule(held_by_complaint=True), holds=(hold,)))

    assert "hold" == found.decision
    assert found.words[0].startswith("It would be held, because a complaint of this customer is open")


def test_who_was_not_asked_where_one_has_to_ask_is_left_in_peace():
    found = now(a_table(CARE, firm=SILENT))

    assert (
        "It would end here, because nobody has asked the customer whether we may, which has to be asked first there.",
    ) == found.words


def test_who_said_stop_is_left_in_peace():
    found = now(a_table(CARE, opted_out_at=at("2026-03-05 10:00")))

    assert ("skip", ("It would end here, because the customer asked for no more of these.",)) == (
        found.decision,
        found.words,
    )


def test_a_receipt_without_an_address_ends_nothing():
    found = now(a_table(contact=Contact(given_name="Nora")), Step.RECEIPT)

    assert ("No letter would tell of it, because we know no email address; everything else stays as it is.",) == (
        found.words
    )


def test_a_closed_day_is_told_with_its_reason():
    facts = Facts(other_hours=(OtherHours(day=TUESDAY, because="a funeral"),))
    found = now(a_table(facts=facts))

    assert (
        "It would wait until Wednesday 11 March, 08:00, because nobody is there at this hour to act on it.",
        "We are closed on Tuesday 10 March (a funeral).",
    ) == found.words


def test_care_waits_for_whoever_is_away():
    facts = Facts(away=(Away(role="adviser", first=TUESDAY, last=TUESDAY),))

    assert "Donal is away on Tuesday 10 March." == now(a_table(CARE, facts=facts)).words[1]


def test_a_pause_waits_and_looks_again():
    facts = Facts(pauses=(Pause(scope=Scope.ALL, since=TEN),))

    assert ("It would wait until Tuesday 10 March, 11:00, because it is paused.",) == now(a_table(facts=facts)).words


def test_a_letter_that_the_brake_keeps_waits_for_the_word_of_the_owner():
    braked = LETTER.noted("waits", at=at("2026-03-10 09:30"), because="brake")
    facts = Facts(brake=Brake(since=at("2026-03-10 09:30"), until=TEN))

    found = now(a_letter(braked, facts=facts))

    assert "wait" == found.decision
    assert "the owner's word" in found.words[0]


def test_a_customer_who_was_forgotten_is_not_asked_about():
    table = a_table()
    forgotten = replace(table, customer=replace(table.customer, contact=Contact(), erased_at=TEN))

    assert ("forget", "It would end, because the customer was forgotten.") == (
        now(forgotten).decision,
        now(forgotten).words[0],
    )


def test_a_ritual_moves_on_when_the_customer_has_heard_from_us():
    ritual = a_rule(every=2)
    watched = a_commitment(promised_by=None, slot=None)
    heard = a_commitment(id="0" * 20, follow_up="price-call").noted("remind", at=at("2026-03-10 09:00"), because="id")
    heard = heard.answered("done", at=at("2026-03-10 09:30"), by="adviser")
    ledger = MemoryLedger()
    ledger.commit(heard, watched)
    table = a_table(watched, rule=ritual)
    known = replace(table, subject=replace(table.subject, commitments=(watched.id, heard.id)))

    found = verdict(known, Step.REMIND, cards=cards_of(ledger), now=TEN)

    assert ("move on", True) == (found.decision, "because the customer has heard from us" in found.words[0])


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (Step.NUDGE, "Donal is asked again: nothing speaks against it."),
        (Step.ESCALATE, "It would be broken."),
        (Step.LAPSE, "It would be dropped."),
        (Step.SETTLE, "Undo closes, and what follows from the answer happens."),
    ],
)
def test_what_is_no_contact_says_what_it_does(step, words):
    assert (words,) == now(a_table(), step).words


def test_nothing_is_written():
    ledger = MemoryLedger()

    verdict(a_table(CARE, contacts=(a_call_before("2026-03-02 11:00"),)), Step.REMIND, cards=cards_of(ledger), now=TEN)

    assert [] == ledger.written
