from __future__ import annotations

from collections import Counter
from typing import Any

from followthrough.adapters.business.texts import Texts
from followthrough.adapters.files import SHIPPED
from followthrough.adapters.pages.week_page import WeekPage
from followthrough.application.ports import Week
from followthrough.domain.event import Contact
from followthrough.domain.facts import WeekRead
from followthrough.domain.figures import Became, Figures
from support.cards import BUSINESS, a_card, at
from support.markup import Seen, seen

PAGE = WeekPage(texts=Texts.read(SHIPPED))
READ = WeekRead(week=at("2026-03-09 00:00"), at=at("2026-03-16 07:49"), by="owner")


def a_week(**more: Any) -> Week:
    return Week(
        rules=a_card().rules,
        reader=BUSINESS.boss,
        now=at("2026-03-16 07:49"),
        since=at("2026-03-09 00:00"),
        until=at("2026-03-16 00:00"),
        figures=Figures(by=Counter({Became.KEPT: 3, Became.TOLD: 1, Became.BROKEN: 1})),
        **more,
    )


def page(read: WeekRead | None = None, **more: Any) -> Seen:
    return seen(PAGE.show(a_week(**more), read=read).html)


def choices(found: Seen) -> list[str]:
    return [field["value"] for field in found.all("input")]


def test_the_page_shows_the_letters_figures_and_is_well_formed() -> None:
    found = page(broken=(a_card(),))

    assert "5 due: 3 kept, 1 told, 1 broken." in found.text
    assert "Promises of Monday 9 March to Sunday 15 March" in found.text
    assert [] == found.unclosed


def test_reading_is_said_with_a_choice_that_nobody_has_made_beforehand() -> None:
    found = page()

    assert ["read", "hand_over_on"] == choices(found)
    assert all("required" in field and "checked" not in field for field in found.all("input"))


def test_the_switch_offers_the_other_position() -> None:
    assert ["read", "hand_over_off"] == choices(page(hand_over=True))


def test_a_letter_that_is_read_says_by_whom_and_asks_only_for_the_switch() -> None:
    found = page(READ)

    assert "Read by Maeve on Monday 16 March, 07:49. Thank you." in found.text
    assert ["hand_over_on"] == choices(found)


def test_a_form_that_came_back_as_it_was_served_is_refused_in_words() -> None:
    refused = PAGE.choice_needed(a_week(), read=None)

    assert 422 == refused.status
    assert "Nothing is saved yet." in seen(refused.html).text


def test_a_hostile_name_is_only_text_on_the_page() -> None:
    card = a_card(contact=Contact(given_name="<script>alert(1)</script>", family_name="Quill"))

    assert "<script" not in PAGE.show(a_week(broken=(card,)), read=None).html
