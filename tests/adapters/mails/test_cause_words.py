from __future__ import annotations

from followthrough.adapters.mails.cause_words import CAUSES, cause_in_words
from followthrough.domain.words import Cause


def test_every_cause_has_its_words_and_no_two_have_the_same():
    assert set(Cause) == set(CAUSES)
    assert len(CAUSES) == len(set(CAUSES.values()))


def test_a_cause_is_told_in_words_and_a_code_we_do_not_know_says_itself():
    assert "nobody free at hand-over" == cause_in_words("hand_over")
    assert "full moon" == cause_in_words("full_moon")
