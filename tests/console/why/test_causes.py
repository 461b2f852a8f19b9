from __future__ import annotations

import re
from pathlib import Path

import pytest

from console.why.causes import because, is_known
from followthrough.adapters.webhooks.kinds import KINDS
from followthrough.application.one_call import CHANGES_NOTHING, ENDS, MOVES
from followthrough.domain.words import Outcome, Reply


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_event_is_told_in_words(kind):
    assert is_known(kind)
    assert "." not in because(kind)


@pytest.mark.parametrize(
    "answer", sorted({*Outcome, *Reply} - ENDS - MOVES - CHANGES_NOTHING - {Outcome.DO_NOT_CONTACT})
)
def test_every_answer_that_makes_a_call_of_its_own_is_told_in_words(answer):
    assert is_known(answer)
    assert "_" not in because(answer)


def test_every_reason_for_not_contacting_somebody_is_told_in_words():
    page = (Path(__file__).parents[3] / "docs" / "contact-rules.md").read_text(encoding="utf-8")
    codes = set(re.findall(r"\| (?:waits|held|never|a person says it): ([^|]+?) (?=\|)", page))

    assert len(codes) >= 10
    assert [] == sorted(code for code in codes if not is_known(code))


def test_two_reasons_in_one_call_are_told_without_the_id_of_the_other():
    assert "one call serves two reasons" == because("one call with c0ffee")


def test_a_reason_that_is_new_says_itself():
    assert "the moon is full" == because("the moon is full")
    assert not is_known("the moon is full")
