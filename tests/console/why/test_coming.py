from __future__ import annotations

import pytest

from console.why.coming import coming
from followthrough.domain.words import Channel, Step


@pytest.mark.parametrize("step", Step)
def test_every_step_can_be_told_beforehand(step):
    assert step != coming(step, channel=Channel.CALL, owner="Donal")


def test_what_is_to_come_names_who_will_be_asked():
    assert "the task goes to Donal" == coming("remind", channel=Channel.CALL, owner="Donal")
    assert "Donal is asked again" == coming("nudge", channel=Channel.CALL, owner="Donal")


def test_a_letter_asks_nobody():
    assert "the letter goes out" == coming("remind", channel=Channel.EMAIL, owner="Donal")


def test_a_step_that_is_new_says_itself():
    assert "sing" == coming("sing", channel=Channel.CALL, owner="Donal")


def test_what_nobody_was_told_of_is_not_called_broken():
    said = [coming("escalate", channel=Channel.TASK, owner="Donal", is_promise=told) for told in (True, False)]

    assert ["broken" in each for each in said] == [True, False]
