from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from followthrough.adapters.business.texts import Texts
from followthrough.adapters.files import SHIPPED
from followthrough.adapters.mails.report_writer import ReportWriter
from followthrough.application.ports import Card, Sheet, Week
from followthrough.domain.event import Contact, SubjectRef
from followthrough.domain.figures import Became, Figures
from followthrough.domain.words import State
from support.cards import BUSINESS, ROLES, a_card, a_commitment, at, the_price_call
from support.markup import seen

WRITER = ReportWriter(texts=Texts.read(SHIPPED))
RULES = a_card().rules
TUESDAY = at("2026-03-10 07:45")
HOSTILE = "<script>alert(1)</script>"


def a_sheet(*cards: Card, **more: Any) -> Sheet:
    return Sheet(rules=RULES, reader=ROLES["adviser"], now=TUESDAY, cards=cards, **more)


def a_week(*broken: Card, **counts: int) -> Week:
    return Week(
        rules=RULES,
        reader=BUSINESS.boss,
        now=at("2026-03-16 07:30"),
        since=at("2026-03-09 00:00"),
        until=at("2026-03-16 00:00"),
        figures=Figures(by=Counter({Became(column): count for column, count in counts.items()})),
        broken=broken,
        url="https://p.example/week/token",
    )


def test_a_sheet_says_how_much_there_is_to_do_and_greets() -> None:
    mail = WRITER.sheet(a_sheet(a_card(), the_price_call()))

    assert "Tuesday 10 March: 2 to do" == mail.subject
    assert mail.text.startswith("Good morning Donal")


def test_one_task_is_one_thing_to_do() -> None:
    assert "Tuesday 10 March: one thing to do" == WRITER.sheet(a_sheet(a_card())).subject


@pytest.mark.parametrize("part", ["text", "html"])
def test_every_line_has_its_task_its_number_and_its_own_answer(part: str) -> None:
    mail = WRITER.sheet(a_sheet(a_card(answer_url="https://p.example/a/1"), a_card(answer_url="https://p.example/a/2")))
    told = getattr(mail, part)

    assert (1, 1) == (told.count("https://p.example/a/1"), told.count("https://p.example/a/2"))
    assert 2 <= told.count("+353 20 915 0177")
    assert 2 <= told.count("Please phone Nora Quill")


@pytest.mark.parametrize("part", ["text", "html"])
def test_whoever_steps_in_reads_for_whom_and_nobody_else_does(part: str) -> None:
    iris = ROLES["counter"]
    hers = Sheet(rules=RULES, reader=iris, now=TUESDAY, cards=(a_card(reader=iris),))

    assert "For Donal, who is" in getattr(WRITER.sheet(hers), part)
    assert "For Donal" not in getattr(WRITER.sheet(a_sheet(a_card())), part)


def test_a_sheet_is_a_task_of_staff_that_names_its_commitments() -> None:
    cards = (a_card(), a_card(commitment=a_commitment(id="decade00decade00deca")))
    mail = WRITER.sheet(a_sheet(*cards))

    assert ("task", "donal@corncrake.example", ("c0ffee00c0ffee00c0ff", "decade00decade00deca")) == (
        mail.kind,
        mail.to,
        mail.commitments,
    )


def test_the_sheets_of_two_days_are_two_threads_and_nobody_shares_hers() -> None:
    tuesday = WRITER.sheet(a_sheet(a_card()))
    wednesday = WRITER.sheet(Sheet(rules=RULES, reader=ROLES["adviser"], now=at("2026-03-11 07:45"), cards=(a_card(),)))
    iris = WRITER.sheet(Sheet(rules=RULES, reader=ROLES["counter"], now=TUESDAY, cards=(a_card(),)))

    assert 3 == len({tuesday.thread, wednesday.thread, iris.thread})


def test_a_hostile_name_is_only_text_on_the_sheet_and_in_the_letter() -> None:
    card = a_card(contact=Contact(given_name=HOSTILE, family_name="Quill"))

    assert "<script" not in WRITER.sheet(a_sheet(card)).html
    assert "<script" not in WRITER.week(a_week(card, broken=1)).html


def test_the_subject_of_the_letter_is_the_week_in_figures() -> None:
    assert "5 due: 3 kept, 1 told, 1 broken." == WRITER.week(a_week(kept=3, told=1, broken=1)).subject


