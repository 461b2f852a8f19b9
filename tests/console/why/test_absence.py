from __future__ import annotations

import datetime as dt

import pytest

from console.why.absence import stands_in, who_is_not_there
from followthrough.domain.commitment import Wake
from followthrough.domain.facts import Away, Facts, OtherHours
from followthrough.domain.words import Channel, Step
from support.cards import a_commitment, at
from support.explaining import a_table

TUESDAY = dt.date(2026, 3, 10)
TEN = at("2026-03-10 10:00")
TASK = Wake(step=Step.REMIND, at=TEN)


def away(*roles: str) -> Facts:
    return Facts(away=tuple(Away(role=role, first=TUESDAY, last=TUESDAY) for role in roles))


def nobody(facts: Facts, moment: str = "2026-03-10 10:00") -> list[str]:
    table = a_table(facts=facts)
    return list(who_is_not_there(table.commitment, rules=table.rules, at=at(moment)))


def test_whoever_is_there_explains_nothing():
    assert [] == nobody(Facts())


def test_a_closed_day_is_told_with_the_reason_that_was_given():
    said = OtherHours(day=TUESDAY, because="a funeral")

    assert ["We are closed on Tuesday 10 March (a funeral)."] == nobody(Facts(other_hours=(said,)))


def test_a_day_on_which_we_are_never_open_says_so():
    assert ["We are closed on Sunday 15 March."] == nobody(Facts(), "2026-03-15 10:00")


def test_whoever_is_away_is_named_with_the_days():
    assert ["Donal is away on Tuesday 10 March."] == nobody(away("adviser"))


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        ((), ""),
        (("adviser",), "Donal is away on Tuesday 10 March, so Iris is asked."),
        (("counter",), ""),
        (
            ("adviser", "counter"),
            "Donal is away on Tuesday 10 March and Iris is away on Tuesday 10 March, so Maeve is asked.",
        ),
    ],
)
def test_cover_is_told_from_the_first_to_whoever_is_there(gone, said):
    assert said == stands_in(a_table(facts=away(*gone)), TASK, now=TEN)


def test_it_counts_who_is_there_when_the_step_comes_and_not_who_is_there_now():
    said = stands_in(a_table(facts=away("adviser")), TASK, now=at("2026-03-09 10:00"))

    assert "Donal is away on Tuesday 10 March, so Iris is asked." == said


def test_a_letter_has_no_stand_in():
    letter = a_table(a_commitment(channel=Channel.EMAIL), facts=away("adviser"))

    assert "" == stands_in(letter, TASK, now=TEN)


def test_what_tells_the_owner_has_no_stand_in():
    assert "" == stands_in(a_table(facts=away("adviser")), Wake(step=Step.ESCALATE, at=TEN), now=TEN)
