from __future__ import annotations

import re

import pytest

from followthrough.adapters.pages.desk_page import DeskPage
from followthrough.domain.desk import Thing
from support.markup import seen
from support.shop import shipped_rules

BUSINESS = shipped_rules().business
ADDRESS = "https://promises.corncrake.example/desk/token"
PAGE = DeskPage(business=BUSINESS, reader=BUSINESS.role("counter"), address=ADDRESS)
TYPED = {
    "what": "promised",
    "name": "Ada <b>Holm</b>",
    "number": '"><script>',
    "words": "</textarea><script>",
    "owner": "workshop",
    "colleague": "mechanic",
    "how": "phone",
    "when": "2026-03-09T17:00",
    "slip": "abcdefghijklmnop",
}


def test_a_fresh_form_has_chosen_nothing() -> None:
    page = seen(PAGE.blank().html)
    radios = [field for field in page.all("input") if field.get("type") == "radio"]

    assert [str(thing) for thing in Thing] == [field["value"] for field in radios]
    assert [] == [field for field in page.all("input") if "checked" in field]
    assert [] == page.unclosed


def test_each_form_has_a_number_of_its_own() -> None:
    first, second = (
        next(field["value"] for field in seen(PAGE.blank().html).all("input") if field["name"] == "slip")
        for _ in range(2)
    )

    assert re.fullmatch(r"[A-Za-z0-9_-]{16,64}", first)
    assert first != second


@pytest.mark.parametrize(
    ("status", "page"), [(422, PAGE.again(TYPED, remark="Please.")), (503, PAGE.not_taken_in(TYPED))]
)
def test_what_was_typed_comes_back_as_text_with_the_number_of_its_form(status: int, page) -> None:
    read = seen(page.html)
    fields = {field["name"]: field["value"] for field in read.all("input") if field.get("type") != "radio"}
    chosen = [field["value"] for field in read.all("input") if field.get("type") == "radio" and "checked" in field]

    assert status == page.status
    assert ["promised"] == chosen
    assert [TYPED[name] for name in ("name", "number", "when", "slip")] == [
        fields[name] for name in ("name", "number", "when", "slip")
    ]
    assert TYPED["words"] in read.text
    assert ["workshop", "mechanic"] == [option["value"] for option in read.all("option") if "selected" in option]
    assert "<script" not in page.html


def test_every_field_stands_for_some_thing_and_every_thing_shows_some() -> None:
    classes = [
        set(tag["class"].split()) - {"only"}
        for tag in seen(PAGE.blank().html).all("div")
        if "only" in tag.get("class", "")
    ]

    assert {str(thing) for thing in Thing} == set().union(*classes)
    assert [] == [shown for shown in classes if not shown]


def test_the_picture_is_drawn_here_and_names_nothing_from_elsewhere() -> None:
    html = PAGE.blank().html

    assert 2 == html.count("<svg")
    assert [] == re.findall(r"(?:src|href)=\"(?!tel:)", html)
