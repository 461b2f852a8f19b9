from __future__ import annotations

import pytest

from followthrough.application.retry import ATTEMPTS, until_first
from followthrough.domain.errors import Conflict, Unreachable


def test_whoever_was_slower_reads_again_until_he_is_first():
    attempts: list[int] = []

    def third_time_lucky() -> str:
        attempts.append(len(attempts))
        if len(attempts) < 3:
            raise Conflict
        return "done"

    assert (until_first(third_time_lucky), len(attempts)) == ("done", 3)


def test_after_six_attempts_the_crowd_is_left_to_the_queue():
    attempts: list[int] = []

    def always_slower() -> None:
        attempts.append(1)
        raise Conflict

    with pytest.raises(Conflict):
        until_first(always_slower)

    assert len(attempts) == ATTEMPTS


def test_only_a_conflict_is_tried_again():
    attempts: list[int] = []

    def unreachable() -> None:
        attempts.append(1)
        raise Unreachable

    with pytest.raises(Unreachable):
        until_first(unreachable)

    assert len(attempts) == 1
