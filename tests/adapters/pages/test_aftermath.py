from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from followthrough.adapters.pages.aftermath import what_follows
from followthrough.application.ports import Card
from followthrough.domain.commitment import Commitment, Wake
from followthrough.domain.event import SubjectRef
from followthrough.domain.words import Channel, Outcome, Reply, State, Step
from support.cards import NORA, a_card, a_commitment, a_rule, at

ANSWERED_AT = at("2026-03-10 10:20")


def said_after(outcome: str, **changes: Any) -> str:
    return what_follows(a_card(commitment=replace(_answered(outcome), **changes)))


def test_without_an_answer_nothing_follows() -> None:
    assert "" == what_follows(a_card())


@pytest.mark.parametrize("outcome", [Outcome.NO_ANSWER, Outcome.LEFT_MESSAGE])
def test_after_a_call_that_reached_nobody_the_next_try_is_told(outcome: str) -> None:
    slot = (at("2026-03-10 13:30"), at("2026-03-10 17:00"))

    assert "The next try is between 13:30 and 17:00; you get the task again then." == said_after(outcome, slot=slot)


def test_after_the_last_try_the_letter_that_says_so_is_told_with_its_time() -> None:
    letter = (Wake(step=Step.RECEIPT, at=at("2026-03-10 10:30")),)

    said = said_after(Outcome.NO_ANSWER, state=State.KEPT, agenda=letter)

    assert "That was the last try. At 10:30 a letter says so." == said


def test_after_the_last_try_no_letter_is_told_that_will_not_come() -> None:
    assert "" == said_after(Outcome.NO_ANSWER, state=State.KEPT, agenda=())


def test_a_new_time_is_read_back_and_so_is_when_she_hears_of_it() -> None:
    slot = (at("2026-03-11 14:00"), at("2026-03-11 14:30"))

    said = said_after(Outcome.RESCHEDULE, slot=slot)

    assert "The new time is Wednesday 11 March, 14:00. At 10:30 a letter says so to the customer." == said


@pytest.mark.parametrize(("email", "letter"), [(NORA.email, " At 10:30 a letter confirms it."), (None, "")])
def test_her_own_new_time_is_read_back_to_her(email: str | None, letter: str) -> None:
    moved = replace(_answered(Reply.ANOTHER_TIME), slot=(at("2026-03-11 14:00"), at("2026-03-11 14:30")))

    said = what_follows(a_card(commitment=moved, contact=replace(NORA, email=email)))

    assert f"Thank you. Donal phones you on Wednesday 11 March, 14:00.{letter}" == said


@pytest.mark.parametrize(
    ("email", "said"),
    [
        (NORA.email, "At 10:30 a letter says sorry to the customer, and tells the new time: Thursday 12 March, 12:00."),
        (
            None,
            "No letter can go out. At 10:30 you get the task to phone and tell the new time: Thursday 12 March, 12:00.",
        ),
    ],
)
def test_who_cannot_keep_it_reads_how_she_will_hear(email: str | None, said: str) -> None:
    unkept = replace(_answered(Outcome.CANNOT_KEEP), new_time=at("2026-03-12 12:00"))

    assert said == what_follows(a_card(commitment=unkept, contact=replace(NORA, email=email)))


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (
            Outcome.PROBLEM,
            "Friendly contacts are held from now on. At 10:30 a letter says thank you, and a call is planned.",
        ),
        (
            Outcome.WRONG_NUMBER,
            "The number is marked as doubtful. The next try is between 10:00 and 12:30; you get the task again then.",
        ),
        (Outcome.POLITE_NO, "Thank you."),
        (Outcome.NOT_MINE, "Donal has this now, and gets the task."),
        (Outcome.DO_NOT_CONTACT, "From now on there are no friendly calls and letters to this customer."),
        (Reply.NOT_RIGHT, "Thank you for telling us. At 10:30 we write to you when Donal will phone you."),
        (Reply.PHONE_ME, "Thank you. Donal phones you between 10:00 and 12:30."),
        (Reply.NO_NEED, "Thank you, we will not phone you."),
        (Outcome.DONE, "Thank you."),
        (Reply.FINE, "Thank you. Then it stays at that time."),
        (
            Reply.GO_AHEAD,
            "Thank you. We begin, at the price you were told. At 10:30 we write to you when it will be ready.",
        ),
        (Reply.NO_THANK_YOU, "Thank you for telling us. Then we do nothing more to it."),
        (Reply.KEEP_IT, "Thank you for your patience. We keep it for you."),
        (Reply.CANCEL_IT, "Thank you for telling us. At 10:30 Donal is asked to cancel it."),
    ],
)
def test_every_answer_is_told_what_it_causes(outcome: str, said: str) -> None:
    assert said == said_after(outcome)


