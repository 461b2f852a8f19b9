from __future__ import annotations

from typing import Any

import pytest

from console.trigger.changes import changed
from followthrough.domain.errors import RuleBroken


def a_body() -> dict[str, Any]:
    return {
        "id": 7,
        "number": "R-7",
        "paid": False,
        "total": 1.5,
        "note": None,
        "customer": {"given_name": "Ada"},
        "lines": [{"title": "Roof bars"}, {"title": "Straps"}],
    }


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        ("customer.given_name=Nora", {"customer": {"given_name": "Nora"}}),
        ("number=8", {"number": "8"}),
        ("number=a=b", {"number": "a=b"}),
        ("id=9007199254740993", {"id": 9007199254740993}),
        ("total=2.25", {"total": 2.25}),
        ("paid=true", {"paid": True}),
        ("note=please ring", {"note": "please ring"}),
        ("note=5", {"note": 5}),
        ("lines.1.title=Nets", {"lines": [{"title": "Roof bars"}, {"title": "Nets"}]}),
        ('customer={"given_name": "Tess"}', {"customer": {"given_name": "Tess"}}),
    ],
)
def test_a_value_is_set_and_keeps_its_kind(wish, expected):
    body = a_body()

    changed(body, [wish])

    assert a_body() | expected == body


@pytest.mark.parametrize(
    ("wish", "because"),
    [
        ("customer.given_nam=Nora", 'no "given_nam" there; did you mean "given_name"?'),
        ("zzz.given_name=Nora", 'no "zzz" there; there are id, number'),
        ("lines.2.title=Nets", 'no "2" there; there are 0, 1'),
        ("lines.first.title=Nets", 'no "first" there'),
        ("number.x=1", 'no "x" there; there are no keys'),
        ("number", "is not written as PLACE=VALUE"),
        ("id=seven", "there stands no text"),
        ("id=true", "there stands no yes or no"),
        ("paid=1", "there stands true or false"),
        ('total="2"', "there stands a number"),
    ],
)
def test_a_wish_that_does_not_fit_is_refused_by_its_place(wish, because):
    body = a_body()

    with pytest.raises(RuleBroken) as refused:
        changed(body, [wish])

    assert because in str(refused.value)
    assert a_body() == body
