from __future__ import annotations

import pytest

from followthrough.domain.errors import InvalidBusiness
from support.cards import BUSINESS


def test_the_boss_is_the_role_of_last_resort():
    assert BUSINESS.boss.person == "Maeve"


def test_a_role_that_does_not_exist_is_told_with_those_that_do():
    with pytest.raises(InvalidBusiness, match='There is no role "advisor"; the roles are adviser, counter, owner'):
        BUSINESS.role("advisor")
