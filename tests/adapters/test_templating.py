from __future__ import annotations

import pytest

from followthrough.adapters.templating import filled_in
from followthrough.domain.errors import InvalidBusiness


def test_an_owners_text_is_filled_in() -> None:
    assert "Hello Nora," == filled_in("Hello {{ name }},", {"name": "Nora"}, called="hello")


def test_what_a_customer_is_called_is_never_a_template() -> None:
    assert "Hello {{ 7 * 7 }}" == filled_in("Hello {{ name }}", {"name": "{{ 7 * 7 }}"}, called="hello")


@pytest.mark.parametrize(
    "text",
    [
        "Hello {{ nmae }}",
        "Hello {{ name",
        "{% include 'task.html' %}",
        "{{ name.__class__.__mro__ }}",
        "{{ name.__init__.__globals__ }}",
        "{% for n in range(10 ** 9) %}x{% endfor %}",
        "{{ 1 // 0 }}",
        "{{ 'a'.index('b') }}",
        "{{ [].copy().index(1) }}",
        "{{ '{x}'.format() }}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    ],
)
def test_a_text_that_cannot_be_filled_in_is_named(text: str) -> None:
    with pytest.raises(InvalidBusiness, match='The text "hello" cannot be filled in'):
        filled_in(text, {"name": "Nora"}, called="hello")
