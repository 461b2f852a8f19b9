from __future__ import annotations

from followthrough.domain.words import Channel, State, Step
from workbench.page.wording import CHANNELS, GROUPS, STATES, coming, happened


def test_every_state_has_words_and_one_group():
    grouped = sorted(state for group in GROUPS for state in group.states)

    assert sorted(State) == sorted(STATES) == grouped


def test_every_channel_has_words():
    assert set(Channel) == set(CHANNELS)


def test_every_step_can_be_told_before_and_after():
    told = {step: (coming(step, channel=Channel.CALL, owner="Donal"), happened(step)) for step in Step}

    assert all(before and after != step for step, (before, after) in told.items())


def test_what_is_to_come_names_who_will_be_asked():
    assert "the task goes to Donal" == coming("remind", channel=Channel.CALL, owner="Donal")
    assert "Donal is asked again" == coming("nudge", channel=Channel.CALL, owner="Donal")


def test_a_letter_asks_nobody():
    assert "the letter goes out" == coming("remind", channel=Channel.EMAIL, owner="Donal")


def test_a_line_without_better_words_says_itself():
    assert "answered done" == happened("answered done")


def test_a_step_whose_fate_is_not_known_says_so():
    assert "sent, unsure" == happened("remind unsure")
