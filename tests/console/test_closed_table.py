from __future__ import annotations

import datetime as dt
import tomllib

import pytest

from console.closed_table import line, missing, with_days
from followthrough.adapters.business.business_folder import DEFAULT
from followthrough.domain.errors import InvalidBusiness

SHIPPED = (DEFAULT / "business.toml").read_text(encoding="utf-8")
NEW_YEAR, EASTER, WEEK = dt.date(2028, 1, 1), dt.date(2028, 4, 17), dt.date(2026, 8, 4)
DAYS = {NEW_YEAR: "New Year's Day", EASTER: 'Easter "Monday"'}


def test_a_day_is_one_line_whatever_it_is_called():
    told = tomllib.loads("\n".join([line(EASTER, 'Easter "Monday"'), line(NEW_YEAR, "Lá Caille")]))

    assert {"2028-04-17": 'Easter "Monday"', "2028-01-01": "Lá Caille"} == told


def test_days_go_to_the_end_of_their_table_and_every_other_line_stays():
    before, after = SHIPPED.splitlines(), with_days(SHIPPED, DAYS).splitlines()

    new = [each for each in after if each not in before]
    assert [line(day, DAYS[day]) for day in sorted(DAYS)] == new
    assert before == [each for each in after if each not in new]
    assert after.index(new[0]) == before.index('"2027-12-26" = "Saint Stephen\'s Day"') + 1


def test_a_file_without_the_table_gets_one():
    written = with_days('id = "shop"  # ours\n\n[hours]\nmon = []', DAYS)

    assert written.startswith('id = "shop"  # ours\n\n[hours]\nmon = []\n\n[closed]\n')
    assert 2 == len(tomllib.loads(written)["closed"])


def test_the_ends_of_lines_stay_as_they_are():
    assert "\n" not in with_days('[closed]\r\n"2028-12-25" = "Christmas"\r\n', DAYS).replace("\r\n", "")


def test_what_the_owner_has_said_of_a_day_stands():
    text = (
        '[closed]\n"2026-08-03..2026-08-08" = "by the sea"\n"2028-01-01" = "rest"\n[other_hours]\n"2028-04-17" = []\n'
    )

    assert {} == missing(text, {**DAYS, WEEK: "August Holiday"})
    assert text == with_days(text, {})


@pytest.mark.parametrize(
    "text",
    [
        'closed = { "2028-12-25" = "Christmas" }\n',
        'closed."2028-12-25" = "Christmas"\n[hours]\n',
        'words = """\n[closed]\n"""\n[hours]\nmon = []\n',
    ],
)
def test_what_would_say_something_else_afterwards_is_refused(text):
    with pytest.raises(InvalidBusiness, match="nothing is written"):
        with_days(text, DAYS)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[closed", "nothing is written"),
        ("closed = 3", "closed: this is no table"),
        ('[closed]\n"Christmas" = "x"', '"Christmas" is no day'),
    ],
)
def test_a_file_that_cannot_be_understood_is_refused_with_a_sentence(text, sentence):
    with pytest.raises(InvalidBusiness, match=sentence):
        missing(text, DAYS)
