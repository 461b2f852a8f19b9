from __future__ import annotations

from console.why.silence import Kind
from followthrough.domain.words import Channel, State
from workbench.page.wording import CHANNELS, GROUPS, SILENCES, STATES


def test_every_state_has_words_and_one_group():
    grouped = sorted(state for group in GROUPS for state in group.states)

    assert sorted(State) == sorted(STATES) == grouped


def test_every_channel_has_words():
    assert set(Channel) == set(CHANNELS)


def test_every_silence_has_a_title():
    assert set(Kind) == set(SILENCES)