def test_the_letter_goes_to_management_and_names_the_week() -> None:
    mail = WRITER.week(a_week(kept=1))

    assert ("report", "maeve@corncrake.example", ()) == (mail.kind, mail.to, mail.commitments)
    assert "Promises of Monday 9 March to Sunday 15 March" in mail.text


def test_what_was_broken_is_told_by_name() -> None:
    mail = WRITER.week(a_week(a_card(), broken=1))

    assert "Nora Quill" in mail.text
    assert "Nora Quill" in seen(mail.html).text


@pytest.mark.parametrize("part", ["text", "html"])
def test_a_sheet_says_at_its_foot_where_the_day_and_the_desk_are(part: str) -> None:
    sheet = a_sheet(a_card(), day_url="https://p.example/day/1", desk_url="https://p.example/desk/1")
    told = getattr(WRITER.sheet(sheet), part)

    assert told.index("/a/token") < told.index("https://p.example/day/1") < told.index("https://p.example/desk/1")


def test_promises_complaints_and_what_was_broken_are_marked_and_care_is_not() -> None:
    complaint = a_card(commitment=a_commitment(subject=SubjectRef(source="helpdesk", type="complaint", id="1")))
    broken = a_card(commitment=a_commitment(state=State.BROKEN))
    care = a_card(commitment=a_commitment(promised_by=None))
    marks = [WRITER._line(card).mark for card in (a_card(), complaint, broken, care)]

    assert ["Promise", "Complaint", "Broken", ""] == marks
    assert "Between 10:00 and 12:30 · Promise" in WRITER.sheet(a_sheet(a_card())).text


def test_an_unread_monday_letter_stands_on_top_and_is_something_to_do() -> None:
    mail = WRITER.sheet(a_sheet(a_card(), unread_url="https://p.example/week/1"))
    alone = WRITER.sheet(a_sheet(unread_url="https://p.example/week/1"))

    assert mail.text.index("https://p.example/week/1") < mail.text.index("1. ")
    assert ("Tuesday 10 March: 2 to do", "Tuesday 10 March: one thing to do") == (mail.subject, alone.subject)


def test_a_full_sheet_does_not_promise_a_mail_for_each_and_a_short_one_does() -> None:
    full, short = WRITER.sheet(a_sheet(a_card(), stands_alone=True)), WRITER.sheet(a_sheet(a_card()))

    assert ("no separate mail" in full.text, "no separate mail" in short.text) == (True, False)
    assert ("comes again by itself" in full.text, "comes again by itself" in short.text) == (False, True)


def test_his_own_figures_stand_on_his_sheet_only_if_he_is_to_see_them() -> None:
    own = Figures(by=Counter({Became.KEPT: 2}))

    assert "for your eyes only: 2 due: 2 kept." in WRITER.sheet(a_sheet(a_card(), own=own)).text
    assert "eyes only" not in WRITER.sheet(a_sheet(a_card())).text


@pytest.mark.parametrize("part", ["text", "html"])
def test_the_letter_has_one_link_to_say_that_it_is_read(part: str) -> None:
    assert 1 == getattr(WRITER.week(a_week(kept=1)), part).count("https://p.example/week/token")


def test_the_letter_is_whole_with_everything_in_it() -> None:
    week = replace(a_week(a_card(), broken=1), stars=3, comebacks=1)
    mail = WRITER.week(week)

    assert "Gold stars given: 3" in mail.text
    assert "Came back with a complaint within 30 days: 1" in mail.text
    assert "Nobody has said why yet. Not mended yet." in seen(mail.html).text


@pytest.mark.parametrize("part", ["text", "html"])
def test_what_is_done_for_a_colleague_comes_last_under_that_name(part: str) -> None:
    first = a_card(owner=ROLES["counter"], answer_url="https://p.example/a/1", commitment=a_commitment(id="first"))
    own = a_card(answer_url="https://p.example/a/2", commitment=a_commitment(id="own"))
    mail = WRITER.sheet(a_sheet(first, own))
    told = getattr(mail, part)

    assert told.index("/a/2") < told.index("For Iris, who is") < told.index("/a/1")
    assert ("own", "first") == mail.commitments
    assert ("1. ", "2. ") == (mail.text[mail.text.index("1. ") :][:3], mail.text[mail.text.index("2. ") :][:3])


def test_a_sheet_does_not_count_the_hours_since_something_was_broken() -> None:
    broken = a_card(commitment=a_commitment(state=State.BROKEN), now=at("2026-03-12 07:45"))

    assert "On Tuesday 10 March by 12:30 · Broken" in WRITER.sheet(a_sheet(broken)).text
