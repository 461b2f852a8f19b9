from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from followthrough.adapters.report_writer import COUNTED, ReportWriter, in_figures
from followthrough.adapters.texts import Texts
from followthrough.application.ports import Card, Sheet, Week
from followthrough.domain.event import Contact
from followthrough.domain.words import State
from support.cards import BUSINESS, ROLES, a_card, a_commitment, at, the_price_call
from support.markup import seen

WRITER = ReportWriter(texts=Texts.read(Path(__file__).parents[2] / "functions" / "business"))
RULES = a_card().rules
TUESDAY = at("2026-03-10 07:45")
HOSTILE = "<script>alert(1)</script>"


def a_sheet(*cards: Card) -> Sheet:
    return Sheet(rules=RULES, reader=ROLES["adviser"], now=TUESDAY, cards=cards)


def a_week(*broken: Card, **counts: int) -> Week:
    by_state = Counter({State(state): count for state, count in counts.items()})
    return Week(
        rules=RULES,
        reader=BUSINESS.boss,
        now=at("2026-03-16 07:30"),
        since=at("2026-03-09 00:00"),
        until=at("2026-03-16 00:00"),
        due=by_state.total(),
        by_state=by_state,
        broken=broken,
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


@pytest.mark.parametrize(
    ("counts", "figures"),
    [
        ({}, "No promise fell due last week."),
        ({"kept": 2}, "2 due: 2 kept."),
        ({"kept": 3, "told": 1, "broken": 1}, "5 due: 3 kept, 1 told in time and 1 broken."),
        ({"kept_late": 1, "open": 1}, "2 due: 1 kept late and 1 still open."),
    ],
)
def test_a_week_is_told_in_one_line(counts: dict[str, int], figures: str) -> None:
    assert figures == in_figures(a_week(**counts)) == WRITER.week(a_week(**counts)).subject


def test_every_state_a_promise_can_end_in_is_counted() -> None:
    never_counted = {State.RELEASED, State.LAPSED}

    assert set(State) - never_counted == {state for state, _ in COUNTED}


def test_the_letter_goes_to_management_and_names_the_week() -> None:
    mail = WRITER.week(a_week(kept=1))

    assert ("report", "maeve@corncrake.example", ()) == (mail.kind, mail.to, mail.commitments)
    assert "Promises of Monday 9 March to Sunday 15 March" in mail.text


def test_what_was_broken_is_told_by_name() -> None:
    mail = WRITER.week(a_week(a_card(), broken=1))

    assert "Nora Quill" in mail.text
    assert "Nora Quill" in seen(mail.html).text
