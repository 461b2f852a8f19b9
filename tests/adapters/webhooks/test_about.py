from __future__ import annotations

import pytest

from followthrough.adapters.webhooks.about import About
from followthrough.adapters.webhooks.sources import parse
from followthrough.domain.errors import InvalidBusiness

SOURCE = 'id = "till"\n[verify]\nscheme = "bearer"\n'


def test_an_owners_own_file_need_not_say_anything_of_its_sender() -> None:
    assert About() == parse(SOURCE, file="till.toml").about


def test_what_is_said_of_a_sender_is_kept_word_for_word() -> None:
    words = (
        'sends = "Every sale."\nretries = "Never."\nlimits = "One second."\nsure = "documented"\nsetup = "Press on."'
    )

    told = parse(f"{SOURCE}[about]\n{words}", file="till.toml").about

    assert told == About(
        sends="Every sale.", retries="Never.", limits="One second.", sure="documented", setup="Press on."
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('sure = "very"', r'till.toml: about.sure: "very" is not one of documented, samples, tried\.'),
        ('send = "x"', "till.toml: about.send: there is no such key here; the keys are sends, retries, limits,"),
        ("sends = 7", "till.toml: about.sends: a text in quotes, please"),
    ],
)
def test_a_mistake_is_shown_where_it_is(text: str, said: str) -> None:
    with pytest.raises(InvalidBusiness, match=said):
        parse(f"{SOURCE}[about]\n{text}", file="till.toml")
