from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from functools import cached_property

import pytest

from followthrough.domain.copying import replace


@dataclass(frozen=True, kw_only=True)
class Plain:
    one: int
    two: tuple[int, ...] = field(default_factory=tuple)


@dataclass(frozen=True, kw_only=True)
class Careful:
    one: int

    def __post_init__(self) -> None:
        if self.one < 0:
            raise ValueError(self.one)


@dataclass(frozen=True, kw_only=True)
class Knowing:
    one: int

    @cached_property
    def twice(self) -> int:
        return self.one * 2


def test_a_copy_is_what_the_standard_library_makes():
    before = Plain(one=1, two=(1, 2))

    assert dataclasses.replace(before, one=3) == replace(before, one=3)
    assert Plain(one=1, two=(1, 2)) == before


def test_a_field_that_is_not_there_is_refused():
    with pytest.raises(TypeError):
        replace(Plain(one=1), three=3)


def test_what_checks_itself_is_checked_again():
    with pytest.raises(ValueError, match="-1"):
        replace(Careful(one=1), one=-1)


def test_what_was_worked_out_of_the_old_value_is_not_taken_along():
    before = Knowing(one=1)

    assert (2, 4) == (before.twice, replace(before, one=2).twice)
