from __future__ import annotations

import pytest

from console.why.causes import because, is_known
from followthrough.adapters.webhooks.kinds import KINDS


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_event_is_told_in_words(kind):
    assert is_known(kind)
    assert "." not in because(kind)


def test_two_reasons_in_one_call_are_told_without_the_id_of_the_other():
    assert "one call serves two reasons" == because("one call with c0ffee")


def test_a_reason_that_is_new_says_itself():
    assert "the moon is full" == because("the moon is full")
    assert not is_known("the moon is full")
