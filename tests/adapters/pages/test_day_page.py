from __future__ import annotations

import datetime as dt
from dataclasses import replace

from adapters.pages.test_day_words import ILL, LETTERS, NOW, RULES, TUESDAY, a_line, a_touch
from followthrough.adapters.pages.day_page import DayPage, code, news_of
from followthrough.application.day import Said
from followthrough.domain.event import Contact
from followthrough.domain.facts import Away, Facts, OtherHours
from support.markup import seen

FACTS = Facts(
    away=(ILL, Away(role="counter", first=TUESDAY, last=TUESDAY)),
    other_hours=(OtherHours(day=TUESDAY),),
    pauses=(LETTERS,),
)


def page_of(reader: str, facts: Facts = FACTS) -> DayPage:
    return DayPage(rules=replace(RULES, facts=facts), reader=reader, now=NOW)


def choices(html: str) -> list[str]:
    return [field["value"] for field in seen(html).all("input") if field.get("type") == "radio"]


def chosen_beforehand(html: str) -> list[dict[str, str]]:
    return [field for field in seen(html).all("input") if field.get("type") == "radio" and "checked" in field]


def test_the_owner_may_say_and_take_back_everything():
    html = page_of("owner").form().html

    assert [
        "away",
        "closed",
        "hours",
        "pause",
        "back adviser 2026-03-10 2026-03-10",
        "back counter 2026-03-10 2026-03-10",
        "usual 2026-03-10",
        "resume letters",
    ] == choices(html)
    assert "Donal is away on Tuesday 10 March" in html


def test_anybody_else_speaks_for_himself():
    html = page_of("adviser").form().html

    assert ["away", "back adviser 2026-03-10 2026-03-10"] == choices(html)
    assert "I am away" in html
    assert "Iris" not in html


def test_nothing_is_chosen_beforehand():
    page = page_of("owner")
    touched = page.touched(ILL, a_touch(promised=(a_line(),)), fields={})

    assert [] == chosen_beforehand(page.form().html) == chosen_beforehand(touched.html)


def test_what_it_touches_is_shown_with_what_may_happen():
    touch = a_touch(promised=(a_line(),), complaints=(a_line(None),))
    html = page_of("owner").touched(ILL, touch, fields={"what": "away", "who": "adviser"}).html

    assert ["cover", "tell"] == choices(html)
    assert "Iris takes them" in html
    assert "For 1 of them nobody is in" in html
    assert {"what": "away", "who": "adviser"} == {
        field["name"]: field["value"] for field in seen(html).all("input") if field.get("type") == "hidden"
    }


def test_with_nobody_to_cover_they_are_left_or_told():
    html = page_of("owner").touched(ILL, a_touch(promised=(a_line(None),)), fields={}).html

    assert "Leave them as they are" in html


def test_with_nothing_touched_there_is_only_yes():
    assert ["cover"] == choices(page_of("owner").touched(ILL, a_touch(), fields={}).html)
    assert ["cover"] == choices(page_of("owner").touched(LETTERS, a_touch(promised=(a_line(),)), fields={}).html)


def test_what_is_saved_is_said_and_how_to_take_it_back():
    html = page_of("owner").saved(ILL, Said(touch=a_touch(), told=("1",))).html

    assert "Saved: Donal is away on Tuesday 10 March" in html
    assert "One customer is told a new time" in html
    assert "Taken back" in page_of("owner").taken_back(ILL).html


def test_other_peoples_words_are_text():
    evil = Contact(given_name="Nora", family_name="<b>Quill")
    because = OtherHours(day=TUESDAY, because="<script>")
    html = page_of("owner").touched(because, a_touch(promised=(a_line(contact=evil),)), fields={"hours": '"><b>'}).html

    assert "<script>" not in html
    assert "<b>" not in html


def test_every_piece_of_news_has_a_code_of_its_own():
    codes = [code(news) for news in news_of(FACTS)]

    assert len(set(codes)) == len(codes)
    assert dt.date(2026, 3, 10).isoformat() in codes[0]


def test_what_was_saved_leads_back_to_the_page_on_which_it_is_taken_back():
    html = page_of("owner").saved(ILL, Said(touch=a_touch(), told=())).html

    assert '<a class="button" href="">Back to the day as it is</a>' in html
    assert "It can be taken back on the page of the day, at any time." in html
