"""What an answer reports of its subject."""

from __future__ import annotations

import datetime as dt

import pytest

from followthrough.domain.commitment import Wake
from followthrough.domain.event import Event, SubjectRef
from followthrough.domain.ladder import (
    comeback,
    complaint_about,
    doers,
    goes_on,
    is_friendly,
    reports,
    takes_news_to_her,
    to_settle,
    was_put_right,
)
from followthrough.domain.seen import Seen
from followthrough.domain.subject import Subject
from followthrough.domain.words import Asks, Channel, MessageClass, State, Step
from support.cards import REPAIR, a_commitment, a_rule, at

NOW = at("2026-03-10 10:30")
COMPLAINT = SubjectRef(source="helpdesk", type="complaint", id="5512")
LISTEN = a_rule(id="listen", asks=Asks.LISTEN, then_event="complaint.remedy_agreed")
CHECK_BACK = a_rule(id="check-back", then_event="complaint.resolved")
RITUAL = a_rule(id="no-news", channel=Channel.TASK, every=2, then_letter="no-news", windows=())


def answered(outcome: str, *, state: State = State.KEPT, by: str = "adviser", **changes):
    told = a_commitment(**{"subject": COMPLAINT, **changes}).answered(outcome, at=NOW, by=by)
    return told.ended(state, at=NOW, what=state) if state is not State.OPEN else told


@pytest.mark.parametrize(
    ("outcome", "rule", "kind"),
    [
        ("done", LISTEN, "complaint.remedy_agreed"),
        ("done", CHECK_BACK, "complaint.resolved"),
        ("done", a_rule(), None),
        ("polite_no", LISTEN, "complaint.resolved"),
        ("fine", LISTEN, "complaint.resolved"),
        ("fine", CHECK_BACK, "complaint.resolved"),
        ("no_need", CHECK_BACK, "complaint.resolved"),
        ("no_need", a_rule(then_event="complaint.remedied"), None),
        ("problem", CHECK_BACK, "complaint.reopened"),
        ("not_right", CHECK_BACK, "complaint.reopened"),
        ("no_answer", CHECK_BACK, None),
    ],
)
def test_each_answer_reports_the_next_rung(outcome, rule, kind):
    assert reports(answered(outcome), rule) == kind


def test_a_problem_with_a_job_opens_a_complaint():
    assert reports(answered("problem", subject=REPAIR), a_rule()) == "complaint.opened"


def test_nothing_is_reported_while_it_is_still_to_be_done():
    assert reports(answered("done", state=State.OPEN), CHECK_BACK) is None


def test_having_told_by_phone_that_it_cannot_be_kept_is_not_having_done_it():
    told = answered("done", state=State.TOLD, new_time=at("2026-03-12 12:00"))

    assert reports(told, CHECK_BACK) is None
    assert not goes_on(told, RITUAL)
    assert not takes_news_to_her(told, RITUAL)


def test_the_complaint_of_a_job_is_a_new_one_and_of_a_complaint_the_same():
    call = a_commitment()

    assert complaint_about(call, source="own") == SubjectRef(source="own", type="complaint", id=call.id)
    assert complaint_about(a_commitment(subject=COMPLAINT), source="own") == COMPLAINT


def test_what_follows_waits_for_the_close_of_the_undo_window_once():
    closes = Wake(step=Step.SETTLE, at=at("2026-03-10 10:40"))

    once = to_settle(answered("done"), CHECK_BACK, now=NOW)

    assert once.agenda == (closes,)
    assert to_settle(once, CHECK_BACK, now=NOW) == once
    assert to_settle(answered("done"), a_rule(), now=NOW).agenda == ()


def test_a_sentence_goes_out_as_a_letter_after_the_next_time_is_known():
    done = to_settle(answered("done", channel=Channel.TASK), RITUAL, now=NOW)

    assert [wake.step for wake in done.agenda] == [Step.SETTLE, Step.RECEIPT]


def test_news_told_by_phone_need_no_letter():
    done = to_settle(answered("done", channel=Channel.CALL), RITUAL, now=NOW)

    assert [wake.step for wake in done.agenda] == [Step.SETTLE]


def test_a_ritual_ends_with_her_word_and_not_with_ours():
    assert goes_on(answered("polite_no"), RITUAL)
    assert not goes_on(answered("do_not_contact", state=State.RELEASED), RITUAL)
    assert not goes_on(answered("no_need", state=State.RELEASED, by="customer"), RITUAL)
    assert not goes_on(answered("done"), a_rule())


def test_it_was_put_right_when_our_own_answer_says_so():
    rules = {"check-back": CHECK_BACK, "listen": LISTEN}
    checked = answered("done", follow_up="check-back")

    assert was_put_right((checked,), rules, kind="complaint.resolved")
    assert not was_put_right((a_commitment(follow_up="check-back"),), rules, kind="complaint.resolved")
    assert not was_put_right((answered("done", follow_up="listen"),), rules, kind="complaint.resolved")
    assert not was_put_right((answered("done", follow_up="taken out"),), rules, kind="complaint.resolved")


def test_who_did_it_last_did_it():
    first = answered("done", follow_up="listen", by="adviser")
    later = a_commitment(follow_up="listen").answered("done", at=NOW + dt.timedelta(days=3), by="owner")
    later = later.ended(State.KEPT, at=NOW, what="kept")

    assert doers((later, first, a_commitment(follow_up="thanks"))) == {"listen": "owner"}


def test_asking_how_she_is_is_friendly_and_keeping_a_promise_is_not():
    assert is_friendly(a_commitment(message_class=MessageClass.CARE), a_rule())
    assert not is_friendly(a_commitment(), a_rule())
    assert not is_friendly(a_commitment(message_class=MessageClass.CARE), a_rule(held_by_complaint=False))


@pytest.mark.parametrize(
    ("collected", "after"),
    [
        ("2026-03-09 10:30", "after 1 day"),
        ("2026-02-20 10:30", "after 18 days"),
        ("2026-02-08 10:30", "after 30 days"),
        ("2026-02-08 10:29", ""),
    ],
)
def test_a_complaint_within_thirty_days_is_a_comeback(collected, after):
    opened = Event(kind="complaint.opened", occurred_at=NOW, subject=COMPLAINT, parent=REPAIR)
    job = Subject(ref=REPAIR, customer="c", seen=(Seen(kind="repair.collected", at=at(collected)),))

    assert comeback(opened, job) == after


def test_a_complaint_about_something_never_handed_over_is_no_comeback():
    opened = Event(kind="complaint.opened", occurred_at=NOW, subject=COMPLAINT, parent=REPAIR)
    job = Subject(ref=REPAIR, customer="c", seen=(Seen(kind="repair.received", at=NOW),))

    assert comeback(opened, job) == ""
    assert comeback(opened, None) == ""
