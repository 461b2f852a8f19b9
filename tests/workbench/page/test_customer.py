from __future__ import annotations

from typing import Any

import pytest

from followthrough.domain.customer import Note
from support.workbench_page import NOW, a_commitment, a_mail, an_alarm
from workbench.page.customer import Thread, thread_of
from workbench.page.inbox import envelopes, names_by_address
from workbench.page.promises import promises_of
from workbench.page.shell import firm
from workbench.page.times import ShopTime

TIME = ShopTime(now=NOW, zone="Europe/Dublin")
NORA = "nora@quill.example"
IDRIS = {"name": "Idris Vale", "email": "idris@vale.example", "phone": None}


def thread(*owed: dict[str, Any], mails: Any = (), alarms: Any = ()) -> Thread:
    promises = promises_of(owed, alarms=alarms, mails=mails, business=firm(), time=TIME)
    names = names_by_address(firm(), promises)
    return thread_of(NORA, promises=promises, mails=envelopes(mails, names=names, time=TIME))


def told(found: Thread) -> list[str]:
    return [mark.envelope.id if mark.envelope else mark.line.code for mark in found.past if mark.envelope or mark.line]


def test_a_thread_holds_everything_owed_to_her_and_nothing_of_others():
    found = thread(a_commitment(1), a_commitment(2, customer=IDRIS), a_commitment(3, state="kept"))

    assert ["c1", "c3"] == [promise.id for promise in found.promises]


def test_histories_and_mails_stand_on_one_line_of_time():
    history = [
        {"at": "2026-03-03T16:20:00+00:00", "what": "made", "because": "repair.collected"},
        {"at": "2026-03-10T10:20:00+00:00", "what": "answered done", "because": "adviser"},
    ]
    task = a_mail(2, sent_at="2026-03-10T10:00:00+00:00", to=["donal@corncrake.example"])

    found = thread(a_commitment(history=history), mails=[a_mail(1), task])

    assert ["made", "0001", "0002", "answered done"] == told(found)


def test_what_only_says_that_a_mail_went_out_leaves_the_word_to_the_mail():
    sent = {"at": "2026-03-03T16:20:00+00:00", "what": "receipt", "because": "010f"}

    assert ["0001"] == told(thread(a_commitment(history=[sent]), mails=[a_mail(1)]))


def test_the_mail_comes_before_what_it_brought_about():
    ends = [{"at": "2026-03-03T16:20:00+00:00", "what": what, "because": ""} for what in ("made", "kept")]

    assert ["made", "0001", "kept"] == told(thread(a_commitment(history=ends), mails=[a_mail(1)]))


def test_a_sheet_that_names_others_too_is_not_about_her():
    sheet = a_mail(1, to=["donal@corncrake.example"], commitments=["c1", "c2"])

    assert ["made"] == told(thread(a_commitment(1), a_commitment(2, customer=IDRIS), mails=[sheet]))


def test_a_letter_to_her_belongs_to_her_whatever_it_is_about():
    letter = a_mail(1, to=["NORA@quill.example"], commitments=[])

    assert ["made", "0001"] == told(thread(a_commitment(), mails=[letter]))


def test_what_is_to_come_stands_in_its_order():
    alarms = [an_alarm(1, fires_at="2026-03-10T10:00:00+00:00"), an_alarm(2, fires_at="2026-03-04T10:00:00+00:00")]

    found = thread(a_commitment(1), a_commitment(2), a_commitment(3, state="kept"), alarms=alarms)

    assert ["c2", "c1"] == [promise.id for promise in found.ahead]


def test_somebody_we_owe_nothing_has_no_thread():
    with pytest.raises(KeyError):
        thread(a_commitment(customer=IDRIS))


def test_what_another_source_knows_by_her_number_alone_is_in_her_thread():
    by_number = {"name": None, "email": None, "phone": "+353209150111"}
    others = {"name": "Idris Vale", "email": "idris@vale.example", "phone": "+353209150114"}

    found = thread(a_commitment(1), a_commitment(2, customer=by_number), a_commitment(3, customer=others))

    assert ["c1", "c2"] == [promise.id for promise in found.promises]


def test_her_own_words_come_before_our_letter_and_our_note_after_it():
    notes = [Note(customer="c", commitment="c1", at=NOW, by=by, text=by) for by in ("adviser", "customer")]
    promises = promises_of([a_commitment()], alarms=(), mails=(), business=firm(), time=TIME)
    mails = envelopes([a_mail(1)], names={}, time=TIME)

    found = thread_of(NORA, promises=promises, mails=mails, notes=notes)

    assert ["made", "customer", "0001", "adviser"] == [
        mark.note.by if mark.note else mark.envelope.id if mark.envelope else mark.line.code
        for mark in found.past
        if mark.note or mark.envelope or mark.line
    ]


def test_a_note_about_somebody_else_stays_away():
    other = Note(customer="c", commitment="c9", at=NOW, by="adviser", text="not hers")
    promises = promises_of([a_commitment()], alarms=(), mails=(), business=firm(), time=TIME)

    found = thread_of(NORA, promises=promises, mails=(), notes=[other])

    assert not any(mark.note for mark in found.past)