def test_a_new_date_is_read_back_to_who_gave_it() -> None:
    answered = replace(_answered(Outcome.DONE), state=State.KEPT, new_time=at("2026-03-16 12:00"))

    said = what_follows(a_card(rule=a_rule(done_means="order.delayed"), commitment=answered))

    assert "Thank you. At 10:30 the customer is told the new date: Monday 16 March." == said


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply.PHONE_ME, "Thank you. We phone you, and write to you first when that will be."),
        (Reply.ANOTHER_TIME, "Thank you. It will be ready on Friday 13 March by 16:00. At 10:30 a letter confirms it."),
    ],
)
def test_of_work_no_call_is_told_that_is_not_planned(reply: str, said: str) -> None:
    slot = (at("2026-03-10 10:20"), at("2026-03-13 16:00"))

    assert said == said_after(reply, channel=Channel.TASK, slot=slot)


def test_what_was_broken_and_is_mended_stays_on_the_books() -> None:
    broken = replace(a_commitment(), state=State.BROKEN).answered("done", at=ANSWERED_AT, by="owner")
    mended = broken.noted("mended", at=ANSWERED_AT, because="in 8 minutes")

    assert "Thank you. It stays on the books as broken, and as mended in 8 minutes." == what_follows(_card_of(mended))


@pytest.mark.parametrize("outcome", [*Outcome, *Reply])
def test_no_answer_leaves_the_page_without_a_word_it_cannot_say(outcome: str) -> None:
    for channel in Channel:
        said = said_after(outcome, channel=channel, slot=None)

        assert "None" not in said


def _answered(outcome: str) -> Commitment:
    return a_commitment().answered(outcome, at=ANSWERED_AT, by="adviser")


def _card_of(commitment: Commitment) -> Card:
    return a_card(commitment=commitment, now=ANSWERED_AT)


@pytest.mark.parametrize(
    ("outcome", "then_event", "said"),
    [
        (
            Outcome.DONE,
            "complaint.remedy_agreed",
            "At 10:30 the remedy becomes a promise of its own: Thursday 12 March, 18:00. A letter says so to the customer.",
        ),
        (Outcome.DONE, "complaint.remedied", "At 10:30 a check-back call is planned, by whoever listened."),
        (Outcome.DONE, "complaint.resolved", "At 10:30 the complaint is closed, and friendly contacts may go on."),
        (
            Outcome.PROBLEM,
            "complaint.resolved",
            "At 10:30 the complaint is open anew: Maeve will phone, and a letter says when.",
        ),
    ],
)
def test_the_next_rung_of_a_complaint_is_told_with_its_time(outcome: str, then_event: str, said: str) -> None:
    about = SubjectRef(source="helpdesk", type="complaint", id="5512")
    answered = replace(_answered(outcome), state=State.KEPT, subject=about, agreed_by=at("2026-03-12 18:00"))

    assert said == what_follows(a_card(rule=a_rule(then_event=then_event), commitment=answered))


def test_a_sentence_is_told_to_go_out_as_a_letter() -> None:
    answered = replace(_answered(Outcome.DONE), state=State.KEPT, channel=Channel.TASK)

    said = what_follows(a_card(rule=a_rule(every=2, then_letter="no-news"), commitment=answered))

    assert "At 10:30 your sentence goes to the customer as a letter, and says when the next one comes." == said


def test_what_is_told_by_phone_is_not_said_to_go_by_letter() -> None:
    answered = replace(_answered(Outcome.CANNOT_KEEP), new_time=at("2026-03-12 12:00"))

    said = what_follows(a_card(rule=a_rule(tell_by_phone=True), commitment=answered))

    assert said.startswith("This is told by phone. At 10:30 you get the task")
